/**
 * How much Attune carries on this machine: `npm run load`, with `--full` for the sizes of a large clinic, `--only a,b`
 * for some of its parts, `--json FILE` for the figures as data, and `--proof` to put them into test/PROOF.md.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alone } from './load/alone.ts';
import { PARTS } from './load/parts.ts';
import { markdownOf, putBetweenMarks, runOf } from './load/report.ts';
import type { Found } from './load/world.ts';

const PROOF = join(import.meta.dirname, '..', 'test', 'PROOF.md');

const HELP = `npm run load -- [--full] [--only PART,PART] [--json FILE] [--proof]

  --full   the sizes of a large clinic: about a quarter of an hour on a quiet machine
  --least  the smallest sizes: does it run at all
  --only   some of ${Object.keys(PARTS).join(', ')}
  --json   the figures as data, after each part
  --proof  the figures into test/PROOF.md, each part in its place
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    full: { type: 'boolean', default: false },
    least: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    proof: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const names = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = names.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Choose from ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
if (values.proof && !existsSync(PROOF)) writeFileSync(PROOF, '# Proof\n');

const run = runOf(
  ['npm run load', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
);
const size = values.full ? 'full' : values.least ? 'least' : 'usual';
const from = performance.now();
const say = (what: string) =>
  console.error(`${((performance.now() - from) / 1000).toFixed(0).padStart(5)} s  ${what}`);
const found: Found[] = [];
for (const name of names) {
  const part = await alone(name as keyof typeof PARTS, size, { say: (what) => say(`${name}: ${what}`) });
  found.push(part);
  console.log(`\n${[part.title, ...part.said].join('\n')}`);
  console.table(part.rows);
  // After each part, so that what was measured is kept if the next is given up.
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ run, found }, undefined, 2)}\n`);
  if (values.proof) putBetweenMarks(PROOF, name, markdownOf(run, part));
}
