import * as z from 'zod';

export const FHIR = 'http://hl7.org/fhir/StructureDefinition';

/** Longest answer in the client's own words, in UTF-16 units; FHIR `maxLength` may make it shorter. */
export const LONGEST_TEXT = 2000;

const translatedSchema = z.strictObject({
  extension: z.array(
    z.strictObject({
      url: z.literal(`${FHIR}/translation`),
      extension: z.tuple([
        z.strictObject({ url: z.literal('lang'), valueCode: z.string() }),
        z.strictObject({ url: z.literal('content'), valueString: z.string().min(1) }),
      ]),
    }),
  ),
});
export type Translated = z.infer<typeof translatedSchema>;

export const codingSchema = z.strictObject({
  system: z.string(),
  code: z.string().min(1),
  display: z.string().min(1).optional(),
});

const optionSchema = z.strictObject({
  valueCoding: codingSchema.extend({
    _display: translatedSchema.optional(),
    extension: z
      .tuple([z.strictObject({ url: z.literal(`${FHIR}/ordinalValue`), valueDecimal: z.number() })])
      .optional(),
  }),
});

export const OPERATORS = ['exists', '=', '!=', '>', '<', '>=', '<='] as const;

const enableWhenSchema = z
  .strictObject({
    question: z.string(),
    operator: z.enum(OPERATORS),
    answerBoolean: z.boolean().optional(),
    answerInteger: z.number().optional(),
    answerDecimal: z.number().optional(),
    answerDate: z.string().optional(),
    answerString: z.string().optional(),
    answerCoding: codingSchema
      .partial()
      .extend({ code: z.string().min(1) })
      .optional(),
  })
  .refine((condition) => Object.keys(condition).length === 3, 'has exactly one answer to compare with');
export type EnableWhen = z.infer<typeof enableWhenSchema>;

export const TYPES = [
  ...(['choice', 'open-choice', 'integer', 'decimal', 'boolean'] as const),
  ...(['string', 'text', 'date', 'display', 'group'] as const),
] as const;

// Strict on purpose: a field that Attune does not run (`answerValueSet`, `initial`) must not be ignored in silence.
const itemSchema = z.strictObject({
  linkId: z
    .string()
    .min(1)
    .max(255)
    .refine((linkId) => linkId !== '__proto__' && !/[\s#]/.test(linkId), 'has no space and no #'),
  code: z.array(codingSchema).optional(),
  text: z.string().min(1).optional(),
  _text: translatedSchema.optional(),
  type: z.enum(TYPES),
  enableWhen: z.array(enableWhenSchema).min(1).optional(),
  enableBehavior: z.enum(['all', 'any']).optional(),
  required: z.boolean().optional(),
  repeats: z.boolean().optional(),
  maxLength: z.int().min(1).max(LONGEST_TEXT).optional(),
  answerOption: z.array(optionSchema).min(1).optional(),
  extension: z
    .array(
      z.strictObject({
        url: z.enum([`${FHIR}/minValue`, `${FHIR}/maxValue`]),
        valueInteger: z.int().optional(),
        valueDecimal: z.number().optional(),
      }),
    )
    .optional(),
  get item() {
    return z.array(itemSchema).min(1).optional();
  },
});
export type Item = z.infer<typeof itemSchema>;

/** The part of a FHIR R4 Questionnaire that Attune runs. https://hl7.org/fhir/R4/questionnaire.html */
export const questionnaireSchema = z.strictObject({
  resourceType: z.literal('Questionnaire'),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  url: z.string().min(1),
  version: z.string().min(1),
  language: z.string().min(2),
  status: z.enum(['draft', 'active', 'retired']),
  title: z.string().min(1),
  _title: translatedSchema.optional(),
  copyright: z.string().optional(),
  code: z.array(codingSchema).optional(),
  item: z.array(itemSchema).min(1),
});

const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.item ?? [])]);

/** Every item, groups and displays included, in the order of the page. */
export const itemsOf = ({ questionnaire }: { questionnaire: { item: Item[] } }): Item[] =>
  flat(questionnaire.item);

export const isQuestion = (item: Item): boolean => item.type !== 'display' && item.type !== 'group';
export const isChoice = (item: Item): boolean => item.type === 'choice' || item.type === 'open-choice';

const ordinal = (item: Item, code: unknown): number | undefined =>
  item.answerOption?.find(({ valueCoding }) => valueCoding.code === code)?.valueCoding.extension?.[0]
    .valueDecimal;

/** By linkId. A choice is its option's `code`, several answers to one item are a list, a date is `YYYY-MM-DD`. */
export type Answer = number | string | boolean | string[];
export type Answers = Record<string, Answer>;

/** What an answer counts for: the ordinal of a choice that has one, a number as given; otherwise `undefined`. */
export const valueOf = (item: Item, answer: Answer | undefined): number | undefined =>
  typeof answer === 'number' ? answer : ordinal(item, answer);

export const answerTo = (answers: Answers, linkId: string): Answer | undefined =>
  Object.hasOwn(answers, linkId) ? answers[linkId] : undefined;

export const bound = (item: Item, which: 'minValue' | 'maxValue'): number | undefined => {
  const extension = item.extension?.find(({ url }) => url === `${FHIR}/${which}`);
  return extension?.valueInteger ?? extension?.valueDecimal;
};

/** The least and the most that an item can count for, NaN where that is not known. */
export const extremes = (item: Item): [least: number, most: number] => {
  const values = (item.answerOption ?? []).map(({ valueCoding }) => ordinal(item, valueCoding.code) ?? NaN);
  return isChoice(item)
    ? [Math.min(...values), Math.max(...values)]
    : [bound(item, 'minValue') ?? NaN, bound(item, 'maxValue') ?? NaN];
};
