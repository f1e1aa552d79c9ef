import { describe, expect, test } from 'vitest';
import { invoke, named, outcomeOf, withCaught, world } from './support.ts';

const ask = (rest: object) =>
  withCaught('Ask', { ...invoke('ask'), Output: '{% $states.result.Payload %}', ...rest });
const throws = (...names: string[]) => {
  let calls = 0;
  const functions = {
    ask: async () => {
      calls += 1;
      const name = names[Math.min(calls, names.length) - 1]!;
      if (name === 'nothing') return 'answered';
      throw named(name);
    },
  };
  return { functions, calls: () => calls };
};
const caught = (ErrorEquals: string[]) => ask({ Catch: [{ ErrorEquals, Next: 'Caught' }] });

describe('Catch (concepts-error-handling)', () => {
  test('what a function throws is the error, named by its name, with the cause as Lambda reports it', async () => {
    const { functions } = throws('LinkExpired');
    const { cause, ...outcome } = (await outcomeOf({ Ask: { ...invoke('ask'), End: true } }, {}, functions))!;
    expect(outcome).toEqual({ status: 'FAILED', error: 'LinkExpired', state: 'Ask' });
    expect(JSON.parse(cause!)).toEqual({
      errorType: 'LinkExpired',
      errorMessage: 'as the test has it',
      trace: [],
    });
  });

  test('the error output is the input of the next state by default', async () => {
    const { functions } = throws('LinkExpired');
    expect(await outcomeOf(caught(['LinkExpired']), {}, functions)).toMatchObject({
      output: { Error: 'LinkExpired', Cause: expect.stringContaining('as the test has it') },
    });
  });

  test('a catcher assigns and has Output from $states.errorOutput and $states.input', async () => {
    const { functions } = throws('LinkExpired');
    const Catch = [
      {
        ErrorEquals: ['LinkExpired'],
        Next: 'Caught',
        Assign: { why: '{% $states.errorOutput.Error %}' },
        Output: '{% $states.input.client %}',
      },
    ];
    const states = {
      ...ask({ Catch }),
      Caught: { Type: 'Pass', Output: '{% [$why, $states.input] %}', End: true },
    };
    expect(await outcomeOf(states, { client: 'c1' }, functions)).toMatchObject({
      output: ['LinkExpired', 'c1'],
    });
  });

  test.each<[string, string, string[], boolean]>([
    ['States.ALL matches any error', 'LinkExpired', ['States.ALL'], true],
    ['States.TaskFailed matches any error', 'LinkExpired', ['States.TaskFailed'], true],
    ['names are case-sensitive', 'LinkExpired', ['linkexpired'], false],
    ['one of several names is enough', 'LinkExpired', ['Other', 'LinkExpired'], true],
    ['States.ALL does not match States.Runtime', 'States.Runtime', ['States.ALL'], false],
    ['States.TaskFailed does not match States.Runtime', 'States.Runtime', ['States.TaskFailed'], false],
    ['States.Runtime always fails the execution', 'States.Runtime', ['States.Runtime'], false],
  ])('%s', async (_, error, ErrorEquals, isCaught) => {
    const { functions } = throws(error);
    expect(await outcomeOf(caught(ErrorEquals), {}, functions)).toMatchObject(
      isCaught ? { status: 'SUCCEEDED', output: { Error: error } } : { status: 'FAILED', error },
    );
  });

  test('the first catcher that matches is taken', async () => {
    const { functions } = throws('B');
    const Catch = [
      { ErrorEquals: ['A'], Next: 'Caught', Output: 1 },
      { ErrorEquals: ['B'], Next: 'Caught', Output: 2 },
      { ErrorEquals: ['States.ALL'], Next: 'Caught', Output: 3 },
    ];
    expect(await outcomeOf(ask({ Catch }), {}, functions)).toMatchObject({ output: 2 });
  });

  test.each<[string, object]>([
    ['Arguments', { Arguments: { FunctionName: 'ask', Payload: '{% $states.input.absent %}' } }],
    ['TimeoutSeconds', { TimeoutSeconds: '{% "soon" %}' }],
    ['Assign', { Assign: { a: '{% $states.result.absent %}' } }],
    ['Output', { Output: '{% $states.result.absent %}' }],
  ])(
    'an expression of the task that fails in %s is caught as States.QueryEvaluationError',
    async (field, fields) => {
      const { functions } = throws('nothing');
      const states = ask({
        ...fields,
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
      });
      expect(await outcomeOf(states, {}, functions)).toMatchObject({
        status: 'SUCCEEDED',
        output: { Error: 'States.QueryEvaluationError', Cause: expect.stringContaining(`'${field}`) },
      });
    },
  );

  test('an expression of the catcher that fails ends the execution, whatever it catches', async () => {
    const { functions, calls } = throws('LinkExpired');
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught', Output: '{% $states.input.absent %}' }];
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'] }];
    expect(await outcomeOf(ask({ Catch, Retry }), {}, functions)).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('Catch[0]/Output'),
    });
    expect(calls()).toBe(1);
  });

  test('a function that was not given is Lambda.ResourceNotFoundException', async () => {
    const states = { Ask: { ...invoke('{% $states.input.name %}'), End: true } };
    expect(await outcomeOf(states, { name: 'nobody' })).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
    });
  });
});

describe('Retry (concepts-error-handling)', () => {
  /** The instants at which the function was called, as the clock is set from due time to due time. */
  async function callsUntilTheEnd(Retry: object[], names: string[], rest: object = {}) {
    const at: string[] = [];
    const { functions } = throws(...names);
    const { interpreter, time, create } = world(
      { care: ask({ Retry, ...rest }) },
      {
        ask: async () => {
          at.push(time.now.slice(11, 19));
          return functions.ask();
        },
      },
    );
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    for (let due = await interpreter.nextDue(); due; due = await interpreter.nextDue()) {
      time.now = due;
      await create().run();
    }
    return { at, outcome: await interpreter.describe('care', 'one') };
  }

  test.each<[string, object, string[]]>([
    [
      'by default three retries, 1, 2 and 4 seconds apart',
      {},
      ['09:00:00', '09:00:01', '09:00:03', '09:00:07'],
    ],
    [
      'IntervalSeconds × BackoffRate for each retry',
      { IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 3 },
      ['09:00:00', '09:00:10', '09:00:40', '09:02:10'],
    ],
    [
      'MaxDelaySeconds caps it',
      { IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 20 },
      ['09:00:00', '09:00:10', '09:00:30', '09:00:50'],
    ],
    [
      'BackoffRate 1 keeps the interval',
      { IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2, JitterStrategy: 'NONE' },
      ['09:00:00', '09:00:05', '09:00:10'],
    ],
    ['MaxAttempts 0 never retries', { MaxAttempts: 0 }, ['09:00:00']],
  ])('%s', async (_, retrier, expected) => {
    const { at, outcome } = await callsUntilTheEnd([{ ErrorEquals: ['Busy'], ...retrier }], ['Busy']);
    expect(at).toEqual(expected);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  test('a retry that succeeds ends the trouble', async () => {
    const { at, outcome } = await callsUntilTheEnd([{ ErrorEquals: ['States.ALL'] }], ['Busy', 'nothing']);
    expect(at).toHaveLength(2);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: 'answered' });
  });

  test('each retrier counts for itself', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2 },
    ];
    const { at, outcome } = await callsUntilTheEnd(Retry, ['A', 'B', 'B', 'B']);
    expect(at).toHaveLength(4);
    expect(outcome).toMatchObject({ error: 'B' });
  });

  test('Retry comes before Catch', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const { at, outcome } = await callsUntilTheEnd([{ ErrorEquals: ['Busy'], MaxAttempts: 1 }], ['Busy'], {
      Catch,
    });
    expect(at).toHaveLength(2);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Busy' } });
  });

  test('States.Runtime is not retried', async () => {
    const { at } = await callsUntilTheEnd([{ ErrorEquals: ['States.ALL'] }], ['States.Runtime']);
    expect(at).toHaveLength(1);
  });

  test('Arguments are evaluated again with the RetryCount of the context, which starts anew with the state', async () => {
    const counts: unknown[] = [];
    const task = {
      ...invoke('ask', '{% $states.context.State.RetryCount %}'),
      Retry: [{ ErrorEquals: ['Busy'] }],
    };
    const { interpreter, time } = world(
      { care: { One: { ...task, Next: 'Two' }, Two: { ...task, End: true } } },
      {
        ask: async (count) => {
          counts.push(count);
          if (counts.length < 3) throw named('Busy');
          return null;
        },
      },
    );
    await interpreter.start('care', 'one', {});
    for (const seconds of [0, 1, 3]) {
      time.now = new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString();
      await interpreter.run();
    }
    expect(counts).toEqual([0, 1, 2, 0]);
  });
});
