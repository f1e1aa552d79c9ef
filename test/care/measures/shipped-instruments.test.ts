/** Every instrument that ships and is scored, from its least to its most. Lists as in `scoreAnswers`. */
import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { type ScoredAnswers, scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';

type Values = (number | null)[];
const all = (count: number, value: number): Values => Array<number>(count).fill(value);
const none = (count: number): Values => Array<null>(count).fill(null);

type Row = {
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

const rows: Row[] = [
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

function scored(id: string, values: Values): ScoredAnswers {
  const result = scoreAnswers(content.instruments[id]!, values);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result;
}

test('every instrument but Attune’s own forms is in the table', () => {
  const shipped = Object.keys(content.instruments).filter((id) => !id.startsWith('attune-'));
  expect(rows.map(({ id }) => id).sort()).toEqual(shipped.sort());
});

describe.each(rows)('$id', ({ id, least, most, oneMissing }) => {
  const { scoring } = content.instruments[id]!;

  test('all at the least', () => {
    expect(scored(id, least[0])).toMatchObject({ total: least[1], missing: [], prorated: false });
    expect(scored(id, least[0]).flags.filter((flag) => flag.startsWith('risk-item'))).toEqual([]);
  });

  test('all at the most', () => {
    expect(scored(id, most[0])).toMatchObject({ total: most[1], missing: [], prorated: false });
    expect(scored(id, most[0]).flags.filter((flag) => flag.startsWith('risk-item'))).toHaveLength(
      scoring.riskItems.length,
    );
  });

  test('its range is from the least to the most', () => {
    const range = scoring.kind === 'total' ? scoring.range : { from: null, to: null };
    expect(range).toMatchObject({ from: least[1], to: most[1] });
  });

  test('one missing', () => {
    const first = id === 'pc-ptsd-5' ? 1 : 0;
    const result = scored(id, most[0].with(first, null));
    expect(result).toMatchObject({ total: oneMissing, prorated: oneMissing !== null });
    expect(result.missing).toHaveLength(1);
  });

  test('nothing answered has no total', () => {
    expect(scored(id, none(most[0].length))).toMatchObject({ total: null, band: null, prorated: false });
  });

  test('says where it is from, and what it may be used for', () => {
    expect(scoring.sources.length).toBeGreaterThan(0);
    expect(scoring.licence).toMatchObject({ holder: expect.any(String), evidence: expect.any(String) });
    expect(['screen', 'monitor']).toContain(scoring.use);
  });
});

test.each(rows.filter(({ gateClosed }) => gateClosed))('$id: gate closed', ({ id, gateClosed }) => {
  const [values, total] = gateClosed!;
  expect(scored(id, values)).toMatchObject({ total, missing: [] });
});

test.each(rows.filter(({ riskAlone }) => riskAlone))('$id: risk item alone', ({ id, riskAlone }) => {
  const [values, flag] = riskAlone!;
  expect(scored(id, values)).toMatchObject({ total: null, flags: [flag] });
});

test('each stands by its own id in the file of that name', () => {
  const ids = Object.entries(content.instruments).map(([name, { questionnaire }]) => [
    name,
    questionnaire.id,
  ]);
  expect(ids.length).toBeGreaterThan(25);
  for (const [name, id] of ids) expect(id).toBe(name);
});

test('the risk items are those of the clinical reference', () => {
  const watched = Object.values(content.instruments).flatMap(({ scoring }) =>
    scoring.riskItems.map(({ linkId, atLeast }) => `${scoring.measure}#${linkId} from ${atLeast}`),
  );
  expect(watched).toEqual([
    ...['2', '3', '4', '5', '6', '6-recent'].map((linkId) => `c-ssrs#${linkId} from 1`),
    'core-10#6 from 1',
    'epds#10 from 1',
    'phq-9#9 from 1',
  ]);
});
