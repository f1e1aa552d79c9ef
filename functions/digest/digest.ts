import * as z from 'zod';
import { chartPk } from '../charts.ts';
import { clinicPk } from '../clinics.ts';
import type { Clock, Table } from '../ports.ts';
import { logSk } from '../store.ts';

/** Where what is written stays as it is: nobody, and no key, can change or delete it before its time. */
export interface Archive {
  put(name: string, text: string): Promise<void>;
  /** The last by name of those that start with `prefix`. */
  last(prefix: string): Promise<string | undefined>;
}

export type DigestDeps = { table: Table; archive: Archive; clock: Clock };

/** How far one log had come. A log of which this is no longer true was changed, or its end was cut. */
const lineSchema = z.strictObject({ pk: z.string(), seq: z.int().min(1), hash: z.string() });
type Line = z.infer<typeof lineSchema>;

/** Logs read at once: each waits for the table most of its time. */
const AT_ONCE = 32;

/**
 * The heads of every log chain of a clinic, written where they can't be changed, after the table was held against the
 * digest before. A cut of a log together with its chart agrees with itself; only this tells.
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
  for await (const clients of pagesOf(table, clinicId)) await inGroups(clients, note);
  lines.sort((a, b) => (a.pk < b.pk ? -1 : 1));
  await archive.put(`${folder}${clock()}.jsonl`, lines.map((line) => JSON.stringify(line)).join('\n'));
  return { logs: lines.length, altered };
}

/** Every log entry that `text`, a digest, names and that is no longer there as it was. */
export async function holdAgainst(table: Table, text: string): Promise<string[]> {
  const altered: string[] = [];
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => lineSchema.parse(JSON.parse(line)));
  await inGroups(lines, async ({ pk, seq, hash }) => {
    const entry = await table.get({ pk, sk: logSk(seq) });
    if (!entry) altered.push(`log entry ${seq} of ${pk} is gone`);
    else if (entry.hash !== hash) altered.push(`log entry ${seq} of ${pk} is not what it was`);
  });
  return altered.sort();
}

async function headOf(table: Table, pk: string): Promise<Line | undefined> {
  const { items } = await table.query(pk, { prefix: 'LOG#', backwards: true, limit: 1 });
  const [head] = items;
  return head && { pk, seq: Number(head.sk.slice('LOG#'.length)), hash: String(head.hash) };
}

async function* pagesOf(table: Table, clinicId: string): AsyncGenerator<string[]> {
  let after: string | undefined;
  do {
    const page = await table.query(clinicPk(clinicId), { prefix: 'CLIENT#', after });
    yield page.items.map(({ sk }) => chartPk(clinicId, sk.slice('CLIENT#'.length)));
    after = page.next;
  } while (after);
}

async function inGroups<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(work));
}
