/** The bugs about stopping and channels that bit others, each by its name and number, and what happens here. */
import { describe, expect, it } from 'vitest';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only, onPaper } from '../support/paper.ts';
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

describe('what no longer holds is not sent', () => {
  it('Mautic #838: a new plan reaches who is in treatment already, and nothing of the old one is sent', () => {
    const kim = onPaper({ 'checkIns[0].reminders': [] }).enrol().treat();
    kim.until('2026-01-06T16:00:00.000Z');
    const fridays = {
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
    };
    kim.treat(fridays, 2);
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
    // The last on the other channel, where the first brought no answer.
    const all = [...(await kim.arrived()), ...(await kim.arrived(KIM.email))];
    const reminders = all.filter(({ template }) => template.startsWith('reminder.'));
    expect(reminders.map(({ at, template }) => [template, at])).toEqual([
      ['reminder.first', '2026-01-07T15:00:00.000Z'],
      ['reminder.last', '2026-01-10T15:00:00.000Z'],
    ]);
  });

  it('RADAR-Questionnaire #1246: “later today” brings one message at the hour that was chosen, and none to who answers first', async () => {
    for (const answersFirst of [false, true]) {
      const kim = await atTheDoors({ changes: { 'intake.reminders': ['P5D'] } });
      await kim.enrols();
      const [token] = await links(kim);
      expect(await opening(kim)('/link/later', { token, at: '18:00' })).toBe(200);
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
