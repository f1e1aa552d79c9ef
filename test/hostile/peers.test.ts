/** The bugs about time that bit others, each by its name and number, and what happens here. */
import { afterEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../functions/care/time.ts';
import { openClinics } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { onPaper } from '../support/paper.ts';

const texts = async (kim: AtTheDoors, template: string) =>
  (await kim.arrived()).filter((one) => one.template === template).map(({ at }) => at);
const checkIns = (kim: AtTheDoors) => texts(kim, 'request.check-in');

async function inTreatment(given: Parameters<typeof atTheDoors>[0] = {}): Promise<AtTheDoors> {
  const kim = await atTheDoors(given);
  await kim.treats();
  return kim;
}

const TZ = process.env.TZ;
afterEach(() => {
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
});

describe('the hour that was meant', () => {
  it('mindLAMP #97: an hour that was set in winter is the same hour in summer', async () => {
    const kim = await inTreatment({
      at: '2026-02-27T15:00:00.000Z',
      changes: { 'checkIns[0].reminders': [] },
    });
    await kim.passes('2026-03-11T00:00:00.000Z');
    expect(await checkIns(kim)).toEqual(['2026-03-03T15:00:00.000Z', '2026-03-10T14:00:00.000Z']);
  });

  it('mindLAMP #417: what staff are shown to come is when it comes, for a client in another zone too', async () => {
    const kim = await inTreatment({ client: { zone: 'Asia/Kathmandu' }, at: '2026-01-04T05:00:00.000Z' });
    const [set] = Object.values((await kim.chart()).timers).filter(({ kind }) => kind === 'check-in');
    await kim.passes('2026-01-07T00:00:00.000Z');
    expect(set).toMatchObject({ local: '2026-01-06T10:00' });
    expect(await checkIns(kim)).toEqual([set!.at]);
  });

  it('mindLAMP #523: a plan of Monday evening in California, Tuesday in UTC, asks on Tuesday', async () => {
    const kim = await inTreatment({
      client: { zone: 'America/Los_Angeles' },
      at: '2026-01-06T01:00:00.000Z',
      changes: { burden: { messagesPerDay: 10, messagesPerWeek: 30 } },
    });
    await kim.passes('2026-01-07T12:00:00.000Z');
    expect(await checkIns(kim)).toEqual(['2026-01-06T18:00:00.000Z']);
  });

  it('mindLAMP #326: a plan of Friday asks nobody before its first Tuesday', async () => {
    const kim = await inTreatment({ at: '2026-01-09T14:30:00.000Z' });
    await kim.passes('2026-01-13T14:59:00.000Z');
    expect(await checkIns(kim)).toEqual([]);
    await kim.passes('2026-01-13T15:00:00.000Z');
    expect(await checkIns(kim)).toEqual(['2026-01-13T15:00:00.000Z']);
  });

  it('mindLAMP #309: every two weeks is every two weeks, over months of every length', async () => {
    const kim = onPaper({
      'checkIns[0].cadence': { phases: [{ every: 'P2W' }], at: '10:00', days: ['tue'] },
      'checkIns[0].reminders': [],
      'reassessment.every': 'P10Y',
    })
      .enrol()
      .treat();
    kim.until('2027-01-08T15:00:00.000Z');
    const days = kim.sent
      .filter(({ template }) => template === 'request.check-in')
      .map(({ at }) => milliseconds(`${at.slice(0, 10)}T00:00:00.000Z`) / 86_400_000);
    expect(days).toHaveLength(27);
    expect(new Set(days.slice(1).map((day, n) => day - days[n]!))).toEqual(new Set([14]));
  });

  it('RapidPro #1074: each client is asked at their own ten o’clock', async () => {
    const kim = await inTreatment({ changes: { 'checkIns[0].reminders': [] } });
    const west = await inTreatment({
      client: { zone: 'America/Los_Angeles' },
      changes: { 'checkIns[0].reminders': [] },
    });
    for (const one of [kim, west]) await one.passes('2026-01-07T00:00:00.000Z');
    expect([await checkIns(kim), await checkIns(west)]).toEqual([
      ['2026-01-06T15:00:00.000Z'],
      ['2026-01-06T18:00:00.000Z'],
    ]);
  });

  it('RapidPro #977: of twenty clients who come in at night none is written to before eight', async () => {
    const kim = await atTheDoors({ at: '2026-01-06T03:00:00.000Z' });
    for (let n = 1; n <= 20; n += 1) await kim.joinedBy(`night-${n}`, { phone: `+1415555${1000 + n}` });
    await kim.passes('2026-01-06T12:59:00.000Z');
    const toClients = async () => (await kim.sent()).filter(({ to }) => /^\+1415555/.test(to));
    expect(await toClients()).toEqual([]);
    await kim.passes('2026-01-06T13:01:00.000Z');
    expect(await toClients()).toHaveLength(20);
  });

  it('RapidPro #482: what is to happen nought minutes after happens', async () => {
    const kim = await atTheDoors({ changes: { 'escalation.urgent.rungs[0].after': 'PT0S' } });
    await kim.enrols();
    expect(await texts(kim, 'request.intake')).toEqual(['2026-01-05T15:00:00.000Z']);
    await kim.texts('I want to die');
    await kim.passes('2026-01-05T15:01:00.000Z');
    const told = (await kim.sent()).filter(({ to }) => to === 'cleo@riverside.example');
    expect(told.map(({ at }) => at)).toEqual(['2026-01-05T15:00:00.000Z']);
  });
});

describe('waiting', () => {
  it('n8n #2810: on a server whose own zone is Algiers nothing goes before its time', async () => {
    process.env.TZ = 'Africa/Algiers';
    const kim = await inTreatment();
    await kim.passes('2026-01-06T14:59:59.000Z');
    expect(await checkIns(kim)).toEqual([]);
    await kim.passes('2026-01-06T15:00:00.000Z');
    expect(await checkIns(kim)).toHaveLength(1);
  });

  it('n8n #8136: waits of 15 minutes, of two days and of ten go on when they are over, whoever restarts', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    await kim.texts('I want to die');
    kim.restarts();
    await kim.passes('2026-01-05T15:15:00.000Z');
    expect((await kim.tasks('urgent'))[0]).toMatchObject({ rung: 1, owner: { team: 'crisis' } });
    await kim.decides('urgent');
    kim.restarts();
    await kim.passes('2026-01-07T15:00:00.000Z');
    expect(await texts(kim, 'reminder.first')).toEqual(['2026-01-07T15:00:00.000Z']);
    kim.restarts();
    await kim.passes('2026-01-15T15:00:00.000Z');
    expect(await kim.requests('intake')).toEqual([]);
    expect(await kim.openTasks()).toContain('reach-client');
  });

  it('n8n #8548: a wait that was begun in one zone of the server ends on time in another', async () => {
    for (const [began, ends] of [
      ['Pacific/Pago_Pago', 'Pacific/Kiritimati'],
      ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
    ]) {
      process.env.TZ = began;
      const kim = await inTreatment();
      process.env.TZ = ends;
      await kim.passes('2026-01-07T00:00:00.000Z');
      expect(await checkIns(kim)).toEqual(['2026-01-06T15:00:00.000Z']);
    }
  });

  it('n8n #12665: a wait until a day that cannot be read is refused, and waits for nothing', async () => {
    const clinics = await openClinics();
    await clinics.addClient('maria');
    for (const until of ['soon', '2026-02-30', '2026-03-20T10:00', 1772000000, '2026-02-01']) {
      const asked = await clinics.ask('POST', '/clients/maria/pause', {
        as: 'cleo',
        body: { until, why: 'away' },
      });
      expect([until, asked.status]).toEqual([until, 422]);
    }
    expect((await clinics.charts.get('north', 'maria')).pause).toBeUndefined();
  });

  it('n8n #14723: a wait until a certain time ends at that time, and one whose time passed unseen ends at once', async () => {
    const kim = await inTreatment();
    await kim.does({ do: 'pause', until: '2026-01-20', why: 'holiday' });
    await kim.passes('2026-01-20T13:59:00.000Z');
    expect((await kim.chart()).pause).toBeDefined();
    await kim.passes('2026-01-20T14:00:00.000Z');
    expect((await kim.chart()).pause).toBeUndefined();
    await kim.does({ do: 'pause', until: '2026-02-02', why: 'holiday' });
    kim.clock.to('2026-02-05T20:00:00.000Z');
    await kim.host.tick();
    expect((await kim.chart()).pause).toBeUndefined();
  });

  it('Medplum #5828: a cadence that was made seldom and then daily again goes on, day after day', async () => {
    const daily = (every: string) => ({
      summary: 'We write to each other',
      checkIns: [
        {
          id: 'weekly',
          form: 'attune-check-in',
          cadence: { phases: [{ every }], at: '10:00' },
          window: 'PT12H',
          reminders: [],
          expiresAfter: 'PT20H',
        },
      ],
      reassessEvery: 'P10Y',
    });
    const kim = onPaper({ burden: { messagesPerDay: 10, messagesPerWeek: 30 } }).enrol();
    kim.treat(daily('P1D')).until('2026-01-08T16:00:00.000Z');
    kim.treat(daily('P1Y'), 2).until('2026-02-08T16:00:00.000Z');
    const before = kim.sent.length;
    kim.treat(daily('P1D'), 3).until('2026-02-15T16:00:00.000Z');
    const days = kim.sent.slice(before).filter(({ template }) => template === 'request.check-in');
    expect(days.map(({ at }) => at.slice(0, 10))).toEqual(
      ['09', '10', '11', '12', '13', '14', '15'].map((day) => `2026-02-${day}`),
    );
  });
});
