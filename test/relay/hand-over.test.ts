import { describe, expect, it } from 'vitest';
import { linkHash } from '../../functions/links.ts';
import type { Sender, Write } from '../../functions/ports.ts';
import { onlyOf, type Scene, scene } from '../support/scene.ts';

const events = async (one: Scene) => {
  const found = [];
  for await (const { entry } of one.host.charts.log('riverside', 'kim')) found.push(...entry.events);
  return found;
};
/** A provider that does this the first time, and takes everything afterwards. */
const atFirst = (
  first: (outbox: Sender, message: Parameters<Sender['send']>[0]) => ReturnType<Sender['send']>,
) => {
  let tried = 0;
  return (outbox: Sender): Sender => ({
    send(message) {
      tried += 1;
      return tried === 1 ? first(outbox, message) : outbox.send(message);
    },
  });
};

describe('an answer in the middle of a reminder', () => {
  it('between its intent and its hand-over lets it go by, with the reason', async () => {
    const one = await scene();
    await one.enrols();
    one.clock.to('2026-01-07T15:00:00.000Z');
    await one.host.tick();
    const [request] = await one.requests('intake');
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sad' }, complete: true }];
    await one.run({ do: 'answer', requestId: request!.id, responses }, 'kim');
    await one.host.settle();
    const [reminder] = onlyOf(await events(one), 'message.intended').filter(({ message }) =>
      message.template.startsWith('reminder'),
    );
    expect(onlyOf(await events(one), 'message.suppressed')).toEqual([
      { type: 'message.suppressed', messageId: reminder!.message.id, why: 'the request has been answered' },
    ]);
  });

  it('between its claim and its end changes nothing about either', async () => {
    let during: (() => Promise<unknown>) | undefined;
    const one = await scene({
      sender: (outbox) => ({
        async send(message) {
          await during?.();
          during = undefined;
          return outbox.send(message);
        },
      }),
    });
    await one.enrols();
    const [request] = await one.requests('intake');
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sad' }, complete: true }];
    during = () => one.run({ do: 'answer', requestId: request!.id, responses }, 'kim');
    await one.passes('2026-01-07T15:00:00.000Z');
    const types = (await events(one)).map(({ type }) => type);
    expect(types.indexOf('request.ended')).toBeGreaterThan(
      types.lastIndexOf('message.claimed', types.indexOf('request.ended')),
    );
    expect(onlyOf(await events(one), 'message.handed-off')).not.toEqual([]);
    expect(await one.requests('packet')).toHaveLength(1);
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });
});

describe('a message', () => {
  it('goes out once, though the stream brings every change twice', async () => {
    const live = async (feed?: Parameters<typeof scene>[0]) => {
      const one = await scene(feed);
      await one.treats();
      await one.passes('2026-01-20T15:00:00.000Z');
      const sent = await one.sent();
      expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length);
      return sent.map(({ to, at }) => [to, at]);
    };
    const twice = await live({
      feed: ({ read }) => ({
        async read(position, limit) {
          const batch = await read(position, limit);
          return { ...batch, changes: batch.changes.flatMap((change) => [change, change]) };
        },
      }),
    });
    expect(twice).toEqual(await live());
  });

  it('that the provider threw on is of unknown fate, and is not sent again', async () => {
    const one = await scene({ sender: atFirst(() => Promise.reject(new Error('socket hang up'))) });
    await one.enrols();
    expect(onlyOf(await events(one), 'message.unknown')).toMatchObject([
      { why: 'the provider did not say whether it took the message (Error)' },
    ]);
    await one.passes('2026-01-06T15:00:00.000Z');
    expect(await one.sentToClient()).toEqual([]);
  });

  it('whose relay died between claim and provider ends as unknown after the lease', async () => {
    const one = await scene({ sender: atFirst(() => new Promise(() => {})) });
    await one.run({ do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } });
    void one.host.settle();
    while (!Object.values((await one.chart()).messages).some(({ state }) => state === 'CLAIMED'))
      await Promise.resolve();
    one.restarts();
    await one.passes('2026-01-05T15:09:59.000Z');
    expect(onlyOf(await events(one), 'message.unknown')).toEqual([]);
    await one.passes('2026-01-06T15:00:00.000Z');
    expect(onlyOf(await events(one), 'message.unknown')).toMatchObject([
      { why: 'the sender stopped before it could say whether the message went' },
    ]);
    expect(await one.sent()).toEqual([]);
  });

  it('whose relay died between provider and settling went out once', async () => {
    let kills = 1;
    const one = await scene({
      wrap: (table) => {
        let dead = false;
        const isSettling = (writes: Write[]) =>
          writes.some((write) => 'put' in write && /"settle-message"/.test(String(write.put.body)));
        return {
          ...table,
          write(writes) {
            if (kills > 0 && isSettling(writes)) {
              dead = true;
              kills -= 1;
            }
            return dead ? Promise.reject(new Error('killed')) : table.write(writes);
          },
        };
      },
    });
    await one.run({ do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } });
    await expect(one.host.settle()).rejects.toThrow('killed');
    one.restarts();
    await one.passes('2026-01-06T15:00:00.000Z');
    expect(await one.sentToClient()).toHaveLength(1);
    expect(onlyOf(await events(one), 'message.unknown')).toHaveLength(1);
  });

  it('to a team goes to each who works there, and to nobody who has left', async () => {
    const one = await scene();
    const left = { ...(await one.host.clinics.settings('riverside')).staff.ben!, active: false };
    await one.host.clinics.run({ clinicId: 'riverside', by: 'lea' }, { do: 'change-staff', staff: left });
    await one.enrols();
    await one.passes('2026-01-20T15:00:00.000Z');
    const toStaff = (await one.sent()).filter(({ to }) => to.endsWith('@riverside.example'));
    expect(toStaff.map(({ at, to }) => [at.slice(0, 10), to])).toEqual([
      ['2026-01-15', 'ada@riverside.example'],
      ['2026-01-19', 'ada@riverside.example'],
    ]);
    expect(toStaff[0]!.text).toContain('https://riverside.example/console/');
    expect(toStaff[0]!.text).not.toContain('#');
  });

  it('to a team has gone where one of them could be reached', async () => {
    const one = await scene({
      sender: (outbox) => ({
        send: async (message) =>
          message.to === 'ben@riverside.example'
            ? { sent: 'refused', reason: 'no such mailbox', again: false }
            : outbox.send(message),
      }),
    });
    await one.enrols();
    await one.passes('2026-01-20T15:00:00.000Z');
    expect((await one.sent()).at(-1)).toMatchObject({ to: 'ada@riverside.example' });
    expect(onlyOf(await events(one), 'message.failed')).toEqual([]);
  });

  it('to somebody who left before it went is a failure, and says so', async () => {
    const one = await scene();
    const { ada } = (await one.host.clinics.settings('riverside')).staff;
    await one.enrols();
    const waiting = { episodeId: (await one.chart()).episode!.id, cycle: 1, round: 1, token: 't' };
    await one.run({ do: 'ask-clinician', kind: 'review', ...waiting });
    await one.host.clinics.run(
      { clinicId: 'riverside', by: 'lea' },
      { do: 'change-staff', staff: { ...ada!, active: false } },
    );
    await one.host.settle();
    expect(onlyOf(await events(one), 'message.failed')).toMatchObject([
      { why: 'nobody to send it to has an address', again: false },
    ]);
  });

  it('to nobody with an address is a failure, and says so', async () => {
    const one = await scene();
    const { staff } = await one.host.clinics.settings('riverside');
    await one.enrols();
    await one.passes('2026-01-16T15:00:00.000Z');
    for (const id of ['ada', 'ben'])
      await one.host.clinics.run(
        { clinicId: 'riverside', by: 'lea' },
        { do: 'change-staff', staff: { ...staff[id]!, active: false } },
      );
    await one.passes('2026-01-20T15:00:00.000Z');
    expect(onlyOf(await events(one), 'message.failed')).toMatchObject([
      { why: 'nobody to send it to has an address', again: false },
    ]);
  });
});

describe('the link in a message', () => {
  it('is another one each time, of 128 bits of chance, and only its hash is in the table', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-11T15:00:00.000Z');
    const links = (await one.sent()).map(({ text }) => /#(\S+)/.exec(text)![1]!);
    expect(new Set(links).size).toBe(3);
    for (const link of links) expect(Buffer.from(link, 'base64url').length).toBeGreaterThanOrEqual(16);
    const { links: known } = await one.chart();
    expect(Object.keys(known).sort()).toEqual(links.map(linkHash).sort());
    const { changes } = await one.table.changes.read(undefined, 10_000);
    const stored = changes.filter(({ after }) => after && !after.pk.startsWith('OUTBOX#'));
    for (const link of links) expect(JSON.stringify(stored)).not.toContain(link);
    for (const link of links)
      expect(await one.table.get({ pk: `LINK#${linkHash(link)}`, sk: 'LINK' })).toMatchObject({
        clientId: 'kim',
      });
  });
});
