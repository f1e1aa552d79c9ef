import { expect, test } from 'vitest';
import { outcomeOf, world } from './support.ts';

const waiting = (fields: object) => ({
  Wait: { Type: 'Wait', ...fields, Next: 'Done' },
  Done: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
});

test.each<[string, object, string]>([
  ['Seconds count from when the state begins', { Seconds: 90 }, '2026-03-02T09:01:30.000Z'],
  ['Seconds may be an expression', { Seconds: '{% 60 * 60 %}' }, '2026-03-02T10:00:00.000Z'],
  ['Timestamp is an absolute time', { Timestamp: '2026-04-01T07:00:00Z' }, '2026-04-01T07:00:00.000Z'],
  ['Timestamp may have an offset', { Timestamp: '2026-04-01T07:00:00+02:00' }, '2026-04-01T05:00:00.000Z'],
  ['Timestamp loses its milliseconds', { Timestamp: '2026-04-01T07:00:00.999Z' }, '2026-04-01T07:00:00.000Z'],
  ['Timestamp may be an expression', { Timestamp: '{% $states.input.until %}' }, '2026-05-01T00:00:00.000Z'],
])('%s (state-wait)', async (_, fields, until) => {
  const { interpreter, time, create } = world({ care: waiting(fields) });
  await interpreter.start('care', 'one', { until: '2026-05-01T00:00:00Z' });
  await interpreter.run();
  expect(await interpreter.nextDue()).toBe(until);

  time.now = new Date(Date.parse(until) - 1).toISOString();
  expect(await interpreter.run()).toBe(0);
  expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'RUNNING', state: 'Wait' });

  time.now = until;
  const afterARestart = create();
  expect(await afterARestart.run()).toBe(2);
  expect(await afterARestart.describe('care', 'one')).toMatchObject({ status: 'SUCCEEDED', output: until });
  expect(await afterARestart.nextDue()).toBeUndefined();
});

test.each<[string, object]>([
  ['no seconds', { Seconds: 0 }],
  ['a time that has passed', { Timestamp: '2020-01-01T00:00:00Z' }],
])('%s is not waited for (state-wait)', async (_, fields) => {
  expect(await outcomeOf(waiting(fields))).toMatchObject({ status: 'SUCCEEDED' });
});

test.each<[string, object]>([
  ['a part of a second', { Seconds: '{% 0.5 %}' }],
  ['a time before now', { Seconds: '{% -1 %}' }],
  ['more than 99999999 seconds', { Seconds: '{% 100000000 %}' }],
  ['a day without its time', { Timestamp: '{% "2026-03-02" %}' }],
  ['a time without its zone', { Timestamp: '{% "2026-03-02T09:00:00" %}' }],
])('%s is States.QueryEvaluationError (state-wait)', async (_, fields) => {
  expect(await outcomeOf(waiting(fields))).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
  });
});

test('a Wait assigns and has Output when it ends, from its input (state-wait)', async () => {
  const states = {
    Wait: { Type: 'Wait', Seconds: 0, Assign: { a: '{% $states.input %}' }, Output: 'out', Next: 'Done' },
    Done: { Type: 'Pass', Output: '{% [$a, $states.input] %}', End: true },
  };
  expect(await outcomeOf(states, 'in')).toMatchObject({ output: ['in', 'out'] });
});

test('of two waits, the second counts from the end of the first (state-wait)', async () => {
  const { interpreter, time } = world({
    care: {
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Again' },
      Again: { Type: 'Wait', Seconds: 60, End: true },
    },
  });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  time.now = '2026-03-02T09:05:00.000Z';
  await interpreter.run();
  expect(await interpreter.nextDue()).toBe('2026-03-02T09:06:00.000Z');
});

test('what is ready counts as due now', async () => {
  const { interpreter, time } = world({ care: waiting({ Seconds: 10 }) });
  await interpreter.start('care', 'one', {});
  time.now = '2026-03-02T09:00:05.000Z';
  expect(await interpreter.nextDue()).toBe('2026-03-02T09:00:05.000Z');
});
