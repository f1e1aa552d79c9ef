/** What is commonly scored wrong in screens, one test each. */
import { describe, expect, test } from 'vitest';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';
import { itemsOf } from '../../../functions/care/measures/instrument.ts';
import { all, instrument, only, scored } from '../../support/scored.ts';

describe('DAST-10', () => {
  test('item 3 counts for “no”', () => {
    expect(scored('dast-10', all(10, 0))).toMatchObject({ total: 1, band: 'low' });
    expect(scored('dast-10', only(10, { 3: 1 }))).toMatchObject({ total: 0, band: 'none reported' });
    expect(scored('dast-10', only(10, { 3: 0 }, 1))).toMatchObject({ total: 10, band: 'severe' });
  });

  test.each([
    [2, 'low'],
    [3, 'moderate'],
    [5, 'moderate'],
    [6, 'substantial'],
    [8, 'substantial'],
    [9, 'severe'],
  ])('%i is %s', (total, band) => {
    const [first, second, ...others] = all(9, 0).map((_, n) => (n < total ? 1 : 0));
    expect(scored('dast-10', [first!, second!, 1, ...others])).toMatchObject({ total, band });
  });
});

describe('EPDS', () => {
  test('1, 2 and 4 count forward, 3 and 5 to 10 reversed', () => {
    expect(scored('epds', all(10, 0)).total).toBe(21);
    expect(scored('epds', only(10, { 1: 0, 2: 0, 4: 0 }, 3)).total).toBe(0);
    expect(scored('epds', only(10, { 1: 3, 2: 3, 4: 3 })).total).toBe(30);
  });

  test('item 10 is a risk by what it counts for, not by its place on the page', () => {
    expect(scored('epds', only(10, { 1: 0, 2: 0, 4: 0 }, 3)).flags).toEqual([]);
    expect(scored('epds', only(10, { 1: 0, 2: 0, 4: 0, 10: 2 }, 3))).toMatchObject({
      total: 1,
      flags: ['risk-item:10'],
    });
  });
});

describe('AUDIT', () => {
  test('items 9 and 10 are 0, 2 or 4', () => {
    expect(scored('audit', only(10, { 1: 0, 9: 2, 10: 4 })).total).toBe(6);
    expect(scoreAnswers(instrument('audit'), only(10, { 9: 1 }))).toMatchObject({
      faults: [{ path: '[8]' }],
    });
    expect(scored('audit', all(10, 4))).toMatchObject({ total: 40, band: 'zone IV' });
  });

  test('what is skipped by logic is not missing', () => {
    const never = scored('audit', [0, null, null, null, null, null, null, null, 0, 4]);
    expect(never).toMatchObject({ total: 4, missing: [], flags: ['consider-next-zone'] });
    const little = scored('audit', [2, 0, 0, null, null, null, null, null, 2, 0]);
    expect(little).toMatchObject({ total: 4, missing: [] });
  });

  test('what is not skipped is missing', () => {
    expect(scored('audit', [1, null, 0, null, null, null, null, null, 0, 0])).toMatchObject({
      total: null,
      missing: ['2'],
    });
    expect(scored('audit', [1, 1, 0, null, 0, 0, 0, 0, 0, 0])).toMatchObject({ total: null, missing: ['4'] });
    expect(scored('audit', [null, 1, 1, 1, 1, 1, 1, 1, 0, 0])).toMatchObject({ total: null, missing: ['1'] });
  });

  test('what was skipped and answered all the same counts as answered', () => {
    expect(scored('audit', [0, 0, 0, 3, 0, 0, 0, 0, 0, 0]).total).toBe(3);
  });

  test.each([
    [[1, 1, 1, 2, 0, 0, 0, 0, 0, 0], true],
    [[1, 1, 1, 1, 1, 1, 4, 4, 2, 2], false],
    [[1, 1, 1, 0, 0, 0, 0, 0, 4, 0], true],
  ])('%j calls for the next zone: %s', (values, next) => {
    expect(scored('audit', values).flags.includes('consider-next-zone')).toBe(next);
  });
});

describe('AUDIT-C', () => {
  test('asks the AUDIT panel’s first question, LOINC 68518-0', () => {
    const codes = (id: string) => itemsOf(instrument(id)).map(({ code }) => code?.[0]?.code);
    expect(codes('audit-c')).toEqual(['68518-0', '68519-8', '68520-6']);
    expect(codes('audit').slice(0, 3)).toEqual(codes('audit-c'));
  });

  test('has its cut-offs by sex, and asks to look again where all points come from item 1', () => {
    expect(scored('audit-c', [1, 1, 1]).flags).toEqual(['at-cut-women']);
    expect(scored('audit-c', [2, 1, 1]).flags).toEqual(['at-cut-women', 'at-cut-men', 'case']);
    expect(scored('audit-c', [3, 0, 0]).flags).toEqual(['at-cut-women', 'all-points-from-item-1']);
  });
});

describe('MDQ', () => {
  const mdq = (yes: number, ...rest: (number | null)[]) =>
    scored('mdq', [...all(yes, 1), ...all(13 - yes, 0), ...rest]);

  test('is positive by all three criteria only', () => {
    expect(mdq(7, 1, 2)).toMatchObject({ total: 7, flags: ['positive'] });
    expect(mdq(6, 1, 3).flags).toEqual([]);
    expect(mdq(13, 0, 3).flags).toEqual([]);
    expect(mdq(13, 1, 1).flags).toEqual([]);
    expect(mdq(13, null, 3)).toMatchObject({ total: 13, missing: ['same-period'], flags: [] });
  });

  test('the count alone is no caseness, and the follow-up questions fall away where all is no', () => {
    expect(instrument('mdq').scoring).not.toHaveProperty('caseness');
    expect(mdq(0, null, null)).toMatchObject({ total: 0, missing: [] });
  });

  test('has thirteen symptoms and two questions: the family’s history is not scored', () => {
    expect(itemsOf(instrument('mdq'))).toHaveLength(15);
  });
});

describe('PC-PTSD-5', () => {
  test('without exposure the total is 0, whatever else was ticked', () => {
    expect(scored('pc-ptsd-5', [0, null, null, null, null, null])).toMatchObject({ total: 0, missing: [] });
    expect(scored('pc-ptsd-5', [0, 1, 1, 1, 1, 1])).toMatchObject({ total: 0, flags: [] });
  });

  test('while the exposure is not answered, there is no total and no silent zero', () => {
    expect(scored('pc-ptsd-5', [null, null, null, null, null, null])).toMatchObject({
      total: null,
      missing: ['exposure'],
    });
    expect(scored('pc-ptsd-5', [null, 1, 1, 1, 1, 1])).toMatchObject({ total: null, missing: ['exposure'] });
  });

  test('is positive from 3', () => {
    expect(scored('pc-ptsd-5', [1, 1, 1, 0, 0, 0])).toMatchObject({ total: 2, flags: [] });
    expect(scored('pc-ptsd-5', [1, 1, 1, 1, 0, 0])).toMatchObject({ total: 3, flags: ['case'] });
  });
});

describe('C-SSRS', () => {
  test('has no total and no level, and flags each positive answer from the second on', () => {
    expect(scored('c-ssrs', [1, 1, 0, 0, 0, 1, 1])).toMatchObject({
      total: null,
      band: null,
      missing: [],
      flags: ['risk-item:2', 'risk-item:6', 'risk-item:6-recent'],
    });
    expect(scored('c-ssrs', [1, 0, null, null, null, 0, null])).toMatchObject({ missing: [], flags: [] });
  });

  test('a positive answer to what should have been skipped still counts', () => {
    expect(scored('c-ssrs', [0, 0, null, null, 1, 0, null]).flags).toEqual(['risk-item:5']);
  });

  test('no answer is not completed, never “no”', () => {
    expect(scored('c-ssrs', [0, null, null, null, null, null, null])).toMatchObject({ missing: ['2', '6'] });
  });
});
