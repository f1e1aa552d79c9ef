import { closestLanguage } from '../../messages/render.ts';
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
import type { Instrument } from './schema.ts';

const translation = (translated: Translated | undefined, language: string): string | undefined =>
  translated?.extension.find(({ extension: [lang] }) => lang.valueCode === language)?.extension[1]
    .valueString;

export const translated = (texts: (readonly [language: string, text: string])[]): Translated | undefined =>
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

/** By its whole wording or not: a title measures nothing. */
export const titleIn = ({ questionnaire }: Instrument, language: string): string =>
  translation(questionnaire._title, language.split('-')[0]!) ?? questionnaire.title;

/** The language in which a client who wants `language` is asked: the closest in which all of it is there. */
export function shownIn(instrument: Instrument, language: string): string {
  const languages = languagesOf(instrument);
  return languages.length ? closestLanguage(languages, language) : instrument.questionnaire.language;
}

/**
 * What the client is shown, in one language throughout: the closest complete one, never a mixture, because a
 * half-translated instrument is not the validated one. Groups and displays are headings without an answer.
 * Where the wording is not here (`askable`), the texts are empty.
 */
export function questionsFor(instrument: Instrument, language: string): Question[] {
  const shown = shownIn(instrument, language);
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
