/** What providers say became of a message. */
import { describe, expect, it } from 'vitest';
import type { Client } from '../../functions/care/client.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { resolveDelivery } from '../../functions/inbound/delivery.ts';
import { NOW } from '../support/clinic.ts';
import {
  add,
  bounced,
  chart,
  consents,
  handOver,
  here,
  kinds,
  mailing,
  next,
  opensAnew,
  ours,
  PHONE,
  texting,
} from '../support/inbound.ts';

describe('what providers tell', () => {
  const event = (key: string, rest: object) => ({
    eventId: `e-${next()}`,
    key,
    outcome: 'failed' as const,
    at: NOW,
    ...rest,
  });
  const sending = async (client: Partial<Client> = {}) => {
    await add('maria', client);
    const { request } = await here.clinics.askClient('maria', 'intake');
    return `north#maria#${await handOver('maria', request.id)}`;
  };

  it('127. a hard bounce and then a delivery, or the other way round, end alike', async () => {
    for (const order of [
      ['failed', 'delivered'],
      ['delivered', 'failed'],
    ] as const) {
      await opensAnew();
      const key = await sending({ channel: 'email' });
      for (const outcome of order)
        await resolveDelivery(here.deps, event(key, { outcome, permanent: outcome === 'failed' }));
      const { sent, client } = await chart();
      expect(Object.values(sent)[0]!.state).toBe('failed');
      expect(client!.consents).toEqual({ sms: consents.sms });
    }
  });

  it('128. a complaint ends the mails, and tells a person', async () => {
    const key = await sending({ channel: 'email' });
    await resolveDelivery(here.deps, event(key, { outcome: 'complaint', address: 'maria@example.org' }));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
    expect(await kinds()).toEqual(['no-channel']);
  });

  it('122, 133. the same events again change nothing', async () => {
    const key = await sending();
    const events = [
      event(key, { outcome: 'delivered' }),
      event(key, { code: 'TEXT_INVALID', address: PHONE }),
    ];
    for (const one of events) await resolveDelivery(here.deps, one);
    const { head } = await chart();
    for (const one of events.toReversed()) await resolveDelivery(here.deps, one);
    for (const one of events) await resolveDelivery(here.deps, { ...one, eventId: `${one.eventId}-again` });
    expect((await chart()).head).toBe(head);
  });

  it('a carrier’s own opt-out is STOP, for everybody on the number', async () => {
    const key = await sending();
    await add('luz', { name: 'Luz Lopez' });
    await resolveDelivery(here.deps, event(key, { code: '21610', address: PHONE }));
    for (const id of ['maria', 'luz'])
      expect((await chart(id)).client!.consents).toEqual({ email: consents.email });
  });

  it('a bounce in the mailbox, with our mail’s id, ends the mails where it is permanent', async () => {
    const key = await sending({ channel: 'email' });
    const id = await ours(key);
    await mailing(bounced(id));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
    expect(await kinds()).toEqual(['no-channel']);
  });

  it('with no key of ours is about nothing here', async () => {
    for (const key of ['what', 'nowhere#nobody#message-1.1'])
      expect(await resolveDelivery(here.deps, event(key, {}))).toEqual({ ignored: 'no key of ours' });
  });
});

it('what comes in leaves the log and its items agreeing', async () => {
  await add('maria', { answersBy: 'text' });
  const { request } = await here.clinics.askClient('maria', 'packet');
  await handOver('maria', request.id);
  for (const words of ['0', 'hm', '3', 'STOP', 'START', 'I want to die', 'wrong number'])
    expect(isRefusal((await texting(words)) as object)).toBe(false);
  expect(await here.clinics.charts.verify('north', 'maria')).toBeUndefined();
});
