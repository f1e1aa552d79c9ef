import { expect, test } from 'vitest';
import type { Json } from '../../../functions/ports.ts';
import { outcomeOf } from './support.ts';

const severity = {
  'How severe is it': {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.score >= 20 %}', Next: 'Severe', Assign: { band: 'severe' } },
      { Condition: '{% $states.input.score >= 10 %}', Next: 'Moderate', Output: '{% $states.input.score %}' },
      { Condition: '{% $states.input.absent.thing = 1 %}', Next: 'Moderate' },
    ],
    Default: 'Mild',
  },
  Severe: { Type: 'Pass', Output: '{% [$band, $states.input] %}', End: true },
  Moderate: { Type: 'Pass', Output: '{% ["moderate", $states.input] %}', End: true },
  Mild: { Type: 'Pass', Output: '{% ["mild", $states.input, $exists($band)] %}', End: true },
};

test.each<[string, Json, Json]>([
  [
    'the first rule that is true decides, though later ones are as well',
    { score: 22 },
    ['severe', { score: 22 }],
  ],
  ['a rule has its own Output', { score: 12 }, ['moderate', 12]],
  [
    'Default is taken where no rule is true, and no rule assigns',
    { score: 3 },
    ['mild', { score: 3 }, false],
  ],
])('%s (state-choice)', async (_, input, output) => {
  expect(await outcomeOf(severity, input)).toMatchObject({ status: 'SUCCEEDED', output });
});

test('no rule and no Default is States.NoChoiceMatched (state-choice)', async () => {
  const states = {
    Ask: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'Yes' }] },
    Yes: { Type: 'Succeed' },
  };
  expect(await outcomeOf(states, false)).toMatchObject({
    status: 'FAILED',
    error: 'States.NoChoiceMatched',
    state: 'Ask',
  });
});

test.each<[string, Json]>([
  ['a text', 'yes'],
  ['a number', 1],
  ['null', null],
])('a Condition that yields %s is States.QueryEvaluationError (state-choice)', async (_, input) => {
  const states = {
    Ask: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'Yes' }], Default: 'Yes' },
    Yes: { Type: 'Succeed' },
  };
  expect(await outcomeOf(states, input)).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining('Choices[0]/Condition'),
  });
});

test('a rule after the one that matched is not evaluated (state-choice)', async () => {
  const states = {
    Ask: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% true %}', Next: 'Yes' },
        { Condition: '{% $error("evaluated") %}', Next: 'Yes' },
      ],
    },
    Yes: { Type: 'Succeed' },
  };
  expect(await outcomeOf(states)).toMatchObject({ status: 'SUCCEEDED' });
});

test.each<[string, object, object]>([
  [
    'Fail names its error and cause',
    { Error: 'Declined', Cause: 'by the client' },
    { error: 'Declined', cause: 'by the client' },
  ],
  [
    'Error and Cause may be expressions',
    { Error: '{% $states.input.e %}', Cause: '{% "c" & 1 %}' },
    { error: 'E1', cause: 'c1' },
  ],
  ['Fail may say nothing', {}, { error: undefined, cause: undefined }],
  [
    'an Error that is no text is States.QueryEvaluationError',
    { Error: '{% 1 %}' },
    { error: 'States.QueryEvaluationError' },
  ],
])('%s (state-fail)', async (_, fields, outcome) => {
  expect(await outcomeOf({ Stop: { Type: 'Fail', ...fields } }, { e: 'E1' })).toMatchObject({
    status: 'FAILED',
    ...outcome,
  });
});
