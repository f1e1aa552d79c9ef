import { content } from '../../functions/adapters/content.ts';
import type { Instant } from '../../functions/care/time.ts';
import { chartPk, createCharts, DUE_SHARDS } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import type { Clock, Table, Write } from '../../functions/ports.ts';
import { scan } from '../../functions/timer/timer.ts';
import { CLINIC } from '../bench/prepare.ts';
import { time } from '../bench/timing.ts';
import { clientIdOf, dueOf, makeOriginal } from './clones.ts';
import { type Ctx, everything, type Found, growthOf, onEngine, power, round } from './world.ts';

export type DueSize = { due: number };

const START: Instant = '2026-01-05T15:00:00.000Z';
/** As many charts as a scan fires at once. */
const AT_ONCE = 8;
const MOST_ON_FLOOR = 1000;

/** `due` clients whose reminder is due in the same minute, and how long one scan takes to bring all of them about. */
export async function duePart({ due }: DueSize, { say }: Ctx): Promise<Found> {
  const original = await makeOriginal('asked', START);
  const at = dueOf(original);
  const clock: Clock = () => at;
  const rows: Found['rows'] = [];
  const points: { size: number; cost: number }[] = [];
  for (const size of [due / 16, due / 4, due].map(Math.ceil)) {
    say(`${size} due`);
    const onFloor = Math.min(size, MOST_ON_FLOOR);
    // What a scan reads and writes; by what else a client is found plays no part.
    const items = everything(original, size + onFloor, ({ pk, sk }) => !pk.includes('#') || sk === 'CHART');
    await onEngine(items, async ({ table }) => {
      say(`${size} are there`);
      const floor = await floorOf(table, clock, size, onFloor);
      const clinics = createClinics({ table, clock });
      const charts = createCharts({ table, clock, clinics, content });
      let begun = 0;
      const run: typeof charts.run = (at, command) => {
        begun += 1;
        if (begun % 10_000 === 0) say(`${begun} of ${size}`);
        return charts.run(at, command);
      };
      const from = performance.now();
      const { fired } = await scan({ table, charts: { ...charts, run }, clock });
      const took = performance.now() - from;
      if (fired !== size) throw new Error(`${fired} of ${size} were fired`);
      points.push({ size, cost: took });
      rows.push({
        due: size,
        seconds: round(took / 1000, 2),
        'a second': round((size / took) * 1000, 0),
        'floor a second': round(floor.perSecond, 0),
        ratio: round((floor.perSecond * took) / 1000 / size, 2),
      });
    });
  }
  return {
    title: 'Due in one minute',
    said: [
      'Clients whose reminder is due in the same minute, and one scan: each chart is read, decided and committed with its message.',
      'Floor: the index read once, then each chart’s read and the same transaction, straight to the engine, eight at once as the scan does (up to 1,000 clients).',
      power(growthOf(points)),
    ],
    rows,
  };
}

/** On the `count` clients behind the first `after`; what each would write is worked out beforehand. */
async function floorOf(table: Table, clock: Clock, after: number, count: number) {
  const ready: { pk: string; writes: Write[] }[] = [];
  let written: Write[] = [];
  const dry: Table = {
    ...table,
    write: async (writes) => {
      written = writes;
      return { done: true };
    },
  };
  const clinics = createClinics({ table, clock });
  const charts = createCharts({ table: dry, clock, clinics, content });
  for (let n = after + 1; n <= after + count; n += 1) {
    const clientId = clientIdOf(n);
    await charts.run({ clinicId: CLINIC, clientId, by: 'floor' }, { do: 'fire' });
    ready.push({ pk: chartPk(CLINIC, clientId), writes: written });
  }
  return time(ready, AT_ONCE, async ({ pk, writes }) => {
    if (pk === ready[0]!.pk) await readIndex(table, clock(), count);
    await table.get({ pk, sk: 'CHART' });
    const outcome = await table.write(writes);
    if (!outcome.done) throw new Error('the floor was refused');
  });
}

async function readIndex(table: Table, upTo: Instant, most: number): Promise<void> {
  for (let shard = 0, read = 0; shard < DUE_SHARDS && read < most; shard += 1) {
    const page = await table.queryIndex('due', `DUE#${shard}`, { upTo, limit: 200 });
    read += page.items.length;
  }
}
