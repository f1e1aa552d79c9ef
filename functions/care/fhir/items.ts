import * as z from 'zod';
import { FHIR, type Item, LONGEST_TEXT, OPERATORS, TYPES } from '../measures/instrument/questionnaire.ts';
import {
  codingSchema,
  type Extensions,
  extensionsSchema,
  type Ignore,
  type Option,
  optionSchema,
  optionsFrom,
  type Refuse,
  translated,
  valueSetsIn,
} from './options.ts';

/** A calculated item: not asked, but scored. `own` are variables that the item itself brings. */
export type CalculatedItem = {
  linkId: string;
  title: string;
  expression: string;
  path: string;
  own: [name: string, expression: string][];
};

const itemSchema = z.looseObject({
  linkId: z.string(),
  type: z.string(),
  text: z.string().optional(),
  _text: z.unknown().optional(),
  code: z.array(codingSchema).optional(),
  required: z.boolean().optional(),
  repeats: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  maxLength: z.number().optional(),
  enableWhen: z.array(z.looseObject({ question: z.string(), operator: z.string() })).optional(),
  enableBehavior: z.enum(['all', 'any']).optional(),
  answerValueSet: z.string().optional(),
  answerOption: z.array(optionSchema).optional(),
  initial: z.array(z.unknown()).optional(),
  modifierExtension: z.array(z.unknown()).optional(),
  extension: extensionsSchema,
  item: z.array(z.unknown()).optional(),
});
type Raw = z.infer<typeof itemSchema>;

/** What FHIR R4 lets stand in an item and Attune may leave aside: it decorates, or names where the item comes from. */
const DECORATION = new Set(['id', 'prefix', 'definition', 'designNote']);

/** Extensions that change what is asked, answered or allowed. All others may be left aside, as FHIR has it. */
const BEHAVIOUR =
  /(enableWhenExpression|answerExpression|answerOptionsToggleExpression|candidateExpression|contextExpression|initialExpression|itemPopulationContext|itemExtractionContext|questionnaire-constraint|targetConstraint|optionExclusive|minOccurs|maxOccurs|minLength|\/regex|maxDecimalPlaces|sliderStepValue|subQuestionnaire|lookupQuestionnaire|minQuantity|maxQuantity|cqf-expression|cqf-calculatedValue)$/;
const own = (extensions: Extensions, ending: string) => extensions.find(({ url }) => url.endsWith(ending));

/** The items of a FHIR Questionnaire as Attune runs them, and the calculated ones apart. */
export function importItems(raw: unknown[], contained: unknown[], refuse: Refuse, ignore: Ignore) {
  const calculated: CalculatedItem[] = [];
  const sets = valueSetsIn(contained, refuse);

  const one = (value: unknown, path: string): Item[] => {
    const parsed = itemSchema.safeParse(value);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        refuse([path, ...issue.path].join('.'), issue.message, 'correct it as FHIR R4 has it');
      return [];
    }
    const item = parsed.data;
    const here = `${path} (${item.linkId})`;
    const isCalculated = own(item.extension, '-calculatedExpression');
    if (isCalculated) {
      calculated.push(calculatedItem(item, here, refuse));
      return [];
    }
    if (item.readOnly || own(item.extension, 'questionnaire-hidden')?.valueBoolean) {
      ignore(here, 'is hidden or read-only, and nothing fills it');
      return [];
    }
    refuseUnrun(item, here, refuse, ignore);
    const inner = (item.item ?? []).flatMap((child, n) => one(child, `${path}.item[${n}]`));
    if (item.type === 'group' && inner.length === 0) {
      if (!item.item?.length) ignore(here, 'is a group without items');
      return [];
    }
    return [{ ...itemFrom(item, here, sets, refuse, ignore), ...(inner.length && { item: inner }) } as Item];
  };
  const items = raw.flatMap((value, n) => one(value, `item[${n}]`));
  return { items, calculated };
}

function calculatedItem({ linkId, text, extension }: Raw, path: string, refuse: Refuse): CalculatedItem {
  const { expression = '', language } = own(extension, '-calculatedExpression')?.valueExpression ?? {};
  if (language !== 'text/fhirpath')
    refuse(
      path,
      `calculatedExpression in ${language ?? 'no language'} is not run`,
      'write it in text/fhirpath',
    );
  const variables = extension.flatMap(({ url, valueExpression: { name, expression } = {} }) =>
    url.endsWith('/variable') && name && expression ? [[name, expression] as [string, string]] : [],
  );
  return { linkId, title: text ?? linkId, expression, path, own: variables };
}

function refuseUnrun(item: Raw, path: string, refuse: Refuse, ignore: Ignore): void {
  const known = new Set(Object.keys(itemSchema.shape));
  for (const key of Object.keys(item))
    if (!known.has(key) && !key.startsWith('_') && !DECORATION.has(key))
      refuse(path, `${key} is not a field of a FHIR R4 Questionnaire item that Attune runs`, 'take it out');
  if (!TYPES.includes(item.type as Item['type']))
    refuse(path, `type ${item.type} is not run`, `use one of: ${TYPES.join(', ')}`);
  if (item.modifierExtension)
    refuse(path, 'modifierExtension changes the meaning of the item', 'take it out');
  if (item.repeats && item.type === 'group') refuse(path, 'a group that repeats is not run', 'ask it once');
  if (item.repeats && ['integer', 'decimal', 'boolean'].includes(item.type))
    refuse(path, `a ${item.type} that repeats is not run`, 'ask it once, or as a choice');
  for (const { url, valueExpression } of item.extension) {
    if (BEHAVIOUR.test(url)) refuse(path, `${url} is not run`, 'take it out');
    else if (valueExpression && !url.endsWith('/variable')) refuse(path, `${url} is not run`, 'take it out');
  }
  if (item.initial) ignore(path, 'initial: nothing is answered for the client beforehand');
  if (item.answerOption?.some(({ initialSelected }) => initialSelected))
    ignore(path, 'initialSelected: nothing is answered for the client beforehand');
  for (const option of item.answerOption ?? [])
    for (const { url } of [...option.extension, ...(option.valueCoding?.extension ?? [])])
      if (BEHAVIOUR.test(url)) refuse(path, `${url} is not run`, 'take it out');
}

function itemFrom(item: Raw, path: string, sets: Map<string, Option[]>, refuse: Refuse, ignore: Ignore) {
  const { linkId, type, text, code = [], enableWhen, enableBehavior, required, repeats, maxLength } = item;
  const isChoice = type === 'choice' || type === 'open-choice';
  const isText = type === 'string' || type === 'text' || type === 'open-choice';
  if (maxLength !== undefined && maxLength > LONGEST_TEXT) ignore(path, `maxLength above ${LONGEST_TEXT}`);
  const limits = item.extension.filter(({ url }) => /\/(minValue|maxValue)$/.test(url));
  if (limits.length && !['integer', 'decimal'].includes(type))
    refuse(path, `minValue and maxValue of a ${type} are not run`, 'take them out');
  const codes = code.flatMap(({ system, code, display }) =>
    system && code ? [{ system, code, ...(display && { display }) }] : [],
  );
  return {
    linkId,
    ...(codes.length && { code: codes }),
    ...(text && { text }),
    ...translated('_text', item._text),
    type: type as Item['type'],
    ...(enableWhen?.length && { enableWhen: enableWhen.map((one) => conditionFrom(one, path, refuse)) }),
    ...(enableBehavior && { enableBehavior }),
    ...(required && type !== 'group' && type !== 'display' && { required }),
    ...(repeats && { repeats }),
    ...(isText && maxLength && { maxLength: Math.min(maxLength, LONGEST_TEXT) }),
    ...(isChoice && { answerOption: optionsFrom(item, path, sets, refuse) }),
    ...(limits.length && {
      extension: limits.map(({ url, valueInteger, valueDecimal }) => ({
        url: `${FHIR}/${url.split('/').at(-1)}`,
        ...(valueInteger === undefined ? { valueDecimal } : { valueInteger }),
      })),
    }),
  };
}

const COMPARED = [
  'answerBoolean',
  'answerInteger',
  'answerDecimal',
  'answerDate',
  'answerString',
  'answerCoding',
];

function conditionFrom(raw: Record<string, unknown>, path: string, refuse: Refuse): object {
  const { question, operator } = raw;
  const answers = Object.keys(raw).filter((key) => key.startsWith('answer'));
  const [key] = answers;
  if (!OPERATORS.includes(operator as (typeof OPERATORS)[number]))
    refuse(path, `enableWhen: operator ${String(operator)} is not run`, `use one of: ${OPERATORS.join(' ')}`);
  if (answers.length !== 1 || !COMPARED.includes(key!))
    refuse(
      path,
      `enableWhen: ${answers.join(', ') || 'no answer'} is not run`,
      `use one of: ${COMPARED.join(', ')}`,
    );
  if (key !== 'answerCoding') return { question, operator, [key!]: raw[key!] };
  const coding = codingSchema.safeParse(raw.answerCoding);
  if (!coding.success) refuse(path, 'enableWhen: answerCoding is no coding', 'give it a code');
  const { system, code, display } = coding.data ?? {};
  return {
    question,
    operator,
    answerCoding: { ...(system && { system }), code: code ?? display, ...(display && { display }) },
  };
}
