import { wallClock, type Zone } from './schedule.ts';
import type { Instant } from './time.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `date` is `YYYY-MM-DD` → `3 March 2026`. */
export function sayDay(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[month! - 1]} ${year}`;
}

/** `3 March 2026, 14:05`, by the wall clock there. */
export function sayMoment(at: Instant, zone: Zone): string {
  const [date, time] = wallClock(at, zone).split('T');
  return `${sayDay(date!)}, ${time}`;
}
