/** Quotas: docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../functions/ports.ts';
import { askAndWait, invoke, outcomeOf, startAndWait, world } from './support.ts';

const big = 'x'.repeat(262_143);

test('a state passes 262,144 bytes on and no more', async () => {
  const states = (length: number) => ({
    Go: { Type: 'Pass', Output: `{% $pad('', ${length}, 'x') %}`, End: true },
  });
  expect(await outcomeOf(states(262_142))).toMatchObject({ status: 'SUCCEEDED' });
  expect(await outcomeOf(states(262_143))).toMatchObject({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  });
});

test('bytes are counted, not characters', async () => {
  const states = { Go: { Type: 'Pass', Output: `{% $pad('', 131072, 'é') %}`, End: true } };
  expect(await outcomeOf(states)).toMatchObject({ error: 'States.DataLimitExceeded' });
});

test('an execution does not start with more', async () => {
  await expect(outcomeOf({ Go: { Type: 'Pass', End: true } }, big)).rejects.toThrow(
    'larger than 262144 bytes',
  );
});

test('States.ALL does not catch it, its own name does', async () => {
  const states = (name: string) => ({
    Go: { ...invoke('big'), Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true },
    Caught: { Type: 'Pass', Output: 'caught', End: true },
  });
  const functions = { big: async () => `${big}xx` };
  expect(await outcomeOf(states('States.ALL'), {}, functions)).toMatchObject({
    error: 'States.DataLimitExceeded',
  });
  expect(await outcomeOf(states('States.TaskFailed'), {}, functions)).toMatchObject({
    error: 'States.DataLimitExceeded',
  });
  expect(await outcomeOf(states('States.DataLimitExceeded'), {}, functions)).toMatchObject({
    output: 'caught',
  });
});

test.each<[string, { [name: string]: object }]>([
  [
    'the Arguments of a task',
    { Go: { ...invoke('small', { a: "{% $pad('', 262144, 'x') %}" }), End: true } },
  ],
  ['the result of a task', { Go: { ...invoke('big'), Output: 'small', End: true } }],
  ['what a state assigns', { Go: { Type: 'Pass', Assign: { a: "{% $pad('', 262144, 'x') %}" }, End: true } }],
])('it holds for %s as well', async (_, states) => {
  const called: string[] = [];
  const functions = {
    small: async () => called.push('small'),
    big: async () => `${big}xx`,
  };
  expect(await outcomeOf(states, {}, functions)).toMatchObject({ error: 'States.DataLimitExceeded' });
  expect(called).toEqual([]);
});

test('a task counts for five events, so polling ends after 5,000 calls', async () => {
  let calls = 0;
  const functions = {
    poll: async () => {
      calls += 1;
      return null;
    },
  };
  const Catch = [{ ErrorEquals: ['Never'], Next: 'End' }];
  const states = { Poll: { ...invoke('poll'), Catch, Next: 'Poll' }, End: { Type: 'Succeed' } };
  expect(await outcomeOf(states, {}, functions)).toMatchObject({ error: 'States.Runtime' });
  expect(calls).toBe(5000);
});

describe('what one item cannot keep is States.DataLimitExceeded', () => {
  const half = "{% $pad('', 200000, 'x') %}";

  test('in a wait, and the other executions go on', async () => {
    const states = {
      One: { Type: 'Pass', Assign: { a: half }, Next: 'Two' },
      Two: { Type: 'Pass', Assign: { b: '{% $a %}' }, Next: 'Three' },
      Three: { Type: 'Wait', Seconds: 1, End: true },
    };
    const { interpreter } = world({ care: states, other: { Go: { Type: 'Succeed' } } });
    await interpreter.start('care', 'one', {});
    await interpreter.start('other', 'one', {});
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await interpreter.describe('other', 'one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('between two functions, and the second is not called', async () => {
    const called: string[] = [];
    const states = {
      One: { ...invoke('one'), Assign: { a: half }, Output: half, Next: 'Two' },
      Two: { ...invoke('two'), End: true },
    };
    const functions = { one: async () => called.push('one'), two: async () => called.push('two') };
    expect(await outcomeOf(states, {}, functions)).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(called).toEqual(['one']);
  });

  test('in a start and in a child', async () => {
    const big = 'x'.repeat(200_000);
    await expect(outcomeOf({ Go: { Type: 'Succeed' } }, big)).rejects.toThrow('one item keeps');
    const care = { Go: { ...startAndWait('child', { Input: half }), End: true } };
    const { interpreter } = world({ care, child: { Go: { Type: 'Succeed' } } });
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('with a token, which is accepted, and gone', async () => {
    const tokens: string[] = [];
    const states = {
      One: { Type: 'Pass', Assign: { a: half }, Next: 'Two' },
      Two: { ...askAndWait('ask'), End: true },
    };
    const functions = { ask: async (payload: Json) => tokens.push((payload as { token: string }).token) };
    const { interpreter, table } = world({ care: states }, functions);
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    expect(await interpreter.succeed(tokens[0]!, 'x'.repeat(200_000))).toBe('accepted');
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect((table as unknown as { size(): number }).size()).toBe(2);
  });
});

test('a cause is cut at 32,768 characters (API_ExecutionFailedEventDetails)', async () => {
  const functions = { talk: async () => Promise.reject(new Error('x'.repeat(100_000))) };
  const outcome = await outcomeOf({ Go: { ...invoke('talk'), End: true } }, {}, functions);
  expect(outcome!.cause).toHaveLength(32_768);
});

test('an execution that goes round and round fails at 25,000 events', async () => {
  const states = {
    Round: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Out' }], Default: 'Round again' },
    'Round again': { Type: 'Pass', Next: 'Round' },
    Out: { Type: 'Succeed' },
  };
  const outcome = await outcomeOf(states);
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining('25000'),
  });
});
