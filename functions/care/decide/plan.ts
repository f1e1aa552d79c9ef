import canonicalize from 'canonicalize';
import { CLIENT, type Goal, type Request } from '../chart.ts';
import type { Answers } from '../measures/instrument.ts';
import type { CheckIn } from '../pathway/pathway.ts';
import {
  after,
  atWallClock,
  type LocalDateTime,
  localAfter,
  longer,
  nextOccurrence,
  openDay,
  type TimeOfDay,
  wallClock,
} from '../schedule.ts';
import type { Turn } from '../turn.ts';
import { gatherBrief } from './brief.ts';
import { startCourses } from './course.ts';
import { intend } from './messages.ts';
import { watchTrack } from './off-track.ts';
import { cancelRequests, endRequest, openRequest } from './requests.ts';
import { askAboutSilence } from './revision.ts';
import { watchRules } from './safety.ts';
import { cancelTasks, escalate, openTask } from './tasks.ts';

/** When staff find what falls due on a day, in the clinic's zone. */
const STAFF_MORNING: TimeOfDay = '09:00';
/** When a client is asked for a reassessment, where no check-in tells their usual hour. */
const CLIENT_MORNING: TimeOfDay = '10:00';

/** What the execution is told: for a question with a decision in it, the decision. */
export function decisionIn(request: Request, read: Record<string, Answers>): string {
  const decision = Object.values(read)[0]?.decision;
  if (request.ask === 'agreement') return decision === 'agree' ? 'agreed' : 'change';
  if (request.ask === 'plan') return decision === 'acknowledge' ? 'acknowledged' : 'question';
  return 'answered';
}

/** What an answered request brings about in goals and plan. */
export function conclude(turn: Turn, request: Request, read: Record<string, Answers>): void {
  const answers = Object.values(read)[0] ?? {};
  const words = typeof answers.words === 'string' ? answers.words : '';
  switch (request.ask) {
    case 'goals':
      turn.emit({
        type: 'goals.wished',
        goals: wishes(answers),
        mattersMost: asText(answers['matters-most']),
      });
      return;
    case 'agreement':
      if (answers.decision === 'agree') {
        const goals = turn.chart.goals?.goals ?? [];
        turn.emit({ type: 'goals.settled', state: 'agreed', goals, why: 'the client agrees' });
      } else turn.emit({ type: 'goals.questioned', words });
      return;
    case 'plan':
      if (answers.decision !== 'acknowledge') {
        turn.emit({ type: 'plan.questioned', words });
        if (!request.waiter) askAboutSilence(turn, 'the client asks about the plan');
      } else if (turn.chart.draft) {
        const { version } = turn.chart.draft;
        const how = turn.by === CLIENT ? 'on their own page' : 'by an answer that staff recorded';
        turn.emit({ type: 'plan.signed', version, signature: { as: 'client', by: turn.by, how } });
        activatePlan(turn, 'the client has acknowledged it', !request.waiter);
      }
      return;
    default:
  }
}

const asText = (answer: unknown): string | undefined => (typeof answer === 'string' ? answer : undefined);

const wishes = (answers: Answers): Goal[] =>
  Object.entries(answers)
    .filter(([linkId, answer]) => linkId.startsWith('goal-') && typeof answer === 'string')
    .map(([linkId, answer]) => ({ id: linkId.slice('goal-'.length), words: String(answer) }));

/**
 * The draft becomes the plan in force: its cadence starts, and nothing of the old one goes on. Where it was revised in
 * the midst of treatment, what it leaves as it was goes on undisturbed, and no cycle settles by it.
 */
export function activatePlan(turn: Turn, why: string, revised = false): void {
  const { chart, now, zone } = turn;
  const last = chart.plan;
  const before = revised ? last : undefined;
  const due = Object.values(chart.timers).find(({ kind }) => kind === 'reassessment');
  turn.emit({ type: 'plan.activated', version: chart.draft!.version, why });
  const plan = chart.plan!;
  const goesOn = ({ id }: { id: string }) =>
    isSame(
      plan.checkIns.find((one) => one.id === id),
      before?.checkIns.find((one) => one.id === id),
    );
  cancelRequests(
    turn,
    ({ ask, checkIn }) => ask === 'check-in' && !(checkIn && goesOn(checkIn)),
    'a new plan is in force',
  );
  cancelTasks(turn, (task) => task.kind === 'plan-review', 'a new plan is in force');
  const anchor = wallClock(now, zone).slice(0, 10);
  for (const checkIn of plan.checkIns) {
    if (!goesOn(checkIn)) turn.emit({ type: 'check-in.counted', checkInId: checkIn.id, n: 0, anchor });
    scheduleCheckIn(turn, checkIn);
  }
  schedulePlanReview(turn);
  // To measure as often or more often never puts off the reassessment that is due already.
  const sooner = before && longer(plan.reassessEvery, before.reassessEvery) <= 0 ? due?.local : undefined;
  scheduleReassessment(turn, sooner);
  startCourses(turn, last);
  if (!revised) turn.emit({ type: 'cycle.settled', why: 'treatment goes on under the plan' });
}

const isSame = (a: CheckIn | undefined, b: CheckIn | undefined): boolean =>
  a !== undefined && b !== undefined && canonicalize(a) === canonicalize(b);

/** `passed`: why occurrences that are over by now were not asked; where it is left out, none was meant to be. */
export function scheduleCheckIn(turn: Turn, checkIn: CheckIn, passed?: string): void {
  const count = turn.chart.checkIns[checkIn.id]!;
  const next = nextOccurrence(checkIn.cadence, count.anchor, count.n, turn.now, turn.zone, turn.calendar);
  if (!next) return;
  const last = next.n - 1;
  if (passed && last > count.n)
    turn.emit({ type: 'check-in.counted', checkInId: checkIn.id, n: last, skipped: passed });
  turn.setLocal('check-in', next.local, { of: checkIn.id, n: next.n });
}

/**
 * An occurrence is due. Where Attune was away for several, only the latest is asked, while it is fresh; the others are
 * skipped with the reason. Then the next one is set.
 */
export function askCheckIn(turn: Turn, checkInId: string, n: number, dueAt: string): void {
  const { chart, now, zone, calendar } = turn;
  const checkIn = chart.plan?.checkIns.find((one) => one.id === checkInId);
  const count = chart.checkIns[checkInId];
  if (!checkIn || !count) return;
  const planned = wallClock(dueAt, zone);
  const open = openDay(planned, calendar);
  // The clinic has closed the day since it was set.
  if (open !== planned) {
    turn.setLocal('check-in', open, { of: checkInId, n });
    return;
  }
  let latest = { n, at: dueAt };
  for (let next: typeof latest | undefined = latest; next && next.at <= now; ) {
    latest = next;
    next = nextOccurrence(checkIn.cadence, count.anchor, latest.n, latest.at, zone, calendar);
  }
  const stale = after(latest.at, checkIn.window, zone) < now;
  const last = stale ? latest.n : latest.n - 1;
  if (last >= n) {
    const which = last > n ? `check-ins ${n} to ${last}` : `check-in ${n}`;
    const skipped = `the time of ${which} had passed when Attune came to it`;
    turn.emit({ type: 'check-in.counted', checkInId, n: last, skipped });
  }
  if (!stale) {
    turn.emit({ type: 'check-in.counted', checkInId, n: latest.n });
    missLast(turn, checkInId);
    openRequest(turn, {
      key: `check-in/${chart.episode!.id}/${chart.plan!.version}/${checkInId}/${latest.n}`,
      ask: 'check-in',
      forms: [checkIn.form],
      asking: checkIn,
      checkIn: { id: checkInId, n: latest.n },
      why: `check-in ${latest.n} of plan ${chart.plan!.version} is due`,
    });
  }
  scheduleCheckIn(turn, checkIn);
  // Weeks pass without an answer, too.
  watchTrack(turn);
}

/** Whoever is asked anew before they have answered was silent: that counts, as it does after the time for it. */
function missLast(turn: Turn, checkInId: string): void {
  const open = Object.values(turn.chart.requests).filter(({ checkIn }) => checkIn?.id === checkInId);
  for (const request of open)
    endRequest(turn, request, 'expired', 'no answer before the next check-in, which takes its place');
  if (open.length > 0) watchRules(turn, ['check-ins.missed-in-a-row']);
}

/** Before it is due, on the day, and overdue; counted from the last review, whenever who pays changes. */
export function schedulePlanReview(turn: Turn): void {
  const { payers = {}, ...usual } = turn.pathway.plan.review;
  const { every, remindBefore, overdueAfter } = payers[turn.chart.background?.payer ?? ''] ?? usual;
  const { zone } = turn.calendar;
  const { activatedAt, reviewedAt = activatedAt } = turn.chart.plan!;
  for (const timer of Object.values(turn.chart.timers)) {
    if (timer.kind === 'plan-review') turn.emit({ type: 'timer.cleared', timerId: timer.id });
  }
  const due = atWallClock(localAfter(reviewedAt ?? turn.now, every, zone, STAFF_MORNING), zone);
  turn.setAt('plan-review', after(due, `-${remindBefore}`, zone), { n: 1 });
  turn.setAt('plan-review', due, { n: 2 });
  turn.setAt('plan-review', after(due, overdueAfter, zone), { n: 3 });
}

/** Whichever task asked for it: the next one is scheduled, and nobody is asked for this one again. */
export function planReviewed(turn: Turn, why: string): void {
  turn.emit({ type: 'plan.reviewed', why });
  cancelTasks(turn, (task) => task.kind === 'plan-review', 'the plan has been reviewed');
  schedulePlanReview(turn);
}

const REVIEW_STEPS = [
  '',
  'the plan is due for review soon',
  'the plan is due for review today',
  'the plan review is overdue',
];

export function remindPlanReview(turn: Turn, n: number): void {
  // Attune was away, and the next step is due as well: that one says it all.
  if (Object.values(turn.chart.timers).some(({ kind, at }) => kind === 'plan-review' && at <= turn.now))
    return;
  const why = REVIEW_STEPS[n]!;
  const open = Object.values(turn.chart.tasks).find(({ kind }) => kind === 'plan-review');
  if (!open) {
    reviewPlan(turn, why);
  } else if (n === 3 && !open.acknowledged) escalate(turn, open.id);
  else intend(turn, { template: 'staff.task', to: open.owner, taskId: open.id, why });
}

/** One task at a time, whoever asks for it. */
export function reviewPlan(turn: Turn, why: string): void {
  if (Object.values(turn.chart.tasks).some(({ kind }) => kind === 'plan-review')) return;
  const key = `plan-review/${turn.chart.plan?.version}`;
  openTask(turn, { key, kind: 'plan-review', priority: 'routine', brief: gatherBrief(turn), why });
}

export function scheduleReassessment(turn: Turn, atLatest?: LocalDateTime): void {
  const { chart, now, zone } = turn;
  const plan = chart.plan!;
  const hour = plan.checkIns[0]?.cadence.at ?? CLIENT_MORNING;
  for (const timer of Object.values(chart.timers)) {
    if (timer.kind === 'reassessment') turn.emit({ type: 'timer.cleared', timerId: timer.id });
  }
  const local = localAfter(now, plan.reassessEvery, zone, hour);
  turn.setLocal('reassessment', atLatest && atLatest < local ? atLatest : local);
}

/** The care cycle begins again from the reassessment, unless a cycle is under way. */
export function startReassessment(turn: Turn, why: string): void {
  const { episode } = turn.chart;
  if (episode?.stage !== 'treatment') return;
  const { id, cycle } = episode;
  turn.emit({ type: 'cycle.started', episodeId: id, cycle: cycle + 1, from: 'reassessment', why });
}
