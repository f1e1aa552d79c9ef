import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';

const phq2 = content.instruments['phq-2']!;
const ptsd = content.instruments['pc-ptsd-5']!;
const checkIn = content.instruments['attune-check-in']!;

const paths = (instrument: typeof phq2, file: unknown) => {
  const result = scoreAnswers(instrument, file);
  return 'faults' in result ? result.faults.map(({ path }) => path) : result;
};
const response = (item: object[], more = {}) => ({ resourceType: 'QuestionnaireResponse', item, ...more });
const coded = (linkId: string, code: string, system = 'http://loinc.org') => ({
  linkId,
  answer: [{ valueCoding: { system, code } }],
});

describe('a list of values', () => {
  test('gives the whole result', () => {
    expect(scoreAnswers(phq2, [3, 1])).toEqual({
      instrument: 'phq-2',
      total: 4,
      band: null,
      subscales: {},
      missing: [],
      prorated: false,
      flags: ['case'],
    });
  });

  test('takes yes and no as true and false', () => {
    expect(scoreAnswers(ptsd, [true, true, false, false, true, true])).toMatchObject({ total: 3 });
  });

  test('must have one value for each item', () => {
    expect(scoreAnswers(phq2, [1])).toEqual({
      faults: [
        {
          path: '',
          fault: '1 values, and PHQ-2 has 2 items',
          mend: 'give one for each of: 1, 2; null where there is no answer',
        },
      ],
    });
  });

  test.each([
    ['a value that no option has', [1, 4], ['[1]']],
    ['half a point', [0.5, 1], ['[0]']],
    ['text for a value', ['many', 1], ['[0]']],
    ['nothing given by accident', [undefined, 1], ['[0]']],
  ])('refuses %s', (_, values, at) => {
    expect(paths(phq2, values)).toEqual(at);
  });
});

describe('a QuestionnaireResponse', () => {
  test('is read by linkId, or by the code that others use for one', () => {
    expect(scoreAnswers(phq2, response([coded('1', 'LA6570-1'), coded('2', 'LA6569-3')]))).toMatchObject({
      total: 3,
    });
    expect(
      scoreAnswers(phq2, response([coded('/44250-9', 'LA6570-1'), coded('/55757-9/44255-8', 'LA6569-3')])),
    ).toMatchObject({ total: 3 });
  });

  test('is read through groups and under answers', () => {
    const nested = {
      linkId: '1',
      answer: [{ ...coded('', 'LA6570-1').answer[0], item: [coded('2', 'LA6571-9')] }],
    };
    expect(scoreAnswers(phq2, response([{ linkId: 'group', item: [nested] }]))).toMatchObject({ total: 5 });
  });

  test('may leave items open, and they are missing', () => {
    expect(scoreAnswers(phq2, response([coded('1', 'LA6570-1'), { linkId: '2' }]))).toMatchObject({
      total: null,
      missing: ['2'],
    });
  });

  test('takes numbers, and yes and no as booleans', () => {
    expect(
      scoreAnswers(checkIn, response([{ linkId: 'mood', answer: [{ valueInteger: 4 }] }])),
    ).toMatchObject({
      missing: [],
    });
    expect(
      scoreAnswers(ptsd, response([{ linkId: 'exposure', answer: [{ valueBoolean: false }] }])),
    ).toMatchObject({ total: 0 });
  });

  test.each([
    ['an item of another instrument', [coded('99', 'LA6570-1')], ['99']],
    ['a code that no option has', [coded('1', 'LA0000-0')], ['1']],
    ['a code of another system', [coded('1', 'LA6570-1', 'urn:other')], ['1']],
    [
      'a plain number for a coded answer: some lists count the other way',
      [{ linkId: '1', answer: [{ valueInteger: 2 }] }],
      ['1'],
    ],
    [
      'two answers to one item',
      [{ linkId: '1', answer: [...coded('', 'LA6570-1').answer, ...coded('', 'LA6571-9').answer] }],
      ['1'],
    ],
    ['one item twice', [coded('1', 'LA6570-1'), coded('/44250-9', 'LA6571-9')], ['1']],
  ])('refuses %s', (_, item, at) => {
    expect(paths(phq2, response(item))).toEqual(at);
  });

  test('refuses a plain number even where a code looks like it', () => {
    const ucla = content.instruments['ucla-3']!;
    expect(paths(ucla, response([{ linkId: '1', answer: [{ valueInteger: 3 }] }]))).toEqual(['1']);
    expect(paths(ucla, response([coded('1', '3', 'urn:attune:answers')]))).toMatchObject({
      missing: ['2', '3'],
    });
  });

  test('refuses a number out of range', () => {
    expect(paths(checkIn, response([{ linkId: 'mood', answer: [{ valueInteger: 11 }] }]))).toEqual(['mood']);
  });

  test('refuses what was entered in error, and what is no response', () => {
    expect(paths(phq2, response([], { status: 'entered-in-error' }))).toEqual(['status']);
    for (const file of [null, 7, 'PHQ-2', {}, { resourceType: 'Observation' }])
      expect(scoreAnswers(phq2, file)).toHaveProperty('faults');
  });
});
