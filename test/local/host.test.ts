import { describe, expect, it } from 'vitest';
import type { Command } from '../../functions/care/decide.ts';
import { killing } from '../support/killing.ts';
import { PATHWAY } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

/** As a person who tries again when there was no answer. */
async function persist(one: Scene, act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      if (!String(error).includes('killed')) throw error;
      one.restarts();
    }
  }
}

/** Enrolled, the intake answered, and on into the first reminder, with one kill on the way. */
async function live(at: number, after: boolean) {
  const armed = killing({ write: at, when: after ? 'after' : 'before' });
  let begun = false;
  const one = await scene({
    changes: { burden: { messagesPerDay: 9, messagesPerWeek: 30 } },
    wrap: (table) => (begun ? armed.around(table) : table),
  });
  begun = true;
  one.restarts();
  const does = (command: () => Promise<Command | undefined>) =>
    persist(one, async () => {
      const next = await command();
      if (next) await one.run(next);
      await one.host.settle();
    });
  await does(async () => ((await one.chart()).episode ? undefined : { do: 'enrol', pathway: PATHWAY }));
  await does(async () => {
    const [request] = await one.requests('intake');
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sad' }, complete: true }];
    return request && { do: 'answer', requestId: request.id, responses };
  });
  await persist(one, () => one.passes('2026-01-08T02:00:00.000Z'));
  const verified = await one.host.charts.verify('riverside', 'kim');
  const sent = await one.sent();
  const state = (await one.execution('assessment'))?.state;
  const { requests, timers } = await one.chart();
  const fates: string[] = [];
  for await (const { entry } of one.host.charts.log('riverside', 'kim'))
    fates.push(...entry.events.flatMap(({ type }) => (type === 'message.unknown' ? ['unknown'] : [])));
  const asks = Object.values(requests).map(({ ask }) => ask);
  const due = Object.values(timers).map(({ kind, at }) => `${kind} ${at}`);
  return { verified, sent, state, asks, due, unknown: fates.length, writes: armed.writes() };
}

describe('a process that is killed', () => {
  it('at whatever write, before or after it, goes on where it was: all is asked once, nothing is sent twice', async () => {
    const { writes, sent: all, unknown: _, ...whole } = await live(0, false);
    expect(whole).toMatchObject({
      verified: undefined,
      asks: ['packet'],
      state: 'Ask the client for the assessment',
    });
    expect(all).toHaveLength(3);
    expect(writes).toBeGreaterThan(20);
    for (let at = 1; at <= writes; at += 1) {
      for (const after of [false, true]) {
        const { sent, unknown, writes: __, ...rest } = await live(at, after);
        expect(rest).toEqual(whole);
        expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length);
        expect(sent.length + unknown).toBeGreaterThanOrEqual(all.length);
      }
    }
  });
});

describe('a chart that cannot be relayed', () => {
  async function broken() {
    let torn = true;
    const one = await scene({
      wrap: (table) => ({
        ...table,
        write(writes) {
          const [first] = writes;
          const claims =
            first &&
            'put' in first &&
            first.put.pk === 'riverside#lou' &&
            /"claim-message"/.test(String(first.put.body));
          return torn && claims ? Promise.reject(new Error('torn')) : table.write(writes);
        },
      }),
    });
    const client = { ...(await one.chart()).client!, name: 'Lou', phone: '+14155550199' };
    await one.run({ do: 'create-client', client }, 'ada', 'lou');
    for (const id of ['lou', 'kim']) await one.run({ do: 'enrol', pathway: PATHWAY }, 'ada', id);
    await expect(one.host.settle()).rejects.toThrow('1 charts could not be relayed: Error');
    const mends = () => {
      torn = false;
    };
    return { one, mends, sent: async () => (await one.sent()).map(({ to }) => to) };
  }

  it('stops no other, and is tried again', async () => {
    const { one, mends, sent } = await broken();
    expect(await sent()).toEqual(['+14155550134']);
    mends();
    await one.host.settle();
    expect(await sent()).toEqual(['+14155550134', '+14155550199']);
  });

  it('is found again by the process that comes after', async () => {
    const { one, mends, sent } = await broken();
    await one.run({ do: 'pause', why: 'holiday' }, 'ada', 'kim');
    await expect(one.host.settle()).rejects.toThrow('could not be relayed');
    mends();
    one.restarts();
    await one.host.settle();
    expect(await sent()).toEqual(['+14155550134', '+14155550199']);
  });
});

it('time stops at each minute at which something happens, and at the end', async () => {
  const one = await scene();
  await one.treats();
  await one.passes('2026-01-07T20:00:00.000Z');
  expect(one.clock()).toBe('2026-01-07T20:00:00.000Z');
  expect((await one.sentToClient()).slice(2)).toEqual([
    '2026-01-06T15:00:00.000Z',
    '2026-01-07T15:00:00.000Z',
  ]);
  expect(await one.host.nextDue()).toBe('2026-01-09T15:00:00.000Z');
});
