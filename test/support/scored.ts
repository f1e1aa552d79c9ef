import { content } from '../../functions/adapters/content.ts';
import { type ScoredAnswers, scoreAnswers } from '../../functions/care/fhir/answers-file.ts';

/** Values as `scoreAnswers` takes them: each option's own, before any reversal. */
export type Values = (number | null)[];

export const instrument = (id: string) => content.instruments[id]!;
export function scored(id: string, values: Values): ScoredAnswers {
  const result = scoreAnswers(instrument(id), values);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result;
}
export const all = (count: number, value: number) => Array<number>(count).fill(value);
/** `count` values of `otherwise`, with others at these places, counted from 1. */
export const only = (count: number, at: Record<number, number | null>, otherwise = 0) =>
  all(count, otherwise).map((value, n) => (n + 1 in at ? at[n + 1]! : value));
