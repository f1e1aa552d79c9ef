import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const each = z.number().positive();
/** What one client in care uses a month, as measured. */
const usageSchema = z.strictObject({
  readUnits: each,
  writeUnits: each,
  commits: each,
  storedBytes: each,
  transitions: each,
  linkRequests: each,
  staffRequests: each,
  stepInvocations: each,
  texts: each,
  mails: each,
});
const usageFile = z.strictObject({ how: z.string().min(1), aClientAMonth: usageSchema });
export type Usage = z.infer<typeof usageSchema>;

export const readUsage = (): z.infer<typeof usageFile> =>
  usageFile.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'usage.json'), 'utf8')));
