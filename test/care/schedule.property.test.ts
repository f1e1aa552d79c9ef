import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  after,
  atWallClock,
  type Cadence,
  nextOccurrence,
  occurrence,
  openDay,
  type QuietHours,
  quietUntil,
  WEEKDAYS,
  wallClock,
} from '../../functions/care/schedule.ts';
import { instant, milliseconds } from '../../functions/care/time.ts';

describe('at any time, anywhere', () => {
  const HOUR = 3_600_000;
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const restless = fc.constantFrom(
    'America/New_York',
    'America/Sao_Paulo',
    'Africa/Casablanca',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Antarctica/Troll',
    'Asia/Gaza',
  );
  const somewhere = fc.oneof(zone, restless);
  const moment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2037, 0) });
  const minute = moment.map((ms) => instant(ms).slice(0, 16));
  const timeOfDay = minute.map((local) => local.slice(11));
  const date = minute.map((local) => local.slice(0, 10));

  /** What the platform's own calendar shows: an opinion independent of Temporal. */
  const shown = (ms: number, at: string) => {
    const style = { timeZone: at, dateStyle: 'short', timeStyle: 'short' } as const;
    const format = formats.get(at) ?? new Intl.DateTimeFormat('sv-SE', style);
    formats.set(at, format);
    return format.format(ms).replace(' ', 'T');
  };
  const formats = new Map<string, Intl.DateTimeFormat>();
  /** Every instant, ascending, at which a clock shows `local`. */
  const showing = (local: string, at: string) => {
    const utc = Date.parse(`${local}Z`);
    const offsets = [-26, -12, -3, 0, 3, 12, 26].map((hours) => {
      const near = Math.floor((utc + hours * HOUR) / 60_000) * 60_000;
      return Date.parse(`${shown(near, at)}Z`) - near;
    });
    const candidates = [...new Set(offsets)].map((offset) => utc - offset).sort((a, b) => a - b);
    return candidates.filter((candidate) => shown(candidate, at) === local);
  };

  it('a clock shows what it shows, whatever it was asked about before', () => {
    const asked = fc.array(fc.oneof(moment, fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(somewhere, asked, (at, moments) => {
        for (const ms of moments) expect(wallClock(instant(ms), at)).toBe(shown(ms, at));
      }),
    );
  });

  const expectFirstOrLater = (local: string, at: string) => {
    const found = atWallClock(local, at);
    const [first] = showing(local, at);
    if (first === undefined) return expect(wallClock(found, at) > local).toBe(true);
    expect(found).toBe(instant(first));
    expect(wallClock(found, at)).toBe(local);
  };

  it('a wait ends when Temporal says, near a change of the clock and far from one', () => {
    const nearChange = fc
      .tuple(
        fc.constantFrom(
          ['2026-03-08T07:00Z', 'America/New_York'] as const,
          ['2026-11-01T06:00Z', 'America/New_York'] as const,
          ['2026-04-04T15:00Z', 'Australia/Lord_Howe'] as const,
          ['2026-10-03T15:30Z', 'Australia/Lord_Howe'] as const,
        ),
        fc.integer({ min: -12 * 24 * HOUR, max: 4 * 24 * HOUR }),
      )
      .map(([[change, at], from]) => [Date.parse(change) + from, at] as const);
    const wait = fc.oneof(
      fc.tuple(fc.nat(14), fc.constantFrom('D', 'W')).map(([n, unit]) => `P${n}${unit}`),
      fc.tuple(fc.nat(200), fc.constantFrom('H', 'M', 'S')).map(([n, unit]) => `PT${n}${unit}`),
      fc.constantFrom('P1M', 'P1DT2H', '-P1D', 'PT0.5S', 'P10000D'),
    );
    fc.assert(
      fc.property(fc.oneof(fc.tuple(moment, somewhere), nearChange), wait, ([ms, at], duration) => {
        const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(at).add(duration);
        expect(after(instant(ms), duration, at)).toBe(instant(there.epochMilliseconds));
      }),
      { numRuns: 1000 },
    );
  });

  it('the wall clock is the one that the platform shows', () => {
    fc.assert(
      fc.property(moment, somewhere, (ms, at) => {
        expect(wallClock(instant(ms), at)).toBe(shown(ms, at));
      }),
      { numRuns: 500 },
    );
  });

  it('a wall clock time is its first instant, and a skipped one is later', () => {
    fc.assert(
      fc.property(minute, somewhere, (local, at) => {
        expectFirstOrLater(local, at);
      }),
      { numRuns: 1_000 },
    );
  });

  it('around each change of the clock too', () => {
    const changes = [
      ['America/New_York', '2026-03-08T02:00'],
      ['America/New_York', '2026-11-01T01:00'],
      ['Australia/Lord_Howe', '2026-10-04T02:00'],
      ['Australia/Lord_Howe', '2026-04-05T01:30'],
      ['America/Sao_Paulo', '2018-11-04T00:00'],
      ['Africa/Casablanca', '2026-02-15T02:00'],
      ['Africa/Casablanca', '2026-03-22T02:00'],
      ['Pacific/Apia', '2011-12-30T00:00'],
      ['Antarctica/Troll', '2026-03-29T01:00'],
    ] as const;
    for (const [at, change] of changes) {
      for (let minutes = -180; minutes <= 180; minutes += 15) {
        const local = instant(Date.parse(`${change}Z`) + minutes * 60_000).slice(0, 16);
        expectFirstOrLater(local, at);
      }
    }
  });

  const quietHours = fc.record({ from: timeOfDay, to: timeOfDay });
  const isQuiet = (ms: number, at: string, { from, to }: QuietHours) => {
    const time = shown(ms, at).slice(11);
    return from <= to ? from <= time && time < to : from <= time || time < to;
  };
  const nearChange = fc
    .tuple(
      fc.constantFrom('2026-03-08T07:00Z', '2026-11-01T06:00Z'),
      fc.integer({ min: -12 * HOUR, max: 12 * HOUR }),
    )
    .map(([change, distance]) => ({ ms: Date.parse(change) + distance, at: 'America/New_York' }));
  const anyMoment = fc.record({ ms: moment, at: somewhere });

  it('quiet hours end at the first minute that is not quiet', () => {
    fc.assert(
      fc.property(fc.oneof(anyMoment, nearChange), quietHours, ({ ms, at }, quiet) => {
        const until = quietUntil(instant(ms), at, quiet);
        expect(until !== undefined).toBe(isQuiet(ms, at, quiet));
        if (until === undefined) return;
        expect(isQuiet(milliseconds(until), at, quiet)).toBe(false);
        expect(isQuiet(milliseconds(until) - 1, at, quiet)).toBe(true);
        for (let now = ms; now < milliseconds(until); now += 7 * 60_000)
          expect(isQuiet(now, at, quiet)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const weekdays = fc.subarray([...WEEKDAYS], { minLength: 1 });
  const times = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
  const phases = (...steps: string[]) =>
    fc.array(fc.record({ every: fc.constantFrom(...steps), times }), { minLength: 1, maxLength: 3 });
  const cadence: fc.Arbitrary<Cadence> = fc.oneof(
    fc.record({ phases: phases('P1D', 'P3D', 'P1W', 'P1M', 'P1M1D', 'P1Y'), at: timeOfDay }),
    fc.record({ phases: phases('P1W', 'P2W', 'P14D', 'P6W'), at: timeOfDay, days: weekdays }),
  );

  it('occurrences strictly increase, on listed weekdays only, after the anchor', () => {
    fc.assert(
      fc.property(cadence, date, (plan, anchor) => {
        let last = `${anchor}T99:99`;
        for (let n = 1; n <= 40; n += 1) {
          const local = occurrence(plan, anchor, n);
          if (local === undefined) break;
          expect(local > last).toBe(true);
          const weekday = WEEKDAYS[(new Date(`${local}Z`).getUTCDay() + 6) % 7]!;
          expect(plan.days?.includes(weekday) ?? true).toBe(true);
          last = local;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the next occurrence is the first later one, as found one by one', () => {
    const gap = fc.integer({ min: -20, max: 400 });
    const closed = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        cadence,
        date,
        fc.nat(5),
        gap,
        somewhere,
        closed,
        (plan, anchor, afterN, days, at, closedDays) => {
          const later = (count: number) => instant(Date.parse(anchor) + count * 24 * HOUR);
          const holidays = closedDays.map((count) => later(count).slice(0, 10));
          const calendar = { zone: at, hours: {}, holidays };
          const since = later(days);
          const next = nextOccurrence(plan, anchor, afterN, since, at, calendar);
          if (next) expect(next.at > since).toBe(true);

          let n = afterN + 1;
          let local = occurrence(plan, anchor, n);
          while (local && atWallClock(openDay(local, calendar), at) <= since) {
            n += 1;
            local = occurrence(plan, anchor, n);
          }
          expect(next?.n).toBe(local && n);
          expect(next?.local).toBe(local && openDay(local, calendar));
          expect(next?.skipped).toBe(local && n - afterN - 1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
