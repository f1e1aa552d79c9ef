import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { withWording } from '../../../functions/care/measures/instrument/wording.ts';
import {
  askable,
  checkInWithGoals,
  enabledIn,
  instrumentSchema,
  languagesOf,
  questionsFor,
  readAnswers,
} from '../../../functions/care/measures/instrument.ts';
import { scoreOf } from '../../../functions/care/measures/score.ts';

const phq9 = content.instruments['phq-9']!;
const checkIn = content.instruments['attune-check-in']!;
const intake = content.instruments['attune-intake']!;
const NOT_AT_ALL = 'LA6568-5';

describe('the questions that a client sees', () => {
  test('are in the nearest language', () => {
    const first = (language: string) => questionsFor(phq9, language)[1]!;
    expect(first('es-MX')).toMatchObject({
      linkId: '1',
      text: 'Poco interés o placer en hacer cosas',
      type: 'choice',
      required: true,
    });
    expect(first('es-MX').options?.[0]).toEqual({ code: NOT_AT_ALL, text: 'Ningún día' });
    expect(first('fr').text).toBe('Little interest or pleasure in doing things');
  });

  test('never mix languages: one missing translation turns the whole form', () => {
    const [stem, ...others] = phq9.questionnaire.item;
    const { _text, ...untranslated } = others.at(-1)!;
    const holed = {
      ...phq9,
      questionnaire: { ...phq9.questionnaire, item: [stem!, ...others.slice(0, -1), untranslated] },
    };
    expect(languagesOf(holed)).toEqual(['en']);
    expect(questionsFor(holed, 'es')[1]!.text).toBe('Little interest or pleasure in doing things');
  });

  test('say their limits', () => {
    const questions = questionsFor(checkIn, 'en');
    expect(questions.find(({ linkId }) => linkId === 'mood')).toMatchObject({
      min: 0,
      max: 10,
      required: true,
    });
    expect(questions.find(({ linkId }) => linkId === 'note')).toMatchObject({
      maxLength: 2000,
      required: false,
    });
  });
});

describe('a check-in with goals', () => {
  const goals = [
    { id: 'g1', words: 'Walk the dog each morning' },
    { id: 'g2', words: 'Llamar a mi hermana' },
  ];
  const rated = checkInWithGoals(checkIn, goals);

  test('asks for each goal in the client’s own words, whatever the language', () => {
    const asked = (language: string) =>
      questionsFor(rated, language)
        .filter(({ linkId }) => linkId.startsWith('goal-'))
        .map(({ linkId, text, min, max }) => ({ linkId, text, min, max }));
    expect(asked('en')).toEqual([
      { linkId: 'goal-g1', text: 'Walk the dog each morning', min: 0, max: 10 },
      { linkId: 'goal-g2', text: 'Llamar a mi hermana', min: 0, max: 10 },
    ]);
    expect(asked('es')).toEqual(asked('en'));
    expect(questionsFor(rated, 'es')[0]!.text).toMatch(/^Sobre la última semana/);
  });

  test('is still a valid instrument, and the shipped one is left as it was', () => {
    expect(instrumentSchema.safeParse(rated).success).toBe(true);
    expect(readAnswers(rated, { mood: 5, 'goal-g1': 7 })).toMatchObject({ missing: [] });
    expect(readAnswers(checkIn, { 'goal-g1': 7 })).toHaveProperty('faults');
  });

  test('without goals is the shipped check-in', () => {
    expect(checkInWithGoals(checkIn, [])).toEqual(checkIn);
  });
});

describe('skip logic', () => {
  const ptsd = content.instruments['pc-ptsd-5']!;
  const cssrs = content.instruments['c-ssrs']!;
  const [YES, NO] = ['LA33-6', 'LA32-8'];

  test('asks what hangs on an answer only after that answer', () => {
    expect([...enabledIn(ptsd, {})]).toEqual(['intro', 'exposure']);
    expect([...enabledIn(ptsd, { exposure: 'no' })]).toEqual(['intro', 'exposure']);
    expect([...enabledIn(ptsd, { exposure: 'yes' })]).toEqual([
      ...'intro exposure stem 1 2 3 4 5'.split(' '),
    ]);
  });

  test('what is skipped is not missing, and an unanswered gate is', () => {
    expect(readAnswers(ptsd, { exposure: 'no' })).toMatchObject({ missing: [] });
    expect(readAnswers(ptsd, { exposure: 'yes', '1': 'no' })).toMatchObject({
      missing: ['2', '3', '4', '5'],
    });
    expect(readAnswers(ptsd, {})).toMatchObject({ missing: ['exposure'] });
  });

  test('C-SSRS asks 3 to 5 only after yes to 2, and 6 always', () => {
    const missing = (answers: object) => {
      const read = readAnswers(cssrs, answers);
      return 'missing' in read ? read.missing.join() : read.faults;
    };
    expect(missing({ '1': NO, '2': NO })).toBe('6');
    expect(missing({ '1': NO, '2': YES })).toBe('3,4,5,6');
    expect(missing({ '1': NO, '2': NO, '6': YES })).toBe('6-recent');
    expect(missing({ '1': NO })).toBe('2,6');
  });

  const yesNo = (linkId: string, more: object = {}) => ({ linkId, text: linkId, type: 'boolean', ...more });
  const form = (item: object[], scoring: object = intake.scoring) =>
    instrumentSchema.parse({ questionnaire: { ...intake.questionnaire, item }, scoring });

  test('an answer to what is itself skipped calls for nothing', () => {
    const on = (question: string) => [{ question, operator: '=', answerBoolean: true }];
    const chain = form([
      yesNo('1'),
      yesNo('2', { enableWhen: on('1') }),
      yesNo('3', { enableWhen: on('2') }),
    ]);
    expect([...enabledIn(chain, { '1': false, '2': true })]).toEqual(['1']);
    expect([...enabledIn(chain, { '1': true, '2': true })]).toEqual(['1', '2', '3']);
  });

  test('“exists” can ask for silence', () => {
    const item = (answerBoolean: boolean) =>
      form([yesNo('1'), yesNo('2', { enableWhen: [{ question: '1', operator: 'exists', answerBoolean }] })]);
    expect(enabledIn(item(false), {}).has('2')).toBe(true);
    expect(enabledIn(item(false), { '1': false }).has('2')).toBe(false);
    expect(enabledIn(item(true), { '1': false }).has('2')).toBe(true);
  });

  test('a gate that may be left out and is leaves no total, and is named', () => {
    const { questionnaire, scoring } = ptsd;
    const optional = instrumentSchema.parse({
      questionnaire: {
        ...questionnaire,
        item: questionnaire.item.map((one) =>
          one.linkId === 'exposure' ? { ...one, required: false } : one,
        ),
      },
      scoring,
    });
    expect(scoreOf(optional, {})).toMatchObject({ total: null, missing: ['exposure'] });
  });

  test('is told to the page', () => {
    expect(questionsFor(ptsd, 'en').find(({ linkId }) => linkId === '1')).toMatchObject({
      enableWhen: [{ question: 'exposure', operator: '=', answerCoding: { code: 'yes' } }],
      enableBehavior: 'all',
    });
  });

  test.each([
    ['=', 'b', true],
    ['=', 'c', false],
    ['!=', 'c', true],
    ['!=', 'b', false],
    ['exists', undefined, true],
  ] as const)('of a choice that repeats, %s %s is %s', (operator, code, called) => {
    const item = (linkId: string, more: object) => ({ linkId, text: linkId, type: 'text', ...more });
    const option = (one: string) => ({ valueCoding: { system: 'urn:x', code: one, display: one } });
    const condition = code ? { answerCoding: { code } } : { answerBoolean: true };
    const form = instrumentSchema.parse({
      questionnaire: {
        ...intake.questionnaire,
        item: [
          item('1', { type: 'choice', repeats: true, answerOption: ['a', 'b', 'c'].map(option) }),
          item('2', { enableWhen: [{ question: '1', operator, ...condition }] }),
        ],
      },
      scoring: intake.scoring,
    });
    expect(enabledIn(form, { '1': ['a', 'b'] }).has('2')).toBe(called);
    expect(enabledIn(form, {}).has('2')).toBe(false);
  });
});

describe('a clinic that holds the licence', () => {
  const ucla = content.instruments['ucla-3']!;
  const wording = {
    language: 'en',
    items: { '1': 'One?', '2': 'Two?', '3': 'Three?' },
    options: Object.fromEntries(
      ['1', '2', '3'].map((id) => [id, { '1': 'Low', '2': 'Middle', '3': 'High' }]),
    ),
  };

  const held = { reference: 'letter of 2026-11-01', version: 1 };

  test('adds the wording, and then it can be asked', () => {
    const worded = withWording(ucla, { wordings: [wording], ...held });
    if ('faults' in worded) throw new Error(worded.faults.join());
    expect(askable(worded.instrument)).toBe(true);
    expect(worded.instrument.scoring.licence).toMatchObject({
      status: 'held',
      permission: 'letter of 2026-11-01',
    });
    expect(questionsFor(worded.instrument, 'en')[1]).toMatchObject({ text: 'Two?', required: true });
    expect(askable(ucla)).toBe(false);
  });

  test('is told which item is still without text', () => {
    const gap = { ...wording, items: { '1': 'One?', '3': 'Three?' } };
    expect(withWording(ucla, { wordings: [gap], ...held })).toMatchObject({
      faults: [{ path: 'wordings[0].items.2', fault: '2: has no text in “en”' }],
    });
  });

  test('is told which answer of it', () => {
    const gap = { ...wording, options: { ...wording.options, '3': { '1': 'Low', '3': 'High' } } };
    expect(withWording(ucla, { wordings: [gap], ...held })).toMatchObject({
      faults: [{ path: 'wordings[0].options.3.2' }],
    });
  });

  test('is told of a text that belongs to no item', () => {
    const stray = { ...wording, items: { ...wording.items, '4': 'Four?' } };
    expect(withWording(ucla, { wordings: [stray], ...held })).toMatchObject({
      faults: [{ path: 'wordings[0].items.4', fault: `${ucla.questionnaire.title} has no item 4` }],
    });
  });

  test('adds a second language whole, or not at all', () => {
    const spanish = {
      language: 'es',
      items: { '1': '¿Uno?', '2': '¿Dos?', '3': '¿Tres?' },
      options: Object.fromEntries(
        ['1', '2', '3'].map((id) => [id, { '1': 'Poco', '2': 'Medio', '3': 'Mucho' }]),
      ),
    };
    const both = withWording(ucla, { wordings: [wording, spanish], ...held });
    if ('faults' in both) throw new Error(JSON.stringify(both.faults));
    expect(questionsFor(both.instrument, 'es-MX')[0]).toMatchObject({
      text: '¿Uno?',
      options: [{ text: 'Poco' }, { text: 'Medio' }, { text: 'Mucho' }],
    });
    const half = { ...spanish, items: { '1': '¿Uno?' } };
    expect(withWording(ucla, { wordings: [wording, half], ...held })).toMatchObject({
      faults: [
        { path: 'wordings[1].items.2', fault: '2: has no text in “es”' },
        { path: 'wordings[1].items.3' },
      ],
    });
  });
});

test('a retired instrument is not asked', () => {
  const retired = { ...phq9, questionnaire: { ...phq9.questionnaire, status: 'retired' as const } };
  expect([askable(phq9), askable(retired)]).toEqual([true, false]);
});
