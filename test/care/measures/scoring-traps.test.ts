/** What is commonly scored wrong in measures of change, one test each. */
import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';
import { instrumentSchema, itemsOf } from '../../../functions/care/measures/instrument.ts';
import { reliableChangeFrom } from '../../../functions/care/measures/progress.ts';
import { all, instrument, only, scored } from '../../support/scored.ts';

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

  test('is not (raw − 5) times 4, and its answers run from 0 to 5, not the other way round', () => {
    expect(scored('who-5', all(5, 1)).total).toBe(20);
    for (const { answerOption = [] } of itemsOf(instrument('who-5')))
      expect(
        answerOption.map(({ valueCoding: { code, extension } }) => [code, extension?.[0].valueDecimal]),
      ).toEqual([0, 1, 2, 3, 4, 5].map((value) => [`${value}`, value]));
    expect(instrument('who-5').scoring).toMatchObject({ direction: 'higher-is-better', reversed: [] });
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

describe('PCL-5', () => {
  test('is the sum of twenty items, 0 to 80, under its own LOINC code', () => {
    expect(scored('pcl-5', all(20, 4))).toMatchObject({
      total: 80,
      subscales: { b: 20, c: 8, d: 28, e: 24 },
    });
    expect(instrument('pcl-5').scoring).toMatchObject({ code: { code: '101698-9' } });
    expect(JSON.stringify(instrument('pcl-5').questionnaire)).not.toContain('70221-7');
  });

  test('is no mean of 0 to 5: one point on each item is 20', () => {
    expect(scored('pcl-5', all(20, 1)).total).toBe(20);
    expect(scoreAnswers(instrument('pcl-5'), all(20, 5))).toHaveProperty('faults');
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

test('a reliable change has the √2: SD 6 and reliability .84 make 7 points, not 5', () => {
  const { points, wholePoints } = reliableChangeFrom({ sd: 6, reliability: 0.84 });
  expect([points.toFixed(3), wholePoints]).toEqual(['6.652', 7]);
  expect((points / Math.SQRT2).toFixed(3)).toBe('4.704');
});

describe('LOINC', () => {
  const loincIn = (id: string) =>
    [...JSON.stringify(instrument(id)).matchAll(/"http:\/\/loinc\.org","code":"([^"]+)"/g)].map(
      ([, code]) => code,
    );

  test('93373-9 is the C-SSRS screener, and nothing else goes by it, least of all the ASQ', () => {
    const under = Object.keys(content.instruments).filter((id) => loincIn(id).includes('93373-9'));
    expect(under).toEqual(['c-ssrs']);
    expect(itemsOf(instrument('c-ssrs')).map(({ code }) => code?.[0]?.code)).toEqual([
      ...['93246-7', '93247-5', '93248-3', '93249-1', '93250-9'],
      ...['93267-3', '93269-9'],
    ]);
    expect(JSON.stringify(Object.values(content.instruments))).not.toMatch(/\bASQ\b/);
  });

  test.each([
    'gad-2',
    'who-5',
    'pc-ptsd-5',
    'isi',
    'whodas-12',
    'core-10',
    'wsas',
    'asrm',
    'ucla-3',
    'scoff',
  ])('no code is made up for %s, which was found under none', (id) => {
    expect(instrument(id).questionnaire.code ?? []).toEqual([]);
    expect(instrument(id).scoring).not.toHaveProperty('code');
  });

  test('the deprecated and the mistaken ones are nowhere', () => {
    const used = new Set(Object.keys(content.instruments).flatMap(loincIn));
    for (const code of ['44262-4', '70221-7', '68517-2', '93245-9']) expect(used).not.toContain(code);
  });
});

test('weights and reversal add up as data', () => {
  const ucla = instrument('ucla-3');
  const weighted = instrumentSchema.parse({
    ...ucla,
    scoring: { ...ucla.scoring, weights: { '1': 2 }, reversed: ['2'], add: 1, range: { from: 5, to: 13 } },
  });
  expect(scoreAnswers(weighted, [3, 1, 1])).toMatchObject({ total: 2 * 3 + 3 + 1 + 1 });
});
