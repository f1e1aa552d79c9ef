import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { type Instrument, instrumentSchema } from '../../../functions/care/measures/instrument.ts';
import { compare, reliableChangeFrom, reliableChangeIn } from '../../../functions/care/measures/progress.ts';

const phq9 = content.instruments['phq-9']!;
const gad7 = content.instruments['gad-7']!;
const phq2 = content.instruments['phq-2']!;

/** Three items like those of GAD-7, but more is better. */
const wellbeing: Instrument = instrumentSchema.parse({
  questionnaire: { ...gad7.questionnaire, item: gad7.questionnaire.item.slice(0, 4) },
  scoring: {
    ...gad7.scoring,
    items: ['1', '2', '3'],
    direction: 'higher-is-better',
    range: { from: 0, to: 9 },
    bands: [],
    caseness: { atMost: 4, source: 'a test' },
    reliableChange: { points: 3, source: 'a test' },
    response: { percent: 50, source: 'a test' },
    remission: { atLeast: 8, source: 'a test' },
  },
});

describe('reliable change', () => {
  test.each([
    [phq9, 15, 9, 'improved'],
    [phq9, 15, 10, 'no reliable change'],
    [phq9, 10, 15, 'no reliable change'],
    [phq9, 10, 16, 'deteriorated'],
    [gad7, 12, 8, 'improved'],
    [gad7, 12, 9, 'no reliable change'],
    [gad7, 9, 12, 'no reliable change'],
    [gad7, 8, 12, 'deteriorated'],
    [phq2, 6, 0, 'unknown'],
    [content.instruments['gad-2']!, 0, 6, 'unknown'],
    [wellbeing, 2, 5, 'improved'],
    [wellbeing, 5, 2, 'deteriorated'],
  ])('%# %o: %i to %i is %s', (instrument, baseline, last, reliable) => {
    expect(compare(instrument, baseline, last).reliable).toBe(reliable);
  });
});

describe('PHQ-9', () => {
  test('tells a fall from 18 to 9 from every side', () => {
    expect(compare(phq9, 18, 9)).toEqual({
      change: -9,
      percent: -50,
      reliable: 'improved',
      response: true,
      remission: false,
      caseAtBaseline: true,
      caseNow: false,
      band: 'mild',
    });
  });

  test('responds at half of the baseline, not a point above', () => {
    expect([compare(phq9, 20, 10).response, compare(phq9, 20, 11).response]).toEqual([true, false]);
  });

  test('remits below 5', () => {
    expect([compare(phq9, 12, 4).remission, compare(phq9, 12, 5).remission]).toEqual([true, false]);
  });

  test('is a case from 10', () => {
    expect(compare(phq9, 10, 9)).toMatchObject({ caseAtBaseline: true, caseNow: false });
    expect(compare(phq9, 9, 10)).toMatchObject({ caseAtBaseline: false, caseNow: true });
  });

  test('has no percentage and no response from a baseline of 0', () => {
    expect(compare(phq9, 0, 3)).toMatchObject({ change: 3, percent: null, response: null });
  });
});

describe('GAD-7', () => {
  test('is a case from 8, and keeps silent where no rule was confirmed', () => {
    expect(compare(gad7, 8, 7)).toMatchObject({
      caseAtBaseline: true,
      caseNow: false,
      response: null,
      remission: null,
    });
  });
});

describe('where more is better', () => {
  test('a rise is the gain', () => {
    expect(compare(wellbeing, 4, 8)).toEqual({
      change: 4,
      percent: 100,
      reliable: 'improved',
      response: true,
      remission: true,
      caseAtBaseline: true,
      caseNow: false,
      band: undefined,
    });
  });
});

test('a form has nothing to compare', () => {
  expect(() => compare(content.instruments['attune-plan']!, 1, 2)).toThrow('no total');
});

describe('what was not confirmed is said', () => {
  test('beside a result that leans on it', () => {
    expect(compare(content.instruments['pcl-5']!, 50, 30)).toMatchObject({
      reliable: 'improved',
      unconfirmed: ['caseness', 'reliableChange'],
    });
    expect(compare(phq9, 18, 9)).not.toHaveProperty('unconfirmed');
  });
});

describe('WHO-5', () => {
  test('rises for the better, and a case is at 50 or below', () => {
    expect(compare(content.instruments['who-5']!, 40, 52)).toMatchObject({
      change: 12,
      percent: 30,
      reliable: 'improved',
      caseAtBaseline: true,
      caseNow: false,
    });
    expect(compare(content.instruments['who-5']!, 52, 40).reliable).toBe('deteriorated');
  });
});

describe('AUDIT-C', () => {
  const auditC = content.instruments['audit-c']!;

  test('is a case from 3 in women and from 4 in men', () => {
    expect(compare(auditC, 3, 2, 'female')).toMatchObject({ caseAtBaseline: true, caseNow: false });
    expect(compare(auditC, 3, 4, 'male')).toMatchObject({ caseAtBaseline: false, caseNow: true });
  });

  test('leaves open what hangs on a sex that is not given', () => {
    expect(compare(auditC, 3, 4)).toMatchObject({ caseAtBaseline: null, caseNow: true });
    expect(compare(auditC, 2, 3)).toMatchObject({ caseAtBaseline: false, caseNow: null });
  });
});

describe('Jacobson and Truax', () => {
  test('SD 6 and reliability .84 make a reliable change of 7 whole points, with the √2', () => {
    const { standardError, ofDifference, points, wholePoints } = reliableChangeFrom({
      sd: 6,
      reliability: 0.84,
    });
    expect(standardError).toBeCloseTo(2.4, 3);
    expect(ofDifference).toBeCloseTo(3.394, 3);
    expect(points).toBeCloseTo(6.652, 3);
    expect(wholePoints).toBe(7);
  });

  test('takes a measure of no reliability at all, whose scores tell least', () => {
    expect(reliableChangeFrom({ sd: 1, reliability: 0 }).wholePoints).toBe(3);
  });

  test.each([
    { sd: 0, reliability: 0.8 },
    { sd: 6, reliability: 1 },
    { sd: 6, reliability: -0.1 },
    { sd: Number.NaN, reliability: 0.8 },
  ])('needs a spread and a reliability: %j', (measure) => {
    expect(() => reliableChangeFrom(measure)).toThrow(RangeError);
  });

  describe('where an instrument declares SD and reliability in place of points', () => {
    const declared = (more: object = {}) =>
      instrumentSchema.parse({
        ...phq2,
        scoring: {
          ...phq2.scoring,
          reliableChange: { sd: 1.5, reliability: 0.8, source: 'a study of its own' },
          ...more,
        },
      });
    const ruleOf = ({ scoring }: Instrument) => scoring.kind === 'total' && reliableChangeIn(scoring);

    test('whole points are asked of a scale of whole points', () => {
      expect(reliableChangeFrom({ sd: 1.5, reliability: 0.8 }).points).toBeCloseTo(1.859, 3);
      expect(ruleOf(declared())).toEqual({
        points: 2,
        source: 'a study of its own',
        from: { sd: 1.5, reliability: 0.8 },
      });
    });

    test('a mean of items is not rounded up to a whole point', () => {
      const mean = declared({ times: 0.5, range: { from: 0, to: 3 } });
      expect(ruleOf(mean)).toMatchObject({ points: expect.closeTo(1.859, 3) });
    });

    test('a comparison goes by it', () => {
      expect([compare(declared(), 6, 4).reliable, compare(declared(), 6, 5).reliable]).toEqual([
        'improved',
        'no reliable change',
      ]);
      expect(compare(declared(), 2, 4).reliable).toBe('deteriorated');
      expect(compare(phq2, 6, 0).reliable).toBe('unknown');
    });

    test.each([
      [{ sd: 0, reliability: 0.8, source: 'x' }],
      [{ sd: 2, reliability: 1, source: 'x' }],
      [{ sd: 2, source: 'x' }],
      [{ sd: 2, reliability: 0.8 }],
    ])('%j is refused', (reliableChange) => {
      expect(() => declared({ reliableChange })).toThrow();
    });
  });
});
