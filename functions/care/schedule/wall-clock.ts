/** Instants and the clock on the wall, by the IANA zone that it hangs in. */
import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Durations from 'temporal-polyfill/fns/Duration';
import * as Instants from 'temporal-polyfill/fns/Instant';
import * as Locals from 'temporal-polyfill/fns/PlainDateTime';
import * as Zoneds from 'temporal-polyfill/fns/ZonedDateTime';
import { type Duration, type Instant, instant, milliseconds } from '../time.ts';

/** A wall clock without a zone, `YYYY-MM-DDTHH:mm`. */
export type LocalDateTime = string;

/** An IANA name, such as `Europe/Berlin`. */
export type Zone = string;

/** `HH:mm`, from `00:00` to `23:59`. */
export type TimeOfDay = string;

export const DAY = 86_400_000;

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

/** Whether there is such a day and such a time of it: no 31st of November, whatever `Date` makes of one. */
export const isOnCalendar = (local: LocalDateTime): boolean => {
  const shown = Date.parse(`${local}Z`);
  return !Number.isNaN(shown) && toMinutes(shown) === local;
};

/**
 * The instant at which a clock in `zone` shows `local`.
 * Where the clock skips it, as much later as it skips: 02:30 in New York on 2026-03-08 is 03:30 summer time, 07:30 UTC.
 * Where the clock shows it twice, the first: 01:30 on 2026-11-01 is 01:30 summer time, 05:30 UTC.
 */
export function atWallClock(local: LocalDateTime, zone: Zone): Instant {
  const then = isOnCalendar(local) ? onceShown(Date.parse(`${local}Z`), zone) : undefined;
  if (then !== undefined) return instant(then);
  return instant(Locals.toZonedDateTime(Locals.fromString(local, getISO), zone).epochMilliseconds);
}

/** When the clock shows it, but for a day or less from a change of the clock: there it may be skipped or shown twice. */
function onceShown(shown: number, zone: Zone): number | undefined {
  const { from, to, offset } = seasonAt(shown, zone);
  const then = shown - offset;
  return from + DAY < then && then < to - DAY ? then : undefined;
}

/** As nearly every duration is: to have Temporal read and add one takes eight times as long. */
const ONE_UNIT = /^P(?:(?<days>\d{1,4})[WD]|T(?<hours>\d{1,6})[HMS])$/;
const LENGTHS = { W: 7 * DAY, D: DAY, H: 3_600_000, M: 60_000, S: 1000 };

/** Years to days go by the calendar in `zone` (the time of day stays); hours and less are exact. */
export function after(at: Instant, duration: Duration, zone: Zone): Instant {
  const then = milliseconds(at);
  const { days, hours } = ONE_UNIT.exec(duration)?.groups ?? {};
  const wait = Number(days ?? hours) * LENGTHS[duration.at(-1) as keyof typeof LENGTHS];
  if (hours) return instant(then + wait);
  const shown = days && onceShown(then + seasonAt(then, zone).offset + wait, zone);
  if (shown) return instant(shown);
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

export const zoned = (at: Instant, zone: Zone): Zoneds.Record => zonedAt(milliseconds(at), zone);

const zonedAt = (then: number, zone: Zone): Zoneds.Record =>
  Instants.toZonedDateTimeISO(Instants.fromEpochMilliseconds(then), zone);

/** Whole years on the day that it is in `zone`; born on 29 February, one is a year older on 1 March. */
export function ageAt(dateOfBirth: string, at: Instant, zone: Zone): number {
  const today = wallClock(at, zone).slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}
