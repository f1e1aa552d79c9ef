import type { Chart, Course, PastCourse } from '../chart.ts';
import { wallClock, type Zone } from '../schedule.ts';
import type { TaskKind } from '../task-kinds.ts';
import type { Instant } from '../time.ts';
import type { Instrument } from './instrument.ts';
import { type ClinicOutcomes, type Course as Counted, clinicOutcomes, type Pair } from './outcomes.ts';
import type { Track } from './track.ts';

/** One episode as a clinic's outcomes see it: numbers and ids, and nothing that a client said. */
export type CourseItem = {
  clientId: string;
  episodeId: string;
  pathway: string;
  clinician?: string;
  startedAt: Instant;
  endedAt?: Instant;
  track?: Track['flag'];
  attended: number;
  missed: number;
  asked: Course['asked'];
  acknowledgedAfter: number[];
  /** Urgent findings that nobody has acknowledged, and reviews that are open, by when they were found and fall due. */
  unseenSince?: Instant;
  reviewsDue: Instant[];
  totals: PastCourse['totals'];
};

const REVIEWS: readonly TaskKind[] = ['review', 'plan-review', 'off-track'];

/** Every episode that has begun to count: present and past. */
export function coursesIn(chart: Chart): CourseItem[] {
  const { episode, measures, tasks, clientId } = chart;
  const past = (chart.pastCourses ?? []).map((one) => itemOf(clientId, one));
  if (!episode) return past;
  const totals = Object.fromEntries(
    Object.entries(measures).map(([measure, { baseline, last, count }]) => [
      measure,
      { baseline: baseline.value, last: last.value, count, prorated: baseline.prorated || last.prorated },
    ]),
  );
  const none = { attended: 0, missed: 0, asked: {}, acknowledgedAfter: [] };
  const open = Object.values(tasks);
  const unseen = open
    .filter(({ kind }) => kind === 'urgent')
    .flatMap(({ findings, seenAt }) => findings.filter(({ at }) => !seenAt || at > seenAt));
  return [
    ...past,
    {
      ...itemOf(clientId, { episode, totals, ...(chart.course ?? none) }),
      track: episode.endedAt ? undefined : chart.track?.flag,
      unseenSince: unseen[0]?.at,
      reviewsDue: open.filter(({ kind }) => REVIEWS.includes(kind)).map(({ dueAt }) => dueAt),
    },
  ];
}

const itemOf = (clientId: string, { episode, totals, ...course }: PastCourse): CourseItem => ({
  clientId,
  episodeId: episode.id,
  pathway: episode.pathway.id,
  clinician: episode.clinician,
  startedAt: episode.startedAt,
  endedAt: episode.endedAt,
  attended: course.attended,
  missed: course.missed,
  asked: course.asked,
  acknowledgedAfter: course.acknowledgedAfter,
  reviewsDue: [],
  totals,
});

const CHANNELS = ['sms', 'email', 'none'] as const;
type Responses = {
  channel: (typeof CHANNELS)[number];
  asked: number;
  began: number;
  answered: number;
  rate: number | null;
};

/** Days, both of them in it; without one it goes on. */
export type Period = { from?: string; to?: string };

export type Outcomes = {
  /** Of what ended in the period. */
  outcomes: ClinicOutcomes;
  /** On at least one day of the period. What `responses` and `acknowledged` count, from each course's first day. */
  open: number;
  /** Of these, still open when the period ended. */
  underWay: number;
  /** Of these, under way now. What `track` and `reviews` count. */
  current: number;
  track: Record<Exclude<Track['flag'], 'grey'> | 'unknown', number>;
  acknowledged: {
    count: number;
    medianSeconds: number | null;
    longestSeconds: number | null;
    waiting: number;
    waitingSince: Instant | null;
  };
  responses: Responses[];
  reviews: { open: number; overdue: number };
};

/** In place of GAD-7 where the condition's own measure is paired at both ends. */
const ANXIETY = ['pcl-5', 'gad-7'];
const DEPRESSION = 'phq-9';

/**
 * A clinic's figures over the courses that were open in a period of days in `zone`. Outcomes count those that ended in
 * it, and the measures of the NHS Talking Therapies set that are paired; rates of nobody are null.
 */
export function outcomesOf(
  all: readonly CourseItem[],
  instruments: Record<string, Instrument>,
  { now, zone, period: { from = '', to = '9999' } = {} }: { now: Instant; zone: Zone; period?: Period },
): Outcomes {
  const dayOf = (at: Instant) => wallClock(at, zone).slice(0, 10);
  const courses = all.filter(
    ({ startedAt, endedAt }) => dayOf(startedAt) <= to && (!endedAt || dayOf(endedAt) >= from),
  );
  const ended = courses.filter(({ endedAt }) => endedAt && dayOf(endedAt) <= to);
  const counted = ended.map((course): Counted => {
    const pairs = pairsIn(course, instruments);
    return { attendedTreatmentContacts: course.attended, discharged: true, pairs };
  });
  const here = courses.filter(({ endedAt }) => !endedAt);
  const flagged = (flag?: Track['flag']) => here.filter(({ track }) => track === flag).length;
  const seconds = courses.flatMap(({ acknowledgedAfter }) => acknowledgedAfter).sort((a, b) => a - b);
  const unseen = courses.flatMap(({ unseenSince }) => unseenSince ?? []).sort();
  const due = courses.flatMap(({ reviewsDue }) => reviewsDue);
  return {
    outcomes: clinicOutcomes(counted),
    open: courses.length,
    underWay: courses.length - ended.length,
    current: here.length,
    track: { red: flagged('red'), amber: flagged('amber'), green: flagged('green'), unknown: flagged() },
    acknowledged: {
      count: seconds.length,
      medianSeconds: seconds[Math.floor((seconds.length - 1) / 2)] ?? null,
      longestSeconds: seconds.at(-1) ?? null,
      waiting: unseen.length,
      waitingSince: unseen[0] ?? null,
    },
    responses: CHANNELS.flatMap((channel) => responsesBy(channel, courses)),
    reviews: { open: due.length, overdue: due.filter((at) => at < now).length },
  };
}

function pairsIn({ totals }: CourseItem, instruments: Record<string, Instrument>): Pair[] {
  const paired = (measure: string): Pair[] => {
    const { baseline, last, count, prorated } = totals[measure] ?? {};
    const instrument = instruments[measure];
    if (!instrument || baseline === undefined || last === undefined || count! < 2 || prorated) return [];
    return [{ instrument, baseline, last }];
  };
  return [...paired(DEPRESSION), ...ANXIETY.flatMap(paired).slice(0, 1)];
}

function responsesBy(channel: Responses['channel'], courses: readonly CourseItem[]): Responses[] {
  const counts = courses.flatMap(({ asked }) => asked[channel] ?? []);
  const sum = (of: 'asked' | 'began' | 'answered') => counts.reduce((all, one) => all + one[of], 0);
  const [asked, began, answered] = [sum('asked'), sum('began'), sum('answered')];
  return asked > 0 ? [{ channel, asked, began, answered, rate: answered / asked }] : [];
}
