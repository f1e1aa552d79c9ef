/** A table filled at the speed of the disk: by dynoxide's own import of what DynamoDB exports to S3. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { marshal } from '../../functions/adapters/table-dynamodb.ts';
import { TABLE_NAME, tableSchema } from '../../functions/adapters/table-schema.ts';
import type { Item } from '../../functions/ports.ts';
import { binary } from '../engine.ts';

const run = promisify(execFile);
const CHUNK = 1000;

/** Makes the engine's file in `directory`, for `openEngine` to open. Its stream begins behind what is in it. */
export async function importItems(directory: string, items: Iterable<Item>): Promise<void> {
  const source = join(directory, 'export');
  const data = join(source, TABLE_NAME, 'data');
  mkdirSync(data, { recursive: true });
  await writeLines(join(data, 'items.json.gz'), items);
  const schema = join(directory, 'schema.json');
  writeFileSync(schema, JSON.stringify({ Table: { ...tableSchema(TABLE_NAME), TableStatus: 'ACTIVE' } }));
  const output = join(directory, 'attune.db');
  await run(binary(), ['import', '--source', source, '--schema', schema, '--output', output]);
  rmSync(source, { recursive: true });
  rmSync(schema);
}

async function writeLines(file: string, items: Iterable<Item>): Promise<void> {
  const gzip = createGzip({ level: 1 });
  const out = createWriteStream(file);
  gzip.pipe(out);
  let lines: string[] = [];
  const flush = async () => {
    if (lines.length > 0 && !gzip.write(lines.join(''))) await once(gzip, 'drain');
    lines = [];
  };
  for (const item of items) {
    lines.push(`${JSON.stringify({ Item: exported(item) })}\n`);
    if (lines.length === CHUNK) await flush();
  }
  await flush();
  gzip.end();
  await once(out, 'close');
}

/** Bytes are in base64 in an export. */
const exported = (item: Item) =>
  Object.fromEntries(
    Object.entries(marshal(item)).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );
