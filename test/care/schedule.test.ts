import { describe, expect, it } from 'vitest';
import {
  after,
  afterWorkingDays,
  atWallClock,
  type Calendar,
  isDuration,
  knownZone,
  localAfter,
  longer,
  nominalSeconds,
  openDay,
  type QuietHours,
  quietUntil,
  wallClock,
} from '../../functions/care/schedule.ts';

const BERLIN = 'Europe/Berlin';
const LONDON = 'Europe/London';
const NEW_YORK = 'America/New_York';
const SAO_PAULO = 'America/Sao_Paulo';
const LORD_HOWE = 'Australia/Lord_Howe';
const CASABLANCA = 'Africa/Casablanca';

describe('the zone of a client', () => {
  it.each(['America/New_York', 'America/Indianapolis', 'Asia/Kathmandu', 'America/Shiprock', 'UTC'])(
    'knows %s',
    (zone) => expect(knownZone(zone)).toBe(true),
  );

  it.each(['', 'Mars/Olympus', '+05:00', '-0800', '2026-01-01T00:00Z', null, undefined])(
    'does not know %s',
    (zone) => expect(knownZone(zone as string)).toBe(false),
  );

  it('counts the quarter hour of Kathmandu', () => {
    expect(wallClock('2026-05-01T04:15:00.000Z', 'Asia/Kathmandu')).toBe('2026-05-01T10:00');
    expect(atWallClock('2026-05-01T10:00', 'Asia/Kathmandu')).toBe('2026-05-01T04:15:00.000Z');
  });

  it('tells Arizona from the Navajo Nation, which keeps summer time', () => {
    expect(wallClock('2026-07-01T17:00:00.000Z', 'America/Phoenix')).toBe('2026-07-01T10:00');
    expect(wallClock('2026-07-01T17:00:00.000Z', 'America/Shiprock')).toBe('2026-07-01T11:00');
    expect(wallClock('2026-01-01T17:00:00.000Z', 'America/Shiprock')).toBe('2026-01-01T10:00');
  });

  it('changes when a client moves, and the local time stays', () => {
    const planned = localAfter('2026-05-01T08:00:00.000Z', 'P1W', BERLIN);
    expect(planned).toBe('2026-05-08T10:00');
    expect(atWallClock(planned, BERLIN)).toBe('2026-05-08T08:00:00.000Z');
    expect(atWallClock(planned, 'America/Los_Angeles')).toBe('2026-05-08T17:00:00.000Z');
  });

  it('shows the minute that has begun', () => {
    expect(wallClock('2026-05-01T07:59:59.999Z', BERLIN)).toBe('2026-05-01T09:59');
  });
});

describe('the nights when the clock changes', () => {
  it.each([
    ['02:30 is skipped', NEW_YORK, '2026-03-08T02:30', '2026-03-08T07:30'],
    ['01:30 comes twice', NEW_YORK, '2026-11-01T01:30', '2026-11-01T05:30'],
    ['01:30 is skipped', LONDON, '2026-03-29T01:30', '2026-03-29T01:30'],
    ['02:30 is past the change', LONDON, '2026-03-29T02:30', '2026-03-29T01:30'],
    ['01:30 comes twice', LONDON, '2026-10-25T01:30', '2026-10-25T00:30'],
    ['02:30 is skipped', BERLIN, '2026-03-29T02:30', '2026-03-29T01:30'],
    ['01:30 is before the change', BERLIN, '2026-10-25T01:30', '2026-10-24T23:30'],
    ['02:30 comes twice', BERLIN, '2026-10-25T02:30', '2026-10-25T00:30'],
    ['02:15 is skipped, by half an hour', LORD_HOWE, '2026-10-04T02:15', '2026-10-03T15:45'],
    ['02:30 is the first minute', LORD_HOWE, '2026-10-04T02:30', '2026-10-03T15:30'],
    ['01:30 comes twice', LORD_HOWE, '2026-04-05T01:30', '2026-04-04T14:30'],
    ['midnight is skipped', SAO_PAULO, '2018-11-04T00:00', '2018-11-04T03:00'],
    ['23:30 comes twice', SAO_PAULO, '2018-02-17T23:30', '2018-02-18T01:30'],
    ['02:30 comes twice as Ramadan begins', CASABLANCA, '2026-02-15T02:30', '2026-02-15T01:30'],
    ['02:30 is skipped as Ramadan ends', CASABLANCA, '2026-03-22T02:30', '2026-03-22T02:30'],
  ])('%s in %s: %s is %s UTC', (_, zone, local, utc) => {
    expect(atWallClock(local, zone)).toBe(`${utc}:00.000Z`);
  });

  it('a skipped time is shown as much later', () => {
    expect(wallClock('2026-03-08T07:30:00.000Z', NEW_YORK)).toBe('2026-03-08T03:30');
    expect(wallClock('2018-11-04T03:00:00.000Z', SAO_PAULO)).toBe('2018-11-04T01:00');
  });
});

describe('what is due after something', () => {
  it('counts days by the calendar and hours by the clock', () => {
    expect(after('2026-03-07T15:00:00.000Z', 'P1D', NEW_YORK)).toBe('2026-03-08T14:00:00.000Z');
    expect(after('2026-03-07T15:00:00.000Z', 'PT24H', NEW_YORK)).toBe('2026-03-08T15:00:00.000Z');
  });

  it('keeps to the month and to the leap day', () => {
    expect(after('2026-01-31T12:00:00.000Z', 'P1M', 'UTC')).toBe('2026-02-28T12:00:00.000Z');
    expect(after('2024-02-29T12:00:00.000Z', 'P1Y', 'UTC')).toBe('2025-02-28T12:00:00.000Z');
    expect(after('2024-02-28T12:00:00.000Z', 'P1D', 'UTC')).toBe('2024-02-29T12:00:00.000Z');
  });

  it.each(['PT0S', 'P0D'])('is at once after no time at all, %s', (none) => {
    expect(after('2026-11-01T06:30:00.123Z', none, NEW_YORK)).toBe('2026-11-01T06:30:00.123Z');
  });

  it('is set to a time of day on the date where the client is', () => {
    const lateOnFriday = '2026-05-02T03:00:00.000Z'; // 23:00 on 1 May in New York
    expect(localAfter(lateOnFriday, 'P2D', NEW_YORK, '09:00')).toBe('2026-05-03T09:00');
    expect(localAfter(lateOnFriday, 'P2D', NEW_YORK)).toBe('2026-05-03T23:00');
    expect(localAfter(lateOnFriday, 'PT2H', NEW_YORK, '00:00')).toBe('2026-05-02T00:00');
  });

  it('refuses an unknown zone rather than taking UTC', () => {
    expect(() => after('2026-05-02T03:00:00.000Z', 'P1D', 'Mars/Olympus')).toThrow(RangeError);
    expect(() => wallClock('2026-05-02T03:00:00.000Z', '')).toThrow(RangeError);
  });
});

describe('durations', () => {
  it.each(['P1D', 'P1W', 'P1M', 'PT15M', 'P1DT12H', 'PT0S'])('%s is one', (text) => {
    expect(isDuration(text)).toBe(true);
  });

  it.each(['', 'P', 'PT', '1D', '-P1D', '+P1D', 'P1H', 'P1.5D', '2 weeks', null])('%s is none', (text) => {
    expect(isDuration(text as string)).toBe(false);
  });

  it('compare by nominal length', () => {
    expect(longer('P1W', 'P7D')).toBe(0);
    expect(longer('P1M', 'P4W')).toBeGreaterThan(0);
    expect(longer('PT47H', 'P2D')).toBeLessThan(0);
    expect(longer('P1Y', 'P12M')).toBeGreaterThan(0);
    expect(nominalSeconds('P1M1W1DT1H1M1S')).toBe(38 * 86_400 + 3_661);
  });
});

describe('quiet hours', () => {
  const hours = (text: string): QuietHours => ({ from: text.slice(0, 5), to: text.slice(-5) });

  it.each([
    ['the last moment before', '2026-01-10T19:59:59.999Z', undefined],
    ['the first quiet moment', '2026-01-10T20:00:00.000Z', '2026-01-11T07:00:00.000Z'],
    ['before midnight', '2026-01-10T22:59:30.500Z', '2026-01-11T07:00:00.000Z'],
    ['midnight', '2026-01-10T23:00:00.000Z', '2026-01-11T07:00:00.000Z'],
    ['the last quiet moment', '2026-01-11T06:59:59.999Z', '2026-01-11T07:00:00.000Z'],
    ['the end', '2026-01-11T07:00:00.000Z', undefined],
  ])('cross midnight: %s', (_, at, until) => {
    expect(quietUntil(at, BERLIN, hours('21:00 to 08:00'))).toBe(until);
  });

  it.each([
    ['2026-01-10T10:59:00.000Z', undefined],
    ['2026-01-10T11:00:00.000Z', '2026-01-10T13:00:00.000Z'],
    ['2026-01-10T13:00:00.000Z', undefined],
  ])('lie within one day, at %s', (at, until) => {
    expect(quietUntil(at, BERLIN, hours('12:00 to 14:00'))).toBe(until);
  });

  it.each(['2026-01-10T07:00:00.000Z', '2026-01-10T02:00:00.000Z'])(
    'start when they end: never, %s',
    (at) => {
      expect(quietUntil(at, BERLIN, hours('08:00 to 08:00'))).toBe(undefined);
    },
  );

  it.each([
    ['a short night ends by the new clock', NEW_YORK, '21:00–08:00', '2026-03-08T03:00', '2026-03-08T12:00'],
    ['a long night ends by the new clock', NEW_YORK, '21:00–08:00', '2026-11-01T02:00', '2026-11-01T13:00'],
    ['half an hour on Lord Howe', LORD_HOWE, '21:00–08:00', '2026-10-03T12:00', '2026-10-03T21:00'],
    ['the end is skipped', NEW_YORK, '22:00–02:30', '2026-03-08T06:30', '2026-03-08T07:00'],
    ['an end at midnight is skipped', SAO_PAULO, '20:00–00:00', '2018-11-04T01:00', '2018-11-04T03:00'],
    ['all that is not quiet is skipped', NEW_YORK, '02:50–02:10', '2026-03-08T06:30', '2026-03-09T06:10'],
    ['the first 01:30 ends it', NEW_YORK, '22:00–01:30', '2026-11-01T05:15', '2026-11-01T05:30'],
    ['after the first 01:30 it is not quiet', NEW_YORK, '22:00–01:30', '2026-11-01T05:45', undefined],
    ['the second 01:15 is quiet again', NEW_YORK, '22:00–01:30', '2026-11-01T06:15', '2026-11-01T06:30'],
    ['going back past its start ends it', NEW_YORK, '01:30–02:15', '2026-11-01T05:45', '2026-11-01T06:00'],
    ['going back to yesterday ends it', SAO_PAULO, '23:30–08:00', '2018-02-18T01:45', '2018-02-18T02:00'],
    ['going back within it does not', NEW_YORK, '23:00–02:15', '2026-11-01T05:45', '2026-11-01T07:15'],
  ])('on the nights of change: %s (%s, %s)', (_, zone, quiet, at, until) => {
    expect(quietUntil(`${at}:00.000Z`, zone, hours(quiet))).toBe(until && `${until}:00.000Z`);
  });
});

describe('the clinic’s calendar', () => {
  const day: [string, string] = ['09:00', '17:00'];
  const easter: Calendar = {
    zone: BERLIN,
    hours: { mon: day, tue: day, wed: day, thu: day, fri: day },
    holidays: ['2026-04-03', '2026-04-06'],
  };

  it('moves what falls on a chain of holidays past all of them, over the new year', () => {
    const calendar = { ...easter, holidays: ['2026-12-31', '2026-12-25', '2027-01-01', '2026-12-26'] };
    expect(openDay('2026-12-25T10:00', calendar)).toBe('2026-12-27T10:00');
    expect(openDay('2026-12-31T23:30', calendar)).toBe('2027-01-02T23:30');
    expect(openDay('2026-12-24T10:00', calendar)).toBe('2026-12-24T10:00');
  });

  it.each([
    ['a weekday', '2026-01-07T10:00', 1, '2026-01-08T16:00'],
    ['a Friday', '2026-01-09T10:00', 1, '2026-01-12T16:00'],
    ['a Saturday', '2026-01-10T10:00', 2, '2026-01-13T16:00'],
    ['the eve of Easter', '2026-04-02T10:00', 1, '2026-04-07T15:00'],
    ['an evening that is tomorrow in Berlin', '2026-01-07T23:30', 1, '2026-01-09T16:00'],
    ['opening hours, the same day', '2026-01-07T10:00', 0, '2026-01-07T16:00'],
    ['closing time, the same day', '2026-01-07T16:00', 0, '2026-01-08T16:00'],
    ['a Sunday, the same day', '2026-01-11T10:00', 0, '2026-01-12T16:00'],
  ])('has staff due at closing time: from %s', (_, at, days, due) => {
    expect(afterWorkingDays(`${at}:00.000Z`, days, easter)).toBe(`${due}:00.000Z`);
  });

  it('takes each weekday’s own closing time', () => {
    const shortFriday: Calendar = { ...easter, hours: { ...easter.hours, fri: ['09:00', '13:00'] } };
    expect(afterWorkingDays('2026-01-08T10:00:00.000Z', 1, shortFriday)).toBe('2026-01-09T12:00:00.000Z');
  });

  it('counts calendar days where the clinic has no hours', () => {
    const noHours: Calendar = { zone: NEW_YORK, hours: {}, holidays: ['2026-03-08'] };
    expect(afterWorkingDays('2026-03-07T15:00:00.000Z', 1, noHours)).toBe('2026-03-08T14:00:00.000Z');
  });

  it.each([0.5, -1, Number.POSITIVE_INFINITY])('has no %s working days', (days) => {
    expect(() => afterWorkingDays('2026-03-07T15:00:00.000Z', days, easter)).toThrow(RangeError);
  });
});
