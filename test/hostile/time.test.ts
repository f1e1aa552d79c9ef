/** Bad times: clocks that jump, zones that nobody wrote right, nights, holidays and a server that was away. */
import { beforeAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { instant, milliseconds } from '../../functions/care/time.ts';
import { createHost } from '../../local/host.ts';
import { createOutbox } from '../../local/outbox.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, MARIA, openClinics } from '../support/clinic.ts';
import { atTheDoors } from '../support/doors.ts';
import { onPaper } from '../support/paper.ts';
import { riverside } from '../support/people.ts';

/** A check-in by this cadence, in a pathway that is never quiet and not sparing, so that the clock alone decides. */
const asking = (cadence: object) => ({
  'checkIns[0].cadence': cadence,
  'checkIns[0].window': 'PT2H',
  'checkIns[0].reminders': [],
  'checkIns[0].expiresAfter': 'PT12H',
  quietHours: { from: '00:00', to: '00:00' },
  burden: { messagesPerDay: 10, messagesPerWeek: 30 },
});
const daily = (at: string) => asking({ phases: [{ every: 'P1D' }], at });

/** When the check-ins of a plan of `from` went out, by `until`. */
async function checkIns(
  until: string,
  given: Parameters<typeof atTheDoors>[0],
  meanwhile?: (kim: Awaited<ReturnType<typeof atTheDoors>>) => Promise<void>,
): Promise<string[]> {
  const kim = await atTheDoors(given);
  await kim.treats();
  await meanwhile?.(kim);
  await kim.passes(until);
  return (await kim.arrived()).flatMap(({ template, at }) => (template === 'request.check-in' ? [at] : []));
}

describe('the night in which the clock changes', () => {
  it('1 · due at 02:30, which the clock skips, a check-in comes once, an hour later', async () => {
    const given = { changes: daily('02:30'), at: '2026-03-05T15:00:00.000Z' };
    expect(await checkIns('2026-03-09T23:00:00.000Z', given)).toEqual([
      '2026-03-06T07:30:00.000Z',
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  it('2 · due at 01:30, which the clock shows twice, a check-in comes the first time only', async () => {
    const given = { changes: daily('01:30'), at: '2026-10-30T14:00:00.000Z' };
    expect(await checkIns('2026-11-02T23:00:00.000Z', given)).toEqual([
      '2026-10-31T05:30:00.000Z',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });
});

describe('where the client is', () => {
  it('3 · a client who moves between the plan and the send is asked at the same hour of the new place, once', async () => {
    const moves = { do: 'change-client', changes: { zone: 'America/Los_Angeles' }, why: 'moved' } as const;
    const asked = await checkIns('2026-01-14T00:00:00.000Z', {}, async (kim) => {
      await kim.passes('2026-01-06T14:59:00.000Z');
      await kim.does(moves);
    });
    expect(asked).toEqual(['2026-01-06T18:00:00.000Z', '2026-01-13T18:00:00.000Z']);
  });

  it.each([
    [
      '7 · in Arizona there is no summer time, and among its Navajo there is',
      'America/Phoenix',
      '17:00',
      'America/Shiprock',
      '16:00',
    ],
    [
      '8 · in Kathmandu, five hours and 45 minutes ahead, 10:00 is 04:15 UTC, by its old name too',
      'Asia/Kathmandu',
      '04:15',
      'Asia/Katmandu',
      '04:15',
    ],
  ])('%s', async (_, zone, due, other, otherDue) => {
    for (const [client, time] of [
      [{ zone }, due],
      [{ zone: other }, otherDue],
    ] as const)
      expect(await checkIns('2026-03-10T23:00:00.000Z', { client, at: '2026-03-08T12:00:00.000Z' })).toEqual([
        `2026-03-10T${time}:00.000Z`,
      ]);
  });
});

describe('a zone as somebody wrote it', () => {
  let clinics: Clinics;
  beforeAll(async () => {
    clinics = await openClinics();
  });
  const add = (client: object) =>
    clinics.ask('POST', '/clients', { as: 'cleo', body: { ...MARIA, ...client } });
  const importing = (zone: string, record: string) =>
    clinics.ask('POST', '/clients/import', {
      as: 'ada',
      body: `Record,Name,DOB,Mobile,SMS consent,Time zone\n${record},Ana ${record},1990-05-17,(212) 555-0134,2026-01-05,${zone}\n`,
      headers: { 'content-type': 'text/csv' },
    });

  it('4 · by an old alias (America/Indianapolis) is the place it always was', async () => {
    const { status, body } = await add({ recordNumber: 'four', zone: 'America/Indianapolis' });
    expect([status, body.profile?.zone]).toEqual([201, 'America/Indianapolis']);
    const given = { client: { zone: 'America/Indianapolis' }, at: '2026-03-09T12:00:00.000Z' };
    expect(await checkIns('2026-03-10T23:00:00.000Z', given)).toEqual(['2026-03-10T14:00:00.000Z']);
  });

  it('5 · unknown to everybody is refused, with what to write, and nobody is taken in', async () => {
    for (const zone of ['Mars/Olympus', 'EST5', '+05:00', '']) {
      const { status, body } = await add({ recordNumber: 'five', zone });
      expect([zone, status]).toEqual([zone, 422]);
      expect(body.faults).toMatchObject([
        { path: 'zone', mend: expect.stringContaining('America/New_York') },
      ]);
    }
    const { body } = await importing('Mars/Olympus', 'five');
    expect([body.added, body.faults]).toMatchObject([[], [{ line: 2, column: 'Time zone' }]]);
  });

  it('6 · not at all (null) is refused by the form, and is the clinic’s in a list, never a silent UTC', async () => {
    const { status, body } = await add({ recordNumber: 'six', zone: null });
    expect([status, body.faults]).toMatchObject([422, [{ path: 'zone' }]]);
    const { body: imported } = await importing('', 'six');
    const { client } = await clinics.charts.get('north', imported.added[0].clientId);
    expect(client!.zone).toBe('America/New_York');
  });

  it('12 · quiet hours that start when they end are no quiet hours, and are not published', async () => {
    const draft = { ...shipped, quietHours: { from: '08:00', to: '08:00' } };
    const path = `/pathways/${shipped.id}`;
    const saved = await clinics.ask('PUT', `${path}/draft`, { as: 'ada', body: draft });
    const { status, body } = await clinics.ask('POST', `${path}/publish`, {
      as: 'ada',
      body: { draftedAt: saved.body.draftedAt },
    });
    expect([status, body.faults]).toMatchObject([422, [{ path: 'quietHours' }]]);
    expect((await clinics.clinics.get('north')).pathways[shipped.id]!.published).toBe(1);
  });
});

describe('days that are not in every month or year', () => {
  const every = (step: string) => ({
    checkIns: [
      {
        id: 'seldom',
        form: 'attune-check-in',
        cadence: { phases: [{ every: step }], at: '10:00' },
        window: 'P1D',
        reminders: [],
        expiresAfter: 'P3D',
      },
    ],
    reassessEvery: 'P10Y',
    summary: 'We write to each other now and then',
  });
  const dates = (step: string, planned: string, until: string) => {
    const kim = onPaper({}, {}, planned).enrol().treat(every(step));
    kim.until(until);
    return kim.sent
      .filter(({ template }) => template === 'request.check-in')
      .map(({ at }) => at.slice(0, 10));
  };

  it('9 · a plan of 29 February that asks yearly asks on 28 February, and on the 29th of the next leap year', () => {
    expect(dates('P1Y', '2028-02-29T15:00:00.000Z', '2032-03-02T00:00:00.000Z')).toEqual([
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ]);
  });

  it('10 · a plan of the 31st that asks monthly asks on the last day of February, and on 31 March again', () => {
    expect(dates('P1M', '2026-01-31T15:00:00.000Z', '2026-06-01T00:00:00.000Z')).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
  });
});

describe('nights and holidays', () => {
  it('11 · quiet hours from 20:00 to 08:00 hold what is due on either side of midnight until 08:00', async () => {
    for (const [enrolled, sent] of [
      ['2026-01-06T00:59:00.000Z', '2026-01-06T00:59:00.000Z'],
      ['2026-01-06T01:00:00.000Z', '2026-01-06T13:00:00.000Z'],
      ['2026-01-06T04:59:00.000Z', '2026-01-06T13:00:00.000Z'],
      ['2026-01-06T05:00:00.000Z', '2026-01-06T13:00:00.000Z'],
      ['2026-01-06T12:59:00.000Z', '2026-01-06T13:00:00.000Z'],
      ['2026-01-06T13:00:00.000Z', '2026-01-06T13:00:00.000Z'],
    ]) {
      const kim = await atTheDoors({ at: enrolled });
      await kim.enrols();
      await kim.passes('2026-01-06T18:00:00.000Z');
      expect(await kim.sentToClient()).toEqual([sent]);
    }
  });

  it('13 · on a holiday of the clinic nobody is asked, also where it is declared when all is set already', async () => {
    const closing = (holidays: string[]) =>
      ({ do: 'change-clinic', changes: { calendar: { ...riverside.calendar, holidays } } }) as const;
    const asked = await checkIns('2026-01-21T00:00:00.000Z', {}, async (kim) => {
      await kim.passes('2026-01-05T20:00:00.000Z');
      await kim.host.clinics.run({ clinicId: 'riverside', by: 'lea' }, closing(['2026-01-06', '2026-01-07']));
    });
    expect(asked).toEqual([
      '2026-01-08T15:00:00.000Z',
      '2026-01-13T15:00:00.000Z',
      '2026-01-20T15:00:00.000Z',
    ]);
  });
});

describe('a server that is late', () => {
  it('14 · one whose clock is five minutes behind sends nothing early and nothing twice', async () => {
    const kim = await atTheDoors();
    await kim.treats();
    const BEHIND = 5 * 60_000 + 1_000;
    const clock = () => instant(milliseconds(kim.clock()) - BEHIND);
    const { table } = kim;
    const behind = createHost({
      ...{ table, changes: table.changes, clock, content },
      chance: () => 'a-token-of-the-one-behind',
      sender: createOutbox({ table, clock: kim.clock }),
      linkBase: 'https://riverside.example/c',
    });
    await behind.settle();
    // Its own clock shows 14:57:59 and then 15:00:59, and there both come to it at once.
    kim.clock.to('2026-01-06T15:03:00.000Z');
    await behind.tick();
    await behind.settle();
    expect(await kim.requests('check-in')).toEqual([]);
    kim.clock.to('2026-01-06T15:06:00.000Z');
    await Promise.all([behind.tick(), kim.host.tick()]);
    await Promise.all([behind.settle(), kim.host.settle()]);
    await kim.passes('2026-01-06T18:00:00.000Z');
    const asked = (await kim.arrived()).filter(({ template }) => template === 'request.check-in');
    expect(asked).toHaveLength(1);
    expect(asked[0]!.at >= '2026-01-06T15:00:00.000Z').toBe(true);
    expect(await behind.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it('15 · one that was away for three hours asks once, in the day, and never in the night it wakes up in', async () => {
    for (const [due, woke, sent] of [
      ['10:00', '2026-01-06T17:30:00.000Z', '2026-01-06T17:30:00.000Z'],
      ['18:30', '2026-01-07T02:30:00.000Z', '2026-01-07T13:00:00.000Z'],
    ] as const) {
      const kim = await atTheDoors({ changes: { 'checkIns[0].cadence.at': due } });
      await kim.treats();
      await kim.passes('2026-01-06T14:30:00.000Z');
      kim.clock.to(woke);
      await kim.host.tick();
      await kim.host.settle();
      await kim.passes('2026-01-07T14:00:00.000Z');
      const asked = (await kim.arrived()).filter(({ template }) => template === 'request.check-in');
      expect(asked.map(({ at }) => at)).toEqual([sent]);
    }
  });

  it('16 · what was due before the client came into treatment is not asked for later', async () => {
    // A Tuesday afternoon, and the check-in is on Tuesdays at 10:00.
    const given = { at: '2026-01-06T20:00:00.000Z' };
    expect(await checkIns('2026-01-14T00:00:00.000Z', given)).toEqual(['2026-01-13T15:00:00.000Z']);
  });
});
