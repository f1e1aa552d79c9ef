/**
 * `npm run proof -- [rules] [bugs] [sweep] [--seeds 200] [--days 60] [--from 1]`: the simulation, the planted bugs and the
 * sweep, all of them or those that are named, each with what it came to in its own part of `test/PROOF.md`. The rest stays.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INVARIANTS } from './invariants.ts';
import { BUGS } from './planted/bugs.ts';
import { catchBug } from './planted/planted.ts';
import type { Told } from './summary.ts';
import { SCENES, sweep } from './sweep.ts';

const FILE = join(import.meta.dirname, '../PROOF.md');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '200' },
    days: { type: 'string', default: '60' },
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
  // `--told`: what these seeds came to has been written by `npm run simulate -- --out` already.
  if (!known) spawnSync(process.execPath, [...args, '--out', out], { stdio: 'inherit' });
  const told: Told = JSON.parse(readFileSync(out, 'utf8'));
  const times = new Map(told.reached);
  const broken = new Map(told.broken);
  const verdict = (n: number) =>
    broken.has(n) ? `**broken ${broken.get(n)} times**` : times.has(n) ? 'held' : '**never met**';
  const struck = [...told.struck].sort(([, a], [, b]) => b - a);
  return [
    `Seeds ${from} to ${Number(from) + Number(seeds) - 1}, ${days} days each: ${told.commits} commits, ${told.operations} operations,`,
    `${struck.reduce((sum, [, count]) => sum + count, 0)} faults, in ${told.seconds.toFixed(0)} s (${(Number(seeds) / told.seconds).toFixed(2)} lives a second; ${(told.cpuSeconds / Number(seeds)).toFixed(2)} s of processor a life). Trace \`${told.hash}\`.`,
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
  for (const bug of BUGS) {
    const caught = await catchBug(bug).catch(() => undefined);
    rows.push([bug.n, bug.what, `\`${bug.file}\``, caught?.seed ?? '', caught?.how ?? '**not caught**']);
  }
  const count = rows.filter(([, , , seed]) => seed !== '').length;
  return [
    `${count} of ${BUGS.length} were caught by their own rule.`,
    '',
    table(['rule', 'the bug', 'in', 'seed', 'what was seen'], rows),
  ].join('\n');
}

async function effects(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [name, scene] of Object.entries(SCENES)) rows.push([name, (await sweep(scene)).made]);
  return [
    'How many effects each scene has. `sweep.test.ts` crashes the process after each of them in turn, lets another take over, and',
    'compares the end with that of the life without a crash.',
    '',
    table(['scene', 'effects'], rows),
  ].join('\n');
}

const PARTS = { rules, bugs, sweep: effects };
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
