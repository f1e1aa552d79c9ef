import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clinics } from '../../functions/clinics.ts';
import type { Clock, Rehearsals, Table } from '../../functions/ports.ts';
import type { Rehearsed } from '../../functions/rehearsal-report.ts';
import { Cancelled, type Rehearsal, type Watch } from '../../functions/rehearsals.ts';
import { rehearse } from '../../functions/rehearse/rehearse.ts';
import { COMPILED } from '../compiled.ts';
import { foundBy } from './found.ts';
import { groupsOf } from './groups.ts';
import { addTally, emptyTally, type Tally } from './report.ts';

const LOOK_EVERY_MS = 300;
/** Beside this file, in a bundle as in the source. */
const SCRIPT = new URL(`./group.worker${extname(import.meta.url)}`, import.meta.url);

type Said = { first: number; share: number } | { first: number; tally: Tally };

/** The same lives as `rehearse`, in as many threads as there are cores; whoever waits is not held up. */
export async function rehearseInThreads(rehearsal: Rehearsal, watch: Watch = {}): Promise<Rehearsed> {
  const groups = groupsOf(rehearsal);
  const waiting = [...groups];
  const tallies = new Map<number, Tally>();
  const shares = new Map<number, number>();
  const threads: Worker[] = [];
  let look: NodeJS.Timeout | undefined;

  const lived = new Promise<void>((resolve, reject) => {
    look = setInterval(async () => {
      try {
        if (await watch.isCancelled?.()) reject(new Cancelled('the rehearsal was cancelled'));
      } catch (error) {
        reject(error);
      }
    }, LOOK_EVERY_MS);
    const next = (thread: Worker) => {
      const group = waiting.shift();
      if (group) thread.postMessage({ rehearsal, group });
    };
    for (let n = 0; n < Math.min(groups.length, availableParallelism()); n += 1) {
      const thread = new Worker(SCRIPT, { env: { NODE_COMPILE_CACHE: COMPILED, ...process.env } });
      thread.unref();
      threads.push(thread);
      thread.on('error', reject);
      thread.on('message', (said: Said) => {
        if ('share' in said) shares.set(said.first, said.share);
        else {
          shares.set(said.first, 1);
          tallies.set(said.first, said.tally);
        }
        const done = groups.reduce((sum, { first, size }) => sum + (shares.get(first) ?? 0) * size, 0);
        watch.onProgress?.(done / rehearsal.clients);
        if (tallies.size === groups.length) resolve();
        else if ('tally' in said) next(thread);
      });
      next(thread);
    }
  });
  try {
    await lived;
  } finally {
    clearInterval(look);
    for (const thread of threads) void thread.terminate();
  }
  const total = emptyTally();
  for (const { first } of groups) addTally(total, tallies.get(first)!);
  return foundBy(total, rehearsal);
}

/** One at a time: a second rehearsal would only make both slower. */
export function createRehearsals(deps: { table: Table; clinics: Clinics; clock: Clock }): Rehearsals {
  let before: Promise<unknown> = Promise.resolve();
  return {
    async start(place) {
      before = before
        .then(() => rehearse({ ...deps, live: rehearseInThreads }, { detail: place }))
        .catch((error) =>
          console.error(`A rehearsal failed: ${error instanceof Error ? error.message : error}`),
        );
    },
  };
}
