import { hash } from 'node:crypto';
import type { Entry } from '../care/log.ts';
import type { Item, Table } from '../ports.ts';

export const hashOf = (canonical: string): string => hash('sha256', canonical, 'hex');

export const logSk = (seq: number): string => `LOG#${String(seq).padStart(9, '0')}`;

export async function* pages(table: Table, pk: string, prefix: string): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const page = await table.query(pk, { prefix, after });
    yield* page.items;
    after = page.next;
  } while (after);
}

/** Every entry of a log, in order, with the hash that stands beside it. */
export async function* readLog<Event>(
  table: Table,
  pk: string,
): AsyncGenerator<{ entry: Entry<Event>; hash: string; body: string }> {
  for await (const { body, hash } of pages(table, pk, 'LOG#')) {
    yield { entry: JSON.parse(String(body)) as Entry<Event>, hash: String(hash), body: String(body) };
  }
}
