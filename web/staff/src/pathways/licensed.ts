/** The texts of a licensed instrument while a clinic writes them: by language, question and answer. */
import type { Body, Reply } from '../api.ts';
import type { InstrumentShelf } from './known.ts';

type Wordings = Body<'PUT /instruments/{instrumentId}/wording'>['wordings'];
export type Texts = Omit<Required<Wordings[number]>, 'language'>;
type Translated = { extension: { extension: [{ valueCode: string }, { valueString: string }] }[] };
type Coding = {
  code: string;
  display?: string;
  _display?: Translated;
  extension?: { valueDecimal?: number }[];
};
export type Item = {
  linkId: string;
  type: string;
  text?: string;
  _text?: Translated;
  answerOption?: { valueCoding: Coding }[];
  item?: Item[];
};

/** Whether it ships without its words, which a clinic with the right to it adds. */
export const isLicensed = ({ licence, source }: Pick<InstrumentShelf, 'licence' | 'source'>): boolean =>
  licence.status === 'restricted' || source === 'licensed';

export const itemsIn = (questionnaire: Reply<'GET /instruments/{instrumentId}'>): Item[] =>
  flat((questionnaire as { item?: Item[] }).item ?? []);
const flat = (items: Item[]): Item[] => items.flatMap((one) => [one, ...flat(one.item ?? [])]);

export const codesOf = ({ answerOption = [] }: Item): Coding[] =>
  answerOption.map(({ valueCoding }) => valueCoding);
export const pointsOf = ({ extension }: Coding): number | undefined => extension?.[0]?.valueDecimal;

const said = (own: string | undefined, others: Translated | undefined, language: string, first: boolean) =>
  first
    ? (own ?? '')
    : (others?.extension.find(({ extension: [lang] }) => lang.valueCode === language)?.extension[1]
        .valueString ?? '');

/** What stands already, of an instrument that was worded before. */
export function textsOf(items: Item[], language: string, isFirst: boolean): Texts {
  return {
    items: Object.fromEntries(
      items.map(({ linkId, text, _text }) => [linkId, said(text, _text, language, isFirst)]),
    ),
    options: Object.fromEntries(
      items.map((item) => [
        item.linkId,
        Object.fromEntries(
          codesOf(item).map(({ code, display, _display }) => [
            code,
            said(display, _display, language, isFirst),
          ]),
        ),
      ]),
    ),
  };
}

/** What was written; what was left empty is not there, and so is refused by its place. */
export function wordingOf(language: string, { items, options }: Texts): Wordings[number] {
  const written = (texts: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([key, text]) => (text.trim() ? [[key, text.trim()]] : [])),
    );
  return {
    language,
    items: written(items),
    options: Object.fromEntries(Object.entries(options).map(([linkId, texts]) => [linkId, written(texts)])),
  };
}

/** Questions with the same answers, by their codes and points. */
export function alike(items: Item[]): Item[][] {
  const groups = Object.groupBy(
    items.filter(({ answerOption }) => answerOption),
    (item) => JSON.stringify(codesOf(item).map((one) => [one.code, pointsOf(one)])),
  );
  return Object.values(groups) as Item[][];
}

export const isSame = (items: Item[], { options }: Texts): boolean =>
  new Set(items.map(({ linkId }) => JSON.stringify(options[linkId]))).size === 1;

/** The lines of what was pasted, without the numbers or bullets they may begin with. */
export const linesOf = (pasted: string): string[] =>
  pasted
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:\d+[.)]|[-•*])\s+/, '').trim())
    .filter(Boolean);
