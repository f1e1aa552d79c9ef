import * as z from 'zod';
import { type Instant, instant, milliseconds } from '../care/time.ts';
import { chartPk } from '../charts.ts';
import { clinicPk } from '../clinics.ts';
import { accessKey, accessPk, looksOf, sealOf } from '../looks.ts';
import type { Clock, Item, Table } from '../ports.ts';
import { logSk } from '../store.ts';

/** Where what is written stays as it is: nobody, and no key, can change or delete it before its time. */
export interface Archive {
  put(name: string, text: string): Promise<void>;
  /** The last by name of those that start with `prefix`. */
  last(prefix: string): Promise<string | undefined>;
}

export type DigestDeps = { table: Table; archive: Archive; clock: Clock };

/** How far one log had come. A log of which this is no longer true was changed, or its end was cut. */
const headSchema = z.strictObject({ pk: z.string(), seq: z.int().min(1), hash: z.string() });
/** What was seen on a day that is over: `Seal` in looks.ts. */
const sealSchema = z.strictObject({ pk: z.string(), looks: z.int().min(1), hash: z.string() });
const lineSchema = z.union([headSchema, sealSchema]);
type Head = z.infer<typeof headSchema>;
type Line = z.infer<typeof lineSchema>;

/** Days of looks that each digest seals again; of those before, older digests tell. */
const SEALED_DAYS = 14;

const DAY_MS = 86_400_000;
const lookSchema = z.object({ why: z.string(), clients: z.array(z.string()).min(1) });

/** Logs read at once: each waits for the table most of its time. */
const AT_ONCE = 32;

/**
 * The heads of every log chain of a clinic, and a seal on who looked at whom on the days before, written where they
 * can't be changed, after the table was held against the digest before. A cut of a log together with its chart agrees
 * with itself; only this tells.
 * @returns how many logs, and the places where the table is not what it was
 */
export async function digest(
  { table, archive, clock }: DigestDeps,
  clinicId: string,
): Promise<{ logs: number; altered: string[] }> {
  const folder = `digests/${clinicId}/`;
  const before = await archive.last(folder);
  const altered = before === undefined ? [] : await holdAgainst(table, before);
  const lines: Line[] = [];
  const note = async (pk: string) => {
    const line = await headOf(table, pk);
    if (line) lines.push(line);
  };
  await note(clinicPk(clinicId));
  for await (const clients of clientsOf(table, clinicId))
    await inGroups(clients, (clientId) => note(chartPk(clinicId, clientId)));
  const logs = lines.length;
  const days = daysBefore(clock()).map((day) => accessPk(clinicId, day));
  altered.push(...(await copiesMissing(table, clinicId, days[0]!)));
  for (const pk of days) {
    const seal = await sealOf(table, pk);
    if (seal) lines.push(seal);
  }
  lines.sort((a, b) => (a.pk < b.pk ? -1 : 1));
  await archive.put(`${folder}${clock()}.jsonl`, lines.map((line) => JSON.stringify(line)).join('\n'));
  return { logs, altered };
}

/** Every log entry and every day of looks that `text`, a digest, names and that is no longer there as it was. */
export async function holdAgainst(table: Table, text: string): Promise<string[]> {
  const altered: string[] = [];
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => lineSchema.parse(JSON.parse(line)));
  await inGroups(lines, async (line) => {
    const { pk, hash } = line;
    if ('looks' in line) {
      const now = await sealOf(table, pk);
      if (now?.hash !== hash)
        altered.push(
          `${pk}, who looked at whom, is not what it was: ${now?.looks ?? 0} looks of ${line.looks}`,
        );
      return;
    }
    const entry = await table.get({ pk, sk: logSk(line.seq) });
    if (!entry) altered.push(`log entry ${line.seq} of ${pk} is gone`);
    else if (entry.hash !== hash) altered.push(`log entry ${line.seq} of ${pk} is not what it was`);
  });
  return altered.sort();
}

/** The latest first. Today is not over, and in the first seconds of a day the one before may not be either: 7:30 is. */
const daysBefore = (now: Instant): string[] =>
  Array.from({ length: SEALED_DAYS }, (_, day) =>
    instant(milliseconds(now) - (day + 1) * DAY_MS).slice(0, 10),
  );

/** A look stands in the client's own list too, which is what an admin shows a client who asks. */
async function copiesMissing(table: Table, clinicId: string, pk: string): Promise<string[]> {
  const missing: string[] = [];
  const looks: Item[] = [];
  for await (const look of looksOf(table, pk)) looks.push(look);
  await inGroups(looks, async ({ sk, body }) => {
    const { data } = lookSchema.safeParse(JSON.parse(String(body)));
    if (data?.why === 'list') return;
    const clientId = data?.clients[0] ?? '';
    const copy = data && (await table.get(accessKey(clinicId, clientId, sk)));
    if (copy?.body !== body)
      missing.push(`a look of ${pk} is not in the list of the client: ${clientId || 'it names none'}`);
  });
  return missing;
}

async function headOf(table: Table, pk: string): Promise<Head | undefined> {
  const { items } = await table.query(pk, { prefix: 'LOG#', backwards: true, limit: 1 });
  const [head] = items;
  return head && { pk, seq: Number(head.sk.slice('LOG#'.length)), hash: String(head.hash) };
}

/** Everybody who was ever a client of the clinic, page by page. */
export async function* clientsOf(table: Table, clinicId: string): AsyncGenerator<string[]> {
  let after: string | undefined;
  do {
    const page = await table.query(clinicPk(clinicId), { prefix: 'CLIENT#', after });
    yield page.items.map(({ sk }) => sk.slice('CLIENT#'.length));
    after = page.next;
  } while (after);
}

export async function inGroups<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(work));
}
