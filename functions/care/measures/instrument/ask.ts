import type { Fault } from '../../faults.ts';
import { closestLanguage } from '../../messages/messages.ts';
import {
  bound,
  type EnableWhen,
  FHIR,
  type Item,
  isQuestion,
  itemsOf,
  LONGEST_TEXT,
  type Translated,
} from './questionnaire.ts';
import { type Instrument, instrumentSchema } from './schema.ts';

const translation = (translated: Translated | undefined, language: string): string | undefined =>
  translated?.extension.find(({ extension: [lang] }) => lang.valueCode === language)?.extension[1]
    .valueString;

const translated = (texts: (readonly [language: string, text: string])[]): Translated | undefined =>
  texts.length === 0
    ? undefined
    : {
        extension: texts.map(([language, text]) => ({
          url: `${FHIR}/translation` as const,
          extension: [
            { url: 'lang', valueCode: language },
            { url: 'content', valueString: text },
          ],
        })),
      };

/** Every text that a client reads, with its translations. A group may go without. */
const textsOf = (instrument: Instrument): { own: string | undefined; others: Translated | undefined }[] =>
  itemsOf(instrument).flatMap((item) => [
    ...(item.type === 'group' && item.text === undefined ? [] : [{ own: item.text, others: item._text }]),
    ...(item.answerOption ?? []).map(({ valueCoding }) => ({
      own: valueCoding.display,
      others: valueCoding._display,
    })),
  ]);

/** The languages in which the whole instrument can be shown; its own comes first. None where its text is not here. */
export function languagesOf(instrument: Instrument): string[] {
  const texts = textsOf(instrument);
  if (texts.some(({ own }) => own === undefined)) return [];
  const offered = (texts[0]?.others?.extension ?? []).map(({ extension: [lang] }) => lang.valueCode);
  const whole = (language: string) =>
    texts.every(({ others }) => translation(others, language) !== undefined);
  return [instrument.questionnaire.language, ...offered.filter(whole)];
}

/** Whether a client can be asked it: its wording is here, lawfully, and it is in use. Scoring needs no wording. */
export const askable = (instrument: Instrument): boolean =>
  languagesOf(instrument).length > 0 &&
  instrument.questionnaire.status !== 'retired' &&
  itemsOf(instrument).some(isQuestion);

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
  /** Skipped unless all, or any, of these hold (`enabledIn`). */
  enableWhen?: EnableWhen[];
  enableBehavior?: 'all' | 'any';
};

/**
 * What the client is shown, in one language throughout: the closest complete one, never a mixture, because a
 * half-translated instrument is not the validated one. Groups and displays are headings without an answer.
 * Where the wording is not here (`askable`), the texts are empty.
 */
export function questionsFor(instrument: Instrument, language: string): Question[] {
  const languages = languagesOf(instrument);
  const shown = languages.length ? closestLanguage(languages, language) : instrument.questionnaire.language;
  return itemsOf(instrument).map((item) => ({
    linkId: item.linkId,
    text: translation(item._text, shown) ?? item.text ?? '',
    type: item.type,
    required: item.required ?? false,
    ...(item.repeats && { repeats: true as const }),
    ...(item.answerOption && {
      options: item.answerOption.map(({ valueCoding }) => ({
        code: valueCoding.code,
        text: translation(valueCoding._display, shown) ?? valueCoding.display ?? '',
      })),
    }),
    min: bound(item, 'minValue'),
    max: bound(item, 'maxValue'),
    ...((item.type === 'text' || item.type === 'string') && { maxLength: item.maxLength ?? LONGEST_TEXT }),
    ...(item.enableWhen && { enableWhen: item.enableWhen, enableBehavior: item.enableBehavior ?? 'all' }),
  }));
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
      _text: translated(others.map((language) => [language, words] as const)),
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

/** One language of the wording that a clinic adds: texts by linkId, answers' texts by linkId and code. */
export type Wording = {
  language: string;
  items: Record<string, string>;
  options: Record<string, Record<string, string>>;
};

/**
 * A restricted instrument with the clinic's wording, which makes it `askable`; or what is still without text. The first
 * language is its own, each further one is whole or not offered. `reference` is the clinic's right to use it, `version`
 * which of its wordings this is.
 */
export function withWording(
  instrument: Instrument,
  { wordings, reference, version }: { wordings: [Wording, ...Wording[]]; reference: string; version: number },
): { instrument: Instrument } | { faults: Fault[] } {
  const [{ language }, ...others] = wordings;
  const own = <T>(texts: Record<string, T> | undefined, key: string) =>
    texts && Object.hasOwn(texts, key) ? texts[key] : undefined;
  const inAll = (textIn: (wording: Wording) => string | undefined) => ({
    text: textIn(wordings[0]),
    others: translated(
      others.flatMap((wording) => {
        const text = textIn(wording);
        return text === undefined ? [] : [[wording.language, text] as const];
      }),
    ),
  });
  const worded = (item: Item): Item => {
    const { text, others } = inAll(({ items }) => own(items, item.linkId));
    return {
      ...item,
      text,
      ...(others && { _text: others }),
      ...(item.answerOption && {
        answerOption: item.answerOption.map(({ valueCoding }) => {
          const said = inAll(({ options }) => own(own(options, item.linkId), valueCoding.code));
          return {
            valueCoding: {
              ...valueCoding,
              display: said.text,
              ...(said.others && { _display: said.others }),
            },
          };
        }),
      }),
      ...(item.item && { item: item.item.map(worded) }),
    };
  };
  const { questionnaire, scoring } = instrument;
  const parsed = instrumentSchema.safeParse({
    ...instrument,
    questionnaire: {
      ...questionnaire,
      version: `${questionnaire.version}-clinic.${version}`,
      language,
      item: questionnaire.item.map(worded),
    },
    scoring: { ...scoring, licence: { ...scoring.licence, status: 'held', permission: reference } },
  });
  const linkIds = new Set(itemsOf(instrument).map(({ linkId }) => linkId));
  const stray = wordings.flatMap(({ items, options }, n) =>
    Object.entries({ items, options }).flatMap(([name, texts]) =>
      Object.keys(texts)
        .filter((linkId) => !linkIds.has(linkId))
        .map((linkId) => ({
          path: `wordings[${n}].${name}.${linkId}`,
          fault: `${questionnaire.title} has no item ${linkId}`,
          mend: `use one of: ${[...linkIds].join(', ')}`,
        })),
    ),
  );
  const lacking = parsed.success
    ? []
    : parsed.error.issues.map(({ message }) => ({
        path: 'wordings[0]',
        fault: message,
        mend: 'give each item, and each of its answers, its text',
      }));
  const faults = [...stray, ...lacking];
  if (faults.length || !parsed.success) return { faults };
  const whole = languagesOf(parsed.data);
  const halves = others.flatMap(({ language: tongue }, n) =>
    whole.includes(tongue)
      ? []
      : [
          {
            path: `wordings[${n + 1}]`,
            fault: `“${tongue}” is not whole, and is never shown in part`,
            mend: 'give each item, and each of its answers, its text',
          },
        ],
  );
  return halves.length ? { faults: halves } : { instrument: parsed.data };
}
