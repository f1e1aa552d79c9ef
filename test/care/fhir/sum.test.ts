import { describe, expect, test } from 'vitest';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';
import { questionsFor } from '../../../functions/care/measures/instrument.ts';
import {
  calculated,
  choice,
  faults,
  HL7,
  imported,
  ORDINAL,
  questionnaire,
} from '../../support/questionnaires.ts';

describe('calculated sums', () => {
  const items = [
    { linkId: 'part', type: 'group', text: 'Part', item: [choice('q-1'), choice('q-2')] },
    choice('q-3'),
    {
      linkId: 'hours',
      type: 'integer',
      text: 'Hours',
      extension: [
        { url: `${HL7}/minValue`, valueInteger: 0 },
        { url: `${HL7}/maxValue`, valueInteger: 9 },
      ],
    },
  ];
  const valueOfExtension = `.answer.valueCoding.extension.where(url='${ORDINAL}').valueDecimal`;
  const lhc = (linkId: string, path: string) =>
    `%questionnaire${path}.where(linkId = '${linkId}').answerOption` +
    `.where(valueCoding.code=%resource${path}.where(linkId = '${linkId}').answer.valueCoding.code).extension` +
    `.where(url='${ORDINAL}').valueDecimal`;
  const variables = Object.entries({
    a: lhc('q-1', '.item.item'),
    b: lhc('q-3', '.item'),
    mixed: lhc('q-1', '.item.item').replace(/'q-1'(?=\).answer\b)/, "'q-2'"),
    hours: "%resource.item.where(linkId='hours').answer.value",
    any: '%a.exists() or %b.exists()',
    raw: "%resource.repeat(item).where(linkId.matches('^q-[12]$')).answer.value.ordinal().sum()",
  }).map(([name, expression]) => ({
    url: `${HL7}/variable`,
    valueExpression: { name, language: 'text/fhirpath', expression },
  }));

  test.each([
    ['%resource.item.answer.value.ordinal().sum()', ['q-3']],
    ['%resource.item.item.answer.value.ordinal().sum()', ['q-1', 'q-2']],
    ['%resource.repeat(item).answer.value.ordinal().sum()', ['q-1', 'q-2', 'q-3']],
    [
      "%resource.descendants().where(linkId.startsWith('q-') and linkId != 'q-2').answer.value.weight().sum()",
      ['q-1', 'q-3'],
    ],
    ["%resource.repeat(item).where(linkId in ('q-1'|'q-3')).answer.weight().sum()", ['q-1', 'q-3']],
    ['%resource.answers().value.ordinal().sum()', ['q-1', 'q-2', 'q-3']],
    [
      "%resource.repeat(item).where(linkId='part').item.answer.ordinalValue().aggregate($this + $total, 0)",
      ['q-1', 'q-2'],
    ],
    [`%resource.repeat(item)${valueOfExtension}.sum()`, ['q-1', 'q-2', 'q-3']],
    [
      `(%resource.item.item.where(linkId='q-1')${valueOfExtension} + %resource.item.where(linkId='q-3')${valueOfExtension})`,
      ['q-1', 'q-3'],
    ],
    [`%resource.item.answer.valueCoding.extension('${ORDINAL}').value.sum()`, ['q-3']],
    [
      "iif(%resource.item.where(linkId='q-3').answer.value.exists(), %resource.item.where(linkId='q-3').answer.value.ordinal(), 0)",
      ['q-3'],
    ],
    ['iif(%any, iif(%a.exists(), %a, 0) + iif(%b.exists(), %b, 0), {})', ['q-1', 'q-3']],
    ['%raw', ['q-1', 'q-2']],
    ["%resource.item.where(linkId='hours').answer.value", ['hours']],
    ["%resource.item.where(linkId='hours').answer.valueInteger + %raw", ['hours', 'q-1', 'q-2']],
  ])('%s', (expression, summed) => {
    const form = imported(questionnaire([...items, calculated('sum', expression)], { extension: variables }));
    expect(form.scoring).toMatchObject({ kind: 'total', items: summed });
  });

  test('a number times a sum weighs its items', () => {
    const form = imported(
      questionnaire([
        choice('1'),
        choice('2'),
        calculated(
          'sum',
          "4 * %resource.item.answer.value.ordinal().sum() + %resource.item.where(linkId='2').answer.value.ordinal()",
        ),
      ]),
    );
    expect(form.scoring).toMatchObject({ weights: { '1': 4, '2': 5 }, range: { from: 0, to: 18 } });
    expect(scoreAnswers(form, [1, 2])).toMatchObject({ total: 14 });
    expect(scoreAnswers(form, [1, null])).toMatchObject({ total: null, missing: ['2'] });
  });

  test('the sum over all is the total, the others are subscales', () => {
    const part =
      "%resource.repeat(item).where(linkId.startsWith('q-') and linkId != 'q-3').answer.value.ordinal().sum()";
    const form = imported(
      questionnaire([
        ...items,
        calculated('Part.Score', part),
        calculated('all', '%resource.repeat(item).answer.value.ordinal().sum()'),
      ]),
    );
    expect(scoreAnswers(form, [1, 2, 2, null])).toMatchObject({ total: 5, subscales: { 'part-score': 3 } });
  });

  test('a calculated item is not asked, and is left aside in a response', () => {
    const form = imported(
      questionnaire([choice('1'), calculated('sum', '%resource.item.answer.value.ordinal().sum()')]),
    );
    expect(questionsFor(form, 'en').map(({ linkId }) => linkId)).toEqual(['1']);
    const response = {
      resourceType: 'QuestionnaireResponse',
      item: [
        { linkId: '1', answer: [{ valueCoding: { system: 'urn:answers', code: 'a2' } }] },
        { linkId: 'sum', answer: [{ valueDecimal: 99 }] },
      ],
    };
    expect(scoreAnswers(form, response)).toMatchObject({ total: 2 });
  });

  test.each([
    '%resource.item.answer.value.ordinal().avg()',
    '%resource.item.answer.value.ordinal()  / 2',
    'iif(%resource.item.answer.value.ordinal().sum() > 3, 1, 0)',
    "%resource.item.where(type = 'choice').answer.value.ordinal().sum()",
    '%resource.item.answer.value.sum()',
    "%resource.item.answer.valueCoding.extension.where(url='urn:other').valueDecimal.sum()",
    "%resource.item.where(linkId='q-9').answer.value.ordinal().sum()",
    '%resource.repeat(item).answer.value.ordinal()',
    "%resource.item.where(linkId.matches('(a+)+$')).answer.value.ordinal().sum()",
    "%resource.item.where(linkId.matches('[')).answer.value.ordinal().sum()",
    '%unknown',
    '%self',
    '%bomb17',
    '%mixed',
    'iif(%hours > 3, %raw, 0)',
    '%resource.item.answer.value.ordinal().sum(',
    `${'('.repeat(100)}0${')'.repeat(100)}`,
    '5',
    '',
  ])('what is no such sum is refused by name and path: %s', (expression) => {
    const bombs = Array.from({ length: 18 }, (_, n) => [
      `bomb${n}`,
      n ? `%bomb${n - 1} + %bomb${n - 1}` : '%raw',
    ]);
    const more = [['self', '%self + %self'], ...bombs].map(([name, text]) => ({
      url: `${HL7}/variable`,
      valueExpression: { name, expression: text },
    }));
    const raw = questionnaire([...items, calculated('sum', expression)], {
      extension: [...variables, ...more],
    });
    expect(faults(raw)).toEqual([
      `item[3] (sum): calculatedExpression is not a sum that Attune can run: ${expression}`,
    ]);
  });
});
