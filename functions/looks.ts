/** Where it is on record who looked at whom: under the day, and under the client. */
import { createHash } from 'node:crypto';
import { chartPk } from './charts.ts';
import type { Item, Table } from './ports.ts';

export const ACCESS = 'ACCESS#';

/** All that was seen in a clinic on one day, UTC. */
export const accessPk = (clinicId: string, day: string): string => `${clinicId}#${ACCESS}${day}`;
/** The same look in the client's own list; `sk` as under the day. */
export const accessKey = (clinicId: string, clientId: string, sk: string) => ({
  pk: chartPk(clinicId, clientId),
  sk: ACCESS + sk,
});

/** How many looks a day had, and what they come to: one changed, taken out or put in later, and it is another. */
export type Seal = { pk: string; looks: number; hash: string };

/** @returns nothing for a day on which nobody looked */
export async function sealOf(table: Table, pk: string): Promise<Seal | undefined> {
  const hash = createHash('sha256');
  let looks = 0;
  for await (const { sk, body } of looksOf(table, pk)) {
    hash.update(`${JSON.stringify([sk, body])}\n`);
    looks += 1;
  }
  return looks > 0 ? { pk, looks, hash: hash.digest('base64url') } : undefined;
}

/** Of a day, in the order of time. */
export async function* looksOf(table: Table, pk: string): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const page = await table.query(pk, { after });
    yield* page.items;
    after = page.next;
  } while (after);
}
