import * as z from 'zod';
import { closestLanguage } from './messages.ts';

const FHIR = 'http://hl7.org/fhir/StructureDefinition';

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
type Translated = z.infer<typeof translatedSchema>;

const codingSchema = z.strictObject({
  system: z.string(),
  code: z.string().min(1),
  display: z.string().min(1).optional(),
});

const optionSchema = z.strictObject({
  valueCoding: codingSchema.extend({
    display: z.string().min(1),
    _display: translatedSchema.optional(),
    extension: z
      .tuple([z.strictObject({ url: z.literal(`${FHIR}/ordinalValue`), valueDecimal: z.number() })])
      .optional(),
  }),
});

// Strict on purpose: a field that Attune does not run (`enableWhen`, `answerValueSet`) must not be ignored in silence.
const itemSchema = z.strictObject({
  linkId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  code: z.array(codingSchema).optional(),
  text: z.string().min(1).optional(),
  _text: translatedSchema.optional(),
  type: z.enum(['choice', 'integer', 'decimal', 'boolean', 'string', 'text', 'display', 'group']),
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

const thresholdSchema = z.union([
  z.strictObject({ atLeast: z.number(), source: z.string().min(1) }),
  z.strictObject({ atMost: z.number(), source: z.string().min(1) }),
]);
export type Threshold = z.infer<typeof thresholdSchema>;

const licenceSchema = z.strictObject({
  status: z.enum(['free', 'attribution', 'permission', 'restricted']),
  holder: z.string().min(1),
  terms: z.string().min(1),
  evidence: z.string().min(1),
  checkedOn: z.iso.date(),
});

const scoringShared = {
  /** The measure's name in conditions and charts, e.g. `phq-9`. */
  measure: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  recallDays: z.int().min(1).optional(),
  leastRetestDays: z.int().min(0).optional(),
  /** An answer whose value reaches `atLeast` needs a human's eyes, whatever the total says. */
  riskItems: z.array(z.strictObject({ linkId: z.string(), atLeast: z.number() })).default([]),
  use: z.enum(['screen', 'monitor', 'form']),
  /** Roughly how long it takes to answer. */
  minutes: z.int().min(1),
  licence: licenceSchema,
  sources: z.array(z.string().min(1)),
};

const scoringSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('form'), ...scoringShared }),
  z.strictObject({
    kind: z.literal('total'),
    ...scoringShared,
    code: codingSchema.optional(),
    /** linkIds whose values are summed. */
    items: z.array(z.string()).min(1),
    direction: z.enum(['lower-is-better', 'higher-is-better']),
    range: z.strictObject({ from: z.number(), to: z.number() }),
    bands: z.array(z.strictObject({ from: z.number(), to: z.number(), label: z.string().min(1) })),
    caseness: thresholdSchema.optional(),
    reliableChange: z.strictObject({ points: z.number().positive(), source: z.string().min(1) }).optional(),
    response: z.strictObject({ percent: z.number().positive(), source: z.string().min(1) }).optional(),
    remission: thresholdSchema.optional(),
    /** No total unless every scored item is answered: nothing is imputed. */
    missing: z.literal('all-required').default('all-required'),
  }),
]);

/**
 * A FHIR R4 Questionnaire with what Attune needs to score it, to compare two scores and to ship it lawfully.
 * https://hl7.org/fhir/R4/questionnaire.html
 */
export const instrumentSchema = z
  .strictObject({
    questionnaire: z.strictObject({
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
    }),
    scoring: scoringSchema,
  })
  .superRefine((instrument, context) => {
    for (const message of faultsOf(instrument)) context.addIssue({ code: 'custom', message });
  });

export type Instrument = z.infer<typeof instrumentSchema>;

/** By linkId. A choice is its option's `code`, several choices are a list of codes. */
export type Answer = number | string | boolean | string[];
export type Answers = Record<string, Answer>;

const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.item ?? [])]);

/** Every item, groups and displays included, in the order of the page. */
export const itemsOf = (instrument: Instrument): Item[] => flat(instrument.questionnaire.item);

const isQuestion = (item: Item) => item.type !== 'display' && item.type !== 'group';

const ordinal = (item: Item, code: unknown): number | undefined =>
  item.answerOption?.find(({ valueCoding }) => valueCoding.code === code)?.valueCoding.extension?.[0]
    .valueDecimal;

/** What an answer counts for: the ordinal of a choice that has one, a number as given; otherwise `undefined`. */
export const valueOf = (item: Item, answer: Answer | undefined): number | undefined =>
  typeof answer === 'number' ? answer : ordinal(item, answer);

const bound = (item: Item, which: 'minValue' | 'maxValue'): number | undefined => {
  const extension = item.extension?.find(({ url }) => url === `${FHIR}/${which}`);
  return extension?.valueInteger ?? extension?.valueDecimal;
};

const extremes = (item: Item): [number, number] => {
  const values = (item.answerOption ?? []).map(({ valueCoding }) => ordinal(item, valueCoding.code) ?? NaN);
  return item.type === 'choice'
    ? [Math.min(...values), Math.max(...values)]
    : [bound(item, 'minValue') ?? NaN, bound(item, 'maxValue') ?? NaN];
};

function* faultsOf(instrument: Instrument): Generator<string> {
  const { questionnaire, scoring } = instrument;
  const items = itemsOf(instrument);
  const byId = new Map(items.map((item) => [item.linkId, item]));
  if (byId.size < items.length) yield 'two items have one linkId';
  for (const item of items) {
    const says = (fault: string) => `${item.linkId}: ${fault}`;
    if ((item.type === 'choice') !== (item.answerOption !== undefined))
      yield says('a choice, and only a choice, has options');
    if ((item.type === 'group') !== (item.item !== undefined))
      yield says('a group, and only a group, has items');
    if (item.repeats && item.type !== 'choice') yield says('only a choice repeats');
    const codes = (item.answerOption ?? []).map(({ valueCoding }) => valueCoding.code);
    if (new Set(codes).size < codes.length) yield says('two options have one code');
    if (scoring.licence.status === 'restricted' && item.text !== undefined)
      yield says('a restricted instrument must not carry the text of its items');
    if (scoring.licence.status !== 'restricted' && item.text === undefined) yield says('has no text');
  }
  for (const { linkId } of scoring.riskItems)
    if (!byId.has(linkId)) yield `risk item ${linkId} is not among the items`;
  if (scoring.kind === 'form') return;

  const scored = scoring.items.map((linkId) => byId.get(linkId));
  if (new Set(scoring.items).size < scoring.items.length) yield 'an item is scored twice';
  if (scored.some((item) => !item?.required || item.repeats))
    yield 'each scored item must be one of the items, required, and answered once';
  const ends = scored.map((item) => (item ? extremes(item) : [NaN, NaN]));
  const total = (end: 0 | 1) => ends.reduce((sum, pair) => sum + pair[end]!, 0);
  if (total(0) !== scoring.range.from || total(1) !== scoring.range.to)
    yield `${questionnaire.id}: the range is not what the scored items can add up to`;
  const { bands, range } = scoring;
  const edges = bands.flatMap(({ from, to }) => [from, to]);
  const seamless = bands.every(({ from }, at) => from === (at ? bands[at - 1]!.to + 1 : range.from));
  if (bands.length && (!seamless || edges.at(-1) !== range.to))
    yield 'the bands must cover the range without gap or overlap';
  const better = scoring.direction === 'lower-is-better' ? 'atMost' : 'atLeast';
  if (scoring.caseness && better in scoring.caseness) yield 'caseness points the wrong way';
  if (scoring.remission && !(better in scoring.remission)) yield 'remission points the wrong way';
}

const translation = (translated: Translated | undefined, language: string): string | undefined =>
  translated?.extension.find(({ extension: [lang] }) => lang.valueCode === language)?.extension[1]
    .valueString;

/** The languages in which the whole instrument can be shown; its own comes first. */
export function languagesOf(instrument: Instrument): string[] {
  const own = instrument.questionnaire.language;
  const texts = itemsOf(instrument).flatMap((item) => [
    item._text,
    ...(item.answerOption ?? []).map(({ valueCoding }) => valueCoding._display),
  ]);
  const offered = (texts[0]?.extension ?? []).map(({ extension: [lang] }) => lang.valueCode);
  return [own, ...offered.filter((lang) => texts.every((text) => translation(text, lang) !== undefined))];
}

export type Question = {
  linkId: string;
  text: string;
  type: Item['type'];
  required: boolean;
  repeats?: true;
  options?: { code: string; text: string }[];
  min?: number;
  max?: number;
  maxLength?: number;
};

/**
 * What the client is shown, in one language throughout: the closest complete one, never a mixture, because a
 * half-translated instrument is not the validated one. Groups and displays are headings without an answer.
 */
export function questionsFor(instrument: Instrument, language: string): Question[] {
  const shown = closestLanguage(languagesOf(instrument), language);
  return itemsOf(instrument).map((item) => ({
    linkId: item.linkId,
    text: translation(item._text, shown) ?? item.text ?? '',
    type: item.type,
    required: item.required ?? false,
    ...(item.repeats && { repeats: true as const }),
    ...(item.answerOption && {
      options: item.answerOption.map(({ valueCoding }) => ({
        code: valueCoding.code,
        text: translation(valueCoding._display, shown) ?? valueCoding.display,
      })),
    }),
    min: bound(item, 'minValue'),
    max: bound(item, 'maxValue'),
    ...((item.type === 'text' || item.type === 'string') && { maxLength: item.maxLength ?? LONGEST_TEXT }),
  }));
}

export const FAULTS = ['unknown item', 'unknown answer', 'wrong type', 'out of range', 'too long'] as const;
export type Fault = { linkId: string; fault: (typeof FAULTS)[number] };

/**
 * `raw` as the answers of this instrument, or every fault in them. Required items without an answer are no fault
 * but `missing`, so that half a form can be kept. A blank text and an empty list are no answers.
 */
export function readAnswers(
  instrument: Instrument,
  raw: unknown,
): { answers: Answers; missing: string[] } | { faults: Fault[] } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { faults: [{ linkId: '', fault: 'wrong type' }] };
  const questions = new Map(
    itemsOf(instrument)
      .filter(isQuestion)
      .map((item) => [item.linkId, item]),
  );
  const faults = Object.entries(raw).flatMap(([linkId, answer]): Fault[] => {
    const item = questions.get(linkId);
    const fault = item ? faultIn(item, answer) : 'unknown item';
    return fault ? [{ linkId, fault }] : [];
  });
  if (faults.length) return { faults };
  const answers: Answers = Object.fromEntries(Object.entries(raw).filter(([, answer]) => !isBlank(answer)));
  return { answers, missing: missingIn(instrument, answers) };
}

const isBlank = (answer: unknown): boolean =>
  typeof answer === 'string' ? answer.trim() === '' : Array.isArray(answer) && answer.length === 0;

/** The linkIds of required items that have no answer. */
export const missingIn = (instrument: Instrument, answers: Answers): string[] =>
  itemsOf(instrument)
    .filter((item) => isQuestion(item) && item.required && !Object.hasOwn(answers, item.linkId))
    .map(({ linkId }) => linkId);

function faultIn(item: Item, answer: unknown): Fault['fault'] | undefined {
  switch (item.type) {
    case 'choice': {
      const codes = item.repeats ? answer : [answer];
      if (!Array.isArray(codes) || !codes.every((code) => typeof code === 'string')) return 'wrong type';
      const known = (code: string) => item.answerOption?.some(({ valueCoding }) => valueCoding.code === code);
      return codes.every(known) && new Set(codes).size === codes.length ? undefined : 'unknown answer';
    }
    case 'integer':
    case 'decimal': {
      const whole = item.type === 'integer';
      if (typeof answer !== 'number' || !(whole ? Number.isSafeInteger(answer) : Number.isFinite(answer)))
        return 'wrong type';
      const [least, most] = [bound(item, 'minValue') ?? -Infinity, bound(item, 'maxValue') ?? Infinity];
      return answer < least || answer > most ? 'out of range' : undefined;
    }
    case 'boolean':
      return typeof answer === 'boolean' ? undefined : 'wrong type';
    default:
      // Half a surrogate pair does not survive UTF-8, and the log's hash would no longer match.
      if (typeof answer !== 'string' || !answer.isWellFormed()) return 'wrong type';
      return answer.length > (item.maxLength ?? LONGEST_TEXT) ? 'too long' : undefined;
  }
}

/**
 * The check-in with one 0–10 rating per agreed goal (`goal-<id>`), under its `goals` group and in the client's own
 * words, which stand in every language as they were said.
 */
export function checkInWithGoals(instrument: Instrument, goals: { id: string; words: string }[]): Instrument {
  const [, ...others] = languagesOf(instrument);
  const ratings = goals.map(
    ({ id, words }): Item => ({
      linkId: `goal-${id}`,
      text: words,
      _text: {
        extension: others.map((language) => ({
          url: `${FHIR}/translation` as const,
          extension: [
            { url: 'lang', valueCode: language },
            { url: 'content', valueString: words },
          ],
        })),
      },
      type: 'integer',
      extension: [
        { url: `${FHIR}/minValue`, valueInteger: 0 },
        { url: `${FHIR}/maxValue`, valueInteger: 10 },
      ],
    }),
  );
  const item = instrument.questionnaire.item.map((one) =>
    one.linkId === 'goals' ? { ...one, item: [...ratings, ...(one.item ?? [])] } : one,
  );
  return { ...instrument, questionnaire: { ...instrument.questionnaire, item } };
}
