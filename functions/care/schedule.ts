/**
 * When things happen: all arithmetic of time, by the wall clock of an IANA zone.
 * Temporal does the work, so days, months and summer time mean here what RFC 9557 and the tz database say.
 */
export { type Cadence, nextOccurrence, occurrence, type Phase } from './schedule/cadence.ts';
export { afterWorkingDays, type Calendar, openDay } from './schedule/calendar.ts';
export { isDuration, longer, monthsAfter, nominalSeconds, WEEKDAYS, type Weekday } from './schedule/dates.ts';
export { isQuiet, isQuietTime, type QuietHours, quietFrom, quietUntil } from './schedule/quiet.ts';
export { sayCadence } from './schedule/say-cadence.ts';
export {
  after,
  ageAt,
  atWallClock,
  clockChanges,
  isOnCalendar,
  knownZone,
  type LocalDateTime,
  localAfter,
  type TimeOfDay,
  wallClock,
  type Zone,
} from './schedule/wall-clock.ts';
