import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';
import { exportQuestionnaire, importQuestionnaire } from '../../../functions/care/fhir/questionnaire.ts';
import { askable, questionsFor, readAnswers } from '../../../functions/care/measures/instrument.ts';
import { compare } from '../../../functions/care/measures/progress.ts';
import {
  calculated,
  choice,
  HL7,
  imported,
  ORDINAL,
  option,
  questionnaire,
  SDC,
} from '../../support/questionnaires.ts';

describe('import', () => {
  test('takes every kind of item, and asks it', () => {
    const form = imported(
      questionnaire([
        {
          linkId: 'g',
          type: 'group',
          text: 'About you',
          item: [
            { linkId: 'hello', type: 'display', text: 'Hello' },
            choice('1', { required: true }),
            { linkId: 'other', type: 'open-choice', text: 'Which?', answerOption: [{ valueString: 'tea' }] },
            {
              linkId: 'age',
              type: 'integer',
              text: 'Age',
              extension: [{ url: `${HL7}/minValue`, valueInteger: 18 }],
            },
            { linkId: 'weight', type: 'decimal', text: 'Weight' },
            { linkId: 'yes', type: 'boolean', text: 'Yes?' },
            { linkId: 'name', type: 'string', text: 'Name', maxLength: 20 },
            { linkId: 'story', type: 'text', text: 'Story', repeats: true },
            { linkId: 'born', type: 'date', text: 'Born' },
          ],
        },
      ]),
    );
    expect(askable(form)).toBe(true);
    expect(questionsFor(form, 'en').map(({ type }) => type)).toEqual([
      ...['group', 'display', 'choice', 'open-choice', 'integer', 'decimal'],
      ...['boolean', 'string', 'text', 'date'],
    ]);
    const answers = {
      ...{ '1': 'a1', other: 'coffee', age: 30, weight: 70.5, yes: false, name: 'Ada' },
      ...{ story: ['once', 'twice'], born: '1990-02-28' },
    };
    expect(readAnswers(form, answers)).toEqual({ answers, missing: [] });
    expect(readAnswers(form, { age: 17, born: '1990-02-30', story: 'once', yes: 'no' })).toMatchObject({
      faults: [
        { linkId: 'age', fault: 'out of range' },
        { linkId: 'born', fault: 'wrong type' },
        { linkId: 'story', fault: 'wrong type' },
        { linkId: 'yes', fault: 'wrong type' },
      ],
    });
  });

  test('names the measure by its id, or as it is told', () => {
    expect(imported(questionnaire([choice('1')])).scoring.measure).toBe('mood-form');
    expect(importQuestionnaire(questionnaire([choice('1')]), { as: 'mood' })).toMatchObject({
      instrument: { questionnaire: { id: 'mood', version: '2.1' }, scoring: { measure: 'mood' } },
    });
    expect(importQuestionnaire(questionnaire([choice('1')]), { as: 'My Mood' })).toHaveProperty('faults');
  });

  test('says nothing that FHIR does not say: no direction, no bands, no cut-off', () => {
    const form = imported(
      questionnaire([choice('1'), calculated('sum', '%resource.item.answer.value.ordinal().sum()')]),
    );
    expect(form.scoring).toMatchObject({ direction: 'unstated', bands: [], licence: { status: 'unstated' } });
    expect(compare(form, 2, 0)).toMatchObject({ reliable: 'unknown', response: null, caseNow: null });
  });

  test('runs enableWhen over all and any, through groups', () => {
    const on = (question: string, operator: string, answer: object) => ({ question, operator, ...answer });
    const form = imported(
      questionnaire([
        choice('1'),
        { linkId: 'age', type: 'integer', text: 'Age' },
        {
          linkId: 'both',
          type: 'group',
          enableBehavior: 'all',
          enableWhen: [
            on('1', '=', { answerCoding: { system: 'urn:answers', code: 'a2' } }),
            on('age', '>=', { answerInteger: 18 }),
          ],
          item: [{ linkId: 'a', type: 'string', text: 'A', required: true }],
        },
        {
          linkId: 'b',
          type: 'string',
          text: 'B',
          required: true,
          enableBehavior: 'any',
          enableWhen: [
            on('1', '!=', { answerCoding: { code: 'a0' } }),
            on('age', '<', { answerInteger: 18 }),
          ],
        },
      ]),
    );
    const missing = (answers: object) => {
      const read = readAnswers(form, answers);
      return 'missing' in read ? read.missing : read.faults;
    };
    expect(missing({})).toEqual([]);
    expect(missing({ '1': 'a2', age: 18 })).toEqual(['a', 'b']);
    expect(missing({ '1': 'a2', age: 17 })).toEqual(['b']);
    expect(missing({ '1': 'a0', age: 40 })).toEqual([]);
  });

  test('asks what stands under a question once that is answered', () => {
    const form = imported(
      questionnaire([
        choice('1', { item: [{ linkId: '1a', type: 'string', text: 'Why?', required: true }] }),
      ]),
    );
    expect(readAnswers(form, {})).toMatchObject({ missing: [] });
    expect(readAnswers(form, { '1': 'a0' })).toMatchObject({ missing: ['1a'] });
  });

  test('finds the answers of a contained value set, with weights in the set or in a contained code system', () => {
    const system = {
      resourceType: 'CodeSystem',
      url: 'urn:cs',
      concept: [0, 1].map((weight) => ({
        code: `c${weight}`,
        display: `C${weight}`,
        property: [{ code: 'itemWeight', valueDecimal: weight }],
      })),
    };
    const set = (id: string, compose: object) => ({ resourceType: 'ValueSet', id, compose });
    const weighed = ['w0', 'w1'].map((code, weight) => ({
      code,
      extension: [{ url: `${HL7}/itemWeight`, valueDecimal: weight }],
    }));
    const form = imported(
      questionnaire(
        [
          choice('1', { answerOption: undefined, answerValueSet: '#by-system' }),
          choice('2', { answerOption: undefined, answerValueSet: '#by-list' }),
          choice('3', { answerOption: undefined, answerValueSet: '#by-both' }),
          calculated('total', "%context.repeat(item).where(linkId!='total').answer.value.weight().sum()"),
        ].map((item) => JSON.parse(JSON.stringify(item))),
        {
          contained: [
            system,
            set('by-system', { include: [{ system: 'urn:cs' }] }),
            set('by-list', { include: [{ system: 'urn:other', concept: weighed }] }),
            set('by-both', { include: [{ system: 'urn:cs', concept: [{ code: 'c0' }, { code: 'c1' }] }] }),
          ],
        },
      ),
    );
    expect(scoreAnswers(form, [1, 1, 1])).toMatchObject({ total: 3 });
    expect(questionsFor(form, 'en')[0]!.options).toEqual([
      { code: 'c0', text: 'C0' },
      { code: 'c1', text: 'C1' },
    ]);
  });

  test.each([
    ['in the coding', option('a', 2)],
    ['in the option', { ...option('a'), extension: [{ url: ORDINAL, valueDecimal: 2 }] }],
    ['as itemWeight', option('a', 2, `${HL7}/itemWeight`)],
    ['as the whole number itself', { valueInteger: 2 }],
  ])('finds what an option counts for %s', (_, one) => {
    const form = imported(
      questionnaire([
        choice('1', { answerOption: [one, option('z', 0)] }),
        calculated('sum', "%resource.item.where(linkId='1').answer.value.ordinal()"),
      ]),
    );
    expect(scoreAnswers(form, [2])).toMatchObject({ total: 2 });
  });
});

describe('export', () => {
  test('gives back what came in, to the byte', () => {
    const raw = questionnaire(
      [
        choice('1', { prefix: '1.', definition: 'urn:def' }),
        calculated('sum', '%resource.item.answer.value.ordinal().sum()'),
      ],
      {
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Mood</div>' },
        meta: { profile: [`${SDC}/sdc-questionnaire`] },
        publisher: 'Example',
        extension: [{ url: 'urn:colour', valueString: 'blue' }],
      },
    );
    const before = JSON.stringify(raw);
    expect(JSON.stringify(exportQuestionnaire(imported(raw)))).toBe(before);
  });

  test.each(
    Object.entries(content.instruments).filter(([, one]) => one.scoring.licence.status !== 'restricted'),
  )('what Attune ships, %s, comes back in as the same form', (id, shipped) => {
    const again = imported(JSON.parse(JSON.stringify(exportQuestionnaire(shipped))));
    expect(again.questionnaire.id).toBe(id);
    expect(questionsFor(again, 'es')).toEqual(questionsFor(shipped, 'es'));
  });
});
