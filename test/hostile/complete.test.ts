/** Every hostile case has its one test, by its number: a case that nobody wrote, or wrote twice, goes red here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

const CASES = {
  'A, time': numbers(1, 16),
  'B, texts': numbers(17, 42),
  'C, phones': numbers(43, 54),
  'D, links and the page': numbers(55, 81),
  'E, what a body holds': numbers(82, 99),
  'F, scores and safety': numbers(100, 115),
  'G, what providers bring and answer': numbers(116, 133),
  'H, crashes and races': numbers(134, 147),
  'I, tenants and staff': numbers(148, 163),
  'J, limits and keys': numbers(164, 168),
};

const PEERS = {
  mindLAMP: [97, 417, 523, 326, 309, 706],
  n8n: [2810, 8136, 8548, 12665, 14723],
  RapidPro: [482, 977, 1074],
  Mautic: [838],
  redcapcustodian: [131],
  'cht-core': [10428, 6253],
  episphere: [913, 1112],
  Medplum: [5828, 9738],
  formbricks: [4797],
  formr: [409],
  'RADAR-Questionnaire': [215, 1246],
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

it('the cases are 168, and no test has a number that is none', () => {
  expect(Object.values(CASES).flat()).toEqual(numbers(1, 168));
  expect(found.filter((n) => !numbers(1, 168).includes(n))).toEqual([]);
});

it.each(Object.entries(PEERS))('each bug that bit %s has one test', (peer, bugs) => {
  const names = new RegExp(`['"\`]${peer} #(\\d+): `, 'g');
  const mine = [...written.matchAll(names)].map((match) => Number(match[1]));
  expect(mine.sort((a, b) => a - b)).toEqual(bugs.toSorted((a, b) => a - b));
});

it('none is skipped', () => {
  expect(written).not.toMatch(/\.(skip|todo|only|fails)\b/);
});
