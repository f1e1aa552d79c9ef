import { describe, expect, test } from 'vitest';
import type { Json } from '../../../functions/ports.ts';
import { invoke, machineOf, outcomeOf, world } from './support.ts';

const echo = { echo: async (payload: Json) => payload };

describe('input, Arguments, Output (transforming-data)', () => {
  const cases: { rule: string; states: { [name: string]: object }; input?: Json; output: Json }[] = [
    {
      rule: 'a state passes its input on when it has no Output',
      states: { Go: { Type: 'Pass', End: true } },
      input: { client: 'c1' },
      output: { client: 'c1' },
    },
    {
      rule: 'only strings that are whole expressions are evaluated; all else is literal',
      states: {
        Go: {
          Type: 'Pass',
          End: true,
          Output: { said: 'Hello $name', n: 1, list: [true, null, '{% 1 + 1 %}'] },
        },
      },
      output: { said: 'Hello $name', n: 1, list: [true, null, 2] },
    },
    {
      rule: '$states.input is the input of the state, $states.context.Execution.Input that of the execution',
      states: {
        One: { Type: 'Pass', Output: { second: true }, Next: 'Two' },
        Two: {
          Type: 'Pass',
          End: true,
          Output: '{% [$states.input.second, $states.context.Execution.Input.first] %}',
        },
      },
      input: { first: 1 },
      output: [true, 1],
    },
    {
      rule: 'a task without Output results in what the service returned',
      states: { Go: { ...invoke('echo', { a: '{% $states.input.a %}' }), End: true } },
      input: { a: 1 },
      output: { ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 },
    },
    {
      rule: 'a task without Payload sends an empty object',
      states: {
        Go: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'echo' },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
      output: {},
    },
    {
      rule: 'Output sees both input and result',
      states: {
        Go: { ...invoke('echo', 2), Output: '{% $states.input.a + $states.result.Payload %}', End: true },
      },
      input: { a: 1 },
      output: 3,
    },
    {
      rule: 'a null that an expression yields is a value',
      states: { Go: { Type: 'Pass', Output: { v: '{% $states.input.v %}' }, End: true } },
      input: { v: null },
      output: { v: null },
    },
    {
      rule: 'Succeed has Output',
      states: { Go: { Type: 'Succeed', Output: '{% $states.input.a %}' } },
      input: { a: ['x'] },
      output: ['x'],
    },
    {
      rule: 'the context names execution, state and machine',
      states: {
        'Where am I': {
          Type: 'Pass',
          End: true,
          Output: {
            execution: '{% $states.context.Execution.Name %}',
            id: '{% $states.context.Execution.Id %}',
            started: '{% $states.context.Execution.StartTime %}',
            state: '{% $states.context.State.Name %}',
            entered: '{% $states.context.State.EnteredTime %}',
            machine: '{% $states.context.StateMachine.Name %}',
          },
        },
      },
      output: {
        execution: 'one',
        id: 'arn:aws:states:local:000000000000:execution:care:one',
        started: '2026-03-02T09:00:00.000Z',
        state: 'Where am I',
        entered: '2026-03-02T09:00:00.000Z',
        machine: 'care',
      },
    },
  ];
  test.each(cases)('$rule', async ({ states, input, output }) => {
    expect(await outcomeOf(states, input, echo)).toEqual({
      status: 'SUCCEEDED',
      output,
      state: Object.keys(states).at(-1),
    });
  });
});

describe('Assign (workflow-variables)', () => {
  test('a variable is seen from the next state on, and for the rest of the execution', async () => {
    const states = {
      One: { Type: 'Pass', Assign: { client: '{% $states.input.client %}' }, Output: {}, Next: 'Two' },
      Two: { Type: 'Pass', Output: {}, Next: 'Three' },
      Three: { Type: 'Pass', Output: '{% $client %}', End: true },
    };
    expect(await outcomeOf(states, { client: 'c1' })).toMatchObject({ output: 'c1' });
  });

  test('all of Assign is evaluated with the values from before, so two variables can be exchanged', async () => {
    const states = {
      One: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Two' },
      Two: {
        Type: 'Pass',
        Assign: { a: '{% $b %}', b: '{% $a %}' },
        Output: '{% [$a, $b] %}',
        Next: 'Three',
      },
      Three: { Type: 'Pass', Output: '{% [$states.input, $a, $b] %}', End: true },
    };
    expect(await outcomeOf(states)).toMatchObject({ output: [1, 2, 2, 1] });
  });

  test('a task assigns from its result', async () => {
    const states = {
      One: {
        ...invoke('echo', 'request-1'),
        Assign: { request: '{% $states.result.Payload %}' },
        Next: 'Two',
      },
      Two: { Type: 'Pass', Output: '{% $request %}', End: true },
    };
    expect(await outcomeOf(states, {}, echo)).toMatchObject({ output: 'request-1' });
  });

  test('a variable of one execution is unknown to the next', async () => {
    const states = {
      Go: { Type: 'Pass', Assign: { seen: true }, Output: '{% $exists($seen) %}', End: true },
    };
    const { interpreter } = world({ care: states });
    for (const name of ['one', 'two']) await interpreter.start('care', name, {});
    await interpreter.run();
    expect(await interpreter.describe('care', 'two')).toMatchObject({ output: false });
  });
});

describe('evaluation errors are States.QueryEvaluationError (transforming-data)', () => {
  const cases: [string, string, RegExp][] = [
    [
      'an expression that returns nothing',
      '$states.input.absent',
      /'\$states.input.absent' .*'Output\/v' returned nothing/,
    ],
    ['an expression that throws', '$number("many")', /threw an error during evaluation. D3030/],
    ['a function', 'function($a) { $a }', /JSON cannot hold/],
    ['a function inside', '{ "f": $sum }', /JSON cannot hold/],
    ['$error', '$error("no such plan")', /no such plan/],
  ];
  test.each(cases)('%s', async (_, expression, cause) => {
    expect(
      await outcomeOf({ Go: { Type: 'Pass', Output: { v: `{% ${expression} %}` }, End: true } }),
    ).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(cause),
      state: 'Go',
    });
  });
});

describe('functions that Step Functions adds (jsonata-functions-provided-by-sfn)', () => {
  const cases: [string, string, Json][] = [
    ['$parse reads JSON', `$parse('{"a":[1,2]}')`, { a: [1, 2] }],
    ['$hash takes its algorithm', `$hash('abc', 'SHA-1')`, 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [
      '$uuid is of version 4',
      `$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) ~> $count()`,
      1,
    ],
    ['$uuid differs from call to call', '$uuid() = $uuid()', false],
    ['$now is the clock that was passed in', '$now()', '2026-03-02T09:00:00.000Z'],
    ['$now takes a picture', `$now('[D01].[M01].[Y0001]')`, '02.03.2026'],
    ['$millis is the clock that was passed in', '$millis()', 1772442000000],
  ];
  test.each(cases)('%s', async (_, expression, output) => {
    expect(await outcomeOf({ Go: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } })).toMatchObject(
      { output },
    );
  });

  test('$parse of what is not JSON, and $hash without an algorithm, fail the state', async () => {
    for (const expression of [`$parse('{')`, `$hash('abc')`, `$hash('abc', 'CRC')`]) {
      const outcome = await outcomeOf({ Go: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } });
      expect(outcome).toMatchObject({ error: 'States.QueryEvaluationError' });
    }
  });
});

test('a placeholder is replaced by its substitution', async () => {
  const text = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Go',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a definition holds
    States: { Go: { ...invoke('${Ask}', 'hello'), Output: '{% $states.result.Payload %}', End: true } },
  });
  const { loadMachine } = await import('../../../local/interpreter/definition.ts');
  const { interpreter } = world({ care: loadMachine('care', text, { Ask: 'echo' }) }, echo);
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: 'hello' });
});

test('a function gets its own copy, and gives one back', async () => {
  const given: Json = { list: [1] };
  const functions = {
    spoil: async (payload: Json) => {
      (payload as { list: number[] }).list.push(2);
      return given;
    },
  };
  const states = {
    One: {
      ...invoke('spoil', '{% $states.input %}'),
      Assign: { was: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      Next: 'Two',
    },
    Two: {
      ...invoke('spoil', '{% $states.input %}'),
      Output: '{% [$was.list, $states.input.list] %}',
      End: true,
    },
  };
  expect(await outcomeOf(states, { list: [0] }, functions)).toMatchObject({ output: [0, 1] });
  expect(given).toEqual({ list: [1] });
});

test('what a function returns is what JSON makes of it', async () => {
  const functions = {
    date: async () => ({ at: new Date(0), nothing: undefined }) as unknown as Json,
    nothing: async () => undefined as unknown as Json,
  };
  const states = {
    One: { ...invoke('date'), Assign: { date: '{% $states.result.Payload %}' }, Next: 'Two' },
    Two: {
      ...invoke('nothing'),
      Output: '{% [$date, $exists($date.nothing), $states.result.Payload] %}',
      End: true,
    },
  };
  expect(await outcomeOf(states, {}, functions)).toMatchObject({
    output: [{ at: '1970-01-01T00:00:00.000Z' }, false, null],
  });
});

test('a machine is told by name which one runs', async () => {
  const { interpreter } = world({ care: machineOf({ Go: { Type: 'Succeed' } }) });
  await expect(interpreter.start('caer', 'one', {})).rejects.toThrow('There is no state machine caer');
  expect(await interpreter.describe('care', 'never started')).toBeUndefined();
});
