import type { Chart, Timer } from '../chart.ts';
import type { Event } from '../events.ts';
import type { Instant } from '../time.ts';

/** How each kind of event changes the chart, in place. */
export type Folds = {
  [Type in Event['type']]: (
    chart: Chart,
    event: Extract<Event, { type: Type }>,
    at: Instant,
    by: string,
  ) => void;
};

/** The log alone has it. */
export const nothing = (): void => {};

export function clearTimers(chart: Chart, which: (timer: Timer) => boolean): void {
  for (const timer of Object.values(chart.timers)) if (which(timer)) delete chart.timers[timer.id];
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the log speaks of ${what}, which the chart does not have`);
  return value;
}
