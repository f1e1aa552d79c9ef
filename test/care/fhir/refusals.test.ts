import { describe, expect, test } from 'vitest';
import { importQuestionnaire } from '../../../functions/care/fhir/questionnaire.ts';
import { calculated, choice, faults, HL7, option, questionnaire, SDC } from '../../support/questionnaires.ts';

describe('what cannot be run is refused by name and path', () => {
  const expression = { language: 'text/fhirpath', expression: 'true' };
  test.each([
    ['another resource', { resourceType: 'Patient' }, /^resourceType: /],
    ['no items', questionnaire([]), /^item: /],
    ['no object', 7, /^: /],
    [
      'a modifier',
      questionnaire([choice('1')], { modifierExtension: [{ url: 'urn:x' }] }),
      /^modifierExtension: /,
    ],
    ['implicit rules', questionnaire([choice('1')], { implicitRules: 'urn:x' }), /^implicitRules: /],
    [
      'a modifier of an item',
      questionnaire([choice('1', { modifierExtension: [{}] })]),
      /^item\[0\] \(1\): modifierExtension/,
    ],
    [
      'a type',
      questionnaire([{ linkId: '1', type: 'attachment', text: 'Photo' }]),
      /^item\[0\] \(1\): type attachment is not run/,
    ],
    ['a type of R5', questionnaire([{ linkId: '1', type: 'coding', text: 'R5' }]), /type coding is not run/],
    [
      'a field',
      questionnaire([choice('1', { disabledDisplay: 'hidden' })]),
      /disabledDisplay is not a field/,
    ],
    [
      'a group that repeats',
      questionnaire([{ linkId: 'g', type: 'group', repeats: true, item: [choice('1')] }]),
      /^item\[0\] \(g\): a group that repeats/,
    ],
    [
      'a number that repeats',
      questionnaire([{ linkId: '1', type: 'integer', text: 'N', repeats: true }]),
      /an? integer that repeats/,
    ],
    [
      'a value set from elsewhere',
      questionnaire(
        [choice('1', { answerOption: undefined, answerValueSet: 'http://x/vs' })].map((item) =>
          JSON.parse(JSON.stringify(item)),
        ),
      ),
      /answerValueSet http:\/\/x\/vs is not contained/,
    ],
    [
      'a value set by a filter',
      questionnaire(
        [JSON.parse(JSON.stringify(choice('1', { answerOption: undefined, answerValueSet: '#f' })))],
        {
          contained: [
            { resourceType: 'ValueSet', id: 'f', compose: { include: [{ system: 'urn:x', filter: [{}] }] } },
          ],
        },
      ),
      /^contained \(f\): /,
    ],
    [
      'a condition in FHIRPath',
      questionnaire([
        choice('1', {
          extension: [{ url: `${SDC}/sdc-questionnaire-enableWhenExpression`, valueExpression: expression }],
        }),
      ]),
      /enableWhenExpression is not run/,
    ],
    [
      'an answer that shuts out others',
      questionnaire([
        choice('1', {
          answerOption: [
            {
              ...option('a'),
              extension: [{ url: `${HL7}/questionnaire-optionExclusive`, valueBoolean: true }],
            },
          ],
        }),
      ]),
      /optionExclusive is not run/,
    ],
    [
      'a least length',
      questionnaire([
        { linkId: '1', type: 'text', text: 'T', extension: [{ url: `${HL7}/minLength`, valueInteger: 5 }] },
      ]),
      /minLength is not run/,
    ],
    [
      'an unknown expression',
      questionnaire([choice('1', { extension: [{ url: 'urn:clever', valueExpression: expression }] })]),
      /urn:clever is not run/,
    ],
    [
      'a calculation in CQL',
      questionnaire([
        choice('1'),
        calculated('sum', 'x', {
          extension: [
            {
              url: `${SDC}/sdc-questionnaire-calculatedExpression`,
              valueExpression: { language: 'text/cql', expression: 'x' },
            },
          ],
        }),
      ]),
      /^item\[1\] \(sum\): calculatedExpression in text\/cql/,
    ],
    [
      'a condition on a quantity',
      questionnaire([
        choice('1'),
        choice('2', { enableWhen: [{ question: '1', operator: '=', answerQuantity: {} }] }),
      ]),
      /^item\[1\] \(2\): enableWhen: answerQuantity is not run/,
    ],
    [
      'a condition on an item that is not there',
      questionnaire([
        choice('2', { enableWhen: [{ question: '9', operator: 'exists', answerBoolean: true }] }),
      ]),
      /item\[0\] \(2\): enableWhen names 9/,
    ],
    [
      'an option that is a time',
      questionnaire([choice('1', { answerOption: [{ valueTime: '10:00' }] })]),
      /an answerOption that is no coding/,
    ],
    [
      'a choice without options',
      questionnaire([choice('1', { answerOption: [] })]),
      /a choice without options/,
    ],
    [
      'a question without text',
      questionnaire([choice('1', { text: undefined })]),
      /item\[0\] \(1\): has no text/,
    ],
    ['two items with one linkId', questionnaire([choice('1'), choice('1')]), /two items have one linkId/],
    [
      'deep down',
      questionnaire([
        { linkId: 'g', type: 'group', item: [choice('1'), { linkId: '2', type: 'url', text: 'U' }] },
      ]),
      /^item\[0\]\.item\[1\] \(2\): type url/,
    ],
  ])('%s', (_, raw, fault) => {
    expect(faults(raw)).toContainEqual(expect.stringMatching(fault));
  });

  test('everything at once, not the first only', () => {
    expect(
      faults(
        questionnaire(
          [
            { linkId: '1', type: 'url' },
            { linkId: '2', type: 'quantity' },
          ],
          { implicitRules: 'x' },
        ),
      ),
    ).toHaveLength(3);
  });

  test('what only decorates or pre-fills is left aside and named', () => {
    const result = importQuestionnaire(
      questionnaire([
        choice('1', {
          prefix: '1.',
          initial: [{ valueCoding: { code: 'a1' } }],
          extension: [{ url: `${HL7}/questionnaire-itemControl` }],
        }),
        {
          linkId: 'hidden',
          type: 'string',
          text: 'H',
          extension: [{ url: `${HL7}/questionnaire-hidden`, valueBoolean: true }],
        },
      ]),
    );
    expect('ignored' in result && result.ignored.map(({ path }) => path)).toEqual([
      'item[0] (1)',
      'item[1] (hidden)',
    ]);
  });
});
