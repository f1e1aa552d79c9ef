import { type Pathway, trackRulesOf } from '../pathway/pathway.ts';
import { sayDay } from '../say-day.ts';
import { nominalSeconds, wallClock } from '../schedule.ts';
import type { TaskPriority } from '../task-kinds.ts';
import { type Instant, milliseconds } from '../time.ts';
import type { Instrument, Threshold } from './instrument.ts';
import { measuring } from './measuring.ts';
import { compare, type Progress, reliableChangeIn } from './progress.ts';
import { said } from './track-texts.ts';

export const FLAGS = ['red', 'amber', 'green', 'grey'] as const;

/** Whether a clinician should look again, and the numbers that say so. It decides nothing and foretells nothing. */
export type Track = { flag: (typeof FLAGS)[number]; because: string };

type Sourced = { source: string; unconfirmed?: true };

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** What of a chart it looks at. */
export type Tracked = {
  client?: { zone: string };
  episode?: { treatedSince?: Instant; endedAt?: Instant };
  plan?: { activatedAt?: Instant; reassessEvery: string };
  measures: Record<
    string,
    { baseline: { value: number }; last: { value: number; at: Instant }; count: number }
  >;
  tasks: Record<string, { priority: TaskPriority; title: string; openedAt: Instant }>;
};

type Scoring = Extract<Instrument['scoring'], { kind: 'total' }>;
type Rules = ReturnType<typeof trackRulesOf>;
type Followed = Tracked['measures'][string] & {
  instrument: string;
  title: string;
  scoring: Scoring;
  progress: Progress;
};

/**
 * By the pathway's rules. Red: reliably worse than at baseline on any monitored measure, or an open urgent task. Amber: no
 * reliable improvement by its week of treatment and still a case, or a total past its mark. Grey: fewer than two scores, or too old a score, or
 * no measure with a sourced reliable change. Green otherwise. Red stands before grey: an old finding is still one.
 * Weeks count from the episode's first plan in force.
 */
export function trackOf({
  chart,
  pathway,
  instruments,
  now,
}: {
  chart: Tracked;
  pathway?: Pick<Pathway, 'reassessment' | 'track'>;
  instruments: Record<string, Instrument>;
  now: Instant;
}): Track {
  const treatedSince = chart.plan && (chart.episode?.treatedSince ?? chart.plan.activatedAt);
  const rules = trackRulesOf(pathway);
  const followed = followedIn(chart, instruments);
  const paired = followed.filter(({ count }) => count >= rules.leastScores);
  const red = [...urgentIn(chart), ...paired.flatMap(deterioration)];
  if (red.length > 0) return say('red', red);

  const { endedAt } = chart.episode ?? {};
  if (endedAt) return say('grey', [said.ended(dayOf(chart, endedAt))]);
  const every = chart.plan?.reassessEvery ?? pathway?.reassessment.every;
  const oldAfter = every ? rules.intervalsUntilOld * nominalSeconds(every) * 1000 : Infinity;
  const current = paired.filter(({ last }) => age(last.at, now) <= oldAfter);
  const judged = current.filter(({ progress }) => progress.reliable !== 'unknown');
  if (judged.length === 0) return say('grey', [unknown({ followed, paired, current, now, oldAfter, rules })]);

  const amber = treatedSince
    ? judged.flatMap((one) => [
        ...notImproved(one, treatedSince, now, rules),
        ...pastMark(one, treatedSince, rules),
      ])
    : [];
  if (amber.length > 0) return say('amber', amber);
  return say('green', [...judged.map(standing), said.noRule(said.own)]);
}

const say = (flag: Track['flag'], sentences: string[]): Track => ({ flag, because: sentences.join(' ') });

/** The measures of the episode that are meant to be taken again and again. */
const followedIn = ({ measures }: Tracked, instruments: Record<string, Instrument>): Followed[] =>
  Object.entries(measures).flatMap(([measure, measured]) => {
    const [id = '', instrument] = measuring(instruments, measure) ?? [];
    if (instrument?.scoring.kind !== 'total' || instrument.scoring.use !== 'monitor') return [];
    const { scoring } = instrument;
    const progress = compare(instrument, measured.baseline.value, measured.last.value);
    const title = instrument.questionnaire.title;
    return [{ ...measured, instrument: id, title, scoring, progress }];
  });

const urgentIn = (chart: Tracked): string[] =>
  Object.values(chart.tasks)
    .filter(({ priority }) => priority === 'urgent')
    .map(({ title, openedAt }) => said.urgent(title, dayOf(chart, openedAt), said.own));

function deterioration(one: Followed): string[] {
  const { progress, scoring } = one;
  if (progress.reliable !== 'deteriorated') return [];
  const rule = reliableChangeIn(scoring)!;
  return [said.worse(went(one), rule.points, cite(rule))];
}

function notImproved(one: Followed, since: Instant, now: Instant, { improvedBy }: Rules): string[] {
  const { progress, scoring } = one;
  const week = weekOf(since, now);
  if (week < improvedBy.week || progress.reliable === 'improved' || !progress.caseNow) return [];
  const rule = reliableChangeIn(scoring)!;
  return [
    said.stillCase({
      week,
      went: went(one),
      points: rule.points,
      source: cite(rule),
      cut: cutOff(scoring),
      from: improvedBy.week,
      by: improvedBy.source,
    }),
  ];
}

function pastMark(
  { instrument, title, scoring, last }: Followed,
  since: Instant,
  { marks }: Rules,
): string[] {
  const week = weekOf(since, last.at);
  const rises = scoring.direction === 'higher-is-better';
  return marks
    .filter((one) => one.instrument === instrument)
    .flatMap(({ from, source }) => {
      const [mark] = from.filter((one) => one.week <= week).toSorted((a, b) => b.week - a.week);
      if (!mark || (rises ? last.value > mark.total : last.value < mark.total)) return [];
      return [
        said.pastMark({
          title,
          total: last.value,
          week,
          bound: rises ? said.orLess(mark.total) : said.orMore(mark.total),
          from: mark.week,
          source,
        }),
      ];
    });
}

function unknown({
  followed,
  paired,
  current,
  now,
  oldAfter,
  rules,
}: {
  followed: Followed[];
  paired: Followed[];
  current: Followed[];
  now: Instant;
  oldAfter: number;
  rules: Rules;
}): string {
  const { leastScores, intervalsUntilOld } = rules;
  const by = {
    leastScores: setBy('leastScores', rules),
    intervalsUntilOld: setBy('intervalsUntilOld', rules),
  };
  const titles = (ones: Followed[]) => ones.map(({ title }) => title).join(', ');
  if (followed.length === 0) return said.noScore(leastScores, by.leastScores);
  const most = Math.max(...followed.map(({ count }) => count));
  if (paired.length === 0) return said.fewScores(titles(followed), most, leastScores, by.leastScores);
  if (current.length > 0) return said.noSource(titles(current));
  const days = (span: number) => Math.floor(span / DAY);
  const [latest] = paired.toSorted((a, b) => (a.last.at > b.last.at ? -1 : 1));
  return said.old({
    title: latest!.title,
    days: days(age(latest!.last.at, now)),
    after: days(oldAfter),
    intervals: intervalsUntilOld,
    source: by.intervalsUntilOld,
  });
}

/** Who chose a number that has no source of its own. */
const setBy = (which: 'leastScores' | 'intervalsUntilOld', rules: Rules): string =>
  rules[which] === trackRulesOf(undefined)[which] ? said.own : said.ofPathway;

const standing = (one: Followed): string => {
  const { points, ...source } = reliableChangeIn(one.scoring)!;
  const verdict = one.progress.reliable === 'improved' ? said.better : said.noChange;
  return verdict(went(one), points, cite(source));
};

const went = ({ title, baseline, last }: Followed): string =>
  baseline.value === last.value
    ? said.same(title, last.value)
    : said.moved(title, baseline.value, last.value);

const cite = ({ source, unconfirmed }: Sourced): string =>
  `${source}${unconfirmed ? `; ${said.unconfirmed}` : ''}`;

function cutOff({ caseness }: Scoring): string {
  const bound = (cut: Threshold) => ('atLeast' in cut ? said.orMore(cut.atLeast) : said.orLess(cut.atMost));
  const cuts = !caseness ? [] : 'bySex' in caseness ? Object.values(caseness.bySex) : [caseness];
  return cuts.map((cut) => `${bound(cut)} (${cite(cut)})`).join(` ${said.and} `);
}

const age = (at: Instant, now: Instant): number => milliseconds(now) - milliseconds(at);
const weekOf = (since: Instant, at: Instant): number => Math.floor(age(since, at) / WEEK);
const dayOf = ({ client }: Tracked, at: Instant): string =>
  sayDay(wallClock(at, client?.zone ?? 'UTC').slice(0, 10));
