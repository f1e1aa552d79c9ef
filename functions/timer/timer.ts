import { isRefusal } from '../care/refusal.ts';
import type { Instant } from '../care/time.ts';
import { type Charts, DUE_SHARDS } from '../charts.ts';
import type { Clock, Table } from '../ports.ts';

export type TimerDeps = { table: Table; charts: Charts; clock: Clock };

const TIMER = 'attune-timer';
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
    for await (const due of pages(table, `DUE#${shard}`, now)) {
      await atOnce(AT_ONCE, due, async (pk) => {
        const [clinicId = '', clientId = ''] = pk.split('#');
        try {
          const outcome = await charts.run({ clinicId, clientId, by: TIMER }, { do: 'fire' });
          if (!isRefusal(outcome)) fired += 1;
        } catch (error) {
          failed.push(`${pk}: ${error instanceof Error ? error.name : 'unknown error'}`);
        }
      });
    }
  }
  if (failed.length > 0)
    throw new ScanIncomplete(`${failed.length} charts could not be fired: ${failed.join('; ')}`);
  return { fired };
}

export class ScanIncomplete extends Error {
  override name = 'ScanIncomplete';
}

async function* pages(table: Table, shard: string, upTo: Instant): AsyncGenerator<string[]> {
  let after: string | undefined;
  do {
    const page = await table.queryIndex('due', shard, { upTo, after, limit: 200 });
    yield page.items.map((item) => item.pk);
    after = page.next;
  } while (after);
}

/** Whoever is done takes the next, so that none waits for the slowest of its eight. */
async function atOnce<T>(most: number, all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const takeTurns = async () => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: most }, takeTurns));
}
