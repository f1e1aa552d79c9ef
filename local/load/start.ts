import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { instant } from '../../functions/care/time.ts';
import { chartPk } from '../../functions/charts.ts';
import { CLINIC, NOON } from '../bench/prepare.ts';
import { freePort, openEngine } from '../engine.ts';
import { clientIdOf, makeOriginal } from './clones.ts';
import { importItems } from './import.ts';
import { type Ctx, everything, type Found, growthOf, inDirectory, power, round } from './world.ts';

export type StartSize = { clients: number };

const MAIN = join(import.meta.dirname, '..', 'main.ts');
/** The first makes a clinic and its admin; of the others the one in the middle counts. */
const STARTS = 4;
const LONGEST_MS = 120_000;

/** `npm start` on a table that holds so many clients, until it answers; and what it then takes. */
export async function startPart({ clients }: StartSize, { say }: Ctx): Promise<Found> {
  const original = await makeOriginal('asked', instant(Date.now()), NOON);
  const rows: Found['rows'] = [];
  const points: { size: number; cost: number }[] = [];
  for (const size of [clients / 16, clients / 4, clients].map(Math.ceil)) {
    await inDirectory(async (directory) => {
      say(`${size} clients being written`);
      await importItems(directory, everything(original, size));
      say(`${size} clients, starts`);
      const starts: Started[] = [];
      const floors: number[] = [];
      for (let n = 0; n < STARTS; n += 1) {
        starts.push(await start(directory));
        floors.push(await floor(directory));
      }
      const ms = middle(starts.slice(1).map((one) => one.ms));
      const floorMs = middle(floors.slice(1));
      const { megabytes, engineMegabytes } = starts.at(-1)!;
      points.push({ size, cost: ms });
      rows.push({
        clients: size,
        'log entries': size * original.log.length,
        'start ms': round(ms, 0),
        'floor ms': round(floorMs, 0),
        ratio: round(ms / floorMs, 2),
        'Attune MB': megabytes,
        'engine MB': engineMegabytes,
        'disk MB': megabytesOf(directory),
      });
    });
  }
  return {
    title: 'A start',
    said: [
      '`npm start` on a table with so many clients in care, from the process’s begin to the first answer over HTTP. Memory is what is resident then.',
      'Floor: a bare Node process, then the engine started on the same file, one chart read.',
      power(growthOf(points)),
    ],
    rows,
  };
}

type Started = { ms: number; megabytes: number; engineMegabytes: number };

async function start(directory: string): Promise<Started> {
  const port = await freePort();
  const env = { ...process.env, ATTUNE_DIRECTORY: directory, ATTUNE_PORT: String(port) };
  const from = performance.now();
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await answering(`http://127.0.0.1:${port}/openapi.json`, child);
    const ms = performance.now() - from;
    const engine = childrenOf(child.pid!)[0];
    return {
      ms,
      megabytes: residentMegabytes(child.pid!),
      engineMegabytes: engine ? residentMegabytes(engine) : 0,
    };
  } finally {
    await ended(child);
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await wait(5);
  }
  throw new Error('Attune did not start');
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

async function floor(directory: string): Promise<number> {
  const from = performance.now();
  await new Promise((resolve) => spawn(process.execPath, ['-e', '0']).once('exit', resolve));
  const engine = await openEngine({ directory });
  await engine.table.get({ pk: chartPk(CLINIC, clientIdOf(1)), sk: 'CHART' });
  const ms = performance.now() - from;
  await engine.close();
  return ms;
}

const middle = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

/** Linux tells; elsewhere 0 stands for what nobody knows. */
export function residentMegabytes(pid: number): number {
  const file = `/proc/${pid}/status`;
  const [, kilobytes = 0] = (existsSync(file) && /VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))) || [];
  return Math.round(Number(kilobytes) / 1000);
}

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

export const megabytesOf = (directory: string): number =>
  round(
    readdirSync(directory)
      .filter((file) => file.startsWith('attune.db'))
      .reduce((sum, file) => sum + statSync(join(directory, file)).size, 0) / 1_000_000,
  );
