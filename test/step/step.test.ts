import { describe, expect, it } from 'vitest';
import { CareEnded } from '../../functions/step/errors.ts';
import { step, stepSchema } from '../../functions/step/step.ts';
import { scene } from '../support/scene.ts';

const input = (episodeId: string, rest: object = {}) => ({
  ask: 'client',
  what: 'packet',
  clinicId: 'riverside',
  clientId: 'kim',
  episodeId,
  cycle: 1,
  round: 1,
  token: 't1',
  from: 'intake',
  ...rest,
});

describe('a step', () => {
  it('asks at once, and twice changes nothing', async () => {
    const one = await scene();
    await one.enrols();
    const { id } = (await one.chart()).episode!;
    expect(await step(one.host, input(id))).toEqual({ asked: true });
    expect(await step(one.host, input(id))).toEqual({ asked: false });
    expect(await step(one.host, input(id, { ask: 'clinician', what: 'review' }))).toEqual({ asked: true });
    expect(await one.requests('packet')).toMatchObject([{ waiter: 't1' }]);
    expect(await one.tasks('review')).toHaveLength(1);
  });

  it.each([
    [
      'care has ended',
      async (one: Awaited<ReturnType<typeof scene>>) => void (await one.does({ do: 'discharge', why: '' })),
    ],
    ['another cycle is under way', async () => ({ cycle: 2 })],
    ['there is no such client', async () => ({ clientId: 'nobody' })],
  ])('throws CareEnded where %s', async (_, change) => {
    const one = await scene();
    await one.enrols();
    const { id } = (await one.chart()).episode!;
    const rest = (await change(one)) ?? {};
    await expect(step(one.host, input(id, rest))).rejects.toThrow(CareEnded);
  });

  it.each([
    { what: 'check-in' },
    { ask: 'clinician', what: 'urgent' },
    { ask: 'clinician', what: 'finding' },
    { token: '' },
    { round: 0 },
  ])('does not take %j', (rest) => {
    expect(stepSchema.safeParse(input('episode-2.1', rest)).success).toBe(false);
  });
});
