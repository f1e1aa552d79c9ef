import * as Dates from 'temporal-polyfill/fns/PlainDate';
import type { Instant } from '../time.ts';
import { dateOf, nextDay, WEEKDAYS, type Weekday } from './dates.ts';
import {
  after,
  atWallClock,
  type LocalDateTime,
  type TimeOfDay,
  wallClock,
  type Zone,
} from './wall-clock.ts';

/** A clinic's hours (open, close; on one date) and the dates, `YYYY-MM-DD`, on which it is closed. */
export type Calendar = {
  zone: Zone;
  hours: Partial<Record<Weekday, [open: TimeOfDay, close: TimeOfDay]>>;
  holidays: string[];
};

/** `local`, or the same time of day on the next date that is not a holiday: for what is asked of clients. */
export function openDay(local: LocalDateTime, calendar: Calendar): LocalDateTime {
  let date = local.slice(0, 10);
  while (calendar.holidays.includes(date)) date = nextDay(date);
  return `${date}${local.slice(10)}`;
}

/**
 * When staff are due: the clinic closes on the `days`-th working day (hours, and no holiday) after that of `at`.
 * 0 is today while the clinic is yet to close, otherwise the next working day.
 * A calendar without any hours counts calendar days, to the same time of day. RangeError where `days` is not a whole number.
 */
export function afterWorkingDays(at: Instant, days: number, calendar: Calendar): Instant {
  if (!Number.isSafeInteger(days) || days < 0) throw new RangeError(`Working days are whole, not ${days}`);
  const { zone, hours, holidays } = calendar;
  if (!WEEKDAYS.some((day) => hours[day])) return after(at, `P${days}D`, zone);
  const closing = (date: string): Instant | undefined => {
    const close = hours[WEEKDAYS[Dates.dayOfWeek(dateOf(date)) - 1]!]?.[1];
    return close && !holidays.includes(date) ? atWallClock(`${date}T${close}`, zone) : undefined;
  };
  let date = wallClock(at, zone).slice(0, 10);
  let due = closing(date);
  if (days === 0 && due && due > at) return due;
  for (let left = Math.max(days, 1); left > 0; ) {
    date = nextDay(date);
    due = closing(date);
    if (due) left -= 1;
  }
  return due!;
}
