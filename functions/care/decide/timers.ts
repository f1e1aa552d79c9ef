import type { Timer, TimerKind } from '../chart.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Turn } from '../turn.ts';
import { askBooster } from './aftercare.ts';
import { openSession } from './course.ts';
import { resume } from './episode.ts';
import { loseTrack } from './hand-over.ts';
import { release } from './messages.ts';
import { askCheckIn, remindPlanReview, startReassessment } from './plan.ts';
import { endRequest, remind } from './requests.ts';
import { askAboutSilence } from './revision.ts';
import { watchRules } from './safety.ts';
import { escalate } from './tasks.ts';

export const dueTimers = (timers: Record<string, Timer>, now: string): Timer[] =>
  Object.values(timers)
    .filter((timer) => !timer.parked && timer.at <= now)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** Everything of this client's that is due, in its order, in one commit: the claim and the effect are one. */
export function fire(turn: Turn): Refusal | undefined {
  const due = dueTimers(turn.chart.timers, turn.now);
  if (due.length === 0) return refuse('duplicate', 'Nothing is due for this client.');
  for (const timer of due) {
    // An earlier one may have ended it.
    if (!turn.chart.timers[timer.id]) continue;
    turn.emit({ type: 'timer.fired', timerId: timer.id });
    RING[timer.kind](turn, timer.of ?? '', timer);
  }
}

/** What each kind of timer brings about; `of` is what it belongs to. */
const RING: Record<TimerKind, (turn: Turn, of: string, timer: Timer) => void> = {
  reminder: (turn, of, { n = 0, wished }) => remind(turn, of, n, wished),
  expiry: expire,
  'check-in': (turn, of, { n = 0, at }) => askCheckIn(turn, of, n, at),
  reassessment: (turn) => startReassessment(turn, 'the reassessment is due'),
  session: (turn, of, { n = 0 }) => openSession(turn, of, n),
  'plan-review': (turn, _, { n = 0 }) => remindPlanReview(turn, n),
  booster: (turn, _, { n = 0 }) => askBooster(turn, n),
  escalation: escalate,
  message: release,
  lease: loseTrack,
  resume: (turn) => resume(turn, 'the pause is over'),
};

function expire(turn: Turn, requestId: string): void {
  const request = turn.chart.requests[requestId];
  if (!request) return;
  endRequest(turn, request, 'expired', 'no answer in time');
  if (request.ask === 'plan' && !request.waiter)
    askAboutSilence(turn, 'the client has not acknowledged the plan');
  if (request.checkIn) watchRules(turn, ['check-ins.missed-in-a-row']);
}
