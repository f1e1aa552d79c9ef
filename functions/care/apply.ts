import { ACCESS_FOLDS } from './apply/access.ts';
import { CLIENT_FOLDS } from './apply/client.ts';
import { EPISODE_FOLDS } from './apply/episode.ts';
import { forget } from './apply/forget.ts';
import { MESSAGE_FOLDS } from './apply/messages.ts';
import { endUndo, MOVE_FOLDS } from './apply/moves.ts';
import { PAGE_FOLDS } from './apply/page.ts';
import type { Folds } from './apply/parts.ts';
import { PLAN_FOLDS } from './apply/plans.ts';
import { REQUEST_FOLDS } from './apply/requests.ts';
import { RESPONSE_FOLDS } from './apply/responses.ts';
import { TASK_FOLDS } from './apply/tasks.ts';
import { TIMER_FOLDS } from './apply/timers.ts';
import { type Chart, emptyChart } from './chart.ts';
import type { Event, LogEntry } from './events.ts';
import type { Instant } from './time.ts';

/** Every event there is, or this does not compile. */
const FOLDS: Folds = {
  ...CLIENT_FOLDS,
  ...EPISODE_FOLDS,
  ...MOVE_FOLDS,
  ...REQUEST_FOLDS,
  ...RESPONSE_FOLDS,
  ...TASK_FOLDS,
  ...TIMER_FOLDS,
  ...MESSAGE_FOLDS,
  ...PLAN_FOLDS,
  ...PAGE_FOLDS,
  ...ACCESS_FOLDS,
};

/** Folds one log entry into the chart, in place. Needs nothing but the entry, so a log can be replayed anywhere. */
export function applyEntry(chart: Chart, entry: LogEntry, hash: string): void {
  for (const event of entry.events) apply(chart, event, entry.at, entry.by);
  forget(chart, entry.at);
  chart.version = entry.seq;
  chart.head = hash;
}

export function fold(clinicId: string, clientId: string, log: { entry: LogEntry; hash: string }[]): Chart {
  const chart = emptyChart(clinicId, clientId);
  for (const { entry, hash } of log) applyEntry(chart, entry, hash);
  return chart;
}

/** One event, in place. Tolerates no surprise: an event about what is not there is a bug, and throws. */
export function apply(chart: Chart, event: Event, at: Instant, by: string): void {
  const change = FOLDS[event.type] as (chart: Chart, event: Event, at: Instant, by: string) => void;
  if (!change) throw new Error(`no rule for ${event.type} by ${by}`);
  endUndo(chart, event);
  change(chart, event, at, by);
}
