import { describe, expect, it } from 'vitest';
import { only, onPaper, type Paper } from '../../support/paper.ts';

/** Kim in care, asked for the intake, and nobody has come for the message yet. */
const meant = (changes = {}, client = {}, at?: string) => {
  const kim = onPaper(changes, client, at).enrol();
  kim.relays = false;
  kim.asks('intake');
  return kim;
};
const handsOver = (kim: Paper, at = 0) => {
  const events = kim.claims(kim.messages()[at]!.id);
  return only(events, 'message.claimed').length ? kim.settles(kim.messages()[at]!.id) : events;
};
const suppressed = (kim: Paper) => only(kim.events(), 'message.suppressed').map(({ why }) => why);
const busy = { 'intake.reminders': [], 'assessment.reminders': [], 'goals.reminders': [] };

describe('the budget of messages', () => {
  it('holds what is one too many in a day until the morning after, by the client’s clock', () => {
    const kim = onPaper(busy).enrol();
    kim.asks('intake');
    kim.asks('packet');
    kim.at('2026-01-05T16:00:00.000Z').asks('goals');
    expect(kim.sentToClient()).toHaveLength(2);
    kim.until('2026-01-07T00:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'request.goals', at: '2026-01-06T13:00:00.000Z' });
  });

  it('holds what is one too many in a week until the same weekday’s morning', () => {
    const kim = onPaper({ ...busy, burden: { messagesPerDay: 2, messagesPerWeek: 3 } }).enrol();
    kim.asks('intake');
    kim.asks('packet');
    kim.at('2026-01-07T16:00:00.000Z').asks('goals');
    kim.at('2026-01-09T16:00:00.000Z').asks('agreement');
    kim.until('2026-01-13T00:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'request.agreement', at: '2026-01-12T13:00:00.000Z' });
  });

  it('of a week still counts what was sent six days and an hour ago', () => {
    const kim = onPaper({ ...busy, burden: { messagesPerDay: 2, messagesPerWeek: 3 } }).enrol();
    kim.asks('intake');
    kim.asks('packet');
    kim.at('2026-01-07T16:00:00.000Z').asks('goals');
    kim.at('2026-01-11T16:00:00.000Z').asks('agreement');
    expect(kim.sentToClient()).toHaveLength(3);
    kim.until('2026-01-12T13:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'request.agreement', at: '2026-01-12T13:00:00.000Z' });
  });

  it('lets a reminder go by instead of holding it', () => {
    const kim = onPaper({ 'intake.reminders': ['PT1H'], burden: { messagesPerDay: 1, messagesPerWeek: 5 } });
    kim.enrol().asks('intake');
    kim.until('2026-01-10T00:00:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.intake']);
    expect(suppressed(kim)).toEqual(['the most messages that this client may be sent have been sent']);
  });

  it('lets a request go by that will have expired before it is free again', () => {
    const kim = onPaper({
      ...busy,
      'assessment.expiresAfter': 'P3D',
      burden: { messagesPerDay: 1, messagesPerWeek: 1 },
    }).enrol();
    kim.asks('intake');
    kim.at('2026-01-05T15:30:00.000Z').asks('packet');
    expect(only(kim.events(), 'message.held')).toHaveLength(0);
    expect(suppressed(kim)).toHaveLength(1);
  });

  it('counts a message whose fate is unknown, and one that is being handed over', () => {
    const kim = meant({ ...busy, burden: { messagesPerDay: 1, messagesPerWeek: 5 } });
    const [intake] = kim.messages();
    kim.claims(intake!.id);
    kim.asks('goals');
    const [, goals] = kim.messages();
    kim.claims(goals!.id);
    expect(kim.chart.messages[goals!.id]).toMatchObject({ state: 'PENDING' });
    kim.at('2026-01-05T15:10:00.000Z').fires();
    expect(kim.chart.handedOver).toEqual(['2026-01-05T15:10:00.000Z']);
  });

  it('does not count the reply to what a client has just written, while that is being handed over', () => {
    const kim = onPaper({ ...busy, burden: { messagesPerDay: 1, messagesPerWeek: 5 } }).enrol();
    kim.relays = false;
    kim.does({ do: 'receive', channel: 'sms', providerId: 'sm-1', words: 'hello', sentAt: kim.world.now });
    const reply = kim.messages().find(({ template }) => template === 'reply.kept')!;
    kim.claims(reply.id);
    kim.asks('intake');
    handsOver(kim, kim.messages().length - 1);
    expect(kim.sentToClient()).toEqual(['request.intake']);
  });

  it('counts a reply that was refused at once and went the next morning', () => {
    const kim = onPaper({ ...busy, burden: { messagesPerDay: 1, messagesPerWeek: 5 } }).enrol();
    kim.relays = false;
    kim.at('2026-01-06T00:55:00.000Z');
    kim.does({ do: 'receive', channel: 'sms', providerId: 'sm-1', words: 'hello', sentAt: kim.world.now });
    const reply = kim.messages().find(({ template }) => template === 'reply.kept')!;
    kim.claims(reply.id);
    kim.settles(reply.id, { sent: 'refused', reason: 'Throttling', again: true });
    kim.relays = true;
    kim.at('2026-01-06T01:00:01.000Z').until('2026-01-06T13:00:00.000Z');
    kim.asks('intake');
    expect(kim.sentToClient()).toEqual(['reply.kept']);
    expect(kim.chart.handedOver).toEqual(['2026-01-06T13:00:00.000Z']);
  });

  it('lets a request go by that expires at the very minute in which it is free again', () => {
    const kim = onPaper(
      {
        ...busy,
        'assessment.expiresAfter': 'P1D',
        quietHours: { from: '08:00', to: '08:00' },
        burden: { messagesPerDay: 1, messagesPerWeek: 5 },
      },
      {},
      '2026-01-05T05:00:00.000Z',
    ).enrol();
    kim.asks('intake');
    kim.asks('packet');
    expect(only(kim.events(), 'message.held')).toEqual([]);
    expect(suppressed(kim)).toHaveLength(1);
  });

  it('does not keep anything from staff', () => {
    const kim = onPaper({ burden: { messagesPerDay: 1, messagesPerWeek: 1 } }).enrol();
    kim.asks('intake');
    kim.gives('review');
    kim.gives('shape-goals');
    expect(kim.sent.map(({ template }) => template)).toEqual(['request.intake', 'staff.task', 'staff.task']);
  });
});
