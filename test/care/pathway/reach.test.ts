import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { type Comparison, type Condition, holds } from '../../../functions/care/pathway/condition.ts';
import {
  conditionFaults,
  type Domain,
  domainIn,
  MOST_COMPARISONS,
  readMeasure,
} from '../../../functions/care/pathway/reach.ts';
import { paths } from '../../support/pathways.ts';

const asked = (measure: string) => domainIn(content.instruments[readMeasure(measure).instrument]!, measure);
const refused = (when: Condition) => paths(conditionFaults(when, 'when', asked));
const phq9 = (is: Comparison['is'], value: Comparison['value']): Comparison => ({
  measure: 'phq-9',
  is,
  value,
});
const one = (measure: string, is: Comparison['is'], value: Comparison['value']): Comparison => ({
  measure,
  is,
  value,
});

describe('a condition cannot', () => {
  it.each<[string, string, Condition]>([
    ['ask for an item that is not there', 'when.measure', one('phq-9#12', 'at least', 1)],
    ['compare a heading', 'when.measure', one('phq-9#stem', 'at least', 1)],
    ['compare the client’s own words', 'when.measure', one('attune-check-in#note', 'equal to', 'help')],
    ['compare the total of a form', 'when.measure', one('attune-check-in', 'at least', 3)],
    ['compare a number with a word', 'when.value', phq9('equal to', 'severe')],
    [
      'name a choice that has a value',
      'when.value',
      one('attune-check-in#side-effects', 'equal to', 'severe'),
    ],
    ['compare yes and no with a number', 'when.value', one('attune-intake#medicine', 'equal to', 1)],
    ['order what has no order', 'when.is', one('attune-check-in#medicine', 'at least', 'no')],
  ])('%s', (_, path, when) => {
    expect(refused(when)).toEqual([path]);
  });

  it('compare several choices at once', () => {
    const instrument = structuredClone(content.instruments['attune-check-in']!);
    const medicine = instrument.questionnaire.item.find(({ linkId }) => linkId === 'medicine')!;
    const when = one('attune-check-in#medicine', 'equal to', 'no');
    const faults = () => paths(conditionFaults(when, 'when', (measure) => domainIn(instrument, measure)));
    expect(faults()).toEqual([]);
    medicine.repeats = true;
    expect(faults()).toEqual(['when.measure']);
  });
});

describe('what no answer can meet is refused at the part that is to blame', () => {
  it.each<[string, string, Condition]>([
    ['a total above the highest', '', phq9('at least', 28)],
    ['a total below the lowest', '', phq9('at most', -1)],
    ['more than the highest total', '', phq9('more than', 27)],
    ['half a point', '', phq9('equal to', 10.5)],
    ['an item above its last choice', '', one('phq-9#9', 'at least', 4)],
    ['a rise above the whole range', '', one('phq-9.change', 'at least', 28)],
    ['a number above its maximum', '', one('attune-check-in#mood', 'at least', 11)],
    ['half a rating', '', one('attune-check-in#mood', 'equal to', 4.5)],
    ['a choice that is not offered', '', one('attune-check-in#medicine', 'equal to', 'never')],
    ['one total in two ranges', '', { all: [phq9('at least', 10), phq9('at most', 5)] }],
    ['nothing between two whole numbers', '', { all: [phq9('more than', 5), phq9('less than', 6)] }],
    ['the opposite of what is always so', '', { not: { any: [phq9('at most', 10), phq9('at least', 8)] } }],
    ['one of two choices', '.any[1]', { any: [phq9('at least', 10), phq9('at least', 28)] }],
    [
      'deep inside',
      '.all[1].any[0].not',
      { all: [phq9('at least', 9), { any: [{ not: phq9('at least', 28) }] }] },
    ],
  ])('%s', (_, at, when) => {
    expect(refused(when)).toEqual([`when${at}`]);
  });
});

describe('what every answer meets is refused', () => {
  it.each<[string, Condition]>([
    ['the lowest total', phq9('at least', 0)],
    ['the highest total', phq9('at most', 27)],
    ['two ranges that overlap', { any: [phq9('at least', 10), phq9('at most', 12)] }],
    ['two ranges that meet', { any: [phq9('more than', 9), phq9('at most', 9)] }],
  ])('%s', (_, when) => {
    expect(refused(when)).toEqual(['when']);
  });
});

describe('a condition may', () => {
  it.each<[string, Condition]>([
    ['hold at the highest total only', phq9('at least', 27)],
    ['hold at the lowest total only', phq9('at most', 0)],
    ['hold at the largest fall only', one('phq-9.change', 'at most', -27)],
    ['hold at one total between two others', { all: [phq9('more than', 5), phq9('less than', 7)] }],
    ['have a part that is always so', { all: [phq9('at least', 0), phq9('at least', 20)] }],
    ['ask for a no', one('attune-intake#medicine', 'equal to', false)],
    ['name a choice that has no value', one('attune-check-in#medicine', 'other than', 'no')],
  ])('%s', (_, when) => {
    expect(refused(when)).toEqual([]);
  });
});

describe('a total', () => {
  const instrument = structuredClone(content.instruments['phq-9']!);

  it('changes by as much as its range is wide', () => {
    if (instrument.scoring.kind === 'total') instrument.scoring.range = { from: 10, to: 50 };
    expect(domainIn(instrument, 'phq-9.change')).toEqual({ from: -40, to: 40, whole: true });
  });

  it('may be a fraction where an answer counts one', () => {
    const [option] = instrument.questionnaire.item.find(({ linkId }) => linkId === '1')!.answerOption!;
    option!.valueCoding.extension![0].valueDecimal = 0.5;
    expect(domainIn(instrument, 'phq-9')).toMatchObject({ whole: false });
  });
});

describe('a range', () => {
  const told = (domain: Domain, ...all: Comparison[]) => conditionFaults({ all }, 'when', () => domain);
  const fractions: Domain = { from: -1, to: 1, whole: false };

  it('holds what lies between two fractions', () => {
    expect(told(fractions, one('m', 'more than', -1), one('m', 'less than', 0))).toEqual([]);
  });

  it.each<[string, Domain]>([
    ['a number from -1 up to 1', fractions],
    ['a whole number from 3', { from: 3, to: Infinity, whole: true }],
    ['a whole number up to 3', { from: -Infinity, to: 3, whole: true }],
    ['a whole number', { from: -Infinity, to: Infinity, whole: true }],
    ['one of: "yes", "no"', { values: ['yes', 'no'] }],
  ])('is told to who compared with a wrong value: %s', (words, domain) => {
    expect(told(domain, one('m', 'equal to', true))[0]!.mend).toBe(`compare it with ${words}`);
  });
});

describe('a condition is refused', () => {
  it('where it compares more than can be read', () => {
    const part = (n: number): Condition => phq9('at least', 1 + (n % 20));
    const parts = Array.from({ length: MOST_COMPARISONS + 1 }, (_, n) => part(n));
    expect(refused({ all: parts.slice(0, MOST_COMPARISONS) })).toEqual([]);
    expect(refused({ all: parts })).toEqual(['when']);
  });

  it('where it is too tangled to be checked, in little time', () => {
    const high = (n: number): Condition => one(`m-${n}`, 'at least', 1);
    const pairs = Array.from({ length: 12 }, (_, n): Condition => ({ any: [high(2 * n), high(2 * n + 1)] }));
    const clash: Condition[] = [one('last', 'at least', 2), one('last', 'at most', 1)];
    const domain: Domain = { from: 0, to: 3, whole: true };
    const found = (parts: Condition[]) => conditionFaults({ all: parts }, 'when', () => domain);
    expect(found(pairs)).toEqual([]);
    expect(found([...pairs, ...clash])).toMatchObject([
      { path: 'when', fault: 'compares too much at once to be checked' },
    ]);
  });

  it('exactly when all answers meet it, or none meet it or one of its parts', () => {
    const domains: Record<string, Domain> = {
      a: { from: 0, to: 3, whole: true },
      b: { values: [0, 2, 4] },
      c: { from: -1, to: 1, whole: false },
      d: { from: -Infinity, to: Infinity, whole: true },
    };
    const grid = [0, 1, 2, 3].flatMap((a) =>
      [0, 2, 4].flatMap((b) =>
        [-1, -0.5, 0, 0.5, 1].flatMap((c) => [-2, -1, 0, 1, 2, 3, 4, 5].map((d) => ({ a, b, c, d }))),
      ),
    );
    const inside = (whole: Condition): Condition[] =>
      'all' in whole ? whole.all : 'any' in whole ? whole.any : 'not' in whole ? [whole.not] : [];
    const parts = (whole: Condition): Condition[] => [whole, ...inside(whole).flatMap(parts)];
    const met = (part: Condition) => grid.filter((facts) => holds(part, facts)).length;
    fc.assert(
      fc.property(conditions, (condition) => {
        const faults = conditionFaults(condition, 'when', (measure) => domains[measure]!);
        const empty = parts(condition).some((part) => met(part) === 0);
        expect(faults.length > 0).toBe(empty || met(condition) === grid.length);
      }),
      { numRuns: 500 },
    );
  });
});

const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => {
  const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  const comparison = fc.record({
    measure: fc.constantFrom('a', 'b', 'c', 'd'),
    is: fc.constantFrom<Comparison['is'][]>('at least', 'less than', 'equal to', 'more than'),
    value: fc.integer({ min: -1, max: 4 }),
  });
  return {
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      comparison,
      fc.record({ all: parts }),
      fc.record({ any: parts }),
      fc.record({ not: tie('condition') }),
    ),
  };
}).condition;
