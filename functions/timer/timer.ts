import { isRefusal } from '../care/refusal.ts';
import { type Charts, DUE_SHARDS } from '../charts.ts';
import type { Clock, Table } from '../ports.ts';

export type TimerDeps = { table: Table; charts: Charts; clock: Clock };

const TIMER = 'attune-timer';
const PAGE = 200;
/** Charts fired at once: each waits for the table most of its time. */
const AT_ONCE = 8;

/**
 * What is due, in every shard. The commit that takes a timer out of its chart is the claim: of two scans, one finds
 * it gone. One chart that can't be decided never keeps the others waiting: all are tried, then the scan fails by name.
 */
export async function scan({ table, charts, clock }: TimerDeps): Promise<{ fired: number }> {
  const now = clock();
  let fired = 0;
  const failed: string[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    let after: string | undefined;
    do {
      const due = await table.queryIndex('due', `DUE#${shard}`, { upTo: now, after, limit: PAGE });
      await atOnce(AT_ONCE, due.items, async ({ pk }) => {
        const [clinicId = '', clientId = ''] = pk.split('#');
        try {
          const outcome = await charts.run({ clinicId, clientId, by: TIMER }, { do: 'fire' });
          if (!isRefusal(outcome)) fired += 1;
        } catch (error) {
          failed.push(`${pk}: ${error instanceof Error ? error.name : 'unknown error'}`);
        }
      });
      after = due.next;
    } while (after);
  }
  if (failed.length > 0)
    throw new ScanIncomplete(`${failed.length} charts could not be fired: ${failed.join('; ')}`);
  return { fired };
}

export class ScanIncomplete extends Error {
  override name = 'ScanIncomplete';
}

/** Whoever is done takes the next, so that none waits for the slowest of its eight. */
async function atOnce<T>(most: number, all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const takeTurns = async () => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, takeTurns));
}
