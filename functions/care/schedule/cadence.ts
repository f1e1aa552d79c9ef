import * as Durations from 'temporal-polyfill/fns/Duration';
import * as Dates from 'temporal-polyfill/fns/PlainDate';
import type { Duration, Instant } from '../time.ts';
import { type Calendar, openDay } from './calendar.ts';
import { dateOf, WEEKDAYS, type Weekday } from './dates.ts';
import { atWallClock, type LocalDateTime, type TimeOfDay, type Zone } from './wall-clock.ts';

/** `every` is in days, weeks, months or years. Without `times` the phase goes on until it is stopped. */
export type Phase = { every: Duration; times?: number };

/** `days`, where there are any, needs every phase's `every` in whole weeks. */
export type Cadence = { phases: Phase[]; at: TimeOfDay; days?: Weekday[] };

/**
 * When occurrence `n` (from 1) falls for a plan that began on the date `anchor`; `undefined`: the cadence has ended.
 *
 * Without `days`: one `every` after the anchor, then each `every` of the phase in force. Months are counted from where
 * their phase starts, so a plan of 31 January asks on 28 February and on 31 March.
 * With `days`: the first listed weekday after the anchor, then each listed weekday of each `every`-th week (Monday to
 * Sunday). A new phase begins its own `every` after the week in which the old one ended.
 *
 * RangeError where `every` is not positive, holds hours, or (with `days`) is not in whole weeks, where `times` or `n`
 * is not a whole number from 1.
 */
export function occurrence(cadence: Cadence, anchor: string, n: number): LocalDateTime | undefined {
  return find(cadence, anchor, n)?.local;
}

type Found = { local: LocalDateTime; phase: number };

function find(cadence: Cadence, anchor: string, n: number): Found | undefined {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`Occurrences count from 1, not ${n}`);
  const listed = weekdaysOf(cadence);
  // An occurrence is a place in a group: the only place of each step, or the listed weekdays of each such week.
  const places = listed.length > 0 ? listed.map((day) => WEEKDAYS.indexOf(day)) : [0];
  let start = dateOf(anchor);
  let passed = 0;
  if (listed.length > 0) {
    const today = Dates.dayOfWeek(start) - 1;
    start = Dates.subtractDays(start, today);
    passed = places.filter((place) => place <= today).length;
    if (passed === places.length) {
      start = Dates.addWeeks(start, 1);
      passed = 0;
    }
    start = Dates.subtract(start, step(cadence, 0));
  }
  let left = n;
  for (const [phase, { times = Number.POSITIVE_INFINITY }] of cadence.phases.entries()) {
    if (!(times >= 1) || times % 1 > 0) throw new RangeError(`No phase occurs ${times} times`);
    const index = passed + Math.min(left, times) - 1;
    const group = Dates.add(start, step(cadence, phase, Math.floor(index / places.length) + 1));
    if (left <= times) {
      const date = Dates.addDays(group, places[index % places.length]!);
      return { local: `${Dates.toString(date)}T${cadence.at}`, phase };
    }
    left -= times;
    start = group;
    passed = 0;
  }
  return undefined;
}

/** From Monday to Sunday, each once. */
export function weekdaysOf({ days = [] }: Cadence): Weekday[] {
  return WEEKDAYS.filter((day) => days.includes(day));
}

/** What a phase's `every` adds up to, `count` times over. */
function step(cadence: Cadence, phase: number, count = 1): Durations.Record {
  const { every } = cadence.phases[phase]!;
  const length = Durations.fromString(every);
  const { years, months, weeks, days } = length;
  if (Durations.sign(length) <= 0 || /t/i.test(every)) {
    throw new RangeError(`A cadence steps by days, weeks or months, not by ${every}`);
  }
  if (weekdaysOf(cadence).length > 0 && (years || months || days % 7)) {
    throw new RangeError(`A cadence on weekdays steps by whole weeks, not by ${every}`);
  }
  return Durations.create(years * count, months * count, weeks * count, days * count);
}

/**
 * The first occurrence after number `afterN` (0: from the beginning) that is later than `since`, in the
 * client's `zone`; `undefined`: the cadence has ended. On a holiday of the clinic's `calendar` it moves to the next open
 * date. `local` and `at` are where it moved to, `phase` counts from 0, `skipped` is how many numbers were jumped over.
 */
export function nextOccurrence(
  cadence: Cadence,
  anchor: string,
  afterN: number,
  since: Instant,
  zone: Zone,
  calendar: Calendar,
): { n: number; local: LocalDateTime; at: Instant; phase: number; skipped: number } | undefined {
  const place = (n: number) => {
    const found = find(cadence, anchor, n);
    if (!found) return undefined;
    const local = openDay(found.local, calendar);
    return { n, local, at: atWallClock(local, zone), phase: found.phase, skipped: n - afterN - 1 };
  };
  const tooEarly = (candidate: ReturnType<typeof place>) => candidate !== undefined && candidate.at <= since;

  let low = afterN;
  let high = afterN + 1;
  let best = place(high);
  // Years may lie between, at an occurrence a day: double the stride until it is past `since`, then halve the rest.
  while (tooEarly(best)) {
    low = high;
    high += high - afterN;
    best = place(high);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const candidate = place(middle);
    if (tooEarly(candidate)) low = middle;
    else [high, best] = [middle, candidate];
  }
  return best;
}
