import type { Fault } from '../../faults.ts';
import { translated } from './ask.ts';
import { type Item, itemsOf } from './questionnaire.ts';
import { type Instrument, instrumentSchema } from './schema.ts';

/** One language of the wording that a clinic adds: texts by linkId, answers' texts by linkId and code. */
export type Wording = {
  language: string;
  items: Record<string, string>;
  options: Record<string, Record<string, string>>;
};

/**
 * A restricted instrument with the clinic's wording, which makes it `askable`; or what is still without text, by its place.
 * The first language is its own; each is whole. `reference` is the clinic's right to use it, `version`
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
  const missing = wordings.flatMap(({ items, options, language: tongue }, n) =>
    itemsOf(instrument).flatMap(({ linkId, type, answerOption = [] }) => {
      const places = answerOption.flatMap(({ valueCoding: { code } }) =>
        own(own(options, linkId), code) === undefined ? [`options.${linkId}.${code}`] : [],
      );
      const isNeeded = type !== 'group' || own(wordings[0].items, linkId) !== undefined;
      if (isNeeded && own(items, linkId) === undefined) places.unshift(`items.${linkId}`);
      return places.map((place) => ({
        path: `wordings[${n}].${place}`,
        fault: `${linkId}: has no text in “${tongue}”`,
        mend: 'give each item, and each of its answers, its text: a language is never shown in part',
      }));
    }),
  );
  const faults = [...stray, ...missing];
  if (faults.length > 0) return { faults };
  return parsed.success
    ? { instrument: parsed.data }
    : {
        faults: parsed.error.issues.map(({ message }) => ({
          path: 'wordings[0]',
          fault: message,
          mend: 'correct it',
        })),
      };
}
