import { describe, expect, it, test } from 'vitest';
import type { Receive } from '../../../functions/care/decide/inbound.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';

let texts = 0;
/** Kim texts, now. */
const says = (kim: Paper, words: string, rest: Partial<Receive> = {}) => {
  texts += 1;
  const sentAt = kim.world.now;
  return kim.does(
    { do: 'receive', channel: 'sms', providerId: `sm-${texts}`, words, sentAt, ...rest },
    'client',
  );
};
const inCare = (client = {}) => {
  const kim = onPaper({}, client).enrol();
  kim.asks('intake');
  return kim;
};
const consents = (kim: Paper) => Object.keys(kim.chart.client!.consents).sort();
describe('what a provider tells', () => {
  const handedOff = (kim: Paper) => only(kim.events(), 'message.handed-off')[0]!.messageId;
  const told = (kim: Paper, rest: object) =>
    kim.decides({
      do: 'resolve-message',
      messageId: handedOff(kim),
      outcome: 'failed',
      address: '+14155550134',
      ...rest,
    });

  it('of a message whose fate nobody knew settles it', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const { id } = kim.messages()[0]!;
    kim.claims(id);
    kim.settles(id, { sent: 'unknown', reason: 'a timeout' });
    kim.does({ do: 'resolve-message', messageId: id, outcome: 'delivered' });
    expect(kim.chart.sent[id]).toMatchObject({ state: 'delivered' });
  });

  it('before our own record of the send counts, and the record that follows changes nothing', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const { id } = kim.messages()[0]!;
    kim.claims(id);
    kim.does({ do: 'resolve-message', messageId: id, outcome: 'delivered', providerId: 'p9' });
    expect(kim.chart.sent[id]).toMatchObject({ state: 'delivered' });
    expect(
      kim.refuses({ do: 'settle-message', messageId: id, outcome: { sent: 'accepted', providerId: 'p9' } })
        .refused,
    ).toBe('duplicate');
  });

  test.each([
    ['failed', 'delivered'],
    ['delivered', 'failed'],
  ] as const)('first %s, then %s, comes to the same end', (first, second) => {
    const kim = inCare();
    for (const outcome of [first, second, first, second]) told(kim, { outcome });
    const id = handedOff(kim);
    for (const outcome of [first, second]) {
      const events = kim.decides({ do: 'resolve-message', messageId: id, outcome });
      if (Array.isArray(events) && events.length) kim.does({ do: 'resolve-message', messageId: id, outcome });
    }
    expect(kim.chart.sent[id]).toMatchObject({ state: 'failed' });
  });

  it('of a landline turns to the other channel, asks again there, and tells a person', () => {
    const kim = inCare();
    const messageId = handedOff(kim);
    const failed = { outcome: 'failed', permanent: true, address: '+14155550134', why: 'landline' } as const;
    kim.does({ do: 'resolve-message', messageId, ...failed });
    expect(kim.chart.client).toMatchObject({ channel: 'email' });
    expect(consents(kim)).toEqual(['email']);
    expect(kim.tasks('no-channel')).toHaveLength(1);
    expect(kim.sent.findLast(({ to }) => to === 'client')).toMatchObject({
      template: 'request.intake',
      channel: 'email',
    });
    expect(kim.refuses({ do: 'resolve-message', messageId, ...failed }).refused).toBe('duplicate');
  });

  it('of a number that the client no longer has, changes no channel', () => {
    const kim = inCare();
    const failed = { outcome: 'failed', permanent: true, address: '+12125550100' } as const;
    kim.does({ do: 'resolve-message', messageId: handedOff(kim), ...failed });
    expect(consents(kim)).toEqual(['email', 'sms']);
  });

  it('of a complaint ends the channel, and START does not bring it back', () => {
    const kim = inCare({ channel: 'email' });
    kim.does({ do: 'resolve-message', messageId: handedOff(kim), outcome: 'complaint' });
    expect(consents(kim)).toEqual(['sms']);
    says(kim, 'START', { channel: 'email' });
    expect(consents(kim)).toEqual(['sms']);
  });
});

describe('a carrier that has taken a STOP by itself', () => {
  const refused = (client = {}) => {
    const kim = onPaper({}, client).enrol();
    kim.relays = false;
    kim.asks('intake');
    const [{ id } = { id: '' }] = kim.messages();
    kim.claims(id);
    kim.relays = true;
    const outcome = { sent: 'refused', reason: 'opted out', again: false, optedOut: true } as const;
    kim.does({ do: 'settle-message', messageId: id, outcome }, 'attune-relay');
    return kim;
  };

  it('ends the texts in the chart too, and what was meant goes by mail', () => {
    const kim = refused();
    expect([consents(kim), kim.chart.stopped]).toEqual([['email'], { sms: true }]);
    expect(kim.sent).toMatchObject([{ template: 'request.intake', channel: 'email' }]);
    expect(kim.tasks('no-channel')).toEqual([]);
  });

  it('leaves a person to find another way where there is none', () => {
    const kim = refused({ consents: { sms: { at: '2026-01-01T00:00:00.000Z' } } });
    expect([consents(kim), kim.tasks('no-channel')]).toMatchObject([[], [{ priority: 'routine' }]]);
  });
});
