import { describe, expect, test } from 'vitest';
import { attainment, type Level, type RatedGoal } from '../../../functions/care/measures/goal-attainment.ts';

const goals = (weights: number[], levels: (Level | null)[]): RatedGoal[] =>
  weights.map((weight, at) => ({ weight, level: levels[at]! }));
function t(weights: number[], levels: (Level | null)[]): number {
  const attained = attainment(goals(weights, levels));
  if ('refused' in attained) throw new Error(attained.because);
  return attained.t;
}

describe('goal attainment', () => {
  test.each([
    [[3, 2, 1], [-1, -1, -2], 34.58],
    [[3, 2, 1], [1, 0, -1], 54.41],
    [[1, 1, 1], [1, 1, 1], 63.69],
    [[1, 1, 1], [-1, -1, -1], 36.31],
    [[1, 1, 1], [2, 2, 2], 77.39],
    [[5, 2, 9], [0, 0, 0], 50],
    [[3, 5, 1, 4, 2, 6], [-2, 0, -1, 2, 0, 1], 55],
  ] as [number[], Level[], number][])(
    'weights %j at levels %j are a T of %d',
    (weights, levels, expected) => {
      expect(t(weights, levels)).toBeCloseTo(expected, 2);
    },
  );

  test('from start to now, the change is 19.83', () => {
    expect(t([3, 2, 1], [1, 0, -1]) - t([3, 2, 1], [-1, -1, -2])).toBeCloseTo(19.83, 2);
  });

  test('a goal without a rating is dropped with its weight', () => {
    expect(attainment(goals([3, 2, 9, 1], [1, 0, null, -1]))).toEqual({
      t: t([3, 2, 1], [1, 0, -1]),
      rated: 3,
    });
  });

  test.each([
    ['weights that are all zero', goals([0, 0], [1, 2])],
    ['a weight above zero only where there is no rating', goals([0, 3], [1, null])],
    ['no rating at all', goals([1, 2], [null, null])],
    ['no goals', []],
    ['a negative weight', goals([2, -1], [1, 1])],
    ['an endless weight', goals([Infinity], [1])],
    ['a level off the scale', [{ weight: 1, level: 3 as Level }]],
    ['half a level', [{ weight: 1, level: 0.5 as Level }]],
  ])('refuses %s', (_, rated) => {
    expect(attainment(rated)).toMatchObject({ refused: 'invalid' });
  });
});
