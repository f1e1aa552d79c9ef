import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Comparison,
  type Condition,
  comparisons,
  conditionSchema,
  DEEPEST_CONDITION,
  type Facts,
  holds,
  measuresIn,
} from '../../../functions/care/pathway/condition.ts';
import { conditionWords } from '../../../functions/care/pathway/condition-words.ts';
import { say } from '../../../functions/care/pathway/say.ts';

const lowMood: Condition = { measure: 'attune-check-in#mood', is: 'at most', value: 1 };
const depressed: Condition = { measure: 'phq-2', is: 'at least', value: 3 };
const anxious: Condition = { measure: 'gad-2', is: 'at least', value: 3 };
const restless: Condition = { measure: 'gad-7#5', is: 'more than', value: 1 };

describe('a condition', () => {
  it.each<[Facts[string], Comparison['is'], Comparison['value'], boolean]>([
    [3, 'at least', 3, true],
    [2, 'at least', 3, false],
    [3, 'at most', 3, true],
    [4, 'at most', 3, false],
    [4, 'more than', 3, true],
    [3, 'more than', 3, false],
    [2, 'less than', 3, true],
    [3, 'less than', 3, false],
    ['no', 'equal to', 'no', true],
    ['yes', 'equal to', 'no', false],
    [false, 'other than', true, true],
    [true, 'other than', true, false],
  ])('finds that %j is %s %j: %j', (fact, is, value, expected) => {
    const condition: Condition = { measure: 'm', is, value };
    expect(holds(condition, { m: fact })).toBe(expected);
    expect(holds({ not: condition }, { m: fact })).toBe(!expected);
  });

  it('needs every part of `all` and one part of `any`', () => {
    const facts = { 'phq-2': 3, 'gad-2': 2 };
    expect(holds({ all: [depressed, anxious] }, facts)).toBe(false);
    expect(holds({ any: [depressed, anxious] }, facts)).toBe(true);
    expect(holds({ all: [depressed, { not: anxious }] }, facts)).toBe(true);
  });

  it('follows neither way from an answer that is not there', () => {
    expect(holds(lowMood, {})).toBe(false);
    expect(holds({ not: lowMood }, {})).toBe(false);
    expect(holds({ not: { not: lowMood } }, {})).toBe(false);
    expect(holds({ not: { all: [depressed, lowMood] } }, { 'phq-2': 6 })).toBe(false);
    expect(holds({ not: { any: [depressed, lowMood] } }, { 'phq-2': 0 })).toBe(false);
  });

  it('is settled by the answers that are there where the missing one cannot change it', () => {
    expect(holds({ any: [depressed, lowMood] }, { 'phq-2': 6 })).toBe(true);
    expect(holds({ not: { all: [depressed, lowMood] } }, { 'phq-2': 0 })).toBe(true);
  });

  it('does not compare a word with a number', () => {
    expect(holds({ measure: 'm', is: 'other than', value: 3 }, { m: 'three' })).toBe(false);
    expect(holds({ not: { measure: 'm', is: 'equal to', value: 3 } }, { m: 'three' })).toBe(false);
  });

  it('never changes its mind when a missing answer comes in', () => {
    const value = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        conditions(['a', 'b', 'c']),
        value,
        value,
        value,
        fc.subarray(['a', 'b', 'c']),
        (condition, a, b, c, known) => {
          const whole: Facts = { a, b, c };
          const part = Object.fromEntries(known.map((measure) => [measure, whole[measure]]));
          if (holds(condition, part)) expect(holds(condition, whole)).toBe(true);
          if (holds({ not: condition }, part)) expect(holds(condition, whole)).toBe(false);
        },
      ),
    );
  });

  it('is bounded in depth, so that hostile input cannot exhaust the stack', () => {
    const nested = (depth: number): unknown => (depth === 0 ? depressed : { not: nested(depth - 1) });
    expect(conditionSchema.safeParse(nested(DEEPEST_CONDITION)).success).toBe(true);
    expect(conditionSchema.safeParse(nested(DEEPEST_CONDITION + 1)).success).toBe(false);
    expect(conditionSchema.safeParse(nested(3000)).success).toBe(false);
  });

  it.each([
    ['nothing in `all`', { all: [] }],
    ['nothing in `any`', { any: [] }],
    ['21 parts in `all`', { all: Array(21).fill(depressed) }],
    ['21 parts in `any`', { any: Array(21).fill(depressed) }],
    ['two meanings at once', { ...depressed, not: anxious }],
    ['a comparison that is not offered', { ...depressed, is: 'matches' }],
    ['no value', { measure: 'phq-2', is: 'at least' }],
  ])('is not read with %s', (_, raw) => {
    expect(conditionSchema.safeParse(raw).success).toBe(false);
  });

  it('lists what it compares, and each measure once', () => {
    const condition: Condition = { any: [depressed, { all: [{ not: anxious }, depressed] }] };
    expect(comparisons(condition)).toEqual([depressed, anxious, depressed]);
    expect(measuresIn(condition)).toEqual(['phq-2', 'gad-2']);
  });
});

describe('read aloud', () => {
  const names = {
    'phq-2': 'PHQ-2',
    'gad-2': 'GAD-2',
    'gad-7': 'GAD-7',
    'phq-9': 'PHQ-9',
    'attune-check-in#mood': 'mood',
  };

  const aloud: [Condition, string][] = [
    [depressed, 'PHQ-2 is at least 3'],
    [
      { all: [depressed, { any: [anxious, restless] }] },
      'PHQ-2 is at least 3 and (GAD-2 is at least 3 or GAD-7 item 5 is more than 1)',
    ],
    [{ any: [{ all: [depressed] }, anxious] }, 'PHQ-2 is at least 3 or GAD-2 is at least 3'],
    [
      { any: [{ all: [{ any: [depressed, anxious] }] }, restless] },
      '(PHQ-2 is at least 3 or GAD-2 is at least 3) or GAD-7 item 5 is more than 1',
    ],
    [{ not: depressed }, 'PHQ-2 is less than 3'],
    [{ not: { measure: 'phq-2', is: 'equal to', value: 3 } }, 'PHQ-2 is other than 3'],
    [
      { not: { all: [depressed, anxious] } },
      'it is not so that (PHQ-2 is at least 3 and GAD-2 is at least 3)',
    ],
    [lowMood, 'mood is at most 1'],
    [
      { measure: 'phq-9.change', is: 'at least', value: 6 },
      'the change in PHQ-9 since baseline is at least 6',
    ],
    [
      { measure: 'check-ins.missed-in-a-row', is: 'at least', value: 2 },
      'the number of check-ins missed in a row is at least 2',
    ],
    [{ measure: 'who-5', is: 'less than', value: 13 }, 'who-5 is less than 13'],
    [
      { measure: 'attune-intake#medicine', is: 'equal to', value: true },
      'attune-intake item medicine is equal to yes',
    ],
    [
      { measure: 'attune-check-in#medicine', is: 'other than', value: 'no' },
      'attune-check-in item medicine is other than “no”',
    ],
    [{ measure: 'constructor', is: 'at least', value: 1 }, 'constructor is at least 1'],
  ];
  it.each(aloud.map(([condition, sentence]) => ({ condition, sentence })))(
    'says “$sentence”',
    ({ condition, sentence }) => {
      expect(say(condition, names)).toBe(sentence);
    },
  );

  it.each<[Condition, string]>([
    [
      { all: [depressed, { any: [anxious, { not: restless }] }] },
      'PHQ-2 es al menos 3 y (GAD-2 es al menos 3 o GAD-7, ítem 5 es como máximo 1)',
    ],
    [
      { not: { any: [depressed, lowMood] } },
      'no se cumple que (PHQ-2 es al menos 3 o mood es como máximo 1)',
    ],
    [
      { measure: 'weeks-in-treatment', is: 'more than', value: 8 },
      'el número de semanas en tratamiento es mayor que 8',
    ],
    [
      { measure: 'attune-check-in#medicine', is: 'other than', value: 'no' },
      'attune-check-in, ítem medicine es distinto de «no»',
    ],
    [
      { measure: 'attune-check-in#kinds.new', is: 'equal to', value: true },
      'el número de opciones nuevas en attune-check-in, ítem kinds es igual a sí',
    ],
  ])('says %j in Spanish as “%s”', (condition, sentence) => {
    expect(say(condition, names, conditionWords('es-MX'))).toBe(sentence);
  });
});

function conditions(measures: string[]): fc.Arbitrary<Condition> {
  const comparison = fc.record({
    measure: fc.constantFrom(...measures),
    is: fc.constantFrom('at least' as const, 'less than' as const, 'equal to' as const),
    value: fc.integer({ min: 0, max: 3 }),
  });
  return fc.letrec<{ condition: Condition }>((tie) => {
    const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
    return {
      condition: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        comparison,
        fc.record({ all: parts }),
        fc.record({ any: parts }),
        fc.record({ not: tie('condition') }),
      ),
    };
  }).condition;
}
