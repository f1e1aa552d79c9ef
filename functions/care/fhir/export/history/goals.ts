import type { GoalSet } from '../../../chart.ts';
import type { GoalSetRecord, History, Mark } from '../records.ts';
import { episode, ofEpisode } from './parts.ts';

export const wordsOf = (goals: { words: string; statement?: string }[]) =>
  JSON.stringify(goals.map(({ words, statement }) => [words, statement]));

export function recordGoals(
  history: History,
  state: GoalSet['state'],
  goals: GoalSet['goals'],
  mark: Mark,
  words?: string,
): GoalSetRecord {
  const before = ofEpisode(history, history.goalSets).at(-1);
  if (before) before.replaced = mark;
  const set: GoalSetRecord = {
    episodeId: episode(history)?.id,
    state,
    goals: goals.map((goal) => ({ ...goal, key: `goal-${mark.seq}.${goal.id}` })),
    began: mark,
    questions: words ? [{ mark, words }] : [],
    ratings: [],
    levels: [],
  };
  history.goalSets.push(set);
  return set;
}
