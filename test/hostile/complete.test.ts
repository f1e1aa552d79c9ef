/** Every hostile case has its one test, by its number: a case that nobody wrote, or wrote twice, goes red here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** By group: another group that is begun stands here with its numbers, and then must be whole. */
const CASES = {
  'A, time': numbers(1, 16),
  'B, texts': numbers(17, 42),
  'C, phones': numbers(43, 54),
  'D, links and the page': numbers(55, 81),
};

const written = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'complete.test.ts')
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');

/** The titles: a number and a dot in the middle, at the front of a string. */
const found = [...written.matchAll(/['"`](\d{1,3}) · /g)].map((match) => Number(match[1]));

it.each(Object.entries(CASES))('each case of group %s has one test', (_, cases) => {
  const mine = found.filter((n) => cases.includes(n)).sort((a, b) => a - b);
  expect(mine).toEqual(cases);
});

it('no test has a number that is no case', () => {
  expect(found.filter((n) => !numbers(1, 168).includes(n))).toEqual([]);
});

it('none is skipped', () => {
  expect(written).not.toMatch(/\.(skip|todo|only|fails)\b/);
});
