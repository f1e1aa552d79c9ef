/** Every instrument that ships and is scored, from its least to its most. */
import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { none, rows } from '../../support/instrument-rows.ts';
import { scored } from '../../support/scored.ts';

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
