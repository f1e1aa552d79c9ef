/**
 * `npm run simulate -- --seeds 200 --days 90 [--from 1] [--seed NAME] [--faults JSON] [--clients N] [--out FILE] [--log FILE]
 * [--keep [--kept FILE]]`: as many lives, on all cores, each the same for its seed to the letter. What goes wrong, and how
 * many clients there are, is the seed's to say where it is not given. What breaks is told as the shortest story that still
 * breaks, and ends the process with 1; with `--keep` it is lived again with every `npm test`. `--log`: each life is written
 * there as it ends, and what stands there is not lived again.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startProgress } from '../../local/commands/progress.ts';
import { NO_FAULTS } from './faults.ts';
import { INVARIANTS } from './invariants.ts';
import { KEPT, keep, keptOf } from './kept.ts';
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
      log: { type: 'string' },
      keep: { type: 'boolean', default: false },
      kept: { type: 'string', default: KEPT },
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
  const summaries = values.log ? livedBefore(values.log, seeds, days) : [];
  const before = new Set(summaries.map(({ seed }) => seed));
  const left = seeds.filter((seed) => !before.has(seed));
  const progress = startProgress({ err: process.stderr }, 'Simulated', seeds.length);
  const began = performance.now();
  const take = (summary: Summary) => {
    summaries.push(summary);
    if (values.log) appendFileSync(values.log, `${JSON.stringify(summary)}\n`);
    const [first] = summary.broken;
    if (first) console.error(`seed ${summary.seed} broke rule ${first.n}, “${first.rule}”: ${first.how}`);
    const rate = ((summaries.length - before.size) / ((performance.now() - began) / 1000)).toFixed(1);
    progress.to(summaries.length, `${rate} lives a second`);
  };
  const workers = Math.min(availableParallelism(), left.length);
  await Promise.all(
    Array.from({ length: workers }, (_, at) => {
      const share: Share = { seeds: left.filter((_seed, n) => n % workers === at), given };
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
    `${left.length} lives of ${days} days in ${seconds.toFixed(1)} s: ${(left.length / seconds).toFixed(1)} a second`,
  );
  console.log(`trace ${total.hash}`);
  if (values.out) {
    const { user, system } = process.cpuUsage();
    const lists = { reached: [...total.reached], struck: [...total.struck], broken: [...total.broken] };
    const told: Told = { ...total, ...lists, lived: left.length, seconds, cpuSeconds: (user + system) / 1e6 };
    writeFileSync(values.out, JSON.stringify(told));
  }
  const broken = summaries.filter((one) => one.broken.length > 0).sort((a, b) => a.commits - b.commits);
  if (broken.length === 0) return 0;
  const [first] = broken;
  console.log(
    `\n${broken.length} lives broke a rule: ${broken.map(({ seed }) => seed).join(', ')}. The shortest story of ${first!.seed}:\n`,
  );
  const life = await shrink(first!.seed, given);
  console.log(storyOf(life));
  if (values.keep && life.broken.length > 0) keep(keptOf(life), values.kept);
  return 1;
}

function livedBefore(log: string, seeds: string[], days: number): Summary[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const lived = lines.map((line) => JSON.parse(line) as Summary);
  const asked = new Set(seeds);
  return lived.filter((one) => one.days === days && asked.has(one.seed));
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
