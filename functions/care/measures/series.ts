import type { Chart } from '../chart.ts';
import type { History, ResponseRecord } from '../fhir/export/history.ts';
import type { Instant } from '../time.ts';
import { extremes } from './instrument/questionnaire.ts';
import { type Answers, type Instrument, itemsOf } from './instrument.ts';
import { compare, type Progress } from './progress.ts';
import { pointsIn } from './score.ts';

/** `late`: it came after its request had ended, and counts in no comparison. `prorated`: gaps were filled by rule. */
export type Point = { at: Instant; total: number; band?: string; late?: true; prorated?: true };

/** An item as it was last answered: its points after reversal, from `least` to `most`; `change` since the baseline. */
export type ItemPoints = {
  linkId: string;
  /** Absent where the wording is not here. */
  text?: string;
  points: number;
  least: number;
  most: number;
  change?: number;
  risk: boolean;
};

/** One measure in the present episode. `comparison` is there from the second score on. */
export type MeasureSeries = {
  measure: string;
  title: string;
  series: Point[];
  baseline?: { at: Instant; total: number };
  last?: { at: Instant; total: number; band?: string };
  comparison?: Progress;
  items: { worst: ItemPoints[]; changed: ItemPoints[] };
};

/** Items that each list shows besides the risk items, which are never cut off. */
const MOST_ITEMS = 3;

type About = { chart: Chart; history: History; instruments: Record<string, Instrument> };

const ofEpisode = <R extends { episodeId?: string }>({ episode }: Chart, records: R[]): R[] =>
  records.filter(({ episodeId }) => episode && episodeId === episode.id);

/** Every measure with a score in the present episode, as the log tells it; a corrected answer is there once. */
export function measuresSoFar({ chart, history, instruments }: About): MeasureSeries[] {
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
      title: instrument?.questionnaire.title ?? measure,
      series: records.map(pointOf),
      ...(baseline && { baseline: { at: baseline.at, total: baseline.value } }),
      ...(last && { last: { at: last.at, total: last.value, band: last.band } }),
      ...(scored && count > 1 && { comparison: compare(instrument, baseline.value, last.value) }),
      items: itemLists(instrument, counted),
    };
  });
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

function itemLists(instrument: Instrument | undefined, counted: ResponseRecord[]): MeasureSeries['items'] {
  const last = counted.at(-1);
  if (instrument?.scoring.kind !== 'total' || !last) return { worst: [], changed: [] };
  const first = counted.length > 1 ? counted[0]!.event.answers : undefined;
  const items = itemPoints(instrument, instrument.scoring.items, last.event.answers, first);
  const { direction } = instrument.scoring;
  const severity = ({ points, least, most }: ItemPoints) =>
    (direction === 'higher-is-better' ? most - points : points - least) / (most - least);
  const moved = ({ change = 0, least, most }: ItemPoints) => Math.abs(change) / (most - least);
  return {
    worst: direction === 'unstated' ? [] : ranked(items, severity),
    changed: ranked(items, moved),
  };
}

/** Risk items first, then by `weight`; what has none is left out. */
function ranked(items: ItemPoints[], weight: (item: ItemPoints) => number): ItemPoints[] {
  const sorted = items.filter((item) => weight(item) > 0).toSorted((a, b) => weight(b) - weight(a));
  return [...sorted.filter(({ risk }) => risk), ...sorted.filter(({ risk }) => !risk).slice(0, MOST_ITEMS)];
}

function itemPoints(
  instrument: Instrument,
  scored: string[],
  answers: Answers,
  baseline: Answers | undefined,
): ItemPoints[] {
  const now = pointsIn(instrument, answers);
  const before = baseline && pointsIn(instrument, baseline);
  const risks = new Set(instrument.scoring.riskItems.map(({ linkId }) => linkId));
  return itemsOf(instrument).flatMap((item) => {
    const { linkId, text } = item;
    const points = now.get(linkId);
    if (points === undefined || !(scored.includes(linkId) || risks.has(linkId))) return [];
    const [least, most] = extremes(item);
    const was = before?.get(linkId);
    const change = was === undefined ? undefined : points - was;
    return [{ linkId, text, points, least, most, change, risk: risks.has(linkId) }];
  });
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

export type CheckInsSoFar = {
  id: string;
  asked: number;
  answered: number;
  missed: number;
  missedInARow: number;
};

/** `missed`: asked, and not answered before it expired; one that is still open is neither answered nor missed. */
export function checkInsSoFar({ chart, history }: Pick<About, 'chart' | 'history'>): CheckInsSoFar[] {
  const expired = ofEpisode(chart, history.requests).filter(({ ended }) => ended?.outcome === 'expired');
  return Object.entries(chart.checkIns).map(([id, { asked, answered, missedInARow }]) => ({
    id,
    asked,
    answered,
    missed: expired.filter(({ request }) => request.checkIn?.id === id).length,
    missedInARow,
  }));
}
