/**
 * When things happen: all arithmetic of time, by the wall clock of an IANA zone.
 * Temporal does the work, so days, months and summer time mean here what RFC 9557 and the tz database say.
 */
import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Durations from 'temporal-polyfill/fns/Duration';
import * as Instants from 'temporal-polyfill/fns/Instant';
import * as Dates from 'temporal-polyfill/fns/PlainDate';
import * as Locals from 'temporal-polyfill/fns/PlainDateTime';
import * as Times from 'temporal-polyfill/fns/PlainTime';
import * as Zoneds from 'temporal-polyfill/fns/ZonedDateTime';
import { type Duration, type Instant, instant, milliseconds } from './time.ts';

/** A wall clock without a zone, `YYYY-MM-DDTHH:mm`. */
export type LocalDateTime = string;
/** An IANA name, such as `Europe/Berlin`. */
export type Zone = string;
/** `HH:mm`, from `00:00` to `23:59`. */
export type TimeOfDay = string;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A clinic's hours (open, close; on one date) and the dates, `YYYY-MM-DD`, on which it is closed. */
export type Calendar = {
  zone: Zone;
  hours: Partial<Record<Weekday, [open: TimeOfDay, close: TimeOfDay]>>;
  holidays: string[];
};

/** `from` is quiet, `to` no longer is. May cross midnight; `from` equal to `to` is never quiet. */
export type QuietHours = { from: TimeOfDay; to: TimeOfDay };

/** `every` is in days, weeks, months or years. Without `times` the phase goes on until it is stopped. */
export type Phase = { every: Duration; times?: number };

/** `days`, where there are any, needs every phase's `every` in whole weeks. */
export type Cadence = { phases: Phase[]; at: TimeOfDay; days?: Weekday[] };

const DAY = 86_400_000;

/** Aliases (`America/Indianapolis`) are known; offsets (`+05:00`) are not, for they know no summer time. */
export function knownZone(zone: string): boolean {
  if (typeof zone !== 'string' || !/^[a-z]/i.test(zone)) return false;
  try {
    zoned(instant(0), zone);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall shows in `zone`, to the minute. RangeError where the zone is unknown. */
export function wallClock(at: Instant, zone: Zone): LocalDateTime {
  const then = milliseconds(at);
  return toMinutes(then + seasonAt(then, zone).offset);
}

const toMinutes = (shown: number): LocalDateTime => instant(shown).slice(0, 'YYYY-MM-DDTHH:mm'.length);

/** From one change of a zone's clock to the next, in milliseconds. */
type Season = { from: number; to: number; offset: number };
/** That were asked about: to ask Temporal takes ten times as long. */
const seasons = new Map<Zone, Season[]>();

function seasonAt(then: number, zone: Zone): Season {
  const known = seasons.get(zone)?.find(({ from, to }) => from <= then && then < to);
  if (known) return known;
  const asked = zonedAt(then, zone);
  // A change at `then` itself began this season.
  const from = Zoneds.getTimeZoneTransition(Zoneds.addMilliseconds(asked, 1), 'previous');
  const season = {
    from: from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: Zoneds.getTimeZoneTransition(asked, 'next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: Zoneds.offsetNanoseconds(asked) / 1e6,
  };
  seasons.set(zone, [season, ...(seasons.get(zone) ?? [])]);
  return season;
}

/** When the clock in `zone` changes, after `from` and up to `until`. */
export function clockChanges(zone: Zone, from: Instant, until: Instant): Instant[] {
  const changes: Instant[] = [];
  for (
    let { to } = seasonAt(milliseconds(from), zone);
    to <= milliseconds(until);
    { to } = seasonAt(to, zone)
  )
    changes.push(instant(to));
  return changes;
}

/**
 * The instant at which a clock in `zone` shows `local`.
 * Where the clock skips it, as much later as it skips: 02:30 in New York on 2026-03-08 is 03:30 summer time, 07:30 UTC.
 * Where the clock shows it twice, the first: 01:30 on 2026-11-01 is 01:30 summer time, 05:30 UTC.
 */
export function atWallClock(local: LocalDateTime, zone: Zone): Instant {
  const shown = Date.parse(`${local}Z`);
  if (local === (Number.isNaN(shown) ? undefined : toMinutes(shown))) {
    const { from, to, offset } = seasonAt(shown, zone);
    const then = shown - offset;
    // A day or less from a change of the clock, what it shows may be skipped or shown twice.
    if (from + DAY < then && then < to - DAY) return instant(then);
  }
  return instant(Locals.toZonedDateTime(Locals.fromString(local, getISO), zone).epochMilliseconds);
}

/** Years to days go by the calendar in `zone` (the time of day stays); hours and less are exact. */
export function after(at: Instant, duration: Duration, zone: Zone): Instant {
  return instant(Zoneds.add(zoned(at, zone), Durations.fromString(duration)).epochMilliseconds);
}

/** `after` as the wall clock shows it; with `timeOfDay`, that time on the same date. */
export function localAfter(
  at: Instant,
  duration: Duration,
  zone: Zone,
  timeOfDay?: TimeOfDay,
): LocalDateTime {
  const local = wallClock(after(at, duration, zone), zone);
  return timeOfDay ? `${local.slice(0, 10)}T${timeOfDay}` : local;
}

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

/**
 * `undefined` where it is not quiet at `at`; otherwise the first instant that is not quiet.
 * A clock that changes at night can end the quiet early (it skips `to`) or bring it back (it shows `to` twice).
 */
export function quietUntil(at: Instant, zone: Zone, quiet: QuietHours): Instant | undefined {
  if (!isQuiet(at, zone, quiet)) return undefined;
  for (let now = zoned(at, zone); ; ) {
    const wait = Times.diffMilliseconds(Zoneds.toPlainTime(now), Times.fromString(quiet.to));
    const end = Zoneds.addMilliseconds(now, wait > 0 ? wait : wait + DAY);
    if (Zoneds.offset(end) === Zoneds.offset(now)) return instant(end.epochMilliseconds);
    // The clock changes before it shows `to`: look again from the change, by the new offset.
    now = Zoneds.getTimeZoneTransition(now, 'next')!;
    const change = instant(now.epochMilliseconds);
    if (!isQuiet(change, zone, quiet)) return change;
  }
}

/** When quiet hours next begin after `at`; undefined where there are none. */
export function quietFrom(at: Instant, zone: Zone, { from, to }: QuietHours): Instant | undefined {
  if (from === to) return undefined;
  const starts = (day: string) => atWallClock(`${day}T${from}`, zone);
  const today = wallClock(at, zone).slice(0, 10);
  const start = starts(today);
  return start > at ? start : starts(nextDay(today));
}

export const isQuiet = (at: Instant, zone: Zone, quiet: QuietHours): boolean =>
  isQuietTime(wallClock(at, zone).slice(11), quiet);

/** Of times of day, or of minutes of the day. */
export const isQuietTime = <T extends TimeOfDay | number>(
  time: T,
  { from, to }: { from: T; to: T },
): boolean => (from <= to ? from <= time && time < to : from <= time || time < to);

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
function weekdaysOf({ days = [] }: Cadence): Weekday[] {
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

/** In plain English, such as `every week for 4, then every 2 weeks, on Tuesdays at 10:00`. */
export function sayCadence(cadence: Cadence): string {
  const phases = cadence.phases
    .map(({ every, times }) => `every ${sayStep(every)}${times ? ` for ${times}` : ''}`)
    .join(', then ');
  const days = weekdaysOf(cadence).map((day) => NAMES[day]);
  const on = days.length > 0 ? ` on ${listed(days)}` : '';
  return `${phases}${phases.includes(' for ') ? ',' : ''}${on} at ${cadence.at}`;
}

const NAMES: Record<Weekday, string> = {
  mon: 'Mondays',
  tue: 'Tuesdays',
  wed: 'Wednesdays',
  thu: 'Thursdays',
  fri: 'Fridays',
  sat: 'Saturdays',
  sun: 'Sundays',
};

/** `week`, `2 weeks`, `month and 15 days`; seven days are a week. */
function sayStep(every: Duration): string {
  const { years, months, weeks, days } = Durations.fromString(every);
  const [wholeWeeks, restDays] = days % 7 ? [weeks, days] : [weeks + days / 7, 0];
  const counts = { year: years, month: months, week: wholeWeeks, day: restDays };
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return listed(said.map(([unit, count]) => (count > 1 ? `${count} ${unit}s` : unit)));
}

/** Made when it is needed: to make one costs 10 ms, at the start of every function. */
const listed = (words: string[]): string => new Intl.ListFormat('en-GB').format(words);

const dateOf = (date: string): Dates.Record => Dates.fromString(date, getISO);

const nextDay = (date: string): string => Dates.toString(Dates.addDays(dateOf(date), 1));

/** `months` after a date, `YYYY-MM-DD`; of 31 August one is 30 September. */
export const monthsAfter = (date: string, months: number): string =>
  Dates.toString(Dates.addMonths(dateOf(date), months));

const zoned = (at: Instant, zone: Zone): Zoneds.Record => zonedAt(milliseconds(at), zone);

const zonedAt = (then: number, zone: Zone): Zoneds.Record =>
  Instants.toZonedDateTimeISO(Instants.fromEpochMilliseconds(then), zone);

/** Whole years on the day that it is in `zone`; born on 29 February, one is a year older on 1 March. */
export function ageAt(dateOfBirth: string, at: Instant, zone: Zone): number {
  const today = wallClock(at, zone).slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}
