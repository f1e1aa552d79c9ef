import type { Chart, Timer, TimerKind } from '../chart.ts';
import { type Folds, must, nothing } from './parts.ts';

const ASKED_OF_CLIENT: readonly TimerKind[] = ['reminder', 'expiry', 'check-in', 'reassessment', 'session'];

/** What is asked of the client is set aside while care is paused; what staff owe, and are told, goes on. */
export const parksOnPause = (chart: Chart, { kind, of = '' }: Timer): boolean =>
  ASKED_OF_CLIENT.includes(kind) ||
  (kind === 'message' && chart.messages[of]?.to === 'client' && !chart.messages[of].answers);

/** What is due, and who waits for it. */
export const TIMER_FOLDS = {
  'waiter.set'(chart, event) {
    const waiting = chart.requests[event.of] ?? chart.tasks[event.of];
    must(waiting, event.of).waiter = event.token;
  },
  'timer.set'(chart, event) {
    const parked = event.timer.parked || (chart.pause && parksOnPause(chart, event.timer)) || undefined;
    chart.timers[event.timer.id] = { ...event.timer, parked };
    const request = event.timer.kind === 'expiry' ? chart.requests[event.timer.of ?? ''] : undefined;
    if (request && event.timer.local) request.expiresLocal = event.timer.local;
  },
  'timer.fired'(chart, event) {
    delete chart.timers[event.timerId];
  },
  'timer.cleared'(chart, event) {
    delete chart.timers[event.timerId];
  },
  'waiter.released': nothing,
} satisfies Partial<Folds>;
