import { describe, expect, it } from 'vitest';
import { only, onPaper } from '../../support/paper.ts';

/** A check-in each day at this time, in a pathway that is never quiet, so that the clock alone decides. */
const daily = (at: string) => ({
  'checkIns[0].cadence': { phases: [{ every: 'P1D' }], at },
  'checkIns[0].window': 'PT2H',
  'checkIns[0].reminders': [],
  'checkIns[0].expiresAfter': 'PT12H',
  quietHours: { from: '00:00', to: '00:00' },
  burden: { messagesPerDay: 10, messagesPerWeek: 30 },
});

const askedAt = (at: string, planned: string, until: string): string[] => {
  const paper = onPaper(daily(at), {}, planned).enrol().treat();
  paper.until(until);
  return paper.sent.filter(({ template }) => template === 'request.check-in').map((sent) => sent.at);
};

describe('a check-in over the day on which summer time begins', () => {
  it('at 02:30 comes once that night, an hour later where the clock skips it', () => {
    expect(askedAt('02:30', '2026-03-05T15:00:00.000Z', '2026-03-09T23:00:00.000Z')).toEqual([
      '2026-03-06T07:30:00.000Z',
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  it('at 10:00 stays at 10:00', () => {
    expect(askedAt('10:00', '2026-03-06T15:00:00.000Z', '2026-03-09T23:00:00.000Z')).toEqual([
      '2026-03-07T15:00:00.000Z',
      '2026-03-08T14:00:00.000Z',
      '2026-03-09T14:00:00.000Z',
    ]);
  });
});

describe('a check-in over the day on which summer time ends', () => {
  it('at 01:30, which comes twice, is asked the first time only', () => {
    expect(askedAt('01:30', '2026-10-30T14:00:00.000Z', '2026-11-02T23:00:00.000Z')).toEqual([
      '2026-10-31T05:30:00.000Z',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('at 02:30 and at 10:00 keeps its wall clock', () => {
    expect(askedAt('02:30', '2026-10-30T14:00:00.000Z', '2026-11-01T23:00:00.000Z')).toEqual([
      '2026-10-31T06:30:00.000Z',
      '2026-11-01T07:30:00.000Z',
    ]);
    expect(askedAt('10:00', '2026-10-30T14:00:00.000Z', '2026-11-01T23:00:00.000Z')).toEqual([
      '2026-10-31T14:00:00.000Z',
      '2026-11-01T15:00:00.000Z',
    ]);
  });
});

describe('quiet hours', () => {
  it('hold a message that is meant for 21:30 until 08:00', () => {
    const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol();
    kim.asks('intake');
    expect(kim.sentToClient()).toEqual([]);
    kim.until('2026-01-06T18:00:00.000Z');
    expect(kim.sent).toMatchObject([{ template: 'request.intake', at: '2026-01-06T13:00:00.000Z' }]);
    expect(only(kim.events(), 'message.held')).toMatchObject([
      { until: '2026-01-06T13:00:00.000Z', why: 'quiet hours' },
    ]);
  });

  it('let one that is meant for 10:00 go at once', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    expect(kim.sent).toMatchObject([{ template: 'request.intake', at: '2026-01-05T15:00:00.000Z' }]);
  });

  it.each([
    ['begins', '2026-03-08T02:30:00.000Z', '2026-03-08T12:00:00.000Z'],
    ['ends', '2026-11-01T01:30:00.000Z', '2026-11-01T13:00:00.000Z'],
  ])('end at 08:00 in the night in which summer time %s', (_, asked, gone) => {
    const kim = onPaper({}, {}, asked).enrol();
    kim.asks('intake');
    kim.until(gone.replace('T1', 'T2'));
    expect(kim.sent).toMatchObject([{ template: 'request.intake', at: gone }]);
  });

  it('hold a message that the day let through, where it comes to the hand-over at night', () => {
    const kim = onPaper({}, {}, '2026-01-06T00:55:00.000Z').enrol();
    kim.relays = false;
    kim.asks('intake');
    kim.at('2026-01-06T01:05:00.000Z').relays = true;
    kim.claims(kim.messages()[0]!.id);
    expect(kim.sent).toEqual([]);
    kim.until('2026-01-06T18:00:00.000Z');
    expect(kim.sent).toMatchObject([{ at: '2026-01-06T13:00:00.000Z' }]);
  });

  it('keep nothing from staff', () => {
    const kim = onPaper({}, {}, '2026-01-06T03:30:00.000Z').enrol();
    kim.gives('review');
    expect(kim.sent).toMatchObject([{ template: 'staff.task', at: '2026-01-06T03:30:00.000Z' }]);
  });
});

describe('a client who moves', () => {
  const zone = (name: string) => ({ do: 'change-client', changes: { zone: name }, why: 'moved' }) as const;
  const asked = (kim: ReturnType<typeof onPaper>) =>
    kim.sent.filter(({ template }) => template === 'request.check-in').map(({ at }) => at);

  it('is asked at the same hour of the new place, each occurrence once', () => {
    const kim = onPaper({ 'checkIns[0].reminders': [] }).enrol().treat();
    kim.until('2026-01-06T03:00:00.000Z');
    kim.does(zone('America/Los_Angeles'));
    kim.until('2026-01-08T12:00:00.000Z');
    kim.does(zone('Asia/Kathmandu'));
    kim.until('2026-01-21T00:00:00.000Z');
    expect(asked(kim)).toEqual([
      '2026-01-06T18:00:00.000Z',
      '2026-01-13T04:15:00.000Z',
      '2026-01-20T04:15:00.000Z',
    ]);
  });

  it('takes reminders, expiry and reassessment along', () => {
    const kim = onPaper({}, { zone: 'America/New_York' }).enrol().treat();
    kim.until('2026-01-06T16:00:00.000Z');
    kim.does(zone('America/Los_Angeles'));
    const due = Object.fromEntries(kim.timers().map(({ kind, at }) => [kind, at]));
    expect(due).toMatchObject({
      reminder: '2026-01-07T18:00:00.000Z',
      expiry: '2026-01-09T18:00:00.000Z',
      reassessment: '2026-02-16T18:00:00.000Z',
    });
  });

  it('is not asked twice for having been asked in the east before the west comes to that hour', () => {
    const kim = onPaper({}, { zone: 'Asia/Kathmandu' }, '2026-01-05T04:00:00.000Z').enrol().treat();
    kim.until('2026-01-06T05:00:00.000Z');
    kim.does(zone('America/Los_Angeles'));
    kim.until('2026-01-07T05:00:00.000Z');
    expect(asked(kim)).toEqual(['2026-01-06T04:15:00.000Z']);
  });

  it('loses no check-in whose hour has passed already in the new place', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-01-06T06:00:00.000Z');
    kim.does(zone('Asia/Kathmandu'));
    kim.until('2026-01-06T12:00:00.000Z');
    expect(asked(kim)).toEqual(['2026-01-06T06:00:00.000Z']);
  });

  it('is written to as soon as it is day in the new place, whatever the old night held', () => {
    const kim = onPaper({}, { zone: 'Asia/Kathmandu' }, '2026-01-05T15:45:00.000Z').enrol();
    kim.asks('intake');
    expect(kim.sent).toEqual([]);
    kim.at('2026-01-05T16:00:00.000Z').does(zone('America/New_York'));
    kim.until('2026-01-05T16:05:00.000Z');
    expect(kim.sent).toMatchObject([{ at: '2026-01-05T16:00:00.000Z' }]);
  });

  it('is not written to at the morning of the old place while it is night in the new one', () => {
    const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-01-06T04:30:00.000Z').does(zone('America/Los_Angeles'));
    kim.until('2026-01-07T00:00:00.000Z');
    expect(kim.sent).toMatchObject([{ at: '2026-01-06T16:00:00.000Z' }]);
  });
});

it('a check-in on a holiday of the clinic is asked on the next open day', () => {
  const kim = onPaper({ 'checkIns[0].reminders': [] });
  kim.world.clinic.calendar.holidays = ['2026-01-06'];
  kim.enrol().treat();
  kim.until('2026-01-12T00:00:00.000Z');
  expect(kim.sent.filter(({ template }) => template === 'request.check-in')).toMatchObject([
    { at: '2026-01-07T15:00:00.000Z' },
  ]);
});
