import { describe, expect, test } from 'vitest';
import { createMemoryTable } from '../../../functions/adapters/table-memory.ts';
import { loadMachine } from '../../../local/interpreter/definition.ts';
import { createInterpreter } from '../../../local/interpreter/interpreter.ts';
import { invoke, machineOf, refusal, sameChance, startAndWait, world } from './support.ts';

const pass = { Type: 'Pass', End: true };
const task = { ...invoke('ask'), End: true };

describe('a machine that holds what the interpreter does not run is refused, with the place and what to do', () => {
  test.each<[string, object, string]>([
    [
      'Parallel',
      { Type: 'Parallel', Branches: [], End: true },
      '$.States.Go.Type is not a state type that the local interpreter runs: use one of Task, Choice, Wait, Pass, Succeed, Fail',
    ],
    ['Map', { Type: 'Map', ItemProcessor: {}, End: true }, '$.States.Go.Type is not a state type'],
    [
      'another service',
      { ...task, Resource: 'arn:aws:states:::sqs:sendMessage' },
      '$.States.Go.Resource is not a resource',
    ],
    [
      '.sync',
      { ...task, Resource: 'arn:aws:states:::states:startExecution.sync' },
      '$.States.Go.Resource is not a resource',
    ],
    [
      'a function by its ARN',
      { ...task, Resource: 'arn:aws:lambda:eu-west-1:1:function:f' },
      '$.States.Go.Resource is not a resource',
    ],
    [
      'HeartbeatSeconds',
      { ...task, HeartbeatSeconds: 60 },
      '$.States.Go.HeartbeatSeconds is not run by the local interpreter: use TimeoutSeconds',
    ],
    ['Credentials', { ...task, Credentials: {} }, '$.States.Go.Credentials is not run'],
    [
      'InputPath',
      { ...task, InputPath: '$.a' },
      '$.States.Go.InputPath is not run by the local interpreter: it belongs to JSONPath: use Arguments, Assign and Output',
    ],
    ['ResultPath', { ...task, ResultPath: null }, '$.States.Go.ResultPath'],
    ['TimeoutSecondsPath', { ...task, TimeoutSecondsPath: '$.a' }, '$.States.Go.TimeoutSecondsPath'],
    [
      'ResultSelector',
      { ...task, ResultSelector: {} },
      '$.States.Go.ResultSelector is not run by the local interpreter: it belongs to JSONPath: use Output',
    ],
    ['Parameters', { ...task, Parameters: {} }, 'it belongs to JSONPath: use Arguments'],
    ['Result', { ...pass, Result: {} }, 'a Pass state in JSONata has Output'],
    ['Arguments of a Pass', { ...pass, Arguments: {} }, '$.States.Go.Arguments is not run'],
    ['Assign of a Succeed', { Type: 'Succeed', Assign: { a: 1 } }, '$.States.Go.Assign is not run'],
    ['Output of a Fail', { Type: 'Fail', Output: {} }, '$.States.Go.Output is not run'],
    [
      'Qualifier',
      { ...task, Arguments: { FunctionName: 'ask', Qualifier: '1' } },
      '$.States.Go.Arguments.Qualifier is not run by the local interpreter: remove it',
    ],
    [
      'InvocationType',
      { ...task, Arguments: { FunctionName: 'ask', InvocationType: 'Event' } },
      '$.States.Go.Arguments.InvocationType',
    ],
    ['a task without a function', { ...task, Arguments: {} }, '$.States.Go.Arguments.FunctionName'],
    [
      'full jitter',
      { ...task, Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'FULL' }] },
      '$.States.Go.Retry[0].JitterStrategy must be NONE',
    ],
    [
      'a BackoffRate under 1',
      { ...task, Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] },
      '$.States.Go.Retry[0].BackoffRate',
    ],
    ['a retrier of nothing', { ...task, Retry: [{ ErrorEquals: [] }] }, '$.States.Go.Retry[0].ErrorEquals'],
    [
      'a timeout of nothing',
      { ...task, TimeoutSeconds: 0 },
      '$.States.Go.TimeoutSeconds must be whole seconds from 1 to 99999999, or "{% … %}"',
    ],
    [
      'a Wait of less than nothing',
      { Type: 'Wait', Seconds: -1, End: true },
      '$.States.Go.Seconds must be whole seconds from 0',
    ],
    [
      'a Wait until a day',
      { Type: 'Wait', Timestamp: '2026-03-02', End: true },
      '$.States.Go.Timestamp must be an RFC 3339 time',
    ],
    [
      'a Wait for two things',
      { Type: 'Wait', Seconds: 1, Timestamp: '2026-03-02T09:00:00Z', End: true },
      '$.States.Go must have one of Seconds and Timestamp',
    ],
    ['a Wait for nothing', { Type: 'Wait', End: true }, '$.States.Go must have one of Seconds and Timestamp'],
    [
      'a Choice in JSONPath',
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Go' }] },
      '$.States.Go.Choices[0].Variable is not run',
    ],
    ['a Choice without rules', { Type: 'Choice', Choices: [], Default: 'Go' }, '$.States.Go.Choices'],
    [
      'a Choice that assigns whatever matches',
      { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Go' }], Assign: {} },
      '$.States.Go.Assign is not run by the local interpreter: AWS documents two meanings',
    ],
    [
      'a Condition that is no expression',
      { Type: 'Choice', Choices: [{ Condition: 'true', Next: 'Go' }] },
      '$.States.Go.Choices[0].Condition must be one JSONata expression',
    ],
    [
      'JSONPath for one state',
      { ...pass, QueryLanguage: 'JSONPath' },
      '$.States.Go.QueryLanguage must be JSONata',
    ],
    ['a state that leads nowhere', { Type: 'Pass' }, '$.States.Go must have Next, or End: true'],
    ['a state that leads on and ends', { ...pass, Next: 'Go' }, '$.States.Go must have Next, or End: true'],
    [
      'a state that leads to none',
      { Type: 'Pass', Next: 'Gone' },
      '$.States.Go leads to "Gone", which is not a state',
    ],
    [
      'a catcher that leads to none',
      { ...task, Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] },
      '$.States.Go leads to "Gone", which is not a state',
    ],
    [
      'States.ALL with others',
      { ...task, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] },
      '$.States.Go.Retry[0].ErrorEquals must hold States.ALL alone',
    ],
    [
      'States.ALL before others',
      {
        ...task,
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Go' },
          { ErrorEquals: ['A'], Next: 'Go' },
        ],
      },
      '$.States.Go.Catch[0].ErrorEquals must hold States.ALL alone, and come last',
    ],
    [
      'a field of JSONPath in a template',
      { ...pass, Output: { 'a.$': '$.a' } },
      '$.States.Go.Output["a.$"] is a JSONPath field',
    ],
    [
      'a name that is no variable',
      { ...pass, Assign: { 'a b': 1 } },
      '$.States.Go.Assign["a b"] is not a name for a variable',
    ],
    [
      'a variable called states',
      { ...pass, Assign: { states: 1 } },
      '$.States.Go.Assign.states is not a name for a variable',
    ],
  ])('%s', (_, state, message) => {
    expect(refusal({ Go: state })).toContain(message);
  });

  test('a state that nothing leads to', () => {
    expect(refusal({ Go: pass, 'Left over': pass })).toContain('$.States["Left over"] is never reached');
  });

  test('a machine without an end', () => {
    expect(refusal({ Go: { Type: 'Pass', Next: 'Back' }, Back: { Type: 'Pass', Next: 'Go' } })).toContain(
      '$.States has none that ends',
    );
  });

  test.each<[string, object, string]>([
    ['JSONPath', { QueryLanguage: 'JSONPath' }, '$.QueryLanguage must be JSONata'],
    ['no language, which is JSONPath', { QueryLanguage: undefined }, '$.QueryLanguage must be JSONata'],
    ['a start that is no state', { StartAt: 'Gone' }, '$.StartAt names "Gone", which is not a state'],
    ['ProcessorConfig', { ProcessorConfig: {} }, '$.ProcessorConfig is not run'],
  ])('of the machine itself: %s', (_, rest, message) => {
    expect(refusal({ Go: pass }, rest)).toContain(message);
  });

  test('all that is wrong is said at once', () => {
    const message = refusal({
      Go: { ...task, HeartbeatSeconds: 1, Next: 'Two' },
      Two: { ...pass, Result: 1 },
    });
    expect(message.split('\n')).toHaveLength(3);
  });

  test('what is not JSON, and a placeholder without its substitution', () => {
    expect(() => loadMachine('care', '{', {})).toThrow('State machine care is refused:\n$ is not JSON');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a definition holds
    expect(() => loadMachine('care', '{ "a": "${Ask}" }', {})).toThrow('has no substitution for Ask');
  });
});

describe('names are checked when the interpreter is created', () => {
  test('a function and a machine that were not given', () => {
    expect(() => world({ care: { Go: { ...invoke('aks'), End: true } } })).toThrow(
      `care, "Go": FunctionName is 'aks', which was not given`,
    );
    expect(() => world({ care: { Go: { ...startAndWait('intak'), End: true } } })).toThrow(
      `StateMachineArn is 'intak'`,
    );
  });

  test('a substitution says which function a name stands for', async () => {
    const interpreter = createInterpreter({
      table: createMemoryTable(),
      clock: () => '2026-03-02T09:00:00.000Z',
      chance: sameChance(),
      functions: { ask: async () => 'asked' },
      machines: { care: machineOf({ Go: { ...invoke('arn:of:ask'), End: true } }) },
      substitutions: { 'arn:of:ask': 'ask' },
    });
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toMatchObject({ output: { Payload: 'asked' } });
  });

  test.each(['', 'a b', 'a#b', 'a/b', 'x'.repeat(81)])(
    "'%s' is not a name for an execution (API_StartExecution)",
    async (name) => {
      const { interpreter } = world({ care: { Go: { Type: 'Succeed' } } });
      await expect(interpreter.start('care', name, {})).rejects.toThrow('is not a name for an execution');
    },
  );
});
