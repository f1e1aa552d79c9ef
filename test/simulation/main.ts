/**
 * `npm run simulate -- --seeds 200 --days 90 [--from 1] [--seed NAME] [--faults JSON] [--clients N] [--out FILE]`: as many
 * lives, on all cores, each the same for its seed to the letter. What goes wrong, and how many clients there are, is the
 * seed's to say where it is not given. What breaks is told as the shortest story that still breaks, and ends the process with 1.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startProgress } from '../../local/commands/progress.ts';
import { NO_FAULTS } from './faults.ts';
import { INVARIANTS } from './invariants.ts';
import { type LifeOptions, live } from './life.ts';
import { shrink } from './shrink.ts';
import { storyOf } from './story.ts';
import { type Summary, summaryOf, type Told, tableOf, totalOf } from './summary.ts';

type Given = Pick<LifeOptions, 'faults' | 'clients'> & { days: number };
type Share = { seeds: string[]; given: Given };

async function work({ seeds, given }: Share): Promise<void> {
  for (const seed of seeds) parentPort!.postMessage(summaryOf(await live(seed, given)));
}

async function lead(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      days: { type: 'string', default: '90' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      faults: { type: 'string' },
      clients: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const days = number('days', values.days);
  const given: Given = {
    days,
    ...(values.faults && { faults: { ...NO_FAULTS, ...JSON.parse(values.faults) } }),
    ...(values.clients && { clients: number('clients', values.clients) }),
  };
  const from = number('from', values.from);
  const seeds = values.seed
    ? [values.seed]
    : Array.from({ length: number('seeds', values.seeds) }, (_, n) => String(from + n));
  const progress = startProgress({ err: process.stderr }, 'Simulated', seeds.length);
  const began = performance.now();
  const summaries: Summary[] = [];
  const take = (summary: Summary) => {
    summaries.push(summary);
    const [first] = summary.broken;
    if (first) console.error(`seed ${summary.seed} broke rule ${first.n}, “${first.rule}”: ${first.how}`);
    const rate = (summaries.length / ((performance.now() - began) / 1000)).toFixed(1);
    progress.to(summaries.length, `${rate} lives a second`);
  };
  const workers = Math.min(availableParallelism(), seeds.length);
  await Promise.all(
    Array.from({ length: workers }, (_, at) => {
      const share: Share = { seeds: seeds.filter((_seed, n) => n % workers === at), given };
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), {
          workerData: share,
          resourceLimits: { maxYoungGenerationSizeMb: 128 },
        });
        worker.on('message', take);
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    }),
  );
  progress.done();
  const seconds = (performance.now() - began) / 1000;
  const total = totalOf(summaries);
  console.log(tableOf(total, INVARIANTS));
  console.log(
    `${seeds.length} lives of ${days} days in ${seconds.toFixed(1)} s: ${(seeds.length / seconds).toFixed(1)} a second`,
  );
  console.log(`trace ${total.hash}`);
  if (values.out) {
    const { user, system } = process.cpuUsage();
    const lists = { reached: [...total.reached], struck: [...total.struck], broken: [...total.broken] };
    const told: Told = { ...total, ...lists, seconds, cpuSeconds: (user + system) / 1e6 };
    writeFileSync(values.out, JSON.stringify(told));
  }
  const broken = summaries.filter((one) => one.broken.length > 0).sort((a, b) => a.commits - b.commits);
  if (broken.length === 0) return 0;
  const [first] = broken;
  console.log(
    `\n${broken.length} lives broke a rule: ${broken.map(({ seed }) => seed).join(', ')}. The shortest story of ${first!.seed}:\n`,
  );
  console.log(storyOf(await shrink(first!.seed, given)));
  return 1;
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} ${text}: give a whole number of at least 1`);
    process.exit(2);
  }
  return value;
}

if (isMainThread) process.exitCode = await lead();
else await work(workerData as Share);
