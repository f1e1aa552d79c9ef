import { describe, expect, it } from 'vitest';
import { coursesIn } from '../../functions/care/measures/courses.ts';
import { clientsOf } from '../../local/commands/open.ts';
import { liveDemo, tally } from '../../local/demo.ts';
import { seededChance } from '../../local/people/chance.ts';

const UNTIL = '2026-11-20T20:00:00.000Z';

async function small({ seed = 'small', clients = 3, weeks = 4 } = {}) {
  const shares: number[] = [];
  const { app, items } = await liveDemo({
    clinicId: 'riverside',
    until: UNTIL,
    weeks,
    clients,
    seed,
    chance: seededChance(seed),
    url: 'http://localhost:4180',
    onProgress: (share) => shares.push(share),
  });
  const ids = (await clientsOf(app, 'riverside')).map(({ clientId }) => clientId);
  const charts = await Promise.all(ids.map((id) => app.charts.get('riverside', id)));
  return { app, items, charts, shares };
}

describe('the demo', () => {
  it('lives the same four weeks twice, to the last hash', async () => {
    const [one, other] = [await small(), await small()];
    expect(one.charts.map(({ head }) => head)).toEqual(other.charts.map(({ head }) => head));
    expect(one.charts.every(({ version }) => version > 20)).toBe(true);
    const third = await small({ seed: 'another' });
    expect(third.charts.map(({ head }) => head)).not.toEqual(one.charts.map(({ head }) => head));
  });

  it('leaves charts that are what their logs add up to, and nothing that was due before its end', async () => {
    const { app, charts } = await small();
    for (const { clientId, timers } of charts) {
      expect(await app.charts.verify('riverside', clientId)).toBeUndefined();
      expect(Object.values(timers).filter(({ at, parked }) => at < UNTIL && !parked)).toEqual([]);
    }
    expect(await app.clinics.verify('riverside')).toBeUndefined();
    expect(charts.some(({ course }) => (course?.attended ?? 0) > 0)).toBe(true);
    expect(await app.nextDue()).toSatisfy((at: string) => at >= UNTIL);
  });

  it('ends with an urgent task a few minutes old, which nobody has taken yet', async () => {
    const { app, charts } = await small({ clients: 4, weeks: 2 });
    const urgent = charts
      .flatMap(({ tasks }) => Object.values(tasks))
      .filter(({ kind }) => kind === 'urgent');
    expect(urgent).toHaveLength(1);
    expect(urgent[0]!.openedAt).toSatisfy((at: string) => at > '2026-11-20T19:50' && at < UNTIL);
    expect(urgent[0]!.acknowledged).toBeUndefined();
    expect(await tally(app, 'riverside')).toMatchObject({ clients: 4, urgent: 1 });
  });

  it('records the sessions that were held, and those that were missed', async () => {
    const { charts } = await small({ clients: 4, weeks: 8 });
    const courses = charts.flatMap(coursesIn);
    expect(courses.reduce((all, one) => all + one.attended, 0)).toBeGreaterThan(3);
    const asked = courses.flatMap((one) => Object.values(one.asked)).reduce((all, one) => all + one.asked, 0);
    expect(asked).toBeGreaterThan(0);
  });

  it('keeps the entry by which the clinic is found for last', async () => {
    const { items } = await small({ clients: 1, weeks: 1 });
    expect((await items()).at(-1)).toEqual({ pk: 'CLINICS', sk: 'riverside' });
  });

  it('tells how far it is, never backwards', async () => {
    const { shares } = await small({ clients: 1, weeks: 2 });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
});
