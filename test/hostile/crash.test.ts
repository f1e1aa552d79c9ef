/** Processes that die, sleep, race and come back, in front of one table. */
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Table, Write } from '../../functions/ports.ts';
import { frequencies, openClinics } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { onlyOf } from '../support/scene.ts';

const nine = (risk: number) => frequencies(1, 1, 1, 1, 1, 1, 1, 1, risk);
const never = () => new Promise<never>(() => {});
type Writing = ReturnType<Table['write']>;

/** What becomes of the first write that has `mark` in it; `armed` by then. */
function around(mark: string, deed: (write: () => Writing) => Writing) {
  let armed = true;
  const wrap = (table: Table): Table => ({
    ...table,
    write(writes: Write[]) {
      if (!armed || !JSON.stringify(writes).includes(mark)) return table.write(writes);
      armed = false;
      return deed(() => table.write(writes));
    },
  });
  return { wrap, met: () => !armed };
}
/** As a log entry says that a message is being handed over. */
const CLAIM = '\\"type\\":\\"message.claimed\\"';

const typesOf = async (kim: AtTheDoors) => (await kim.events()).map(({ type }) => type);
const nothingIsWrong = async (kim: AtTheDoors) =>
  expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();

describe('a process that ends in the middle', () => {
  it('134 · at any await of an answer, on either side of it, loses nothing: sent again, it is there once, and heard', async () => {
    for (let k = 1, met = true; met; k += 1) {
      for (const side of ['before', 'after'] as const) {
        const memory = createMemoryTable();
        let left = Number.POSITIVE_INFINITY;
        const effect = async <T>(call: () => Promise<T>): Promise<T> => {
          left -= 1;
          if (left < 0 || (left === 0 && side === 'before')) throw new Error('crashed');
          const result = await call();
          if (left === 0) throw new Error('crashed');
          return result;
        };
        const table: Table = {
          get: (key) => effect(() => memory.get(key)),
          query: (pk, range) => effect(() => memory.query(pk, range)),
          queryIndex: (index, pk, range) => effect(() => memory.queryIndex(index, pk, range)),
          write: (writes) => effect(() => memory.write(writes)),
        };
        const clinics = await openClinics({ table });
        const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
        const responses = [{ instrument: 'phq-9', answers: nine(2), complete: true }];
        const sends = () => clinics.ask('POST', '/link/answers', { body: { token, requestId, responses } });
        left = k;
        const first = await sends();
        met = left <= 0;
        left = Number.POSITIVE_INFINITY;
        if (met) expect([k, side, first.status]).toEqual([k, side, 503]);
        // Before it is known whose answer it is, it is not known in which country.
        expect(first.body.crisis.text).toMatch(/988|findahelpline/);
        const again = await sends();
        expect([k, side, again.status]).toEqual([k, side, 200]);
        expect(again.body.crisis.text).toMatch(/988/);
        const chart = await clinics.charts.get('north', 'c-1');
        expect(chart.measures['phq-9']).toMatchObject({ count: 1 });
        expect(Object.values(chart.tasks).filter(({ kind }) => kind === 'urgent')).toHaveLength(1);
        expect(await clinics.charts.verify('north', 'c-1')).toBeUndefined();
      }
    }
  });

  it('135 · by its time limit, within a transaction, leaves all of it or nothing; who tries again is done at once', async () => {
    for (const [which, deed] of [
      ['done', async (write: () => Writing) => write().then(never)],
      ['not done', never],
    ] as const) {
      const { wrap, met } = around('\\"command\\":\\"answer\\"', deed);
      const clinics = await openClinics({ table: wrap(createMemoryTable()) });
      const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
      const responses = [{ instrument: 'phq-9', answers: nine(1), complete: true }];
      const sends = () => clinics.ask('POST', '/link/answers', { body: { token, requestId, responses } });
      void sends();
      while (!met()) await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect([which, (await sends()).status]).toEqual([which, 200]);
      const chart = await clinics.charts.get('north', 'c-1');
      expect(chart.measures['phq-9']).toMatchObject({ count: 1 });
      expect(Object.values(chart.tasks).filter(({ kind }) => kind === 'urgent')).toHaveLength(1);
      expect(await clinics.charts.verify('north', 'c-1')).toBeUndefined();
    }
  });

  it('136 · that was frozen between its claim and the provider sends nothing once its lease has run out', async () => {
    const thaw = Promise.withResolvers<void>();
    const { wrap, met } = around(CLAIM, async (write) => {
      const outcome = await write();
      await thaw.promise;
      return outcome;
    });
    const kim = await atTheDoors({ wrap });
    const frozen = kim.enrols();
    while (!met()) await new Promise(setImmediate);
    kim.restarts();
    await kim.passes('2026-01-05T15:11:00.000Z');
    expect(await typesOf(kim)).toContain('message.unknown');
    thaw.resolve();
    await frozen;
    expect(await kim.arrived()).toEqual([]);
    await kim.passes('2026-01-05T18:00:00.000Z');
    expect(onlyOf(await kim.events(), 'message.claimed')).toHaveLength(1);
    await nothingIsWrong(kim);
  });

  it('138 · whose lease ends while the provider is still taking it has sent it once, and its report settles it', async () => {
    const taken = Promise.withResolvers<void>();
    const keys: string[] = [];
    const kim = await atTheDoors({
      sender: (outbox) => ({
        async send(message) {
          keys.push(message.key);
          await taken.promise;
          return outbox.send(message);
        },
      }),
    });
    const sending = kim.enrols();
    while (keys.length === 0) await new Promise(setImmediate);
    kim.restarts();
    await kim.passes('2026-01-05T15:11:00.000Z');
    taken.resolve();
    await sending;
    const [, , messageId = ''] = keys[0]!.split('#');
    expect((await kim.chart()).sent[messageId]).toMatchObject({ state: 'unknown' });
    await kim.reports(keys[0]!, 'delivered');
    expect((await kim.chart()).sent[messageId]).toMatchObject({ state: 'delivered' });
    await kim.passes('2026-01-06T14:00:00.000Z');
    expect(keys).toHaveLength(1);
    await nothingIsWrong(kim);
  });
});

describe('two at once', () => {
  it('137 · scanners that claim one client ask once, and neither fails', async () => {
    const kim = await atTheDoors();
    await kim.treats();
    const before = (await kim.arrived()).length;
    kim.clock.to('2026-01-06T15:00:00.000Z');
    await Promise.all([kim.host.tick(), kim.host.tick(), kim.host.tick()]);
    kim.restarts();
    await Promise.all([kim.host.settle(), kim.host.tick()]);
    await kim.host.settle();
    expect(await kim.requests('check-in')).toHaveLength(1);
    expect((await kim.arrived()).length).toBe(before + 1);
    await nothingIsWrong(kim);
  });

  it('140 · STOP between the claim and the provider’s door of a slow process: nothing goes', async () => {
    const door = Promise.withResolvers<void>();
    let slow = false;
    let waits = false;
    const kim = await atTheDoors({
      wrap: (table) => ({
        ...table,
        async write(writes) {
          const outcome = await table.write(writes);
          if (slow && JSON.stringify(writes).includes(CLAIM)) {
            waits = true;
            await door.promise;
          }
          return outcome;
        },
      }),
    });
    await kim.treats();
    const before = (await kim.arrived()).length;
    kim.clock.to('2026-01-06T15:00:00.000Z');
    await kim.host.tick();
    slow = true;
    const sending = kim.host.settle();
    while (!waits) await new Promise(setImmediate);
    slow = false;
    kim.clock.to('2026-01-06T15:01:30.000Z');
    kim.restarts();
    await kim.texts('STOP');
    door.resolve();
    await sending;
    await kim.passes('2026-01-07T12:00:00.000Z');
    const since = (await kim.arrived()).slice(before).map(({ template }) => template);
    expect(since).toEqual(['reply.stopped']);
    await nothingIsWrong(kim);
  });

  it('141 · a consent that is taken back in the millisecond of the claim: whichever the log has first, and no third way', async () => {
    for (const first of ['claim', 'stop'] as const) {
      const kim = await atTheDoors();
      await kim.treats();
      const before = (await kim.arrived()).length;
      kim.clock.to('2026-01-06T15:00:00.000Z');
      await kim.host.tick();
      const stop = () => kim.texts('STOP');
      if (first === 'claim') await Promise.all([kim.host.settle(), stop()]);
      else await Promise.all([stop(), kim.host.settle()]);
      await kim.passes('2026-01-07T12:00:00.000Z');
      const log = await kim.events();
      const stopped = log.findIndex((event) => event.type === 'client.changed' && event.byWords);
      const intended = new Map(onlyOf(log, 'message.intended').map(({ message }) => [message.id, message]));
      const after = log.slice(stopped).flatMap((event) => (event.type === 'message.claimed' ? [event] : []));
      const bySms = after
        .filter(({ channel }) => channel === 'sms')
        .map((one) => intended.get(one.messageId)!);
      expect(stopped).toBeGreaterThan(0);
      expect(bySms.filter(({ to }) => to === 'client').map(({ template }) => template)).toEqual([
        'reply.stopped',
      ]);
      expect((await kim.arrived()).length).toBeLessThanOrEqual(before + 2);
      expect(await kim.mayBeWrittenTo()).toEqual(['email']);
      await nothingIsWrong(kim);
    }
  });

  it('142 · clinicians who close one task: one has closed it, the other is told so, and it is on record once', async () => {
    const clinics = await openClinics();
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const responses = [{ instrument: 'phq-9', answers: nine(2), complete: true }];
    await clinics.ask('POST', '/link/answers', { body: { token, requestId, responses } });
    const { tasks } = await clinics.charts.get('north', 'c-1');
    const [task] = Object.values(tasks).filter(({ kind }) => kind === 'urgent');
    const closes = (as: 'cleo' | 'dan', outcome: string) =>
      clinics.ask('POST', `/clients/c-1/tasks/${task!.id}/complete`, {
        as,
        body: { outcome, reason: `${as} spoke with her` },
      });
    const answers = await Promise.all([
      closes('cleo', 'assessed-safe-for-now'),
      closes('dan', 'assessed-safe-for-now'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const found = [];
    for await (const { entry } of clinics.charts.log('north', 'c-1'))
      for (const event of entry.events) if (event.type === 'task.completed') found.push(entry.by);
    expect(found).toEqual([answers[0].status === 200 ? 'cleo' : 'dan']);
    expect(answers.find(({ status }) => status === 409)!.body.detail).toMatch(/\w/);
  });

  it('143 · somebody takes an urgent task as it climbs: it is theirs, and does not climb away from them', async () => {
    for (const first of ['claim', 'climb'] as const) {
      const kim = await atTheDoors();
      await kim.enrols();
      await kim.texts('I want to kill myself');
      const [task] = await kim.tasks('urgent');
      kim.clock.to(await kim.host.nextDue().then((at) => at!));
      const claim = () => kim.run({ do: 'claim-task', taskId: task!.id }, 'ben');
      if (first === 'claim') await Promise.all([claim(), kim.host.tick()]);
      else await Promise.all([kim.host.tick(), claim()]);
      await kim.host.settle();
      const [now] = await kim.tasks('urgent');
      expect([first, now!.owner, now!.acknowledged?.by]).toEqual([first, { staff: 'ben' }, 'ben']);
      const climbed = onlyOf(await kim.events(), 'task.escalated').length;
      await kim.passes('2026-01-05T20:00:00.000Z');
      expect(onlyOf(await kim.events(), 'task.escalated')).toHaveLength(climbed);
      await nothingIsWrong(kim);
    }
  });

  it('144 · a plan is changed in the minute at which a check-in of the old one is due: one is asked, and the log adds up', async () => {
    const kim = await atTheDoors();
    await kim.treats();
    kim.clock.to('2026-01-06T15:00:00.000Z');
    const revise = () =>
      kim.run({ do: 'revise-plan', detail: { summary: 'ACT instead' }, why: 'as discussed' });
    const [revised] = await Promise.all([revise(), kim.host.tick()]);
    expect(isRefusal(revised!)).toBe(false);
    await kim.host.settle();
    expect(await kim.requests('check-in')).toHaveLength(1);
    await kim.answers('check-in');
    await kim.passes('2026-01-13T16:00:00.000Z');
    expect((await kim.chart()).checkIns.weekly).toMatchObject({ answered: 1 });
    await nothingIsWrong(kim);
  });
});
