/**
 * `npm run proof -- [rules] [bugs] [sweep] [engines] [--seeds 300] [--days 90] [--from 1]`: the simulation, the planted bugs,
 * the sweep and the two engines, all of them or those that are named, each with what it came to in its own part of
 * `test/PROOF.md`. The rest stays. All of it takes some minutes of two quiet cores.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { startProgress } from '../../local/commands/progress.ts';
import { liveTwice } from './engines.ts';
import { INVARIANTS } from './invariants.ts';
import { BUGS } from './planted/bugs.ts';
import { catchBug } from './planted/planted.ts';
import type { Told } from './summary.ts';
import { SCENES, sweepAll } from './sweep.ts';

const FILE = join(import.meta.dirname, '../PROOF.md');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '300' },
    days: { type: 'string', default: '90' },
    from: { type: 'string', default: '1' },
    told: { type: 'string' },
  },
});

const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

function rules(): string {
  const { seeds, days, from, told: known } = values;
  const out = known ?? join(mkdtempSync(join(tmpdir(), 'attune-proof-')), 'told.json');
  const args = [join(import.meta.dirname, 'main.ts'), '--seeds', seeds, '--days', days, '--from', from];
  // Broken off and begun again, it goes on where it was.
  const log = join(tmpdir(), `attune-lives-${commit}-${days}.jsonl`);
  // `--told`: what these seeds came to has been written by `npm run simulate -- --out` already.
  if (!known) spawnSync(process.execPath, [...args, '--out', out, '--log', log], { stdio: 'inherit' });
  const told: Told = JSON.parse(readFileSync(out, 'utf8'));
  rmSync(log, { force: true });
  const times = new Map(told.reached);
  const broken = new Map(told.broken);
  const verdict = (n: number) =>
    broken.has(n) ? `**broken ${broken.get(n)} times**` : times.has(n) ? 'held' : '**never met**';
  const struck = [...told.struck].sort(([, a], [, b]) => b - a);
  return [
    `Seeds ${from} to ${Number(from) + Number(seeds) - 1}, ${days} days each: ${told.commits} commits, ${told.operations} operations,`,
    `${struck.reduce((sum, [, count]) => sum + count, 0)} faults, ${told.lived} of them in ${told.seconds.toFixed(0)} s (${(told.lived / told.seconds).toFixed(2)} lives a second; ${(told.cpuSeconds / told.lived).toFixed(2)} s of processor a life). Trace \`${told.hash}\`.`,
    '',
    table(
      ['', 'what always held', 'times put to the test', ''],
      INVARIANTS.map(({ n, rule }) => [n, rule, times.get(n) ?? 0, verdict(n)]),
    ),
    '',
    'Rule 25, that two engines agree, takes two lives: `engines.test.ts`.',
    '',
    table(['fault', 'times it struck'], struck),
  ].join('\n');
}

async function bugs(): Promise<string> {
  const rows: (string | number)[][] = [];
  const progress = startProgress({ err: process.stderr }, 'Bugs planted', BUGS.length);
  const left = [...BUGS];
  const plant = async () => {
    for (let bug = left.shift(); bug; bug = left.shift()) {
      const caught = await catchBug(bug).catch(() => undefined);
      rows.push([bug.n, bug.what, `\`${bug.file}\``, caught?.seed ?? '', caught?.how ?? '**not caught**']);
      progress.to(rows.length, caught ? `rule ${bug.n} caught` : `RULE ${bug.n} NOT CAUGHT`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, plant));
  progress.done();
  rows.sort(([a], [b]) => Number(a) - Number(b));
  const count = rows.filter(([, , , seed]) => seed !== '').length;
  return [
    `${count} of ${BUGS.length} were caught by their own rule.`,
    '',
    table(['rule', 'the bug', 'in', 'seed', 'what was seen'], rows),
  ].join('\n');
}

async function crashes(): Promise<string> {
  const rows: (string | number)[][] = [];
  const scenes = Object.entries(SCENES);
  const progress = startProgress({ err: process.stderr }, 'Scenes swept', scenes.length);
  for (const [name, scene] of scenes) {
    const { effects, otherwise } = await sweepAll(scene);
    rows.push([name, effects, otherwise.length === 0 ? 'all' : `**${otherwise.join('; ')}**`]);
    progress.to(rows.length);
  }
  progress.done();
  return [
    'The process crashes after each effect of a scene in turn, another takes over, and the end is compared with that of the life',
    'without a crash.',
    '',
    table(['scene', 'effects, and so many lives with a crash', 'same end, nothing sent twice'], rows),
  ].join('\n');
}

const ENGINE_SEEDS = ['1', '3', '5', '6', '7', '8', '9', '10'];
const ENGINE_DAYS = 21;

async function engines(): Promise<string> {
  const rows: (string | number)[][] = [];
  const progress = startProgress({ err: process.stderr }, 'Lived on two engines', ENGINE_SEEDS.length);
  for (const seed of ENGINE_SEEDS) {
    const { here, there, broken } = await liveTwice(seed, ENGINE_DAYS);
    const agree = broken.length === 0 && isDeepStrictEqual(here, there);
    const struck = Object.values(here.struck);
    const faults = struck.reduce((sum, count) => sum + count, 0);
    rows.push([
      seed,
      Object.values(here.charts).flat().length,
      `${faults} of ${struck.length} kinds`,
      agree ? 'to the letter' : '**no**',
    ]);
    progress.to(rows.length);
  }
  progress.done();
  return [
    `${ENGINE_DAYS} days on the table in memory and on the engine that ships, with whatever goes wrong by the seed; compared: every`,
    'log entry of every client, with its hash and tokens, and how often each fault struck.',
    '',
    table(['seed', 'log entries', 'faults', 'agree'], rows),
  ].join('\n');
}

const PARTS = { rules, bugs, sweep: crashes, engines };
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const [{ model } = { model: 'unknown' }] = cpus();
const by = `commit \`${commit}\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${model}`;

for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  if (!Object.hasOwn(PARTS, name))
    throw new Error(`there is no part ${name}: ${Object.keys(PARTS).join(', ')}`);
  const part = await PARTS[name as keyof typeof PARTS]();
  const [begins, ends] = [`<!-- npm run proof -- ${name} -->`, `<!-- end of ${name} -->`];
  const [head, rest] = readFileSync(FILE, 'utf8').split(begins);
  const after = rest?.split(ends)[1];
  if (after === undefined) throw new Error(`${FILE} has no part ${begins} … ${ends}`);
  writeFileSync(FILE, [head, begins, `\n\n*${by}.*\n\n${part}\n\n`, ends, after].join(''));
}
