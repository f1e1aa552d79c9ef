/** What each shipped instrument adds up to, from its least to its most. Lists as in `scoreAnswers`. */
import type { Values } from './scored.ts';

const all = (count: number, value: number): Values => Array<number>(count).fill(value);
export const none = (count: number): Values => Array<null>(count).fill(null);

export type Row = {
  id: string;
  /** Answers that add up to the least and to the most, with the totals. */
  least: [Values, number | null];
  most: [Values, number | null];
  /** `most` with the first scored item that is not a risk item left out; `null` where that leaves no total. */
  oneMissing: number | null;
  gateClosed?: [Values, number | null];
  /** Only the risk item answered positively. */
  riskAlone?: [Values, string];
};

const simple = (
  id: string,
  items: number,
  [from, to]: [number, number],
  oneMissing: number | null = null,
): Row => ({
  id,
  least: [all(items, from), items * from],
  most: [all(items, to), items * to],
  oneMissing,
});

const core = (rest: number, turned: number): Values => [rest, turned, turned, ...all(7, rest)];
const pss10 = (rest: number, turned: number): Values =>
  all(10, rest).map((value, n) => ([3, 4, 6, 7].includes(n) ? turned : value));
const epds = (forward: number, turned: number): Values =>
  all(10, turned).map((value, n) => ([0, 1, 3].includes(n) ? forward : value));

export const rows: Row[] = [
  {
    ...simple('phq-9', 9, [0, 3]),
    riskAlone: [[...none(8), 1], 'risk-item:9'],
  },
  simple('phq-2', 2, [0, 3]),
  simple('gad-7', 7, [0, 3]),
  simple('gad-2', 2, [0, 3]),
  simple('pcl-5', 20, [0, 4]),
  {
    id: 'pc-ptsd-5',
    least: [[1, ...all(5, 0)], 0],
    most: [all(6, 1), 5],
    oneMissing: null,
    gateClosed: [[0, ...none(5)], 0],
  },
  simple('k6', 6, [0, 4]),
  simple('k10', 10, [1, 5]),
  {
    id: 'core-10',
    least: [core(0, 4), 0],
    most: [core(4, 0), 40],
    oneMissing: 40,
    riskAlone: [[...none(5), 1, ...none(4)], 'risk-item:6'],
  },
  { id: 'who-5', least: [all(5, 0), 0], most: [all(5, 5), 100], oneMissing: null },
  { ...simple('audit', 10, [0, 4]), gateClosed: [[0, ...none(7), 0, 0], 0] },
  { ...simple('audit-c', 3, [0, 4]), gateClosed: [[0, null, null], 0] },
  {
    id: 'dast-10',
    least: [[0, 0, 1, ...all(7, 0)], 0],
    most: [[1, 1, 0, ...all(7, 1)], 10],
    oneMissing: null,
  },
  simple('wsas', 5, [0, 8], 40),
  simple('isi', 7, [0, 4]),
  simple('asrm', 5, [0, 4], 20),
  {
    id: 'epds',
    least: [epds(0, 3), 0],
    most: [epds(3, 0), 30],
    oneMissing: null,
    riskAlone: [[...none(9), 2], 'risk-item:10'],
  },
  { id: 'pss-4', least: [[0, 4, 4, 0], 0], most: [[4, 0, 0, 4], 16], oneMissing: null },
  { id: 'pss-10', least: [pss10(0, 4), 0], most: [pss10(4, 0), 40], oneMissing: null },
  {
    id: 'mdq',
    least: [[...all(13, 0), null, null], 0],
    most: [[...all(13, 1), 1, 3], 13],
    oneMissing: null,
    gateClosed: [[...all(13, 0), null, null], 0],
  },
  simple('scoff', 5, [0, 1]),
  simple('ucla-3', 3, [1, 3]),
  simple('whodas-12', 12, [1, 5], 60),
  {
    id: 'c-ssrs',
    least: [[0, 0, null, null, null, 0, null], null],
    most: [all(7, 1), null],
    oneMissing: null,
    gateClosed: [[1, 0, null, null, null, 0, null], null],
    riskAlone: [[null, 1, ...none(5)], 'risk-item:2'],
  },
];
