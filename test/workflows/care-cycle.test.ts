/** The machines as they run: each branch once, on the host, by a clock that is stepped. */
import { describe, expect, it } from 'vitest';
import { type Scene, scene } from '../support/scene.ts';

const expired = { intake: '2026-01-15T15:00:00.000Z', packet: '2026-01-12T15:00:00.000Z' };
const ended = { status: 'SUCCEEDED', output: { outcome: 'ended' } };
/** At the plan, with goals agreed. */
async function atPlan(): Promise<Scene> {
  const one = await scene();
  await one.enrols();
  await one.answers('intake');
  await one.answers('packet');
  await one.answers('goals');
  await one.decides('shape-goals');
  await one.answers('agreement');
  return one;
}
/** Six weeks on, with the reassessment answered and the review before Ada. */
async function atReview(): Promise<Scene> {
  const one = await scene({ changes: { alerts: [] } });
  await one.treats();
  await one.passes('2026-02-16T15:00:00.000Z');
  await one.answers('reassessment');
  return one;
}
const state = async (one: Scene, machine: string, cycle = 1) => (await one.execution(machine, cycle))?.state;

describe('the first cycle', () => {
  it('goes from enrolment to treatment, and ends there', async () => {
    const one = await scene();
    await one.treats();
    expect((await one.chart()).episode).toMatchObject({ stage: 'treatment', cycle: 1 });
    for (const machine of ['intake', 'assessment', 'goal-setting'])
      expect(await one.execution(machine)).toMatchObject({
        status: 'SUCCEEDED',
        output: { outcome: 'done' },
      });
    expect(await one.execution('care-cycle')).toMatchObject({ output: { outcome: 'treatment' } });
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it.each(['intake', 'packet'] as const)(
    'whose %s nobody answers asks a clinician, who asks again',
    async (ask) => {
      const one = await scene();
      await one.enrols();
      if (ask === 'packet') await one.answers('intake');
      await one.passes(expired[ask]);
      expect(await one.requests()).toEqual([]);
      await one.decides('reach-client', 'ask-again');
      expect(await one.requests(ask)).toMatchObject([
        { openedAt: expired[ask], key: expect.stringMatching(/\/2$/) },
      ]);
      await one.answers(ask);
      expect(await one.requests(ask === 'intake' ? 'packet' : 'goals')).toHaveLength(1);
    },
  );

  it.each(['intake', 'packet'] as const)('goes on without the %s where a clinician says so', async (ask) => {
    const one = await scene();
    await one.enrols();
    if (ask === 'packet') await one.answers('intake');
    await one.passes(expired[ask]);
    await one.decides('reach-client', 'go-on');
    expect(await one.requests(ask === 'intake' ? 'packet' : 'goals')).toHaveLength(1);
  });

  it.each(['intake', 'packet'] as const)('ends with a discharge for want of the %s', async (ask) => {
    const one = await scene();
    await one.enrols();
    if (ask === 'packet') await one.answers('intake');
    await one.passes(expired[ask]);
    await one.decides('reach-client', 'discharge');
    expect(await one.execution('care-cycle')).toMatchObject(ended);
    expect((await one.chart()).timers).toEqual({});
  });

  it('goes on with the clinician where the client names no goals, and lets them disagree', async () => {
    const one = await scene();
    await one.enrols();
    await one.answers('intake');
    await one.answers('packet');
    await one.passes('2026-01-15T15:00:00.000Z');
    await one.decides('shape-goals');
    await one.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'no' } });
    expect(await one.tasks('shape-goals')).toMatchObject([{ key: expect.stringMatching(/\/2$/) }]);
    await one.decides('shape-goals', 'propose', { goals: [{ words: 'walk' }] });
    await one.passes('2026-01-25T15:00:00.000Z');
    await one.decides('shape-goals', 'record-disagreement', { goals: [{ words: 'walk' }] });
    expect((await one.chart()).goals).toMatchObject({ state: 'disagreement-recorded' });
    expect(await one.tasks('draft-plan')).toHaveLength(1);
  });

  it('writes the plan again for a question, and shows it again or puts it into force in silence', async () => {
    const one = await atPlan();
    await one.decides('draft-plan');
    await one.answers('plan', { 'attune-plan': { decision: 'question', words: 'why weekly?' } });
    await one.decides('draft-plan');
    await one.passes('2026-01-15T15:00:00.000Z');
    await one.decides('plan-unacknowledged', 'ask-again');
    expect(await one.requests('plan')).toHaveLength(1);
    await one.passes('2026-01-25T15:00:00.000Z');
    await one.decides('plan-unacknowledged', 'activate');
    expect((await one.chart()).plan).toMatchObject({ version: 2 });
    expect(await one.execution('care-cycle')).toMatchObject({ output: { outcome: 'treatment' } });
  });

  it.each(['shape-goals', 'draft-plan'] as const)('ends with a discharge at %s', async (kind) => {
    const one = await atPlan();
    if (kind === 'draft-plan') await one.decides('draft-plan', 'discharge');
    else {
      await one.does({ do: 'discharge', why: 'moved away' });
    }
    expect(await one.execution('goal-setting')).toMatchObject(ended);
    expect(await one.execution('care-cycle')).toMatchObject(ended);
  });
});

describe('a wait that times out', () => {
  it('for a client who is on a long pause asks again without a second request or message', async () => {
    const one = await scene();
    await one.enrols();
    const [{ id, waiter } = { id: '', waiter: '' }] = await one.requests('intake');
    await one.does({ do: 'pause', why: 'abroad' });
    await one.passes('2026-03-20T15:00:00.000Z');
    const [again, ...others] = await one.requests('intake');
    expect(others).toEqual([]);
    expect(again?.id).toBe(id);
    expect(again?.waiter).not.toBe(waiter);
    expect(await one.sentToClient()).toHaveLength(1);
    expect(await one.host.interpreter.succeed(waiter!, { outcome: 'answered' })).toBe('gone');
    await one.does({ do: 'resume', why: 'back' });
    await one.answers('intake');
    expect(await one.requests('packet')).toHaveLength(1);
  });

  it('for a clinician asks again without a second task', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    await one.does({ do: 'claim-task', taskId: task!.id });
    await one.passes('2026-05-01T15:00:00.000Z');
    expect((await one.tasks()).map(({ id }) => id)).toEqual([task!.id]);
    await one.decides('reach-client', 'go-on');
    expect(await one.requests('packet')).toHaveLength(1);
  });
});

describe('an execution whose care has ended', () => {
  it('before its first step ends cleanly, and another episode begins its own', async () => {
    const one = await scene();
    const enrol = { do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } } as const;
    await one.run(enrol);
    const first = (await one.chart()).episode!.id;
    await one.run({ do: 'discharge', why: 'a mistake' });
    await one.run(enrol);
    await one.host.settle();
    const old = await one.host.interpreter.describe(
      'care-cycle',
      `riverside_kim_${first.replace('.', '-')}_1`,
    );
    expect(old).toMatchObject(ended);
    expect(await state(one, 'intake')).toBe('Ask the client for the intake form');
    expect(await one.requests('intake')).toHaveLength(1);
  });

  it('in the middle of a question ends cleanly', async () => {
    const one = await atPlan();
    await one.decides('draft-plan');
    await one.does({ do: 'discharge', why: 'moved away' });
    expect(await one.execution('goal-setting')).toMatchObject(ended);
    expect(await one.execution('care-cycle')).toMatchObject(ended);
    await one.passes('2027-01-05T15:00:00.000Z');
    expect((await one.sentToClient()).every((at) => at < '2026-01-06')).toBe(true);
  });
});

describe('the cycle of a reassessment', () => {
  it('begins by itself when it is due, and goes on under the same plan', async () => {
    const one = await atReview();
    expect(await state(one, 'reassessment', 2)).toBe('Ask the clinician to review the progress');
    await one.decides('review', 'continue');
    expect(await one.execution('care-cycle', 2)).toMatchObject({ output: { outcome: 'treatment' } });
    expect((await one.chart()).episode).toMatchObject({ cycle: 2, stage: 'treatment' });
    await one.passes('2026-03-30T14:00:00.000Z');
    expect(await state(one, 'reassessment', 3)).toBe('Ask the client for the reassessment');
  });

  it('that the client does not answer comes to review all the same', async () => {
    const one = await scene({ changes: { alerts: [] } });
    await one.treats();
    await one.passes('2026-02-23T15:00:00.000Z');
    expect(await one.tasks('review')).toHaveLength(1);
  });

  it.each(['adjust', 'step-up', 'step-down'])('goes back to goals and plan with “%s”', async (outcome) => {
    const one = await atReview();
    await one.decides('review', outcome);
    await one.answers('goals');
    await one.decides('shape-goals');
    await one.answers('agreement');
    await one.decides('draft-plan');
    await one.answers('plan');
    expect((await one.chart()).plan).toMatchObject({ version: 2 });
    expect(await one.execution('care-cycle', 2)).toMatchObject({ output: { outcome: 'treatment' } });
  });

  it('ends with “discharge”, and nothing is sent after', async () => {
    const one = await atReview();
    await one.decides('review', 'discharge');
    expect(await one.execution('care-cycle', 2)).toMatchObject(ended);
    const before = (await one.sent()).length;
    await one.passes('2027-02-16T15:00:00.000Z');
    expect(await one.sent()).toHaveLength(before);
    expect((await one.chart()).timers).toEqual({});
  });
});
