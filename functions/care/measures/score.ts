import { type Facts as Known, verdict } from '../pathway/condition.ts';
import { missingIn } from './instrument/answers.ts';
import type { Question } from './instrument/ask.ts';
import {
  type Answers,
  answerTo,
  extremes,
  type Item,
  isQuestion,
  itemsOf,
  valueOf,
} from './instrument/questionnaire.ts';
import type { Instrument } from './instrument/schema.ts';
import type { Sum, Threshold } from './instrument/scoring.ts';
import { callsIn, enabledIn } from './instrument/skip.ts';

/**
 * `total` is null for a form, and while it hangs on an answer that is not there: a gap is never a zero. `missing`
 * lists, in the order of the page, what is scored or required and has no answer; what is skipped is not missing.
 * `prorated`: gaps were filled as the instrument's rule allows. `positiveRiskItems` is known from the first answer on.
 * `flags` are the instrument's own, then `case` (at its cut-off) and `risk-item:<linkId>`.
 */
export type Score = {
  measure: string;
  total: number | null;
  band?: string;
  missing: string[];
  positiveRiskItems: string[];
  subscales: Record<string, number | null>;
  prorated: boolean;
  flags: string[];
};

/**
 * What each item counts for: after reversal, 0 where it is skipped for certain, `undefined` where there is no answer or
 * where its being asked hangs on one.
 */
export function pointsIn(instrument: Instrument, answers: Answers): Map<string, number | undefined> {
  const { reversed, skipped } = instrument.scoring;
  const calls = callsIn(instrument, answers);
  return new Map(
    itemsOf(instrument).map((item) => {
      const points = pointsOf(item, answers, reversed);
      const called = calls.get(item.linkId);
      if (called) return [item.linkId, points];
      if (called === undefined) return [item.linkId, undefined];
      return [item.linkId, skipped === 'as-answered' ? (points ?? 0) : 0];
    }),
  );
}

function pointsOf(item: Item, answers: Answers, reversed: string[]): number | undefined {
  const value = valueOf(item, answerTo(answers, item.linkId));
  if (value === undefined || !reversed.includes(item.linkId)) return value;
  const [least, most] = extremes(item);
  return least + most - value;
}

export function scoreOf(instrument: Instrument, answers: Answers): Score {
  const { scoring } = instrument;
  const points = pointsIn(instrument, answers);
  const positiveRiskItems = scoring.riskItems
    .filter(({ linkId, atLeast }) => {
      const item = itemsOf(instrument).find((one) => one.linkId === linkId)!;
      return (pointsOf(item, answers, scoring.reversed) ?? -Infinity) >= atLeast;
    })
    .map(({ linkId }) => linkId);
  const { total, prorated, missing } = totalOf(instrument, answers, points);
  const subscales = Object.fromEntries(
    scoring.subscales.map((one) => [one.id, addUp(one, points) ?? null] as const),
  );
  const band = total === null ? undefined : bandOf(instrument, total);
  const isCase = scoring.kind === 'total' && total !== null && caseIn(scoring.caseness, total);
  return {
    measure: scoring.measure,
    total,
    ...(band && { band }),
    missing,
    positiveRiskItems,
    subscales,
    prorated,
    flags: [
      ...flagsOf(instrument, points, total, subscales),
      ...(isCase ? ['case'] : []),
      ...positiveRiskItems.map((linkId) => `risk-item:${linkId}`),
    ],
  };
}

type Points = ReadonlyMap<string, number | undefined>;

function addUp({ items, weights = {}, times, add }: Sum, points: Points): number | undefined {
  const parts = items.map((linkId) => {
    const value = points.get(linkId);
    return value === undefined ? undefined : value * (weights[linkId] ?? 1);
  });
  if (parts.includes(undefined)) return undefined;
  return parts.reduce<number>((sum, part) => sum + part!, 0) * times + add;
}

function totalOf(instrument: Instrument, answers: Answers, points: Points) {
  const { scoring } = instrument;
  const without = { total: null, prorated: false };
  if (scoring.kind === 'form') return { ...without, missing: missingIn(instrument, answers) };

  const needed = new Set([...missingIn(instrument, answers), ...scoring.items, ...gatesOf(instrument)]);
  const enabled = enabledIn(instrument, answers);
  const missing = itemsOf(instrument)
    .map(({ linkId }) => linkId)
    .filter((linkId) => needed.has(linkId) && enabled.has(linkId))
    .filter((linkId) => answerTo(answers, linkId) === undefined);
  const gaps = scoring.items.filter((linkId) => points.get(linkId) === undefined);
  if (gaps.length === 0) return { total: addUp(scoring, points)!, prorated: false, missing };

  const rule = scoring.missing;
  const barred = (gap: string) => !enabled.has(gap) || scoring.riskItems.some(({ linkId }) => linkId === gap);
  const known = scoring.items.filter((linkId) => !gaps.includes(linkId));
  if (rule === 'all-required' || gaps.length > rule.upTo || known.length === 0 || gaps.some(barred))
    return { ...without, missing };
  const mean = addUp({ ...scoring, items: known, times: 1, add: 0 }, points)! / known.length;
  const total = mean * scoring.items.length * scoring.times + scoring.add;
  return { total: rule.round === 'half-up' ? Math.floor(total + 0.5) : total, prorated: true, missing };
}

/** The questions that a scored item's being asked hangs on. */
function gatesOf(instrument: Instrument): Set<string> {
  const { scoring } = instrument;
  const scored = new Set(scoring.kind === 'total' ? scoring.items : []);
  const gates = new Set<string>();
  const walk = (items: Item[], above: string[]): void => {
    for (const item of items) {
      const on = [...above, ...(item.enableWhen ?? []).map(({ question }) => question)];
      if (scored.has(item.linkId)) for (const question of on) gates.add(question);
      walk(item.item ?? [], isQuestion(item) ? [...on, item.linkId] : on);
    }
  };
  walk(instrument.questionnaire.item, []);
  return gates;
}

function flagsOf(
  { scoring }: Instrument,
  points: Points,
  total: number | null,
  subscales: Score['subscales'],
): string[] {
  if (scoring.flags.length === 0) return [];
  const known: Record<string, number | undefined> = { total: total ?? undefined };
  for (const [linkId, value] of points) known[`#${linkId}`] = value;
  for (const [id, value] of Object.entries(subscales)) known[id] = value ?? undefined;
  for (const { id, items, atLeast, except = {} } of scoring.counts) {
    const values = items.map((linkId) => [points.get(linkId), except[linkId] ?? atLeast] as const);
    if (values.every(([value]) => value !== undefined))
      known[id] = values.filter(([value, mark]) => value! >= mark).length;
  }
  return scoring.flags
    .filter(({ when }) => verdict(when, known satisfies Known) === true)
    .map(({ id }) => id);
}

/** The label of the band that a total falls in; none where the instrument has no bands. */
export const bandOf = ({ scoring }: Instrument, total: number): string | undefined =>
  // By its lower edge, so that a prorated 10.6 is not yet in the band from 11.
  scoring.kind === 'total' ? scoring.bands.findLast(({ from }) => total >= from)?.label : undefined;

export const meets = (threshold: Threshold, total: number): boolean =>
  'atLeast' in threshold ? total >= threshold.atLeast : total <= threshold.atMost;

type Caseness = Extract<Instrument['scoring'], { kind: 'total' }>['caseness'];
export type Sex = 'female' | 'male';

/** Whether a total is at the cut-off; `null` without one, or while it hangs on a sex that is not given. */
export function caseIn(caseness: Caseness, total: number, sex?: Sex): boolean | null {
  if (!caseness) return null;
  if (!('bySex' in caseness)) return meets(caseness, total);
  const { female, male } = caseness.bySex;
  if (sex) return meets(caseness.bySex[sex], total);
  return meets(female, total) === meets(male, total) ? meets(female, total) : null;
}

export type Facts = Record<string, number | string | boolean>;

/**
 * What conditions may ask of a response: `phq-9` is the total (absent while unknown), `phq-9#9` what item 9 counts
 * for, after reversal where the choice has an ordinal, otherwise the answer as given. Several choices at once are left
 * out, and so are free text and dates: no rule compares them, and the chart keeps facts, not words.
 */
export function factsOf(instrument: Instrument, answers: Answers, score: Score): Facts {
  const { measure, total } = score;
  const facts: Facts = total === null ? {} : { [measure]: total };
  for (const item of itemsOf(instrument)) {
    const answer = answerTo(answers, item.linkId);
    const wordless = !['text', 'string', 'date'].includes(item.type) && !isOther(item, answer);
    if (answer !== undefined && !Array.isArray(answer) && wordless)
      facts[`${measure}#${item.linkId}`] = pointsOf(item, answers, instrument.scoring.reversed) ?? answer;
  }
  return facts;
}

const isOther = (item: Item, answer: unknown): boolean =>
  item.type === 'open-choice' && !item.answerOption?.some(({ valueCoding }) => valueCoding.code === answer);

/** Of what a question can be answered with, what makes its risk item positive; free text and numbers are left to the score. */
export function riskAnswersOf(
  instrument: Instrument,
  { linkId, type, options, min, max }: Question,
): (string | number | boolean)[] {
  if (!instrument.scoring.riskItems.some((risk) => risk.linkId === linkId)) return [];
  const scale = type === 'integer' && min !== undefined && max !== undefined ? max - min + 1 : 0;
  const steps = Array.from({ length: Math.min(scale, LONGEST_SCALE) }, (_, n) => min! + n);
  const answers = options?.map(({ code }) => code) ?? (type === 'boolean' ? [true, false] : steps);
  return answers.filter((answer) =>
    scoreOf(instrument, { [linkId]: answer }).positiveRiskItems.includes(linkId),
  );
}

const LONGEST_SCALE = 101;
