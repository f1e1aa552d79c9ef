import type { Goal } from '../chart.ts';
import { faultsOf } from '../faults.ts';
import { attainment, type Level } from '../measures/goal-attainment.ts';
import { proposedGoalsSchema } from '../plans/goals.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { needsCare, type Turn } from '../turn.ts';
import { badDetail } from './revision.ts';

export type RateGoals = { do: 'rate-goals'; ratings: { goal: string; level: Level }[] };

/** The goals as a clinician proposes them, read and checked, for `follow` to make of them what was decided. */
export function withGoals(
  turn: Turn,
  detail: unknown,
  follow: (goals: Goal[]) => void,
): Refusal | (() => void) {
  const read = proposedGoalsSchema.safeParse(detail);
  if (!read.success) return badDetail('goals', faultsOf(read.error, detail));
  const { atMost } = turn.pathway.goals;
  if (read.data.goals.length > atMost)
    return refuse('invalid', `This pathway has at most ${atMost} goals at a time. Take some out.`);
  const unmeasured = read.data.goals.find(
    ({ measure }) => measure && turn.world.instruments[measure]?.scoring.kind !== 'total',
  );
  if (unmeasured)
    return refuse('invalid', `There is no measure ${unmeasured.measure}. Use one, or leave it out.`);
  if (read.data.goals.every(({ weight }) => weight === 0))
    return refuse('invalid', 'At least one goal needs a weight above 0.');
  const goals = read.data.goals.map((goal, at) => ({ id: String(at + 1), ...goal }));
  return () => follow(goals);
}

/** How far each goal has been reached, against its scale as it was agreed on. Another set of goals begins anew. */
export function rateGoals(turn: Turn, { ratings }: RateGoals): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  const { state, goals = [] } = turn.chart.goals ?? {};
  if (state !== 'agreed' && state !== 'disagreement-recorded')
    return refuse('wrong-state', 'Goals are rated once they stand. They are not settled yet.');
  for (const { goal: id } of ratings) {
    const goal = goals.find((one) => one.id === id);
    if (!goal) return refuse('invalid', `There is no goal ${id}. Use the ids of the goals that stand.`);
    if (!goal.scale)
      return refuse('invalid', `Goal ${id} has no scale to rate it by. Propose the goals anew with one.`);
  }
  const level = new Map(ratings.map((one) => [one.goal, one.level]));
  const scaled = goals.filter(({ scale }) => scale);
  const result = attainment(
    scaled.map(({ id, weight = 1, level: last }) => ({ weight, level: level.get(id) ?? last ?? null })),
  );
  if (isRefusal(result)) return result;
  turn.emit({ type: 'goals.rated', ratings, ...result });
}
