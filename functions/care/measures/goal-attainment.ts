import { type Refusal, refuse } from '../refusal.ts';

/** How far a goal was reached: 0 as expected, 2 much better, −2 much worse; null while it is not rated. */
const LEVELS = [-2, -1, 0, 1, 2] as const;
export type Level = (typeof LEVELS)[number];
export type RatedGoal = { weight: number; level: Level | null };

/** The correlation between goals that Kiresuk and Sherman assume. */
const RHO = 0.3;

/**
 * Goal attainment scaling: T = 50 + 10·Σwx / √((1−ρ)·Σw² + ρ·(Σw)²), 50 where all is as expected. A goal without a
 * rating is dropped with its weight; `rated` says how many counted. Not comparable across people whose goals
 * different raters wrote, nor across a change of weights. Turner-Stokes 2009; github.com/taylordunn/gasr
 */
export function attainment(goals: readonly RatedGoal[]): { t: number; rated: number } | Refusal {
  const rated = goals.filter((goal): goal is RatedGoal & { level: Level } => goal.level !== null);
  if (rated.length === 0) return refuse('invalid', 'No goal has been rated yet.');
  if (rated.some(({ level }) => !LEVELS.includes(level)))
    return refuse('invalid', 'A goal is rated from −2 to 2, in whole steps.');
  if (rated.some(({ weight }) => !Number.isFinite(weight) || weight < 0))
    return refuse('invalid', 'A weight is a number from 0.');
  const sum = (of: (goal: RatedGoal & { level: Level }) => number) =>
    rated.reduce((total, goal) => total + of(goal), 0);
  const weights = sum(({ weight }) => weight);
  if (weights === 0) return refuse('invalid', 'At least one rated goal needs a weight above 0.');
  const spread = Math.sqrt((1 - RHO) * sum(({ weight }) => weight ** 2) + RHO * weights ** 2);
  return { t: 50 + (10 * sum(({ weight, level }) => weight * level)) / spread, rated: rated.length };
}
