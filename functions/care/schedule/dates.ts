import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Durations from 'temporal-polyfill/fns/Duration';
import * as Dates from 'temporal-polyfill/fns/PlainDate';
import type { Duration } from '../time.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** ISO 8601, not signed: nothing in care is due before what it follows. */
export function isDuration(text: string): boolean {
  if (typeof text !== 'string' || !text.startsWith('P')) return false;
  try {
    Durations.fromString(text);
    return true;
  } catch {
    return false;
  }
}

/** Seconds, for comparing and for timeouts: a week is 7 days, a month 30, a year 365. Never for due dates. */
export function nominalSeconds(duration: Duration): number {
  const { years, months, weeks, days, hours, minutes, seconds } = Durations.fromString(duration);
  const wholeDays = years * 365 + months * 30 + weeks * 7 + days;
  return ((wholeDays * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Positive where `a` is nominally the longer, negative where `b` is, 0 where they are equal. */
export function longer(a: Duration, b: Duration): number {
  return nominalSeconds(a) - nominalSeconds(b);
}

export const dateOf = (date: string): Dates.Record => Dates.fromString(date, getISO);

export const nextDay = (date: string): string => Dates.toString(Dates.addDays(dateOf(date), 1));

/** `months` after a date, `YYYY-MM-DD`; of 31 August one is 30 September. */
export const monthsAfter = (date: string, months: number): string =>
  Dates.toString(Dates.addMonths(dateOf(date), months));
