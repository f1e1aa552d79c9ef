import { execFileSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { TABLE_NAME } from '../../functions/adapters/table-schema.ts';
import { openSimulation } from '../bench/simulated.ts';
import { type Engine, openEngine } from '../engine.ts';
import { megabytesOf, residentMegabytes } from './start.ts';
import { type Ctx, type Found, inDirectory, round } from './world.ts';

export type MonthSize = { clients: number; weeks: number };

/** Memory and disk while so many clients are in care, week by week of simulated time, on the engine. */
export async function monthPart({ clients, weeks }: MonthSize, { say }: Ctx): Promise<Found> {
  const rows: Found['rows'] = [];
  const bare = Math.round(Number(execFileSync(process.execPath, ['-p', 'process.memoryUsage.rss()'])) / 1e6);
  await inDirectory(async (directory) => {
    const engine = await openEngine({ directory });
    try {
      say(`${clients} clients begin`);
      const { live } = await openSimulation(clients, engine);
      for (let week = 1; week <= weeks; week += 1) {
        say(`week ${week} of ${clients} clients`);
        const from = performance.now();
        await live(7);
        const [disk, items] = [megabytesOf(directory), megabytesOfItems(engine)];
        rows.push({
          week,
          clients,
          'took s': round((performance.now() - from) / 1000),
          'Attune MB': residentMegabytes(process.pid),
          'bare Node MB': bare,
          'engine MB': residentMegabytes(engine.pid!),
          'disk MB': disk,
          'items MB': round(items),
          ratio: round(disk / items, 2),
        });
      }
    } finally {
      await engine.close();
    }
  });
  return {
    title: 'A month',
    said: [
      'Clients who answer at once and a clinician who decides at once, through the API, on a stepped clock and the engine: what is resident at the end of each week, and the table’s file with the day of changes that its stream keeps.',
      'Floor: a Node process that does nothing; the items that stand in the table at the end of the week. Ratio: of the file to the items.',
    ],
    rows,
  };
}

function megabytesOfItems({ file }: Engine): number {
  const db = new DatabaseSync(file!, { readOnly: true });
  const found = db.prepare(`SELECT sum(length(item_json)) AS bytes FROM "${TABLE_NAME}"`).get();
  db.close();
  return Number(found?.bytes) / 1e6;
}
