import { describe, expect, it } from 'vitest';
import { hoursOffered } from '../../../functions/care/decide/preferences.ts';
import { laterToday } from '../../../functions/care/decide/snooze.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';

const asked = (changes = {}, client = {}, at?: string) => {
  const kim = onPaper(changes, client, at).enrol();
  kim.asks('intake');
  return kim;
};
const prefers = (kim: Paper, wish: object) => kim.does({ do: 'prefer', ...wish }, 'client');
const sms = (words: string, sentAt: string, providerId: string) =>
  ({ do: 'receive', channel: 'sms', words, sentAt, providerId }) as const;

describe('how a client would like to be written to', () => {
  it('is by the channel that they choose, and choosing is the consent, with its time and reason', () => {
    const kim = asked({}, { consents: { sms: { at: '2026-01-01T00:00:00.000Z' } } });
    const [changed] = only(prefers(kim, { channel: 'email' }), 'client.changed');
    expect(changed).toMatchObject({
      changes: { channel: 'email', consents: { email: { at: '2026-01-05T15:00:00.000Z' } } },
      why: 'the client chose it on their page',
    });
    expect(kim.refuses({ do: 'prefer', channel: 'email' }).refused).toBe('duplicate');
  });

  it('is refused by a channel that there is no address for', () => {
    expect(asked({}, { email: undefined }).refuses({ do: 'prefer', channel: 'email' })).toMatchObject({
      refused: 'invalid',
      because: expect.stringMatching('Give it to the clinic'),
    });
  });

  it('may be not at all; they can begin again on the page, or by START', () => {
    const kim = asked();
    prefers(kim, { channel: 'none' });
    expect(kim.chart.client!.consents).toEqual({});
    kim.asks('packet');
    expect(kim.sentToClient()).toEqual(['request.intake']);
    expect(kim.tasks('no-channel')).toHaveLength(1);
    kim.does(sms('START', '2026-01-05T15:00:00.000Z', 'm1'));
    expect(Object.keys(kim.chart.client!.consents)).toEqual(['sms']);
    prefers(kim, { channel: 'email' });
    expect(Object.keys(kim.chart.client!.consents).sort()).toEqual(['email', 'sms']);
  });

  it('begins again by START alone where STOP stands at the carrier', () => {
    const kim = asked();
    kim.does(sms('STOP', '2026-01-05T15:00:00.000Z', 'm1'));
    expect(kim.refuses({ do: 'prefer', channel: 'sms' }).because).toMatch('START');
    prefers(kim, { channel: 'email' });
    kim.does(sms('START', '2026-01-05T15:00:00.000Z', 'm2'));
    prefers(kim, { channel: 'sms' });
    expect(kim.chart.client!.channel).toBe('sms');
  });

  it('is at hours of their own: what comes before waits for them', () => {
    const kim = asked();
    prefers(kim, { hours: { from: '17:00', to: '20:00' } });
    kim.at('2026-01-07T15:00:00.000Z').asks('packet');
    kim.until('2026-01-08T20:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'request.packet', at: '2026-01-07T22:00:00.000Z' });
    prefers(kim, { hours: null });
    expect(kim.chart.client).not.toHaveProperty('hours');
  });

  it('is never at hours that are quiet', () => {
    const kim = asked();
    const { quietHours } = kim.world.pathway!;
    expect(quietHours).toEqual({ from: '20:00', to: '08:00' });
    expect(hoursOffered(quietHours)).toEqual([
      { from: '08:00', to: '12:00' },
      { from: '12:00', to: '17:00' },
      { from: '17:00', to: '20:00' },
    ]);
    expect(kim.refuses({ do: 'prefer', hours: { from: '19:30', to: '22:00' } }).refused).toBe('invalid');
    expect(kim.refuses({ do: 'prefer', hours: { from: '19:01', to: '22:00' } }).refused).toBe('invalid');
    expect(kim.chart.client).not.toHaveProperty('hours');
    expect(kim.decides({ do: 'prefer', hours: { from: '19:00', to: '22:00' } })).toBeInstanceOf(Array);
  });

  it('gives way where the clinic’s quiet hours leave nothing of it', () => {
    const kim = asked({}, { hours: { from: '06:00', to: '08:00' } });
    expect(kim.sentToClient()).toEqual(['request.intake']);
  });

  it('is in their language', () => {
    const kim = asked();
    prefers(kim, { language: 'es' });
    expect(kim.chart.client!.language).toBe('es');
  });
});

describe('a pause that the client asks for', () => {
  it('ends by itself, or when they say so', () => {
    const kim = asked();
    kim.does({ do: 'pause', until: '2026-01-20', why: 'asked' }, 'client');
    kim.does({ do: 'resume', why: 'asked' }, 'client');
    kim.does({ do: 'pause', until: '2026-01-20', why: 'asked' }, 'client');
    kim.until('2026-01-21T00:00:00.000Z');
    expect(kim.chart.pause).toBeUndefined();
  });

  it('is eight weeks at most, and has an end', () => {
    const kim = asked();
    expect(kim.decides({ do: 'pause', until: '2026-03-02', why: 'asked' }, 'client')).toBeInstanceOf(Array);
    for (const until of ['2026-03-04', undefined])
      expect(kim.decides({ do: 'pause', until, why: 'asked' }, 'client')).toMatchObject({
        refused: 'invalid',
      });
    expect(kim.decides({ do: 'pause', why: 'away' })).toBeInstanceOf(Array);
  });

  it('is not the way to end one that the clinic made', () => {
    const kim = asked();
    kim.does({ do: 'pause', why: 'in hospital' });
    expect(kim.decides({ do: 'resume', why: 'asked' }, 'client')).toMatchObject({ refused: 'not-allowed' });
  });
});

describe('“later today” (RADAR-Questionnaire #1246)', () => {
  const snoozed = (kim: Paper, at: string) =>
    kim.does({ do: 'snooze', requests: kim.requests().map(({ id }) => id), at }, 'client');

  it('moves the next reminder to that hour, past the budget of the day, and says why', () => {
    const kim = asked({ burden: { messagesPerDay: 1, messagesPerWeek: 1 } });
    const [event] = only(snoozed(kim, '18:00'), 'request.snoozed');
    expect(event).toMatchObject({ until: '2026-01-05T18:00', why: 'the client asked for it on their page' });
    const before = kim.timers('reminder').length;
    kim.until('2026-01-06T00:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'reminder.first', at: '2026-01-05T23:00:00.000Z' });
    expect(kim.timers('reminder')).toHaveLength(before - 1);
  });

  it('makes a reminder where none is left', () => {
    const kim = asked({ 'intake.reminders': [] });
    snoozed(kim, '12:00');
    kim.until('2026-01-06T00:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'reminder.last', at: '2026-01-05T17:00:00.000Z' });
  });

  it('sends nothing where they have answered before', () => {
    const kim = asked();
    snoozed(kim, '12:00');
    kim.answers('intake');
    kim.until('2026-01-06T00:00:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.intake']);
  });

  it('is one message for all that is open', () => {
    const kim = asked();
    kim.asks('packet');
    snoozed(kim, '12:00');
    kim.until('2026-01-05T18:00:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.intake', 'request.packet', 'reminder.first']);
  });

  it.each([
    ['an hour that is over', '09:00', 'later today'],
    ['an hour that is quiet', '21:00', 'No messages go'],
  ])('is refused at %s', (_, at, because) => {
    const kim = asked();
    const refusal = kim.refuses({ do: 'snooze', requests: [kim.requests()[0]!.id], at });
    expect(refusal).toMatchObject({ refused: 'invalid', because: expect.stringMatching(because) });
  });

  it('may be half an hour away, and before the minute in which the request is closed', () => {
    const kim = asked({ 'intake.expiresAfter': 'PT4H', 'intake.reminders': [] });
    const requests = [kim.requests()[0]!.id];
    const at = (time: string) => kim.decides({ do: 'snooze', requests, at: time });
    expect(at('10:29')).toMatchObject({ because: expect.stringMatching('later today') });
    expect(at('10:30')).toBeInstanceOf(Array);
    expect(at('13:59')).toBeInstanceOf(Array);
    expect(at('14:00')).toMatchObject({ because: expect.stringMatching('closed by then') });
  });

  it('is refused the fourth time, and while messages are paused', () => {
    const kim = asked();
    for (const at of ['12:00', '13:00', '14:00']) snoozed(kim, at);
    const again = { do: 'snooze' as const, requests: [kim.requests()[0]!.id], at: '15:00' };
    expect(kim.refuses(again).because).toMatch('often enough');
    const other = asked();
    other.does({ do: 'pause', why: 'away' });
    expect(other.refuses({ ...again, requests: [other.requests()[0]!.id] }).because).toMatch('paused');
  });

  it('offers whole hours of today that are not quiet', () => {
    const kim = asked();
    const when = { now: kim.world.now, zone: 'America/New_York', quietHours: kim.world.pathway!.quietHours };
    expect(laterToday(kim.chart, kim.requests(), when)).toEqual(['11:00', '13:00', '15:00', '17:00']);
    const evening = { ...when, now: '2026-01-05T23:40:00.000Z' };
    expect(laterToday(kim.chart, kim.requests(), evening)).toEqual([]);
  });
});

describe('several forms that are due (formbricks #4797, formr #409)', () => {
  it('are one message and one link', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    const intake = kim.asks('intake');
    const packet = kim.asks('packet');
    const [first, second] = kim.messages();
    kim.claims(first!.id);
    expect(kim.chart.links['link-1']!.requests).toEqual([intake.id, packet.id]);
    expect(kim.messages().map(({ id }) => id)).toEqual([first!.id]);
    expect(only(kim.events(), 'message.suppressed')).toMatchObject([
      { messageId: second!.id, why: 'it is behind one link with another' },
    ]);
  });

  it('do not stop each other’s reminders', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    kim.asks('packet');
    kim.claims(kim.messages()[0]!.id);
    expect(kim.timers('reminder').length).toBe(4);
  });
});
