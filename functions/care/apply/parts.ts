import type { Chart, Timer } from '../chart.ts';

export function clearTimers(chart: Chart, which: (timer: Timer) => boolean): void {
  for (const timer of Object.values(chart.timers)) if (which(timer)) delete chart.timers[timer.id];
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the log speaks of ${what}, which the chart does not have`);
  return value;
}
