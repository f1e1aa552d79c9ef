import type { Chart } from '../chart.ts';
import type { History, ResponseRecord } from '../fhir/export/records.ts';
import type { Instant } from '../time.ts';
import { type Answers, type Instrument, questionsFor, titleIn } from './instrument.ts';
import { type ItemFlags, itemFlags } from './items.ts';
import { compare, type Progress, reliableChangeIn } from './progress.ts';

/** `late`: it came after its request had ended, and counts in no comparison. `prorated`: gaps were filled by rule. */
export type Point = { at: Instant; total: number; band?: string; late?: true; prorated?: true };

/** How its totals are to be read and drawn. `reliableChange` in points. */
export type Scale = {
  from: number;
  to: number;
  direction: 'lower-is-better' | 'higher-is-better' | 'unstated';
  bands: { band: string; from: number; to: number }[];
  reliableChange?: number;
};

/** One measure in the present episode. `comparison` is there from the second score on. */
export type MeasureSeries = {
  measure: string;
  title: string;
  scale?: Scale;
  series: Point[];
  baseline?: { at: Instant; total: number };
  last?: { at: Instant; total: number; band?: string };
  comparison?: Progress;
  items: ItemFlags;
};

/** `language`: of whoever reads it; what is not there in it comes in the instrument’s own. */
type About = {
  chart: Chart;
  history: History;
  instruments: Record<string, Instrument>;
  language: string;
};

const ofEpisode = <R extends { episodeId?: string }>({ episode }: Chart, records: R[]): R[] =>
  records.filter(({ episodeId }) => episode && episodeId === episode.id);

/** Every measure with a score in the present episode, as the log tells it; a corrected answer is there once. */
export function measuresSoFar({ chart, history, instruments, language }: About): MeasureSeries[] {
  const byMeasure = new Map<string, ResponseRecord[]>();
  for (const record of ofEpisode(chart, history.responses)) {
    const { score, complete } = record.event;
    if (record.replaced || !complete || score?.total == null) continue;
    byMeasure.set(score.measure, [...(byMeasure.get(score.measure) ?? []), record]);
  }
  return [...byMeasure].map(([measure, records]) => {
    const id = records[0]!.event.instrument;
    const instrument = Object.hasOwn(instruments, id) ? instruments[id] : undefined;
    const { baseline, last, count = 0 } = chart.measures[measure] ?? {};
    const counted = records.filter(({ event }) => !event.late);
    const scored = instrument?.scoring.kind === 'total' && baseline && last;
    return {
      measure,
      title: instrument ? titleIn(instrument, language) : measure,
      ...(instrument && { scale: scaleOf(instrument) }),
      series: records.map(pointOf),
      ...(baseline && { baseline: { at: baseline.at, total: baseline.value } }),
      ...(last && { last: { at: last.at, total: last.value, band: last.band } }),
      ...(scored && count > 1 && { comparison: compare(instrument, baseline.value, last.value) }),
      items: itemFlags(
        instrument,
        counted.at(-1)?.event.answers,
        counted.length > 1 ? counted[0]!.event.answers : undefined,
        language,
      ),
    };
  });
}

function scaleOf({ scoring }: Instrument): Scale | undefined {
  if (scoring.kind !== 'total') return undefined;
  const { range, direction, bands } = scoring;
  const reliableChange = reliableChangeIn(scoring);
  return {
    ...{ from: range.from, to: range.to, direction },
    bands: bands.map(({ label, from, to }) => ({ band: label, from, to })),
    ...(reliableChange && { reliableChange: reliableChange.points }),
  };
}

function pointOf({ event, mark }: ResponseRecord): Point {
  const { total, band, prorated } = event.score!;
  return {
    at: mark.at,
    total: total!,
    band,
    ...(event.late && { late: true as const }),
    ...(prorated && { prorated: true as const }),
  };
}

export type GoalSeries = {
  words: string;
  statement?: string;
  /** 0 to 10: how close the client felt to it. */
  ratings: { at: Instant; rating: number }[];
};

/** The goals as they stand, each with its ratings of the episode: a goal of the same words is the same goal. */
export function goalsSoFar({ chart, history }: Pick<About, 'chart' | 'history'>): GoalSeries[] {
  const sets = ofEpisode(chart, history.goalSets);
  return (chart.goals?.goals ?? []).map(({ words, statement }) => ({
    words,
    statement,
    ratings: sets.flatMap((set) => {
      const keys = set.goals.filter((goal) => goal.words === words).map(({ key }) => key);
      return set.ratings
        .filter(({ goal }) => keys.includes(goal))
        .map(({ mark, value }) => ({ at: mark.at, rating: value }));
    }),
  }));
}

type Said = { text: string; answer: string | boolean };

export type CheckInsSoFar = {
  id: string;
  /** Of what is asked. */
  title: string;
  asked: number;
  answered: number;
  missed: number;
  missedInARow: number;
  /** What the client said the last time, question by question, in words; how close their goals feel stands by the goals. */
  last?: { at: Instant; answers: Said[] };
};

/** `missed`: asked, and not answered before it expired; one that is still open is neither answered nor missed. */
export function checkInsSoFar({ chart, history, instruments, language }: About): CheckInsSoFar[] {
  const expired = ofEpisode(chart, history.requests).filter(({ ended }) => ended?.outcome === 'expired');
  const formOf = (id: string) => chart.plan?.checkIns.find((one) => one.id === id)?.form ?? '';
  const titleOf = (id: string) => {
    const instrument = instruments[formOf(id)];
    return instrument ? titleIn(instrument, language) : id;
  };
  const lastOf = (id: string): CheckInsSoFar['last'] => {
    const last = ofEpisode(chart, history.responses).findLast(
      ({ event, replaced }) =>
        !replaced &&
        history.requests.some(({ request }) => request.id === event.requestId && request.checkIn?.id === id),
    );
    const instrument = last && instruments[last.event.instrument];
    return instrument && { at: last.mark.at, answers: saidIn(instrument, last.event.answers, language) };
  };
  return Object.entries(chart.checkIns).map(([id, { asked, answered, missedInARow }]) => ({
    id,
    title: titleOf(id),
    asked,
    answered,
    missed: expired.filter(({ request }) => request.checkIn?.id === id).length,
    missedInARow,
    last: lastOf(id),
  }));
}

const saidIn = (instrument: Instrument, answers: Answers, language: string) =>
  questionsFor(instrument, language).flatMap(({ linkId, text, options = [] }): Said[] => {
    const given = answers[linkId];
    if (given === undefined) return [];
    if (typeof given === 'boolean') return [{ text, answer: given }];
    const nameOf = (code: string) => options.find((one) => one.code === code)?.text || code;
    const named = Array.isArray(given) ? given.map(nameOf).join(', ') : nameOf(String(given));
    return [{ text, answer: named }];
  });

/**
 * `burden`: 0 none, 1 mild, 2 moderate, 3 severe, as the client said; `effects` are those that they
 * named from the list, `words` are their own. */
export type SideEffects = { at: Instant; burden: number; effects: string[]; words?: string };

/** What check-ins said of side effects in the present episode, oldest first. */
export const sideEffectsSoFar = ({ chart, history, instruments, language }: About): SideEffects[] =>
  ofEpisode(chart, history.responses).flatMap(({ event, mark, replaced }) => {
    const burden = event.facts[`${event.instrument}#side-effects`];
    const words = event.answers['side-effects-words'];
    if (replaced || event.late || typeof burden !== 'number') return [];
    const effects = namedIn(instruments[event.instrument], event.answers['side-effects-kinds'], language);
    return [{ at: mark.at, burden, effects, ...(typeof words === 'string' && { words }) }];
  });

function namedIn(instrument: Instrument | undefined, answer: unknown, language: string): string[] {
  const named: unknown[] = Array.isArray(answer) ? answer : [];
  if (!instrument || named.length === 0) return [];
  const question = questionsFor(instrument, language).find(({ linkId }) => linkId === 'side-effects-kinds');
  return (question?.options ?? []).flatMap(({ code, text }) => (named.includes(code) ? [text || code] : []));
}
