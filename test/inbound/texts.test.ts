/** What comes in by text, and is held. The hostile cases have a folder of their own. */
import { describe, expect, it } from 'vitest';
import { NO_CLINIC, readHeld, settleHeld } from '../../functions/held.ts';
import { MARIA, NOW } from '../support/clinic.ts';
import {
  add,
  chart,
  consents,
  eventsOf,
  handOver,
  held,
  here,
  kinds,
  templates,
  texting,
} from '../support/inbound.ts';
import { only } from '../support/paper.ts';

describe('a text from a client’s number', () => {
  it('reaches their chart, once, however often the provider brings it', async () => {
    await add('maria');
    expect(await texting('Is Thursday still on?', { providerId: 'sm-x' })).toEqual({
      received: { clinicId: 'north', clientId: 'maria' },
    });
    const { version } = await chart();
    expect(await texting('Is Thursday still on?', { providerId: 'sm-x' })).toEqual({
      repeat: { clinicId: 'north', clientId: 'maria' },
    });
    expect((await chart()).version).toBe(version);
    expect(await kinds()).toEqual(['words']);
  });

  it('and its repeat at the same time are one', async () => {
    await add('maria');
    await Promise.all([1, 2, 3].map(() => texting('hello', { providerId: 'sm-y' })));
    expect(only(await eventsOf(), 'words.received')).toHaveLength(1);
  });

  it('of a client who was never in care has somebody to be told as well', async () => {
    await here.clinics.run('maria', { do: 'create-client', client: { ...MARIA, consents } });
    await texting('I want to die');
    expect(await kinds()).toEqual(['urgent']);
    expect(await templates()).toEqual(['reply.crisis']);
  });

  it('follows the client to a new number, and no longer comes from the old one', async () => {
    await add('maria');
    await here.clinics.run('maria', {
      do: 'change-client',
      changes: { phone: '+12125550199' },
      why: 'a new phone',
    });
    expect(await texting('hello')).toEqual({ held: 'unknown-sender' });
    expect(await texting('hello', { from: '+12125550199' })).toMatchObject({ received: {} });
    expect(await here.clinics.charts.verify('north', 'maria')).toBeUndefined();
  });
});

describe('a number that leads to nobody, or to several', () => {
  it('unknown, and no clinic certain: is held for the operator', async () => {
    here.deps = { ...here.deps, clinicOf: () => undefined };
    await texting('hello', { from: '+12125550177' });
    expect((await here.clinics.table.query(NO_CLINIC)).items).toHaveLength(1);
    expect(await held()).toEqual([]);
  });

  it('of two clients who were both asked is held', async () => {
    for (const id of ['maria', 'luz']) {
      await add(id, { name: `${id} Lopez`, answersBy: 'text' });
      const { request } = await here.clinics.askClient(id, 'packet');
      await handOver(id, request.id);
    }
    expect(await texting('1')).toEqual({ held: 'shared-address' });
  });

  it('of clients in two clinics is held in each, which hears of its own client alone', async () => {
    await add('maria');
    await add('sol', { name: 'Sol Lopez' }, 'south');
    expect(await texting('hello')).toEqual({ held: 'shared-address' });
    expect(await held()).toMatchObject([{ because: 'shared-address', clients: ['maria'] }]);
  });

  it('STOP is for everybody on the number, in every clinic, with one confirmation', async () => {
    await add('maria');
    await add('luz', { name: 'Luz Lopez' });
    await add('sol', { name: 'Sol Lopez' }, 'south');
    await texting('STOP');
    for (const [id, clinicId] of [
      ['maria', 'north'],
      ['luz', 'north'],
      ['sol', 'south'],
    ] as const)
      expect((await chart(id, clinicId)).client!.consents).toEqual({ email: consents.email });
    const confirmed = [await templates('maria'), await templates('luz')];
    const south = Object.values((await chart('sol', 'south')).messages).map(({ template }) => template);
    expect([...confirmed, south].flat().filter((one) => one === 'reply.stopped')).toHaveLength(1);
  });

  it('STOP is for everybody on the number, though one alone was asked', async () => {
    await add('maria', { answersBy: 'text' });
    await add('luz', { name: 'Luz Lopez' });
    const { request } = await here.clinics.askClient('maria', 'packet');
    await handOver('maria', request.id);
    await texting('STOP');
    for (const id of ['maria', 'luz'])
      expect((await chart(id)).client!.consents).toEqual({ email: consents.email });
  });

  it('crisis words from a shared phone alarm for each, and show the words in no chart', async () => {
    await add('maria');
    await add('luz', { name: 'Luz Lopez' });
    await texting('I want to die');
    for (const id of ['maria', 'luz']) expect(await kinds(id)).toEqual(['urgent']);
    for (const id of ['maria', 'luz']) expect(JSON.stringify(await eventsOf(id))).not.toContain('I want');
    const crisis = [...(await templates('maria')), ...(await templates('luz'))];
    expect(crisis).toEqual(['reply.crisis']);
    expect(await held()).toMatchObject([{ alarming: true, words: 'I want to die' }]);
  });
});

describe('held words', () => {
  it('are bound by a person to the client who wrote them, once, and nothing is sent', async () => {
    await add('maria');
    await texting('it is Maria, from my sister’s phone', { from: '+12125550177' });
    const [{ id }] = await held();
    const bind = { as: 'cleo', body: { clientId: 'maria' } } as const;
    expect((await here.clinics.ask('POST', `/held/${id}/bind`, bind)).status).toBe(200);
    expect(only(await eventsOf(), 'words.received')).toMatchObject([
      { words: 'it is Maria, from my sister’s phone' },
    ]);
    expect([await kinds(), await templates()]).toEqual([['words'], []]);
    expect(await held()).toEqual([]);
    expect((await here.clinics.ask('POST', `/held/${id}/bind`, bind)).status).toBe(404);
  });

  it('are settled by one of two who see to them at once', async () => {
    await texting('hello', { from: '+12125550177' });
    const [{ id }] = await held();
    const seen = (await readHeld(here.clinics.table, 'north', id))!;
    const settles = (by: string) =>
      settleHeld(here.clinics.table, 'north', seen, { by, at: NOW, reason: 'a wrong number' });
    expect([await settles('cleo'), await settles('dan')]).toEqual([true, false]);
  });

  it('are dismissed with a reason, and a repeat of theirs does not come back', async () => {
    const spam = { from: '+12125550177', providerId: 'sm-spam' };
    await texting('win a prize', spam);
    const [{ id }] = await held();
    const dismissed = await here.clinics.ask('POST', `/held/${id}/dismiss`, {
      as: 'cleo',
      body: { reason: 'spam' },
    });
    expect(dismissed.status).toBe(200);
    await texting('win a prize', spam);
    expect(await held()).toEqual([]);
  });
});
