import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../../functions/care/time.ts';
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
describe('at its hand-over, a message to the client', () => {
  it('is not sent once the client has answered', () => {
    const kim = meant();
    kim.answers('intake');
    handsOver(kim);
    expect(suppressed(kim)).toEqual(['the request has been answered']);
    expect(kim.messages()).toEqual([]);
  });

  it('is not sent once the request has expired', () => {
    const kim = meant({ 'intake.reminders': [] });
    kim.until('2026-01-15T15:00:00.000Z');
    handsOver(kim);
    expect(suppressed(kim)).toEqual(['the request has been expired']);
  });

  it('is not sent after discharge', () => {
    const kim = meant();
    kim.does({ do: 'discharge', why: 'moved away' });
    expect(suppressed(kim)).toEqual(['the client is no longer in care']);
    expect(kim.timers()).toEqual([]);
  });

  it('is not sent after discharge either where a provider gave it back', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    kim.does({ do: 'discharge', why: 'moved away' });
    kim.settles(message!.id, { sent: 'refused', reason: 'throttled', again: true });
    kim.relays = true;
    kim.until('2026-01-05T15:10:00.000Z');
    expect(suppressed(kim)).toEqual(['the client is no longer in care']);
    expect(kim.sent).toEqual([]);
  });

  it('is held once for one night, however often it comes up in it', () => {
    const kim = meant();
    kim.until('2026-01-06T03:00:00.000Z');
    expect(only(handsOver(kim), 'message.held')).toHaveLength(1);
    const held = only(kim.events(), 'message.held').length;
    expect(
      kim.refuses({ do: 'claim-message', messageId: kim.messages()[0]!.id, linkHash: 'again' }),
    ).toMatchObject({
      refused: 'duplicate',
    });
    expect(only(kim.events(), 'message.held')).toHaveLength(held);
  });

  it('waits while care is paused', () => {
    const kim = meant();
    kim.does({ do: 'pause', why: 'holiday' });
    handsOver(kim);
    expect(only(kim.events(), 'message.held')).toMatchObject([{ why: 'care is paused' }]);
    expect(kim.timers('message')).toMatchObject([{ parked: true }]);
  });

  it.each([
    ['by the channel that the client prefers', {}, 'sms'],
    [
      'by the other where the first has no consent',
      { consents: { email: { at: '2026-01-01T00:00:00.000Z' } } },
      'email',
    ],
    ['by the other where the first has no address', { phone: undefined }, 'email'],
  ])('goes %s', (_, client, channel) => {
    const kim = meant({}, client);
    handsOver(kim);
    expect(kim.sent).toMatchObject([{ channel }]);
  });

  it('that no channel may carry makes one task, however many messages there are', () => {
    const kim = meant({}, { consents: {} });
    kim.asks('packet');
    kim.relays = true;
    kim.until('2026-01-05T15:30:00.000Z');
    const why = 'no channel has both a consent and an address';
    expect(suppressed(kim)).toEqual([why, why]);
    expect(kim.tasks('no-channel')).toHaveLength(1);
    expect(kim.sent).toMatchObject([{ template: 'staff.task', to: { staff: 'ada' } }]);
  });

  it('is not sent by a channel whose consent was taken back, or whose address was taken out, before', () => {
    const kim = meant();
    const consents = { email: { at: '2026-01-01T00:00:00.000Z' } };
    kim.does({ do: 'change-client', changes: { consents }, why: 'STOP' });
    handsOver(kim);
    kim.asks('packet');
    kim.does({ do: 'change-client', changes: { email: undefined }, why: 'bounced' });
    handsOver(kim);
    expect(kim.sent).toMatchObject([{ channel: 'email' }]);
    expect(kim.chart.client).not.toHaveProperty('email');
    expect(suppressed(kim)).toEqual(['no channel has both a consent and an address']);
  });
});

describe('a hand-over', () => {
  it('that has been claimed is not claimed again', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    const again = { do: 'claim-message', messageId: message!.id, linkHash: 'other' } as const;
    expect(kim.refuses(again)).toMatchObject({ refused: 'duplicate' });
    kim.settles(message!.id);
    expect(kim.refuses(again)).toMatchObject({ refused: 'duplicate' });
  });

  it('that nobody reports back from ends as unknown after ten minutes, and is never sent again', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    kim.relays = true;
    kim.until('2026-01-05T15:10:00.000Z');
    expect(only(kim.events(), 'message.unknown')).toMatchObject([{ messageId: message!.id }]);
    kim.until('2026-01-06T15:00:00.000Z');
    expect(kim.sent).toEqual([]);
    expect(
      kim.refuses({ do: 'settle-message', messageId: message!.id, outcome: { sent: 'unknown', reason: '' } }),
    ).toMatchObject({ refused: 'duplicate' });
  });

  it('that a provider refuses for now is tried soon, then about each half hour, then each hour for a day, and then a person is told', () => {
    const kim = meant({ quietHours: { from: '00:00', to: '00:00' } });
    const [message] = kim.messages();
    const waits: number[] = [];
    for (let tries = 1; ; tries += 1) {
      kim.claims(message!.id);
      kim.settles(message!.id, { sent: 'refused', reason: 'throttled', again: true });
      const next = kim.timers('message').find(({ of }) => of === message!.id);
      if (!next || tries > 100) break;
      waits.push((milliseconds(next.at) - milliseconds(kim.world.now)) / 60_000);
      kim.at(next.at).fires();
    }
    const about = [5, 10, 20, ...Array(6).fill(30), ...Array(20).fill(60)];
    expect(waits).toHaveLength(about.length);
    for (const [n, minutes] of about.entries()) {
      expect(waits[n]).toBeGreaterThanOrEqual(minutes / 2);
      expect(waits[n]).toBeLessThanOrEqual(minutes * 1.5);
    }
    // Their own pace for each try: two that meet once part again.
    expect(new Set(waits.slice(4)).size).toBeGreaterThan(15);
    expect(only(kim.events(), 'message.failed').filter(({ again }) => !again)).toHaveLength(1);
    expect(kim.messages().filter(({ to }) => to === 'client')).toEqual([]);
    expect(kim.tasks('no-channel')).toMatchObject([{ title: 'A message could not be sent to the client' }]);
  });

  it('that is reported a second time, as refused for now, waits no longer for it', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    const outcome = { sent: 'refused', reason: 'throttled', again: true } as const;
    kim.settles(message!.id, outcome);
    expect(kim.refuses({ do: 'settle-message', messageId: message!.id, outcome }).refused).toBe('duplicate');
  });

  it('that a provider refused for now, and then says it has delivered, is not sent again', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    kim.settles(message!.id, { sent: 'refused', reason: 'throttled', again: true });
    kim.does({ do: 'resolve-message', messageId: message!.id, outcome: 'delivered', providerId: 'p1' });
    kim.relays = true;
    kim.until('2026-01-06T15:00:00.000Z');
    expect(kim.sent).toEqual([]);
    expect(kim.chart.sent[message!.id]).toMatchObject({ state: 'delivered' });
  });

  it('is known for thirty days to whoever reports of it late', () => {
    const kim = meant();
    const { id: messageId } = kim.messages()[0]!;
    handsOver(kim);
    const late = { do: 'resolve-message', messageId, outcome: 'delivered' } as const;
    const lives = (at: string) =>
      kim.at(at).does({ do: 'change-client', changes: { recordNumber: at }, why: 'x' });
    lives('2026-02-04T15:00:00.000Z');
    expect(kim.decides(late)).toBeInstanceOf(Array);
    lives('2026-02-04T15:00:00.001Z');
    expect(kim.refuses(late).refused).toBe('not-found');
  });

  it('that calls somebody to danger, or says where to turn, is tried again within two minutes, and others are not', () => {
    const kim = meant();
    const lookAfter = (id: string) => {
      kim.claims(id);
      kim.settles(id, { sent: 'refused', reason: 'Throttling', again: true });
      const [timer] = kim.timers('message').filter(({ of }) => of === id);
      return Date.parse(timer!.at) - Date.parse(kim.world.now) < 120_000;
    };
    const words = { do: 'receive', channel: 'sms', providerId: 'sm-1', words: 'I want to die' } as const;
    kim.does({ ...words, sentAt: kim.world.now }, 'client');
    expect(kim.messages().map(({ id, template }) => [template, lookAfter(id)])).toEqual([
      ['request.intake', false],
      ['staff.urgent', true],
      ['reply.crisis', true],
    ]);
  });

  it('that a provider refuses for good is not tried again', () => {
    const kim = meant();
    const [message] = kim.messages();
    kim.claims(message!.id);
    kim.settles(message!.id, { sent: 'refused', reason: 'a landline', again: false });
    expect(kim.messages().filter(({ to }) => to === 'client')).toEqual([]);
    expect(kim.tasks('no-channel')).toHaveLength(1);
  });

  it('that the relay never came to is tried again after fifteen minutes, then ever more rarely, until it comes', () => {
    const kim = meant({ quietHours: { from: '00:00', to: '00:00' } });
    const looks: string[] = [];
    for (let n = 1; n <= 8; n += 1) {
      const { at } = kim.timers('message')[0]!;
      looks.push(at.slice(5, 16));
      kim.until(at);
      expect(only(kim.events(), 'message.released')).toHaveLength(n);
    }
    expect(looks).toEqual([
      ...['01-05T15:15', '01-05T15:30', '01-05T16:00', '01-05T17:00', '01-05T19:00'],
      ...['01-05T23:00', '01-06T03:00', '01-06T07:00'],
    ]);
    kim.relays = true;
    kim.until('2026-01-06T12:00:00.000Z');
    expect(kim.sent).toMatchObject([{ template: 'request.intake', at: '2026-01-06T11:00:00.000Z' }]);
  });

  it('to staff goes by email without a link, and not at all once the task has ended', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.gives('shape-goals');
    kim.gives('review');
    const [goals, review] = kim.messages();
    expect(only(kim.claims(review!.id), 'message.claimed')).toEqual([
      { type: 'message.claimed', messageId: review!.id, channel: 'email' },
    ]);
    kim.completes('shape-goals');
    kim.claims(goals!.id);
    expect(suppressed(kim)).toEqual(['the task has ended']);
  });

  it('by mail that asks nothing leaves, for sixty days, the link that ends the mails', () => {
    const kim = onPaper().enrol();
    const words = 'Hello?';
    kim.does({ do: 'receive', channel: 'email', providerId: 'e1', words, sentAt: kim.world.now });
    const lives = (at: string) =>
      kim.at(at).does({ do: 'change-client', changes: { recordNumber: at }, why: 'x' });
    lives('2026-03-06T15:00:00.000Z');
    expect(Object.values(kim.chart.links)).toMatchObject([{ requests: [], channel: 'email' }]);
    lives('2026-03-06T15:00:00.001Z');
    expect(kim.chart.links).toEqual({});
  });

  it('to the client makes a link of its own to the request', () => {
    const kim = meant({ 'intake.reminders': ['P2D'] });
    kim.relays = true;
    kim.until('2026-01-08T15:00:00.000Z');
    const [request] = kim.requests();
    expect(Object.values(kim.chart.links).map(({ requests }) => requests)).toEqual([
      [request!.id],
      [request!.id],
    ]);
    expect(Object.keys(kim.chart.links)).toHaveLength(2);
  });
});
