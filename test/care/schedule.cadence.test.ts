import { describe, expect, it } from 'vitest';
import {
  atWallClock,
  type Cadence,
  type Calendar,
  nextOccurrence,
  occurrence,
  sayCadence,
} from '../../functions/care/schedule.ts';

const BERLIN = 'Europe/Berlin';
const open: Calendar = { zone: BERLIN, hours: {}, holidays: [] };
const easter: Calendar = { ...open, holidays: ['2026-04-03', '2026-04-06'] };

const tuesdays: Cadence = {
  phases: [{ every: 'P1W', times: 4 }, { every: 'P2W' }],
  at: '10:00',
  days: ['tue'],
};
const mondays: Cadence = { phases: [{ every: 'P1W' }], at: '10:00', days: ['mon'] };
const twice: Cadence = { phases: [{ every: 'P1D', times: 2 }], at: '10:00' };
const every = (step: string, at = '10:00'): Cadence => ({ phases: [{ every: step }], at });

/** The first dates of a plan, `MM-DD`. */
const dates = (count: number, cadence: Cadence, anchor: string) =>
  Array.from(
    { length: count },
    (_, index) => occurrence(cadence, anchor, index + 1)?.slice(5, 10) ?? 'end',
  ).join(' ');

describe('a cadence', () => {
  it('is weekly for 4, then every 2 weeks, on the weekday after the plan began', () => {
    expect(dates(6, tuesdays, '2026-01-06')).toBe('01-13 01-20 01-27 02-03 02-17 03-03');
    expect(occurrence(tuesdays, '2026-01-05', 1)).toBe('2026-01-06T10:00');
  });

  it('means by every two weeks each second week, on each listed day', () => {
    expect(dates(3, every('P2W'), '2026-01-06')).toBe('01-20 02-03 02-17');
    for (const step of ['P2W', 'P14D']) {
      const fortnight: Cadence = { ...every(step), days: ['thu', 'mon', 'thu'] };
      expect(dates(4, fortnight, '2026-01-06')).toBe('01-08 01-19 01-22 02-02');
    }
  });

  it('counts weeks from Monday, a Sunday being the last day of its week', () => {
    const ends: Cadence = { ...every('P2W'), days: ['sun', 'mon'] };
    expect(dates(3, ends, '2026-01-10')).toBe('01-11 01-19 01-25');
    expect(dates(3, ends, '2026-01-11')).toBe('01-12 01-18 01-26');
  });

  it('counts occurrences, so a phase can begin and end in mid-week', () => {
    const phases = [{ every: 'P1W', times: 2 }, { every: 'P2W' }];
    expect(dates(5, { phases, at: '10:00', days: ['tue', 'thu'] }, '2026-01-06')).toBe(
      '01-08 01-13 01-27 01-29 02-10',
    );
  });

  it('steps into a phase by that phase’s own step', () => {
    const phases = [
      { every: 'P3D', times: 2 },
      { every: 'P1W', times: 1 },
      { every: 'P1M', times: 2 },
    ];
    expect(dates(6, { phases, at: '10:00' }, '2026-01-01')).toBe('01-04 01-07 01-14 02-14 03-14 end');
  });

  it('asks on the last day of a month without a 31st, and does not drift', () => {
    expect(dates(4, every('P1M'), '2026-01-31')).toBe('02-28 03-31 04-30 05-31');
    expect(dates(1, every('P1M'), '2028-01-31')).toBe('02-29');
  });

  it('keeps a yearly plan of the leap day', () => {
    expect(dates(4, every('P1Y'), '2024-02-29')).toBe('02-28 02-28 02-28 02-29');
  });

  it('is daily over a leap day', () => {
    expect(dates(3, every('P1D'), '2028-02-27')).toBe('02-28 02-29 03-01');
  });

  it('ends after its last time', () => {
    expect(dates(3, twice, '2026-01-01')).toBe('01-02 01-03 end');
    expect(dates(1, { phases: [], at: '10:00' }, '2026-01-01')).toBe('end');
  });

  it('asks at 10:00 before and after the clock changes', () => {
    const asked = [1, 2].map((n) => atWallClock(occurrence(every('P1D'), '2026-03-27', n)!, BERLIN));
    expect(asked).toEqual(['2026-03-28T09:00:00.000Z', '2026-03-29T08:00:00.000Z']);
  });

  it('asks once on each day around a skipped 02:30, and goes back to 02:30', () => {
    const nightly = every('P1D', '02:30');
    const asked = [1, 2, 3].map((n) =>
      atWallClock(occurrence(nightly, '2026-03-06', n)!, 'America/New_York'),
    );
    expect(asked).toEqual([
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  it.each([
    ['a month on weekdays', { ...tuesdays, phases: [{ every: 'P1M' }] }],
    ['ten days on weekdays', { ...tuesdays, phases: [{ every: 'P10D' }] }],
    ['hours', every('PT12H')],
    ['days and hours', every('P1DT1H')],
    ['no step', every('P0D')],
    ['a step back', every('-P1D')],
    ['no times', { ...tuesdays, phases: [{ every: 'P1W', times: 0 }] }],
    ['one and a half times', { ...tuesdays, phases: [{ every: 'P1W', times: 1.5 }] }],
  ])('cannot be of %s', (_, cadence) => {
    expect(() => occurrence(cadence, '2026-01-01', 1)).toThrow(RangeError);
  });

  it.each([0, -1, 1.5])('has no occurrence %s', (n) => {
    expect(() => occurrence(tuesdays, '2026-01-01', n)).toThrow(RangeError);
  });

  it('is said aloud', () => {
    expect(sayCadence(tuesdays)).toBe('every week for 4, then every 2 weeks, on Tuesdays at 10:00');
    expect(sayCadence({ ...every('P7D', '09:30'), days: ['sun', 'thu', 'mon'] })).toBe(
      'every week on Mondays, Thursdays and Sundays at 09:30',
    );
    expect(sayCadence(every('P1D'))).toBe('every day at 10:00');
    expect(sayCadence(every('P14D'))).toBe('every 2 weeks at 10:00');
    expect(sayCadence({ phases: [{ every: 'P3D', times: 5 }, { every: 'P1M15D' }], at: '10:00' })).toBe(
      'every 3 days for 5, then every month and 15 days, at 10:00',
    );
  });
});

describe('the next occurrence', () => {
  it('is the one after the last, at the client’s wall clock', () => {
    const local = '2026-01-13T10:00';
    expect(nextOccurrence(tuesdays, '2026-01-06', 0, '2026-01-06T12:00:00.000Z', BERLIN, open)).toEqual({
      n: 1,
      local,
      at: '2026-01-13T09:00:00.000Z',
      phase: 0,
      skipped: 0,
    });
    const fifth = nextOccurrence(tuesdays, '2026-01-06', 4, '2026-02-03T09:00:00.000Z', BERLIN, open);
    expect(fifth).toMatchObject({ n: 5, local: '2026-02-17T10:00', phase: 1, skipped: 0 });
  });

  it('waits for a plan that begins later', () => {
    const next = nextOccurrence(every('P1D'), '2026-06-01', 0, '2026-01-01T00:00:00.000Z', 'UTC', open);
    expect(next).toMatchObject({ n: 1, local: '2026-06-02T10:00', skipped: 0 });
  });

  it('jumps over what is past at enrolment, and says over how many', () => {
    const next = nextOccurrence(tuesdays, '2026-01-06', 0, '2026-01-27T09:00:00.000Z', BERLIN, open);
    expect(next).toMatchObject({ n: 4, local: '2026-02-03T10:00', skipped: 3 });
  });

  it('comes without delay after 26 years of daily occurrences', () => {
    let tried = 0;
    const counting: Calendar = {
      ...open,
      get holidays() {
        tried += 1;
        return [];
      },
    };
    const next = nextOccurrence(every('P1D'), '2000-01-01', 0, '2026-05-31T12:00:00.000Z', 'UTC', counting);
    expect(next).toMatchObject({ n: 9648, local: '2026-06-01T10:00', skipped: 9647 });
    expect(tried).toBeLessThan(30);
  });

  it('is none once the cadence has ended, however long ago', () => {
    expect(nextOccurrence(twice, '2026-01-01', 2, '2026-01-03T10:00:00.000Z', 'UTC', open)).toBe(undefined);
    expect(nextOccurrence(twice, '2026-01-01', 0, '2046-01-01T00:00:00.000Z', 'UTC', open)).toBe(undefined);
    expect(nextOccurrence(twice, '2026-01-01', 0, '2026-01-02T10:00:00.000Z', 'UTC', open)?.n).toBe(2);
  });

  it('keeps its local time for a client who moved', () => {
    const planned = [BERLIN, 'America/New_York', 'Asia/Tokyo'].map(
      (zone) => nextOccurrence(tuesdays, '2026-01-06', 1, '2026-01-14T00:00:00.000Z', zone, open)?.at,
    );
    expect(planned).toEqual([
      '2026-01-20T09:00:00.000Z',
      '2026-01-20T15:00:00.000Z',
      '2026-01-20T01:00:00.000Z',
    ]);
  });

  it('moves from a holiday to the next open date, and back to its weekday after', () => {
    const moved = nextOccurrence(mondays, '2026-03-30', 0, '2026-04-05T00:00:00.000Z', BERLIN, easter);
    expect(moved).toMatchObject({ n: 1, local: '2026-04-07T10:00', at: '2026-04-07T08:00:00.000Z' });
    const next = nextOccurrence(mondays, '2026-03-30', 1, '2026-04-07T08:00:00.000Z', BERLIN, easter);
    expect(next).toMatchObject({ n: 2, local: '2026-04-13T10:00', skipped: 0 });
  });

  it('is not missed where the holiday has passed but the open date has not', () => {
    const next = nextOccurrence(mondays, '2026-03-30', 0, '2026-04-06T12:00:00.000Z', BERLIN, easter);
    expect(next).toMatchObject({ n: 1, local: '2026-04-07T10:00' });
  });

  it('asks once where a holiday moves one occurrence onto another', () => {
    const moved = nextOccurrence(every('P1D'), '2026-04-02', 0, '2026-04-02T12:00:00.000Z', 'UTC', easter);
    expect(moved).toMatchObject({ n: 1, local: '2026-04-04T10:00', at: '2026-04-04T10:00:00.000Z' });
    const next = nextOccurrence(every('P1D'), '2026-04-02', 1, '2026-04-04T10:00:00.000Z', 'UTC', easter);
    expect(next).toMatchObject({ n: 3, local: '2026-04-05T10:00', skipped: 1 });
  });
});
