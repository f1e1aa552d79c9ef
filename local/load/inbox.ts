import { instant } from '../../functions/care/time.ts';
import { inboxFloor } from '../bench/main-path.ts';
import { CLINICIAN, NOON } from '../bench/prepare.ts';
import { ask, serve } from '../bench/served.ts';
import { time } from '../bench/timing.ts';
import { makeOriginal } from './clones.ts';
import { type Ctx, everything, type Found, growthOf, onEngine, power, round } from './world.ts';

export type InboxSize = { tasks: number; looks: number };

/** The first page of a clinician's inbox, with more and more open tasks behind it. */
export async function inboxPart({ tasks, looks }: InboxSize, { say }: Ctx): Promise<Found> {
  const original = await makeOriginal('answered', instant(Date.now()), NOON);
  const rows: Found['rows'] = [];
  const points: { size: number; cost: number }[] = [];
  const each = Array.from({ length: looks });
  for (const size of [tasks / 100, tasks / 10, tasks].map(Math.ceil)) {
    say(`${size} open tasks`);
    // What an inbox is read from; their logs and addresses play no part.
    const items = everything(original, size, ({ pk, sk }) => !pk.includes('#') || /^(CHART|TASK#)/.test(sk));
    await onEngine(items, async (engine) => {
      const server = await serve(engine);
      try {
        const look = async () => {
          const page = await ask('GET', `${server.url}/tasks?inbox=mine&limit=25`, { token: server.staff });
          const found = (JSON.parse(page) as { tasks: unknown[] }).tasks.length;
          if (found !== Math.min(25, size)) throw new Error(`${found} tasks in the inbox of ${CLINICIAN}`);
        };
        await time(each.slice(0, 5), 1, look);
        const shown = await time(each, 1, look);
        const floor = await time(each, 1, () => inboxFloor(engine.table));
        points.push({ size, cost: shown.p50 });
        rows.push({
          'open tasks': size,
          'p50 ms': round(shown.p50),
          'p99 ms': round(shown.p99),
          'floor p50 ms': round(floor.p50),
          ratio: round(shown.p50 / floor.p50, 2),
        });
      } finally {
        server.close();
      }
    });
  }
  return {
    title: 'An inbox',
    said: [
      'GET /tasks, its first page of 25, with one urgent task of each client open.',
      'Floor: the same index query and record of access, straight to the engine.',
      power(growthOf(points)),
    ],
    rows,
  };
}
