import { openSimulation } from '../bench/simulated.ts';
import { openEngine } from '../engine.ts';
import { megabytesOf, residentMegabytes } from './start.ts';
import { type Ctx, type Found, inDirectory, round } from './world.ts';

export type MonthSize = { clients: number; weeks: number };

/** Memory and disk while so many clients are in care, week by week of simulated time, on the engine. */
export async function monthPart({ clients, weeks }: MonthSize, { say }: Ctx): Promise<Found> {
  const rows: Found['rows'] = [];
  await inDirectory(async (directory) => {
    const engine = await openEngine({ directory });
    try {
      say(`${clients} clients begin`);
      const { live } = await openSimulation(clients, engine);
      for (let week = 1; week <= weeks; week += 1) {
        say(`week ${week} of ${clients} clients`);
        const from = performance.now();
        await live(7);
        rows.push({
          week,
          clients,
          'took s': round((performance.now() - from) / 1000),
          'Attune MB': residentMegabytes(process.pid),
          'engine MB': residentMegabytes(engine.pid!),
          'disk MB': megabytesOf(directory),
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
    ],
    rows,
  };
}
