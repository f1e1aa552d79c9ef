import { describe, expect, test } from 'vitest';
import { askAndWait, invoke, refusal } from './support.ts';

const pass = { Type: 'Pass', End: true };
const task = { ...invoke('ask'), End: true };

describe('expressions are checked when the machine is loaded, as Step Functions does', () => {
  test.each<[string, string, string]>([
    ['what is not JSONata', '$states.input[', 'is not JSONata'],
    ['$eval', `$eval('1')`, 'uses $eval: Step Functions has no $eval: use $parse'],
    ['$random', '$random()', 'uses $random'],
    ['$shuffle', '$shuffle([1, 2])', 'uses $shuffle'],
    ['$range', '$range(1, 3, 1)', 'uses $range: the local interpreter does not run it: write [a..b]'],
    ['$partition, passed on', '$map([[1]], $partition)', 'uses $partition'],
    ['a name at the top level', 'client', `reads 'client' at the top level`],
    [
      'a name at the top level of a lambda',
      '$map([1], function($x) { $x + client })',
      `reads 'client' at the top level`,
    ],
    ['a name at the top level of an object', '{ "a": client }', `reads 'client' at the top level`],
    ['a wildcard at the top level', '*.a', "reads '*' at the top level"],
    ['$', '$.client', 'reads $ at the top level'],
    ['$$', '$$.client', 'reads $$, which Step Functions does not have'],
    [
      '$states.inputs',
      '$states.inputs.a',
      'reads $states.inputs: there is input, result, errorOutput and context',
    ],
    ['$states whole', '$string($states)', 'reads $states whole'],
    [
      '$states.errorOutput outside a catcher',
      '$states.errorOutput.Error',
      'reads $states.errorOutput, which this field does not have',
    ],
    ['$states.result of a Pass', '$states.result', 'reads $states.result, which this field does not have'],
    [
      'a context that is not there',
      '$states.context.Execution.RoleArn',
      'reads $states.context.Execution.RoleArn, which the local interpreter does not have',
    ],
    ['a task token in Output', '$states.context.Task.Token', 'reads $states.context.Task.Token outside'],
  ])('%s', (_, expression, message) => {
    expect(refusal({ Go: { ...pass, Output: { deep: [`{% ${expression} %}`] } } })).toContain(
      `$.States.Go.Output.deep[0] ${message}`,
    );
  });

  test.each([
    '$states.input.items[value > 3].name',
    '$states.input.items^(>age).name',
    '$states.input.items{kind: $count($)}',
    '$states.input.items.{ "a": a, "b": $.b }',
    '$map($states.input.items, function($item) { $item.a })',
    '($first := $states.input.items[0]; $first.a & $states.context.State.Name)',
    '$states.input ~> | items | { "seen": true } |',
    '$states.input.**.client',
    '$filter($states.input.items, function($v, $i) { $i > 0 }) ~> $count()',
  ])('%s is taken', (expression) => {
    expect(refusal({ Go: { ...pass, Output: `{% ${expression} %}` } })).toBe('nothing');
  });

  test.each<[string, object]>([
    ['an expression with a space before it', { ...pass, Output: ' {% 1 %}' }],
    ['an expression amid text', { ...pass, Output: 'Hello {% $states.input.name %}' }],
    ['an expression in a Cause', { Type: 'Fail', Cause: 'because {% 1 %}' }],
  ])('%s would be literal text', (_, state) => {
    expect(refusal({ Go: state })).toContain('must be one expression whole, from "{%" to "%}"');
  });

  test.each<[string, object, string]>([
    [
      'the result in Arguments',
      { ...task, Arguments: { FunctionName: 'ask', Payload: '{% $states.result %}' } },
      'Arguments.Payload reads $states.result',
    ],
    [
      'the result in a catcher',
      { ...task, Catch: [{ ErrorEquals: ['A'], Next: 'Go', Output: '{% $states.result %}' }] },
      'Catch[0].Output reads $states.result',
    ],
    [
      'the error output in Output',
      { ...task, Output: '{% $states.errorOutput %}' },
      'Output reads $states.errorOutput',
    ],
    [
      'the token where none is waited for',
      { ...task, Arguments: askAndWait('ask').Arguments },
      'Arguments.Payload.token reads $states.context.Task.Token',
    ],
    [
      'the token in Output',
      { ...askAndWait('ask'), Output: '{% $states.context.Task.Token %}', End: true },
      'Output reads $states.context.Task.Token',
    ],
  ])('%s', (_, state, message) => {
    expect(refusal({ Go: state })).toContain(`$.States.Go.${message}`);
  });
});
