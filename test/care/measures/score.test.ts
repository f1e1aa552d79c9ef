import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import {
  type Answers,
  checkInWithGoals,
  instrumentSchema,
  itemsOf,
} from '../../../functions/care/measures/instrument.ts';
import { factsOf, scoreOf } from '../../../functions/care/measures/score.ts';

const phq9 = content.instruments['phq-9']!;
const gad7 = content.instruments['gad-7']!;
const checkIn = content.instruments['attune-check-in']!;
const CODES = ['LA6568-5', 'LA6569-3', 'LA6570-1', 'LA6571-9'];

/** Answers to items 1, 2, 3 … by their ordinals; a gap is an item left out. */
const answered = (...ordinals: (number | undefined)[]): Answers =>
  Object.fromEntries(
    ordinals.flatMap((ordinal, at) => (ordinal === undefined ? [] : [[`${at + 1}`, CODES[ordinal]!]])),
  );

/** What a score is without subscales, gaps filled or anything to flag. */
const plain = { subscales: {}, prorated: false, flags: [] };

/** Some answers to `items` items that add up to `total`. */
const adding = (total: number, items: number): Answers =>
  answered(...Array.from({ length: items }, (_, at) => Math.min(3, Math.max(0, total - 3 * at))));

test('a flag may speak of a subscale', () => {
  const subscale = { id: 'worry', title: 'Worry', items: ['2', '3'], range: { from: 0, to: 6 } };
  const when = { measure: 'worry', is: 'at least', value: 4 };
  const own = instrumentSchema.parse({
    ...gad7,
    scoring: {
      ...gad7.scoring,
      subscales: [subscale],
      flags: [{ id: 'worried', title: 'Worried', source: 'a test', when }],
    },
  });
  expect(scoreOf(own, answered(0, 2, 2, 0, 0, 0, 0)).flags).toEqual(['worried']);
  expect(scoreOf(own, answered(3, 2, 1, 3, 3, 3, 3)).flags).not.toContain('worried');
});

describe('PHQ-9', () => {
  test('all at the least is 0, all at the most is 27', () => {
    expect(scoreOf(phq9, adding(0, 9))).toEqual({
      measure: 'phq-9',
      total: 0,
      band: 'minimal',
      missing: [],
      positiveRiskItems: [],
      ...plain,
    });
    expect(scoreOf(phq9, adding(27, 9))).toEqual({
      measure: 'phq-9',
      total: 27,
      band: 'severe',
      missing: [],
      positiveRiskItems: ['9'],
      ...plain,
      flags: ['major-depressive-syndrome', 'case', 'risk-item:9'],
    });
  });

  test.each([
    [4, 'minimal'],
    [5, 'mild'],
    [9, 'mild'],
    [10, 'moderate'],
    [14, 'moderate'],
    [15, 'moderately severe'],
    [19, 'moderately severe'],
    [20, 'severe'],
  ])('%i is %s', (total, band) => {
    expect(scoreOf(phq9, adding(total, 9))).toMatchObject({ total, band });
  });

  test('has no total while one item is unanswered: a gap is never a zero', () => {
    const score = scoreOf(phq9, answered(3, 3, 3, 3, undefined, 3, 3, 3, 0));
    expect(score).toEqual({ measure: 'phq-9', total: null, missing: ['5'], positiveRiskItems: [], ...plain });
  });

  test.each([1, 2, 3])('item 9 at %i is a risk even when all else is at the least', (ordinal) => {
    expect(scoreOf(phq9, answered(0, 0, 0, 0, 0, 0, 0, 0, ordinal))).toMatchObject({
      total: ordinal,
      positiveRiskItems: ['9'],
    });
  });

  test('item 9 counts from the moment it is answered, on a form that is only begun', () => {
    const begun = answered(...Array<undefined>(8), 1);
    expect(scoreOf(phq9, begun)).toMatchObject({ total: null, positiveRiskItems: ['9'] });
  });

  test('an empty form is no score and no risk', () => {
    expect(scoreOf(phq9, {})).toMatchObject({ total: null, positiveRiskItems: [] });
  });

  test('an answer that came in by the prototype does not count', () => {
    expect(scoreOf(phq9, Object.create({ '9': CODES[3] }))).toMatchObject({ positiveRiskItems: [] });
  });
});

describe('the other scales', () => {
  test.each([
    [0, 'minimal'],
    [4, 'minimal'],
    [5, 'mild'],
    [9, 'mild'],
    [10, 'moderate'],
    [14, 'moderate'],
    [15, 'severe'],
    [21, 'severe'],
  ])('GAD-7 at %i is %s', (total, band) => {
    expect(scoreOf(gad7, adding(total, 7))).toMatchObject({ total, band });
  });

  test.each(['phq-2', 'gad-2'])('%s adds up to 6 and has no bands', (id) => {
    expect(scoreOf(content.instruments[id]!, adding(6, 2))).toEqual({
      measure: id,
      total: 6,
      missing: [],
      positiveRiskItems: [],
      ...plain,
      flags: ['case'],
    });
  });

  test('GAD-7 calls its lowest answer "not at all", not the known misprint', () => {
    const displays = itemsOf(gad7).map(({ answerOption }) => answerOption?.[0]?.valueCoding.display);
    expect(new Set(displays.slice(1))).toEqual(new Set(['Not at all']));
  });
});

describe('a form', () => {
  test('has no total, and misses only what it requires', () => {
    expect(scoreOf(checkIn, { stress: 4 })).toEqual({
      measure: 'attune-check-in',
      total: null,
      missing: ['mood'],
      positiveRiskItems: [],
      ...plain,
    });
  });
});

describe('facts for conditions', () => {
  test('are the total and the ordinal of each answer', () => {
    const answers = answered(0, 1, 2, 3, 0, 0, 0, 0, 1);
    const facts = factsOf(phq9, answers, scoreOf(phq9, answers));
    expect(facts).toMatchObject({ 'phq-9': 7, 'phq-9#2': 1, 'phq-9#4': 3, 'phq-9#9': 1 });
  });

  test('say nothing of a total that is not known', () => {
    const answers = answered(...Array<undefined>(8), 2);
    expect(factsOf(phq9, answers, scoreOf(phq9, answers))).toEqual({ 'phq-9#9': 2 });
  });

  test('give an answer without an ordinal as it was given', () => {
    const rated = checkInWithGoals(checkIn, [{ id: 'g1', words: 'Sleep before midnight' }]);
    const answers = {
      mood: 6,
      sleep: 'badly',
      medicine: 'some-days',
      'side-effects': 'severe',
      'goal-g1': 4,
    };
    expect(factsOf(rated, answers, scoreOf(rated, answers))).toEqual({
      'attune-check-in#mood': 6,
      'attune-check-in#sleep': 1,
      'attune-check-in#medicine': 'some-days',
      'attune-check-in#side-effects': 3,
      'attune-check-in#goal-g1': 4,
    });
  });

  test('give the points of a reversed item, as the published score counts it', () => {
    const epds = content.instruments.epds!;
    const answers = { '1': '1', '10': '0' };
    expect(factsOf(epds, answers, scoreOf(epds, answers))).toEqual({ 'epds#1': 1, 'epds#10': 3 });
  });

  test('keep dates and words of the client’s own out, and know an open choice by its code', () => {
    const item = [
      { linkId: 'born', text: 'Born', type: 'date' },
      {
        linkId: 'drink',
        text: 'Drink',
        type: 'open-choice',
        answerOption: [{ valueCoding: { system: 'urn:x', code: 'tea', display: 'Tea' } }],
      },
    ];
    const { questionnaire, scoring } = checkIn;
    const form = instrumentSchema.parse({ questionnaire: { ...questionnaire, item }, scoring });
    const facts = (answers: Answers) => factsOf(form, answers, scoreOf(form, answers));
    expect(facts({ born: '1990-02-28', drink: 'gin' })).toEqual({});
    expect(facts({ drink: 'tea' })).toEqual({ 'attune-check-in#drink': 'tea' });
  });
});
