import { expect, test } from 'vitest';
import { askAndWait, invoke, machineOf, startAndWait, withCaught, world } from './support.ts';

const wait = (rest: object) => withCaught('Ask', { ...askAndWait('ask'), ...rest });
const functions = { ask: async () => null };

test.each<[string, unknown]>([
  ['a number', 3600],
  ['an expression', '{% $states.input.hours * 60 * 60 %}'],
])('a task that waits times out after TimeoutSeconds, %s (state-task)', async (_, TimeoutSeconds) => {
  const { interpreter, time } = world({ care: wait({ TimeoutSeconds }) }, functions);
  await interpreter.start('care', 'one', { hours: 1 });
  await interpreter.run();
  expect(await interpreter.nextDue()).toBe('2026-03-02T10:00:00.000Z');
  time.now = '2026-03-02T10:00:00.000Z';
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toEqual({
    status: 'FAILED',
    error: 'States.Timeout',
    state: 'Ask',
  });
});

test.each<[string, string, boolean]>([
  ['is caught by its name', 'States.Timeout', true],
  ['is caught by States.ALL', 'States.ALL', true],
  ['is not caught by States.TaskFailed', 'States.TaskFailed', false],
])('States.Timeout %s (concepts-error-handling)', async (_, name, isCaught) => {
  const Catch = [{ ErrorEquals: [name], Next: 'Caught' }];
  const { interpreter, time } = world({ care: wait({ TimeoutSeconds: 60, Catch }) }, functions);
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  time.now = '2026-03-02T09:01:00.000Z';
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject(
    isCaught
      ? { output: { Error: 'States.Timeout', Cause: '' } }
      : { status: 'FAILED', error: 'States.Timeout' },
  );
});

test('a TimeoutSeconds that comes to nothing is States.QueryEvaluationError (state-task)', async () => {
  const { interpreter } = world({ care: wait({ TimeoutSeconds: '{% 0 %}' }) }, functions);
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ error: 'States.QueryEvaluationError' });
});

test('every attempt has its own TimeoutSeconds and its own token (state-task)', async () => {
  const tokens: unknown[] = [];
  const { interpreter, time } = world(
    {
      care: {
        Ask: {
          ...askAndWait('ask'),
          TimeoutSeconds: 60,
          Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 10, MaxAttempts: 1 }],
          End: true,
        },
      },
    },
    {
      ask: async (payload) => {
        tokens.push((payload as { token: string }).token);
        return null;
      },
    },
  );
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  for (const now of ['2026-03-02T09:01:00.000Z', '2026-03-02T09:01:10.000Z']) {
    time.now = now;
    await interpreter.run();
  }
  expect(await interpreter.nextDue()).toBe('2026-03-02T09:02:10.000Z');
  expect(await interpreter.succeed(tokens[0] as string, 1)).toBe('gone');
  expect(await interpreter.succeed(tokens[1] as string, 2)).toBe('accepted');
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'SUCCEEDED', output: 2 });
});

test('a function that takes longer than TimeoutSeconds has timed out, whatever it returned (state-task)', async () => {
  const { interpreter, time } = world(
    { care: { Ask: { ...invoke('slow'), TimeoutSeconds: 30, End: true } } },
    {
      slow: async () => {
        time.now = '2026-03-02T09:00:30.000Z';
        return 'too late';
      },
    },
  );
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
  });
});

test.each<[string, object]>([
  ['in a Wait', { Go: { Type: 'Wait', Seconds: 7200, End: true } }],
  ['while it waits for a token', wait({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] })],
  [
    'between two tries',
    {
      Go: { ...invoke('fails'), Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 7200 }], End: true },
    },
  ],
])(
  'an execution ends TIMED_OUT at the TimeoutSeconds of its machine, %s (statemachine-structure)',
  async (_, states) => {
    const { interpreter, time, table } = world(
      { care: machineOf(states as { [name: string]: object }, { TimeoutSeconds: 3600 }) },
      { ...functions, fails: async () => Promise.reject(new Error('no')) },
    );
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    expect(await interpreter.nextDue()).toBe('2026-03-02T10:00:00.000Z');
    time.now = '2026-03-02T10:00:00.000Z';
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toEqual({
      status: 'TIMED_OUT',
      state: Object.keys(states)[0],
    });
    expect(await interpreter.nextDue()).toBeUndefined();
    expect((table as unknown as { size(): number }).size()).toBe(2);
  },
);

test('an execution lasts a year at most (service-quotas)', async () => {
  const { interpreter, time } = world({ care: { Go: { Type: 'Wait', Seconds: 99_999_999, End: true } } });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.nextDue()).toBe('2027-03-02T09:00:00.000Z');
  time.now = '2027-03-02T09:00:00.000Z';
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'TIMED_OUT' });
});

test('an execution whose time ran out in a function ends TIMED_OUT, not with what it returned', async () => {
  const { interpreter, time } = world(
    { care: machineOf({ Go: { ...invoke('slow'), End: true } }, { TimeoutSeconds: 60 }) },
    {
      slow: async () => {
        time.now = '2026-03-02T09:01:00.000Z';
        return null;
      },
    },
  );
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'TIMED_OUT' });
});

test('a child that outlives the TimeoutSeconds of its task goes on alone (connect-sync)', async () => {
  const { interpreter, time } = world({
    care: { Go: { ...startAndWait('child', { Name: 'c' }), TimeoutSeconds: 60, End: true } },
    child: { Go: { Type: 'Wait', Seconds: 120, End: true } },
  });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  for (const now of ['2026-03-02T09:01:00.000Z', '2026-03-02T09:02:00.000Z']) {
    time.now = now;
    await interpreter.run();
  }
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
  });
  expect(await interpreter.describe('child', 'c')).toMatchObject({ status: 'SUCCEEDED' });
  expect(await interpreter.nextDue()).toBeUndefined();
});
