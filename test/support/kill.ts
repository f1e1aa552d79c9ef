/**
 * `kill -9` of a living clinic, again and again, and what is left of it: `node test/support/kill.ts [KILLS] [SEED]`.
 * The engine dies with the process that started it, so both are killed at once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { content } from '../../functions/adapters/content.ts';
import { createCharts } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { openEngine } from '../../local/engine.ts';
import { systemClock } from '../../local/machine.ts';
import { createOutbox } from '../../local/outbox.ts';
import { createDice } from '../../local/people/chance.ts';
import { CLIENTS, CLINIC, JOURNAL } from './kill-load.ts';

export type Survived = {
  kills: number;
  /** Acknowledged answers. */
  acknowledged: number;
  messages: number;
  entries: number;
  /** Each one a broken promise; none is what is wanted. */
  broken: string[];
};

/** From before the engine is up to well into its work. */
const LIVES_MS = [150, 2500] as const;
const LONGEST_MS = 120_000;

const LOAD = join(import.meta.dirname, 'kill-load.ts');

export async function killAgainAndAgain(
  kills: number,
  seed: string,
  tell = (_: string) => {},
): Promise<Survived> {
  const directory = await mkdtemp(join(tmpdir(), 'attune-kill-'));
  const dice = createDice(seed);
  try {
    await live(directory, (child) => until(() => existsSync(join(directory, JOURNAL)), child));
    for (let kill = 1; kill <= kills; kill += 1) {
      const ms = Math.round(dice.between(...LIVES_MS));
      const ended = await live(directory, () => wait(ms));
      tell(`${kill} of ${kills}: killed after ${ms} ms${ended ? ', when it had ended' : ''}`);
    }
    await live(directory, (child) => until(() => child.exitCode !== null, child));
    return { kills, ...(await examine(directory)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Starts the load, waits, kills it; true where it had come to its end by itself. */
async function live(directory: string, waiting: (child: ChildProcess) => Promise<unknown>): Promise<boolean> {
  const child = spawn(process.execPath, [LOAD, directory], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const exited = once(child, 'exit');
  await waiting(child);
  const ended = child.exitCode !== null;
  if (!ended) child.kill('SIGKILL');
  await exited;
  if (ended && child.exitCode !== 0) throw new Error(`the load failed by itself: ${said}`);
  return ended;
}

async function until(done: () => boolean, child: ChildProcess): Promise<void> {
  for (let waited = 0; !done(); waited += 25) {
    if (child.exitCode !== null && child.exitCode !== 0) return;
    if (waited > LONGEST_MS) throw new Error('the load has not come to its end in two minutes');
    await wait(25);
  }
}

async function examine(directory: string): Promise<Omit<Survived, 'kills'>> {
  const engine = await openEngine({ directory });
  try {
    const clinics = createClinics({ table: engine.table, clock: systemClock });
    const charts = createCharts({ table: engine.table, clock: systemClock, clinics, content });
    const outbox = await createOutbox({ table: engine.table, clock: systemClock }).read(CLINIC);
    const broken: string[] = [];
    const kept = new Set<string>();
    let entries = 0;
    const clinic = await clinics.verify(CLINIC);
    if (clinic) broken.push(clinic);
    for (let n = 0; n < CLIENTS; n += 1) {
      const clientId = `client-${n}`;
      const found = await charts.verify(CLINIC, clientId);
      if (found) broken.push(found);
      for await (const { entry } of charts.log(CLINIC, clientId)) {
        entries += 1;
        for (const event of entry.events) {
          if (event.type === 'response.received')
            kept.add(`${clientId}/${event.requestId}/${event.instrument}`);
        }
      }
      const chart = await charts.get(CLINIC, clientId);
      if (!chart.plan)
        broken.push(`${clientId} never came to a plan: something that was waited for was lost`);
    }
    const journal = readFileSync(join(directory, JOURNAL), 'utf8').trimEnd().split('\n');
    for (const line of journal) {
      const { clientId, requestId, instruments } = JSON.parse(line);
      for (const instrument of instruments) {
        if (!kept.has(`${clientId}/${requestId}/${instrument}`)) {
          broken.push(`an acknowledged answer is lost: ${line}`);
        }
      }
    }
    const sent = new Map<string, number>();
    for (const { key } of outbox) sent.set(key, (sent.get(key) ?? 0) + 1);
    for (const [key, times] of sent) if (times > 1) broken.push(`${key} was handed over ${times} times`);
    return { acknowledged: journal.length, messages: outbox.length, entries, broken };
  } finally {
    await engine.close();
  }
}

if (import.meta.main) {
  const [kills = '50', seed = String(Date.now())] = process.argv.slice(2);
  console.log(`seed ${seed}`);
  const { broken, ...figures } = await killAgainAndAgain(Number(kills), seed, console.log);
  console.log(figures);
  for (const line of broken) console.error(line);
  console.log(
    broken.length === 0 ? 'Nothing lost, nothing sent twice.' : `${broken.length} promises broken.`,
  );
  process.exit(broken.length === 0 ? 0 : 1);
}
