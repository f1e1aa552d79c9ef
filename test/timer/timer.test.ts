import { describe, expect, it } from 'vitest';
import { ScanIncomplete, scan } from '../../functions/timer/timer.ts';
import { kim } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

const depsOf = (one: Scene) => ({ table: one.table, charts: one.host.charts, clock: one.clock });
const also = async (one: Scene, ...ids: string[]) => {
  for (const [n, id] of ids.entries()) {
    const client = { ...kim, name: `Client ${id}`, phone: `+1415555020${n}` };
    await one.run({ do: 'create-client', client }, 'ada', id);
    await one.enrols(id);
  }
};

describe('the scan', () => {
  it('fires what is due, and what is not due stays', async () => {
    const one = await scene();
    await one.enrols();
    expect(await scan(depsOf(one))).toEqual({ fired: 0 });
    one.clock.to('2026-01-07T14:59:59.000Z');
    expect(await scan(depsOf(one))).toEqual({ fired: 0 });
    one.clock.to('2026-01-07T15:00:00.000Z');
    expect(await scan(depsOf(one))).toEqual({ fired: 1 });
  });

  it('and another at the same moment fire once', async () => {
    const one = await scene();
    await one.enrols();
    await also(one, 'lou', 'max');
    one.clock.to('2026-01-07T15:00:00.000Z');
    const [a, b] = await Promise.all([scan(depsOf(one)), scan(depsOf(one))]);
    expect(a!.fired + b!.fired).toBe(3);
    await one.host.settle();
    const reminded = (await one.sent()).filter(({ at }) => at === '2026-01-07T15:00:00.000Z');
    expect(reminded).toHaveLength(3);
  });

  it('that slept for ten days sends at most one message of each request', async () => {
    const one = await scene({ changes: { alerts: [] } });
    await one.treats();
    await one.passes('2026-01-05T16:00:00.000Z');
    const before = (await one.sentToClient()).length;
    one.clock.to('2026-01-15T16:00:00.000Z');
    await one.host.tick();
    await one.host.settle();
    expect((await one.sentToClient()).length - before).toBe(0);
    expect((await one.chart()).checkIns.weekly).toMatchObject({ n: 2, asked: 0 });
    await one.passes('2026-01-20T16:00:00.000Z');
    expect((await one.sentToClient()).slice(before)).toEqual(['2026-01-20T15:00:00.000Z']);
  });

  it('catches up with a sleep into the night only in the morning', async () => {
    const one = await scene();
    await one.enrols();
    one.clock.to('2026-01-08T04:00:00.000Z');
    await one.host.tick();
    await one.passes('2026-01-09T00:00:00.000Z');
    expect(await one.sentToClient()).toEqual(['2026-01-05T15:00:00.000Z', '2026-01-08T13:00:00.000Z']);
  });

  it('lets one broken chart stop no other, and names it', async () => {
    const one = await scene();
    await one.enrols();
    await also(one, 'lou', 'max');
    const chart = (await one.table.get({ pk: 'riverside#lou', sk: 'CHART' }))!;
    await one.table.write([{ put: { ...chart, body: '{torn' } }]);
    one.clock.to('2026-01-07T15:00:00.000Z');
    await expect(scan(depsOf(one))).rejects.toThrow(
      new ScanIncomplete('1 charts could not be fired: riverside#lou: SyntaxError'),
    );
    await one.host.settle();
    const reminded = (await one.sent()).filter(({ at }) => at === '2026-01-07T15:00:00.000Z');
    expect(reminded.map(({ to }) => to).sort()).toEqual(['+14155550134', '+14155550201']);
  });
});
