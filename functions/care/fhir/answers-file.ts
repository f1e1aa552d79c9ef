import * as z from 'zod';
import type { Fault } from '../faults.ts';
import { readAnswers } from '../measures/instrument/answers.ts';
import {
  type Answer,
  type Answers,
  type Item,
  isChoice,
  isQuestion,
  itemsOf,
  valueOf,
} from '../measures/instrument/questionnaire.ts';
import type { Instrument } from '../measures/instrument/schema.ts';
import { scoreOf } from '../measures/score.ts';

/** `instrument` is its id; `subscales`, `missing`, `prorated` and `flags` as in `Score`. */
export type ScoredAnswers = {
  instrument: string;
  total: number | null;
  band: string | null;
  subscales: Record<string, number | null>;
  missing: string[];
  prorated: boolean;
  flags: string[];
};

type Read = { answers: Answers } | { faults: Fault[] };

/**
 * The score of answers from a file: a FHIR R4 QuestionnaireResponse, or a list of the chosen options' own values in the
 * order of the items, before any reversal, gates included, null for no answer. Needs no item text, so that restricted
 * instruments score as well.
 */
export function scoreAnswers(instrument: Instrument, file: unknown): ScoredAnswers | { faults: Fault[] } {
  const read = Array.isArray(file) ? readList(instrument, file) : readResponse(instrument, file);
  if ('faults' in read) return read;
  const { total, band = null, subscales, missing, prorated, flags } = scoreOf(instrument, read.answers);
  return { instrument: instrument.questionnaire.id, total, band, subscales, missing, prorated, flags };
}

function readList(instrument: Instrument, values: unknown[]): Read {
  const questions = itemsOf(instrument).filter(isQuestion);
  const order = questions.map(({ linkId }) => linkId).join(', ');
  if (values.length !== questions.length)
    return {
      faults: [
        {
          path: '',
          fault: `${values.length} values, and ${instrument.questionnaire.title} has ${questions.length} items`,
          mend: `give one for each of: ${order}; null where there is no answer`,
        },
      ],
    };
  const faults: Fault[] = [];
  const answers: [string, Answer][] = [];
  for (const [n, item] of questions.entries()) {
    if (values[n] === null) continue;
    const answer = answerOf(item, values[n]);
    if (answer === undefined) faults.push({ path: `[${n}]`, ...noAnswer(item, values[n]) });
    else answers.push([item.linkId, answer]);
  }
  return faults.length ? { faults } : checked(instrument, answers);
}

/** An option by its own value; yes and no also as true and false; a number, a text or a date as it is. */
function answerOf(item: Item, value: unknown): Answer | undefined {
  if (!isChoice(item)) return value as Answer;
  const points = typeof value === 'boolean' ? Number(value) : value;
  const options = item.answerOption ?? [];
  const byValue = options.find(({ valueCoding }) => valueOf(item, valueCoding.code) === points);
  const byCode = options.find(({ valueCoding }) => valueCoding.code === value);
  return (byValue ?? byCode)?.valueCoding.code;
}

const noAnswer = (item: Item, value: unknown): Omit<Fault, 'path'> => ({
  fault: `${JSON.stringify(value)} is no answer to item ${item.linkId}`,
  mend: isChoice(item)
    ? `use one of: ${(item.answerOption ?? []).map(({ valueCoding: { code } }) => valueOf(item, code) ?? code).join(', ')}`
    : `use a value of the type ${item.type}`,
});

function checked(instrument: Instrument, answers: [string, Answer][]): Read {
  const read = readAnswers(instrument, Object.fromEntries(answers));
  if ('answers' in read) return read;
  return {
    faults: read.faults.map(({ linkId, fault }) => ({
      path: linkId,
      fault: `the answer to ${linkId} cannot be read: ${fault}`,
      mend: 'give one of the answers that the item has',
    })),
  };
}

const valueSchema = z.object({
  valueCoding: z.object({ system: z.string().optional(), code: z.string() }).optional(),
  valueInteger: z.number().optional(),
  valueDecimal: z.number().optional(),
  valueBoolean: z.boolean().optional(),
  valueString: z.string().optional(),
  valueDate: z.string().optional(),
  get item() {
    return z.array(answeredSchema).optional();
  },
});
const answeredSchema = z.object({
  linkId: z.string(),
  answer: z.array(valueSchema).optional(),
  get item() {
    return z.array(answeredSchema).optional();
  },
});
type Answered = z.infer<typeof answeredSchema>;

const responseSchema = z.object({
  resourceType: z.literal('QuestionnaireResponse'),
  status: z.string().optional(),
  item: z.array(answeredSchema).default([]),
});

/** The answers that a FHIR R4 QuestionnaireResponse gives, by linkId or by the items' codes. */
export function readResponse(instrument: Instrument, file: unknown): Read {
  const parsed = responseSchema.safeParse(file);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        fault: message,
        mend: 'give a FHIR R4 QuestionnaireResponse, or a list of values',
      })),
    };
  if (parsed.data.status === 'entered-in-error')
    return { faults: [{ path: 'status', fault: 'was entered in error', mend: 'give the right response' }] };
  const faults: Fault[] = [];
  const answers: [string, Answer][] = [];
  for (const { linkId, answer = [] } of flat(parsed.data.item)) {
    const item = itemNamed(instrument, linkId);
    if (!item) {
      if (answer.length && !isAside(instrument, linkId))
        faults.push({
          path: linkId,
          fault: `${instrument.questionnaire.title} has no item ${linkId}`,
          mend: 'give the response to this instrument, or take the answer out',
        });
      continue;
    }
    const given = answer.map((one) => [one, answerIn(item, one)] as const);
    const unread = given.find(([, read]) => read === undefined);
    if (unread) faults.push({ path: linkId, ...noAnswer(item, unread[0]) });
    else if (item.repeats) answers.push([item.linkId, given.map(([, read]) => read as string)]);
    else if (given.length > 1)
      faults.push({ path: linkId, fault: 'has several answers, and takes one', mend: 'give one' });
    else if (given[0]) answers.push([item.linkId, given[0][1]!]);
  }
  const ids = answers.map(([linkId]) => linkId);
  for (const linkId of ids.filter((one, n) => ids.indexOf(one) < n))
    faults.push({ path: linkId, fault: 'is answered twice', mend: 'give it once' });
  return faults.length ? { faults } : checked(instrument, answers);
}

const flat = (items: Answered[]): Answered[] =>
  items.flatMap((one) => [
    one,
    ...flat(one.item ?? []),
    ...(one.answer ?? []).flatMap(({ item }) => flat(item ?? [])),
  ]);

/** By its own linkId, or by its code, which US Core and LHC-Forms use for one (`/44250-9`). */
function itemNamed(instrument: Instrument, linkId: string): Item | undefined {
  const questions = itemsOf(instrument).filter(isQuestion);
  return (
    questions.find((item) => item.linkId === linkId) ??
    questions.find(({ code = [] }) => code.some((coding) => coding.code === bare(linkId)))
  );
}

const bare = (linkId: string): string => linkId.replace(/^.*\//, '');

const isAside = ({ scoring }: Instrument, linkId: string): boolean =>
  scoring.aside.includes(linkId) ||
  scoring.aside.includes(bare(linkId)) ||
  (scoring.kind === 'total' && scoring.code?.code === bare(linkId));

function answerIn(item: Item, value: z.infer<typeof valueSchema>): Answer | undefined {
  const { valueCoding, valueBoolean, valueInteger, valueDecimal, valueString, valueDate } = value;
  const plain = valueBoolean ?? valueInteger ?? valueDecimal ?? valueString ?? valueDate;
  if (!isChoice(item)) return plain;
  if (valueBoolean !== undefined) return answerOf(item, valueBoolean);
  // Never by its ordinal: LOINC scores some lists the other way round. Options without a system were plain values.
  const option = item.answerOption?.find(({ valueCoding: { system, code } }) =>
    valueCoding
      ? code === valueCoding.code && [undefined, system].includes(valueCoding.system)
      : system === '' && code === String(plain),
  );
  if (option) return option.valueCoding.code;
  return item.type === 'open-choice' ? valueString : undefined;
}
