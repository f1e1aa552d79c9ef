import * as Times from 'temporal-polyfill/fns/PlainTime';
import * as Zoneds from 'temporal-polyfill/fns/ZonedDateTime';
import { type Instant, instant } from '../time.ts';
import { nextDay } from './dates.ts';
import { atWallClock, DAY, type TimeOfDay, wallClock, type Zone, zoned } from './wall-clock.ts';

/** `from` is quiet, `to` no longer is. May cross midnight; `from` equal to `to` is never quiet. */
export type QuietHours = { from: TimeOfDay; to: TimeOfDay };

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
