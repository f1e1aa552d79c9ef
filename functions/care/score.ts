import { type Answers, type Instrument, itemsOf, missingIn, valueOf } from './instrument.ts';

/**
 * `total` is null for a form, and while a scored item is unanswered: a gap is never a zero. `missing` lists those
 * items (for a form, the required ones). `positiveRiskItems` is known from the first answer on.
 */
export type Score = {
  measure: string;
  total: number | null;
  band?: string;
  missing: string[];
  positiveRiskItems: string[];
};

export function scoreOf(instrument: Instrument, answers: Answers): Score {
  const { scoring } = instrument;
  const items = new Map(itemsOf(instrument).map((item) => [item.linkId, item]));
  const value = (linkId: string): number | undefined =>
    Object.hasOwn(answers, linkId) ? valueOf(items.get(linkId)!, answers[linkId]) : undefined;
  const positiveRiskItems = scoring.riskItems
    .filter(({ linkId, atLeast }) => (value(linkId) ?? -Infinity) >= atLeast)
    .map(({ linkId }) => linkId);
  const { measure } = scoring;
  if (scoring.kind === 'form')
    return { measure, total: null, missing: missingIn(instrument, answers), positiveRiskItems };

  const values = scoring.items.map(value);
  const missing = scoring.items.filter((_, at) => values[at] === undefined);
  const total = missing.length ? null : values.reduce<number>((sum, points) => sum + points!, 0);
  const band = total === null ? undefined : bandOf(instrument, total);
  return { measure, total, ...(band && { band }), missing, positiveRiskItems };
}

/** The label of the band that a total falls in; none where the instrument has no bands. */
export const bandOf = ({ scoring }: Instrument, total: number): string | undefined =>
  scoring.kind === 'total'
    ? scoring.bands.find(({ from, to }) => total >= from && total <= to)?.label
    : undefined;

export type Facts = Record<string, number | string | boolean>;

/**
 * What conditions may ask of a response: `phq-9` is the total (absent while unknown), `phq-9#9` the value of item 9:
 * its ordinal where the choice has one, otherwise the answer as given. Several choices at once are left out, and so
 * is free text: no rule compares it, and the chart keeps facts, not words.
 */
export function factsOf(instrument: Instrument, answers: Answers, score: Score): Facts {
  const { measure, total } = score;
  const facts: Facts = total === null ? {} : { [measure]: total };
  for (const item of itemsOf(instrument)) {
    const answer = Object.hasOwn(answers, item.linkId) ? answers[item.linkId] : undefined;
    const isText = item.type === 'text' || item.type === 'string';
    if (answer !== undefined && !Array.isArray(answer) && !isText)
      facts[`${measure}#${item.linkId}`] = valueOf(item, answer) ?? answer;
  }
  return facts;
}
