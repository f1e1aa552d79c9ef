import * as z from 'zod';
import type { Client } from '../care/client.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { sayFault } from '../care/sentences.ts';
import { identityKeys } from '../charts.ts';
import { newClientId } from './clients.ts';
import { Problem } from './problem.ts';
import { readRosterInTurns } from './roster.ts';
import type { RosterField } from './roster-fields.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientIdSchema } from './schemas.ts';

/** Told in one reply, which on AWS may have 6 MB. */
const MOST_FAULTS = 2000;

/** Commits under way at once: the table keeps each waiting for most of its time. */
const AT_ONCE = 16;

/** `column.dateOfBirth=Born` says which of the clinic's own columns holds what. */
const COLUMNS = {
  'column.name': 'name',
  'column.givenName': 'givenName',
  'column.familyName': 'familyName',
  'column.dateOfBirth': 'dateOfBirth',
  'column.phone': 'phone',
  'column.email': 'email',
  'column.zone': 'zone',
  'column.language': 'language',
  'column.country': 'country',
  'column.channel': 'channel',
  'column.consentOn': 'consentOn',
  'column.smsConsentOn': 'smsConsentOn',
  'column.emailConsentOn': 'emailConsentOn',
  'column.recordNumber': 'recordNumber',
} as const satisfies Record<`column.${RosterField}`, RosterField>;
type Column = keyof typeof COLUMNS;

const header = z.string().min(1).max(200).optional();
const columnQuery = Object.fromEntries(Object.keys(COLUMNS).map((column) => [column, header])) as Record<
  Column,
  typeof header
>;

const place = { line: z.int(), column: z.string() };

const importSchema = z.object({
  added: z.array(z.object({ line: z.int(), clientId: clientIdSchema })),
  already: z.array(z.int()).describe('The lines of those who were here'),
  preview: z.literal(true).optional(),
  faults: z.array(z.object({ ...place, fault: z.string(), mend: z.string() })),
  warnings: z.array(z.object({ ...place, warning: z.string() })),
  notes: z.array(z.string()).describe('How the file was read'),
});

export const IMPORT = [
  route({
    operationId: 'importClients',
    method: 'POST',
    path: '/clients/import',
    who: ['admin', 'clinician'],
    summary: 'Takes in a client list as CSV, row by row; what is here already is left as it is',
    query: z.strictObject({
      preview: z
        .enum(['true', 'false'])
        .default('false')
        .describe('true: says what each row would do, and takes in nobody'),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional(),
      zone: z.string().max(64).optional(),
      language: z
        .string()
        .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/)
        .default('en'),
      ...columnQuery,
    }),
    body: z.custom<string | Uint8Array>(),
    csv: true,
    reply: importSchema,
    handle: importClients,
  }),
];

type ImportCall = StaffCall<
  unknown,
  { preview: 'true' | 'false'; country?: string; zone?: string; language: string } & Partial<
    Record<Column, string>
  >,
  string | Uint8Array
>;

async function importClients(deps: ApiDeps, call: ImportCall): Promise<z.input<typeof importSchema>> {
  const { say } = call;
  const { clinicId, staffId: by } = call.actor;
  const { preview, country, zone, language, ...columns } = call.query;
  const isPreview = preview === 'true';
  const clinic = await deps.clinics.settings(clinicId);
  const mapping = Object.fromEntries(
    Object.entries(columns).map(([column, own]) => [COLUMNS[column as Column], own]),
  );
  const { rows, faults, warnings, notes } = await readRosterInTurns(
    call.body,
    { country: country ?? clinic.country, zone: zone ?? clinic.calendar.zone, language, mapping },
    deps.clock(),
  );

  const added: { line: number; clientId: string }[] = [];
  const already: number[] = [];
  const failures: unknown[] = [];
  const store = async ({ line, client }: (typeof rows)[number]) => {
    const clientId = newClientId(deps, { ...call, key: undefined });
    const at = { clinicId, clientId, by };
    const command = { do: 'create-client', client } as const;
    try {
      const outcome = isPreview
        ? ((await alreadyIn(deps, clinicId, client)) ?? (await deps.charts.preview(at, command)))
        : await deps.charts.run(at, command);
      if (!isRefusal(outcome)) added.push({ line, clientId });
      else if (outcome.refused === 'duplicate') already.push(line);
      else faults.push({ line, column: '', fault: outcome.because, mend: 'Correct the row.' });
    } catch (error) {
      failures.push(error);
    }
  };
  const waiting = rows.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const row of waiting) await store(row);
    }),
  );
  if (failures.length > 0) {
    const detail = `${failures.length} rows could not be stored. Send the file again: nobody is added twice.`;
    throw new Problem('busy', detail, { cause: failures[0] });
  }
  added.sort((a, b) => a.line - b.line);
  already.sort((a, b) => a - b);
  if (faults.length > MOST_FAULTS)
    notes.push(
      `${faults.length - MOST_FAULTS} more faults are not listed. Mend these, and send the file again.`,
    );
  return {
    added,
    already,
    faults: faults.slice(0, MOST_FAULTS).map((one) => sayFault(say, one)),
    warnings: warnings.map((one) => ({ ...one, warning: say(one.warning) })),
    notes: notes.map(say),
    ...(isPreview && { preview: true }),
  };
}

/** What the commit would find out. */
async function alreadyIn({ table }: ApiDeps, clinicId: string, client: Client): Promise<Refusal | undefined> {
  const standing = await Promise.all(identityKeys(clinicId, client).map((key) => table.get(key)));
  return standing.some(Boolean) ? refuse('duplicate', 'This client is here already.') : undefined;
}
