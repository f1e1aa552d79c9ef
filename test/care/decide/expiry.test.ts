/** What a provider may still do with a message, and until when: neither texts nor mails arrive in quiet hours. */
import { describe, expect, it } from 'vitest';
import { BUDGET_SPENT } from '../../../functions/care/decide/hand-over.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';

/** Quiet from 20:00 to 08:00 in New York, which is 01:00 to 13:00 UTC in January. */
const meantAt = (at: string, client = {}) => {
  const kim = onPaper({}, client, at).enrol();
  kim.asks('intake');
  return kim;
};
const claimed = (kim: Paper) => {
  const all = only(kim.events(), 'message.intended').map(({ message }) => message);
  const toKim = new Set(all.filter(({ to }) => to === 'client').map(({ id }) => id));
  const claims = only(kim.events(), 'message.claimed').filter(({ messageId }) => toKim.has(messageId));
  return claims.map(({ expires }) => expires);
};
const held = (kim: Paper) => only(kim.events(), 'message.held').map(({ until, why }) => [until, why]);

describe('a message that is handed over', () => {
  it('by text may lie at the carrier until quiet hours begin', () => {
    expect(claimed(meantAt('2026-01-05T15:00:00.000Z'))).toEqual(['2026-01-06T01:00:00.000Z']);
  });

  it('by mail, which cannot be called back, has five minutes less', () => {
    const kim = meantAt('2026-01-05T15:00:00.000Z', { channel: 'email' });
    expect(claimed(kim)).toEqual(['2026-01-06T00:55:00.000Z']);
  });

  it('just before midnight’s quiet hours is the same day’s', () => {
    const kim = onPaper(
      { quietHours: { from: '00:30', to: '06:00' } },
      {},
      '2026-01-06T04:50:00.000Z',
    ).enrol();
    kim.asks('intake');
    expect(claimed(kim)).toEqual(['2026-01-06T05:30:00.000Z']);
  });

  it('has no end where there are no quiet hours', () => {
    const kim = onPaper({ quietHours: { from: '08:00', to: '08:00' } }).enrol();
    kim.asks('intake');
    expect(claimed(kim)).toEqual([undefined]);
  });

  it('on the day that the clocks go forward follows the client’s clock', () => {
    // 19:30 on 7 March, and 19:30 on 8 March by summer time.
    expect(claimed(meantAt('2026-03-08T00:30:00.000Z'))).toEqual(['2026-03-08T01:00:00.000Z']);
    expect(claimed(meantAt('2026-03-08T23:30:00.000Z'))).toEqual(['2026-03-09T00:00:00.000Z']);
  });

  it.each([
    ['a text with a minute left goes', {}, '2026-01-06T00:59:00.000Z', 1],
    ['a text with less waits for the morning', {}, '2026-01-06T00:59:00.001Z', 0],
    ['a mail with six minutes left goes', { channel: 'email' }, '2026-01-06T00:54:00.000Z', 1],
    ['a mail with less waits for the morning', { channel: 'email' }, '2026-01-06T00:54:00.001Z', 0],
  ] as const)('shortly before quiet hours: %s', (_, client, at, gone) => {
    const kim = meantAt(at, client);
    expect(claimed(kim)).toHaveLength(gone);
    if (gone === 0)
      expect(held(kim)).toEqual([['2026-01-06T13:00:00.000Z', 'quiet hours are about to begin']]);
    kim.until('2026-01-06T13:00:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.intake']);
  });

  it('in answer to the client’s own words at night is of use for ten minutes, and the crisis line for a day', () => {
    const kim = meantAt('2026-01-05T15:00:00.000Z').at('2026-01-06T07:00:00.000Z');
    const write = (words: string) =>
      kim.does({ do: 'receive', channel: 'sms', providerId: words, words, sentAt: kim.world.now }, 'client');
    write('Can I come later?');
    write('I want to die');
    expect(claimed(kim).slice(1)).toEqual(['2026-01-06T07:10:00.000Z', '2026-01-07T07:00:00.000Z']);
  });

  it.each([
    ['goes at night, five minutes after they wrote', '2026-01-06T07:05:00.000Z', ['reply.kept']],
    ['waits for the morning, a millisecond later', '2026-01-06T07:05:00.001Z', []],
  ])('in answer to the client’s own words %s', (_, at, gone) => {
    const kim = meantAt('2026-01-05T15:00:00.000Z').at('2026-01-06T07:00:00.000Z');
    kim.relays = false;
    kim.does({ do: 'receive', channel: 'sms', providerId: 'm1', words: 'Hello?', sentAt: kim.world.now });
    kim.relays = true;
    const reply = kim
      .at(at)
      .messages()
      .find(({ template }) => template === 'reply.kept')!;
    if (kim.claims(reply.id).some(({ type }) => type === 'message.claimed')) kim.settles(reply.id);
    expect(kim.sentToClient().slice(1)).toEqual(gone);
  });
});

it('an answer to the client’s own words that comes late, with nothing left of the budget, goes by', () => {
  const kim = meantAt('2026-01-05T15:00:00.000Z');
  kim.asks('packet');
  expect(kim.sentToClient()).toHaveLength(2);
  kim.relays = false;
  kim.does({ do: 'receive', channel: 'sms', providerId: 'm1', words: 'Hello?', sentAt: kim.world.now });
  const reply = kim.messages().find(({ template }) => template === 'reply.kept')!;
  const events = kim.at('2026-01-05T15:05:00.001Z').claims(reply.id);
  expect(only(events, 'message.suppressed')).toMatchObject([{ why: BUDGET_SPENT }]);
});

describe('the budget of a day and a week, where a pathway says nothing else', () => {
  it('is one message a day and three a week', () => {
    expect(onPaper({ burden: {} }).world.pathway!.burden).toEqual({ messagesPerDay: 1, messagesPerWeek: 3 });
    expect(onPaper({ burden: undefined }).world.pathway!.burden.messagesPerDay).toBe(1);
  });

  it('counts the days of the client’s own zone, all that asks together', () => {
    // Sent at 19:30 on Monday in New York, which is Tuesday in UTC: Tuesday's message may go in the morning.
    const kim = onPaper({ burden: {}, 'intake.reminders': [] }, {}, '2026-01-06T00:30:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-01-06T00:40:00.000Z').asks('packet');
    kim.until('2026-01-06T13:00:00.000Z');
    expect(kim.sent.filter(({ to }) => to === 'client').map(({ at, template }) => [at, template])).toEqual([
      ['2026-01-06T00:30:00.000Z', 'request.intake'],
      ['2026-01-06T13:00:00.000Z', 'request.packet'],
    ]);
  });

  it('has no second message on a day of 25 hours', () => {
    // 1 November has 25 hours: one sent at 00:10 leaves no room at 24 hours later, which is still that day.
    const changes = { burden: {}, quietHours: { from: '08:00', to: '08:00' }, 'intake.reminders': [] };
    const kim = onPaper(changes, {}, '2026-11-01T04:10:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-11-02T04:30:00.000Z').asks('packet');
    kim.until('2026-11-02T06:00:00.000Z');
    expect(kim.sent.filter(({ to }) => to === 'client').map(({ at }) => at)).toEqual([
      '2026-11-01T04:10:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
  });
});
