/** What is commonly scored wrong, one test each. A list holds the options' own values in the order of the items. */
import { describe, expect, test } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { type ScoredAnswers, scoreAnswers } from '../../functions/care/answers-file.ts';
import { instrumentSchema, itemsOf } from '../../functions/care/instrument.ts';

const instrument = (id: string) => content.instruments[id]!;
function scored(id: string, values: (number | null)[]): ScoredAnswers {
  const result = scoreAnswers(instrument(id), values);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result;
}
const all = (count: number, value: number) => Array<number>(count).fill(value);
/** `count` values of `otherwise`, with others at these places, counted from 1. */
const only = (count: number, at: Record<number, number | null>, otherwise = 0) =>
  all(count, otherwise).map((value, n) => (n + 1 in at ? at[n + 1]! : value));

test('GAD-7: the lowest answer is “not at all”, without “sure”', () => {
  const lowest = itemsOf(instrument('gad-7')).flatMap(
    ({ answerOption = [] }) => answerOption[0]?.valueCoding.display ?? [],
  );
  expect(new Set(lowest)).toEqual(new Set(['Not at all']));
});

describe('WHO-5', () => {
  test('is the raw sum times 4, from 0 to 100, and more is better', () => {
    expect(scored('who-5', all(5, 5))).toMatchObject({ total: 100, subscales: { raw: 25 }, flags: [] });
    expect(scored('who-5', all(5, 0))).toMatchObject({ total: 0, subscales: { raw: 0 }, flags: ['case'] });
  });

  test('the cut-offs of both ranges agree: raw 12 is 48 and poor, raw 13 is 52 and not', () => {
    expect(scored('who-5', [3, 3, 2, 2, 2])).toMatchObject({ total: 48, flags: ['case'] });
    expect(scored('who-5', [3, 3, 3, 2, 2])).toMatchObject({ total: 52, flags: [] });
  });
});

describe('CORE-10', () => {
  test('reverses items 2 and 3, not 3 and 4', () => {
    expect(scored('core-10', all(10, 0)).total).toBe(8);
    expect(scored('core-10', only(10, { 2: 4, 3: 4 })).total).toBe(0);
    expect(scored('core-10', only(10, { 2: 4, 3: 4, 4: 4 })).total).toBe(4);
  });

  test('one gap takes the mean of the other nine after reversal, and says so', () => {
    expect(scored('core-10', only(10, { 1: null, 2: 2, 3: 2 }, 2))).toMatchObject({
      total: 20,
      prorated: true,
      missing: ['1'],
    });
    expect(scored('core-10', only(10, { 2: null, 3: 4 }, 1))).toMatchObject({
      total: 80 / 9,
      prorated: true,
    });
  });

  test('two gaps have no total', () => {
    expect(scored('core-10', only(10, { 1: null, 10: null }, 2))).toMatchObject({
      total: null,
      prorated: false,
    });
  });

  test('a gap at the risk item is never filled', () => {
    expect(scored('core-10', only(10, { 6: null }, 2))).toMatchObject({
      total: null,
      prorated: false,
      missing: ['6'],
    });
  });

  test('a prorated 14.4 is not yet in the band from 15', () => {
    const prorated = scored('core-10', [null, 4, 4, 3, 3, 0, 3, 2, 1, 1]);
    expect(prorated).toMatchObject({ total: 130 / 9, band: 'mild' });
  });
});

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

describe('ASRM', () => {
  test('is scored 0 to 4: all at the least is 0, and 6 is the cut', () => {
    expect(scored('asrm', all(5, 0))).toMatchObject({ total: 0, flags: [] });
    expect(scored('asrm', [2, 2, 1, 0, 0])).toMatchObject({ total: 5, flags: [] });
    expect(scored('asrm', [2, 2, 2, 0, 0])).toMatchObject({ total: 6, flags: ['case'] });
    expect(scoreAnswers(instrument('asrm'), all(5, 5))).toHaveProperty('faults');
  });

  test('one gap is prorated to a whole number, two have no total', () => {
    expect(scored('asrm', [1, 1, 1, 3, null])).toMatchObject({ total: 8, prorated: true });
    expect(scored('asrm', [1, 1, 1, null, null])).toMatchObject({ total: null });
  });
});

describe('PSS', () => {
  test('reverses once: PSS-10 items 4, 5, 7 and 8, PSS-4 items 2 and 3', () => {
    expect(scored('pss-10', all(10, 0)).total).toBe(16);
    expect(scored('pss-10', only(10, { 4: 4, 5: 4, 7: 4, 8: 4 })).total).toBe(0);
    expect(scored('pss-4', all(4, 0)).total).toBe(8);
    expect(scored('pss-4', [4, 0, 0, 4]).total).toBe(16);
  });
});

describe('K10 and K6', () => {
  test('“none of the time” is the least, unlike in LOINC’s lists', () => {
    for (const [id, none, every] of [
      ['k10', 1, 5],
      ['k6', 0, 4],
    ] as const)
      for (const { answerOption = [] } of itemsOf(instrument(id))) {
        const value = (text: string) =>
          answerOption.find(({ valueCoding }) => valueCoding.display === text)?.valueCoding.extension?.[0]
            .valueDecimal;
        expect([value('None of the time'), value('All of the time')]).toEqual([none, every]);
      }
  });

  test('K10 names both of its ranges', () => {
    const k10 = instrument('k10').scoring;
    expect(k10).toMatchObject({ range: { from: 10, to: 50, name: '10–50' } });
    expect(scored('k10', all(10, 1))).toMatchObject({ total: 10, subscales: { 'from-zero': 0 } });
    expect(scored('k10', all(10, 5))).toMatchObject({ total: 50, subscales: { 'from-zero': 40 } });
    expect(scoreAnswers(instrument('k10'), all(10, 0))).toHaveProperty('faults');
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

describe('PCL-5', () => {
  test('is the sum of twenty items, 0 to 80, under its own LOINC code', () => {
    expect(scored('pcl-5', all(20, 4))).toMatchObject({
      total: 80,
      subscales: { b: 20, c: 8, d: 28, e: 24 },
    });
    expect(instrument('pcl-5').scoring).toMatchObject({ code: { code: '101698-9' } });
    expect(JSON.stringify(instrument('pcl-5').questionnaire)).not.toContain('70221-7');
  });

  const criteria = { 1: 2, 6: 2, 8: 2, 9: 2, 15: 2, 16: 2 };
  test('is provisional PTSD with one of B, one of C, two of D and two of E at “moderately” or more', () => {
    expect(scored('pcl-5', only(20, criteria)).flags).toEqual(['provisional-dsm-5']);
    expect(scored('pcl-5', all(20, 1)).flags).toEqual([]);
  });

  test.each(Object.keys(criteria))('without item %s it is not', (place) => {
    expect(scored('pcl-5', only(20, { ...criteria, [place]: 1 })).flags).toEqual([]);
  });

  test('while an item of a cluster is open, the criteria are not shown', () => {
    expect(scored('pcl-5', only(20, { ...criteria, 20: null })).flags).toEqual([]);
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

describe('PHQ-9', () => {
  test('item 9 counts in the algorithm from “several days”', () => {
    expect(scored('phq-9', [2, 2, 2, 2, 0, 0, 0, 0, 1]).flags).toEqual([
      'major-depressive-syndrome',
      'risk-item:9',
    ]);
    expect(scored('phq-9', [2, 2, 2, 2, 1, 0, 0, 0, 0]).flags).toEqual(['other-depressive-syndrome']);
  });

  test('without item 1 or 2 there is no depressive syndrome', () => {
    expect(scored('phq-9', [1, 1, 3, 3, 3, 3, 3, 3, 1]).flags).toEqual(['case', 'risk-item:9']);
    expect(scored('phq-9', [0, 2, 0, 0, 0, 0, 0, 0, 0]).flags).toEqual([]);
  });

  test('the difficulty item is not added', () => {
    const answer = (linkId: string, code: string) => ({ linkId, answer: [{ valueCoding: { code } }] });
    const item = itemsOf(instrument('phq-9'))
      .slice(1)
      .map(({ code }) => answer(`/${code![0]!.code}`, 'LA6569-3'));
    const total = { linkId: '/44261-6', answer: [{ valueDecimal: 12 }] };
    const response = {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      item: [...item, answer('/69722-7', 'LA6574-3'), total],
    };
    expect(scoreAnswers(instrument('phq-9'), response)).toMatchObject({ total: 9, missing: [] });
    expect(scoreAnswers(instrument('phq-9'), all(10, 1))).toHaveProperty('faults');
  });

  test('44260-8 is item 9, and the total is 44261-6', () => {
    expect(instrument('phq-9').scoring).toMatchObject({ code: { code: '44261-6' } });
    expect(itemsOf(instrument('phq-9')).find(({ linkId }) => linkId === '9')).toMatchObject({
      code: [{ code: '44260-8' }],
    });
  });
});

test('GAD-2 is a case from 3, GAD-7 from 8', () => {
  expect([scored('gad-2', [2, 1]).flags, scored('gad-2', [1, 1]).flags]).toEqual([['case'], []]);
  expect([scored('gad-7', [2, 1, 1, 1, 1, 1, 1]).flags, scored('gad-7', all(7, 1)).flags]).toEqual([
    ['case'],
    [],
  ]);
});

test('ISI has five answers, 0 to 4', () => {
  for (const { answerOption } of itemsOf(instrument('isi'))) expect(answerOption).toHaveLength(5);
  expect(scored('isi', all(7, 4))).toMatchObject({ total: 28, band: 'severe insomnia' });
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

describe('WSAS', () => {
  test('work that does not apply takes the mean of the other four', () => {
    expect(scored('wsas', [null, 4, 4, 4, 3])).toMatchObject({
      total: 18.75,
      prorated: true,
      missing: ['1'],
    });
    expect(scored('wsas', [null, 4, 4, 4, null])).toMatchObject({ total: null });
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

test('the rules that were not confirmed are marked', () => {
  const marked = Object.values(content.instruments).flatMap(({ scoring }) =>
    Object.entries(scoring).flatMap(([rule, value]) =>
      typeof value === 'object' && 'unconfirmed' in value ? [`${scoring.measure} ${rule}`] : [],
    ),
  );
  expect(marked.sort()).toEqual(
    [
      'core-10 reliableChange',
      'dast-10 caseness',
      'k6 caseness',
      'pcl-5 caseness',
      'pcl-5 reliableChange',
      'whodas-12 missing',
      'who-5 reliableChange',
      'wsas importantChange',
    ].sort(),
  );
});

test('weights and reversal add up as data', () => {
  const ucla = instrument('ucla-3');
  const weighted = instrumentSchema.parse({
    ...ucla,
    scoring: { ...ucla.scoring, weights: { '1': 2 }, reversed: ['2'], add: 1, range: { from: 5, to: 13 } },
  });
  expect(scoreAnswers(weighted, [3, 1, 1])).toMatchObject({ total: 2 * 3 + 3 + 1 + 1 });
});
