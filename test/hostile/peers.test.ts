/** The bugs about time, stopping and channels that bit others, each by its name and number, and what happens here. */
import { afterEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../functions/care/time.ts';
import { openClinics } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only, onPaper, type Paper } from '../support/paper.ts';
import { kim as KIM } from '../support/people.ts';
import { apiOf } from '../web/visit.ts';

const WEEKS_LATER = '2026-03-04T16:00:00.000Z';
const texts = async (kim: AtTheDoors, template: string) =>
  (await kim.arrived()).filter((one) => one.template === template).map(({ at }) => at);
const checkIns = (kim: AtTheDoors) => texts(kim, 'request.check-in');

async function inTreatment(given: Parameters<typeof atTheDoors>[0] = {}): Promise<AtTheDoors> {
  const kim = await atTheDoors(given);
  await kim.treats();
  return kim;
}

/** Another plan for who is in treatment, acknowledged. */
function replan(kim: Paper, round: number, plan: object): Paper {
  kim.gives('draft-plan', round);
  kim.completes('draft-plan', 'draft', plan);
  kim.asks('plan', round);
  kim.answers('plan');
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
    replan(kim, 2, daily('P1Y')).until('2026-02-08T16:00:00.000Z');
    const before = kim.sent.length;
    replan(kim, 3, daily('P1D')).until('2026-02-15T16:00:00.000Z');
    const days = kim.sent.slice(before).filter(({ template }) => template === 'request.check-in');
    expect(days.map(({ at }) => at.slice(0, 10))).toEqual(
      ['09', '10', '11', '12', '13', '14', '15'].map((day) => `2026-02-${day}`),
    );
  });
});

describe('what no longer holds is not sent', () => {
  it('Mautic #838: a new plan reaches who is in treatment already, and nothing of the old one is sent', () => {
    const kim = onPaper({ 'checkIns[0].reminders': [] }).enrol().treat();
    kim.until('2026-01-06T16:00:00.000Z');
    replan(kim, 2, {
      summary: 'Fridays suit better',
      checkIns: [
        {
          id: 'fridays',
          form: 'attune-check-in',
          cadence: { phases: [{ every: 'P1W' }], at: '16:00', days: ['fri'] },
          window: 'P1D',
          reminders: [],
          expiresAfter: 'P3D',
        },
      ],
    });
    kim.until('2026-01-24T00:00:00.000Z');
    const asked = kim.sent.filter(({ template }) => template === 'request.check-in').map(({ at }) => at);
    expect(asked).toEqual([
      '2026-01-06T15:00:00.000Z',
      '2026-01-09T21:00:00.000Z',
      '2026-01-16T21:00:00.000Z',
      '2026-01-23T21:00:00.000Z',
    ]);
  });

  it('redcapcustodian #131: who has answered is not reminded, not even by what was waiting for the morning', async () => {
    // The reminder of two days later falls into the night, and is held.
    const kim = await atTheDoors({
      at: '2026-01-06T00:30:00.000Z',
      changes: { 'intake.reminders': ['P1DT1H'] },
    });
    await kim.enrols();
    await kim.passes('2026-01-07T02:00:00.000Z');
    expect(Object.values((await kim.chart()).messages).map(({ template }) => template)).toContain(
      'reminder.last',
    );
    await kim.answers('intake');
    await kim.passes('2026-01-08T00:00:00.000Z');
    expect(await texts(kim, 'reminder.last')).toEqual([]);
    expect(only(await kim.events(), 'message.suppressed').map(({ why }) => why)).toContain(
      'the request has been answered',
    );
  });

  it('episphere #913: who has opted out is sent nothing more, by no plan and on no channel that they left', async () => {
    const kim = await inTreatment();
    await kim.texts('STOP');
    await kim.mails('unsubscribe');
    expect(await kim.mayBeWrittenTo()).toEqual([]);
    const count = async () => (await kim.arrived()).length + (await kim.arrived(KIM.email)).length;
    const before = await count();
    await kim.passes(WEEKS_LATER);
    expect(await count()).toBe(before);
    expect(await kim.openTasks()).toContain('no-channel');
  });

  it('episphere #1112: nothing is sent outside of its window, and a cadence of two times ends', async () => {
    const kim = await inTreatment({
      changes: { 'checkIns[0].cadence.phases': [{ every: 'P1W', times: 2 }] },
    });
    await kim.passes('2026-01-06T16:00:00.000Z');
    // Attune is away while the reminder and the expiry fall due.
    kim.clock.to('2026-01-10T16:00:00.000Z');
    await kim.host.tick();
    await kim.host.settle();
    expect(await texts(kim, 'reminder.last')).toEqual([]);
    await kim.passes('2026-02-10T16:00:00.000Z');
    expect(await checkIns(kim)).toEqual(['2026-01-06T15:00:00.000Z', '2026-01-13T15:00:00.000Z']);
  });

  it('cht-core #10428: nothing is left scheduled for ever for a client without a phone; a person is told once', async () => {
    const kim = await atTheDoors({ client: { phone: undefined, channel: 'email', consents: {} } });
    await kim.enrols();
    await kim.passes(WEEKS_LATER);
    const { messages } = await kim.chart();
    expect(Object.values(messages).filter(({ to }) => to === 'client')).toEqual([]);
    expect(only(await kim.events(), 'message.suppressed').length).toBeGreaterThan(0);
    expect((await kim.openTasks()).filter((kind) => kind === 'no-channel')).toHaveLength(1);
  });

  it('cht-core #6253: who writes on a Saturday is told that it is not read at once, and whom to call; the task is Monday’s', async () => {
    const kim = await inTreatment();
    kim.clock.to('2026-01-10T18:00:00.000Z');
    await kim.texts('Is Tuesday still on?');
    const reply = (await kim.arrived()).at(-1)!;
    expect([reply.at, reply.template]).toEqual(['2026-01-10T18:00:00.000Z', 'reply.kept']);
    expect(reply.text).toMatch(/not at once.*911/s);
    expect((await kim.tasks('words'))[0]!.dueAt).toBe('2026-01-12T22:00:00.000Z');
    // What is urgent waits for no Monday.
    await kim.texts('I want to die');
    await kim.passes('2026-01-10T18:16:00.000Z');
    expect((await kim.sent()).some(({ to }) => to === 'cleo@riverside.example')).toBe(true);
  });
});

describe('what is asked, answered and sent once', () => {
  const opening = (kim: AtTheDoors) => {
    const api = apiOf(kim);
    return async (path: string, body: object) => {
      const http = { method: 'POST', path };
      const headers = { 'content-type': 'application/json' };
      const event = {
        rawPath: path,
        rawQueryString: '',
        headers,
        body: JSON.stringify(body),
        requestContext: { http },
      };
      return (await api(event as never)).statusCode;
    };
  };
  const links = async (kim: AtTheDoors) =>
    (await kim.arrived()).flatMap(({ text }) => /\/c#([\w-]+)/.exec(text)?.[1] ?? []);

  it('formbricks #4797: one link, one answer; the reminder’s link to the same request closes with it', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    await kim.passes('2026-01-07T16:00:00.000Z');
    const [first, reminder] = await links(kim);
    const [{ id: requestId } = { id: '' }] = await kim.requests('intake');
    const post = opening(kim);
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sleep' }, complete: true }];
    expect(await post('/link/answers', { token: reminder, requestId, responses })).toBe(200);
    for (const token of [first, reminder]) {
      expect(await post('/link/open', { token })).toBe(410);
      const again = [{ instrument: 'attune-intake', answers: { reason: 'something else' }, complete: true }];
      expect(await post('/link/answers', { token, requestId, responses: again })).toBe(410);
    }
    expect(only(await kim.events(), 'response.received').filter(({ late }) => !late)).toHaveLength(1);
  });

  it('formr #409: the same answers at the same moment, from two places, are one entry', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    const [token] = await links(kim);
    const [{ id: requestId } = { id: '' }] = await kim.requests('intake');
    const post = opening(kim);
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sleep' }, complete: true }];
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => post('/link/answers', { token, requestId, responses })),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(only(await kim.events(), 'response.received')).toHaveLength(1);
  });

  it('mindLAMP #706: an answer that may mean danger brings whom to call, by text as on the page', async () => {
    const kim = await atTheDoors({
      changes: {
        'assessment.battery': [{ instrument: 'phq-9' }],
        burden: { messagesPerDay: 10, messagesPerWeek: 30 },
      },
      client: { answersBy: 'text' },
    });
    await kim.enrols();
    await kim.answers('intake');
    for (let item = 1; item <= 8; item += 1) await kim.texts('0');
    expect(await texts(kim, 'reply.crisis')).toEqual([]);
    await kim.texts('1');
    expect((await kim.arrived()).find(({ template }) => template === 'reply.crisis')!.text).toContain('988');
    expect(await kim.openTasks()).toContain('urgent');
    expect((await kim.chart()).measures['phq-9']!.last.value).toBe(1);
  });

  it('RADAR-Questionnaire #215: each reminder that the pathway names goes, at its time', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    await kim.passes('2026-01-14T00:00:00.000Z');
    expect([await texts(kim, 'reminder.first'), await texts(kim, 'reminder.last')]).toEqual([
      ['2026-01-07T15:00:00.000Z'],
      ['2026-01-10T15:00:00.000Z'],
    ]);
  });

  it('RADAR-Questionnaire #1246: “later today” brings one message at the hour that was chosen, and none to who answers first', async () => {
    for (const answersFirst of [false, true]) {
      const kim = await atTheDoors({ changes: { 'intake.reminders': ['P5D'] } });
      await kim.enrols();
      const [{ id } = { id: '' }] = await kim.requests('intake');
      await kim.does({ do: 'snooze', requests: [id], at: '18:00' }, 'client');
      if (answersFirst) await kim.answers('intake');
      await kim.passes('2026-01-06T00:00:00.000Z');
      const reminders = (await kim.arrived()).filter(({ template }) => template.startsWith('reminder.'));
      expect(reminders.map(({ at }) => at)).toEqual(answersFirst ? [] : ['2026-01-05T23:00:00.000Z']);
    }
  });

  it('Medplum #9738: killed between the provider’s yes and its own record, it does not send again, and says that it does not know', async () => {
    const keys: string[] = [];
    const never = new Promise<never>(() => {});
    const kim = await atTheDoors({
      sender: () => ({
        send: ({ key }) => {
          keys.push(key);
          return never;
        },
      }),
    });
    void kim.enrols();
    while (keys.length === 0) await new Promise(setImmediate);
    kim.restarts();
    await kim.passes('2026-01-05T16:00:00.000Z');
    expect(keys.filter((key) => key === keys[0])).toHaveLength(1);
    const [, , messageId = ''] = keys[0]!.split('#');
    expect((await kim.chart()).sent[messageId]).toMatchObject({ state: 'unknown' });
    await kim.reports(keys[0]!, 'delivered');
    expect((await kim.chart()).sent[messageId]).toMatchObject({ state: 'delivered' });
  });
});
