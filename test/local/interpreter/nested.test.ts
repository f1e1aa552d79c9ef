import { expect, test } from 'vitest';
import type { Json } from '../../../functions/ports.ts';
import { askAndWait, invoke, startAndWait, withCaught, world } from './support.ts';

const parent = (more: object, rest: object = {}) =>
  withCaught('Intake', { ...startAndWait('intake', more), ...rest });
const caught = { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }] };

async function run(care: ReturnType<typeof parent>, intake: { [name: string]: object }, input: Json = {}) {
  const all = world({ care, intake });
  await all.interpreter.start('care', 'one', input);
  await all.interpreter.run();
  return all;
}

test('the result is the child as DescribeExecution has it, input and output as JSON (connect-stepfunctions)', async () => {
  const { interpreter } = await run(
    parent({ Input: { client: '{% $states.input.client %}' }, Name: 'c1-intake' }),
    { Go: { Type: 'Pass', Output: { fit: true }, End: true } },
    { client: 'c1' },
  );
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    status: 'SUCCEEDED',
    output: {
      ExecutionArn: 'arn:aws:states:local:000000000000:execution:intake:c1-intake',
      Input: { client: 'c1' },
      InputDetails: { Included: true },
      Name: 'c1-intake',
      Output: { fit: true },
      OutputDetails: { Included: true },
      StartDate: 1772442000000,
      StateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:intake',
      Status: 'SUCCEEDED',
      StopDate: 1772442000000,
    },
  });
});

test('a child without Name gets a name of its own, and without Input an empty object', async () => {
  const { interpreter } = await run(parent({}, { Output: '{% $states.result %}' }), {
    Go: { Type: 'Succeed' },
  });
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    output: { Name: expect.stringMatching(/^[0-9a-f-]{36}$/), Output: {} },
  });
});

test('the parent waits as long as its child does', async () => {
  const all = await run(parent({}, { Output: '{% $states.result.Output %}' }), {
    Go: { Type: 'Wait', Seconds: 86_400, Output: 'rested', End: true },
  });
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({ status: 'RUNNING' });
  all.time.now = '2026-03-03T09:00:00.000Z';
  await all.create().run();
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({
    status: 'SUCCEEDED',
    output: 'rested',
  });
});

test('a child that fails fails the task, with all that is known of it in the cause', async () => {
  const { interpreter } = await run(parent({}, caught), {
    Go: { Type: 'Fail', Error: 'NoFit', Cause: 'elsewhere' },
  });
  const { output } = (await interpreter.describe('care', 'one'))! as { output: Json };
  const { Error: error, Cause: cause } = output as { Error: string; Cause: string };
  expect(error).toBe('States.TaskFailed');
  expect(JSON.parse(cause)).toMatchObject({ Status: 'FAILED', Error: 'NoFit', Cause: 'elsewhere' });
});

test('a child of a child is waited for in turn', async () => {
  const { interpreter } = world({
    care: { Go: { ...startAndWait('intake'), Output: '{% $states.result.Output %}', End: true } },
    intake: { Go: { ...startAndWait('form'), Output: '{% $states.result.Output & "!" %}', End: true } },
    form: { Go: { Type: 'Pass', Output: 'signed', End: true } },
  });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: 'signed!' });
});

test('a name that an ended execution has is StepFunctions.ExecutionAlreadyExistsException', async () => {
  const all = world({ care: parent({ Name: 'same' }), intake: { Go: { Type: 'Succeed' } } });
  await all.interpreter.start('intake', 'same', {});
  await all.interpreter.run();
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({
    status: 'FAILED',
    error: 'StepFunctions.ExecutionAlreadyExistsException',
  });
});

test.each<[string, Json, string]>([
  ['a running execution of that name and input is waited for', {}, 'SUCCEEDED'],
  ['a running execution of that name and other input is not', { other: 1 }, 'FAILED'],
])('%s (API_StartExecution)', async (_, input, status) => {
  const all = world({
    care: parent({ Name: 'same' }),
    intake: { Go: { Type: 'Wait', Seconds: 60, End: true } },
  });
  await all.interpreter.start('intake', 'same', input);
  await all.interpreter.run();
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  all.time.now = '2026-03-02T09:01:00.000Z';
  await all.interpreter.run();
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({ status });
});

test('a running execution that another parent waits for is not', async () => {
  const all = world({
    care: parent({ Name: 'same' }),
    intake: { Go: { Type: 'Wait', Seconds: 60, End: true } },
  });
  for (const name of ['one', 'two']) await all.interpreter.start('care', name, {});
  await all.interpreter.run();
  all.time.now = '2026-03-02T09:01:00.000Z';
  await all.interpreter.run();
  const statuses = ['one', 'two'].map(async (name) => (await all.interpreter.describe('care', name))!.status);
  expect((await Promise.all(statuses)).sort()).toEqual(['FAILED', 'SUCCEEDED']);
});

test('an execution does not wait for itself', async () => {
  const { interpreter } = world({ care: { Go: { ...startAndWait('care', { Name: 'one' }), End: true } } });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    error: 'StepFunctions.ExecutionAlreadyExistsException',
  });
});

test.each<[string, object, string]>([
  [
    'a machine that is not there',
    { StateMachineArn: '{% "nowhere" %}' },
    'StepFunctions.StateMachineDoesNotExistException',
  ],
  ['a name that is none', { Name: '{% "a b" %}' }, 'StepFunctions.InvalidNameException'],
])('%s fails the task', async (_, more, error) => {
  const { interpreter } = await run(parent(more), { Go: { Type: 'Succeed' } });
  expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'FAILED', error });
});

test('a person answers in a child, three machines deep, and each goes on by itself', async () => {
  const tokens: string[] = [];
  const all = world(
    {
      care: { Go: { ...startAndWait('intake'), Output: '{% $states.result.Output %}', End: true } },
      intake: { Go: { ...startAndWait('form'), Output: '{% $states.result.Output %}', End: true } },
      form: {
        Ask: { ...askAndWait('ask'), Next: 'Score' },
        Score: {
          ...invoke('score', '{% $states.input %}'),
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
    },
    {
      ask: async (payload) => tokens.push((payload as { token: string }).token),
      score: async (answers) => (answers as number[]).length,
    },
  );
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  await all.create().succeed(tokens[0]!, [1, 2, 3]);
  await all.create().run();
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({ status: 'SUCCEEDED', output: 3 });
});
