import * as z from 'zod';
import { COMPARISONS } from './comparisons.ts';

/**
 * What a rule can see, by measure:
 *
 * - `phq-9`: an instrument's last total (or the index that it scores)
 * - `phq-9#9`: the last answer to one item, by its link id
 * - `phq-9.change`: last total minus the episode's first
 * - `attune-session.from-usual`: last total minus the mean of the earlier ones, of the form asked after sessions
 * - `attune-check-in#side-effects.before`: the answer before the last, of those that were given
 * - `attune-check-in#side-effects-kinds.new`: how many of several choices were not chosen the last time
 * - `check-ins.missed-in-a-row`, `weeks-in-treatment`: what the chart counts, whole numbers from 0
 * - `goals.lowest-rating`: the lowest of the last ratings of the open goals
 */
export type Facts = Readonly<Record<string, number | string | boolean | undefined>>;

const comparison = z.strictObject({
  measure: z.string().min(1).max(80),
  is: z.enum(COMPARISONS),
  value: z.union([z.number(), z.string().max(80), z.boolean()], {
    error: 'use a number, a text, or true or false',
  }),
});

export type Comparison = z.infer<typeof comparison>;
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };

/** How deep `all`, `any` and `not` may nest: more cannot be read aloud, and a bound keeps hostile input off the stack. */
export const DEEPEST_CONDITION = 6;

function nesting(levels: number): z.ZodType<Condition> {
  if (levels === 0) return comparison;
  const inner = nesting(levels - 1);
  const several = z.array(inner).min(1).max(20);
  return z.union(
    [
      comparison,
      z.strictObject({ all: several }),
      z.strictObject({ any: several }),
      z.strictObject({ not: inner }),
    ],
    { error: 'use a comparison (measure, is, value), or all, any or not with conditions inside' },
  );
}

/** A small structured language, so that it can be checked statically and read aloud; nothing in it is evaluated as code. */
export const conditionSchema: z.ZodType<Condition> = nesting(DEEPEST_CONDITION);

/** A comparison with a fact that is not there (yet) is false, and so is its opposite: nothing follows from silence. */
export function holds(condition: Condition, facts: Facts): boolean {
  return verdict(condition, facts) === true;
}

/** Whether it holds; `undefined` while that still hangs on a fact that is not there (Kleene's logic of three values). */
export function verdict(condition: Condition, facts: Facts): boolean | undefined {
  if ('all' in condition) return every(condition.all.map((part) => verdict(part, facts)));
  if ('any' in condition) {
    const none = every(condition.any.map((part) => negate(verdict(part, facts))));
    return negate(none);
  }
  if ('not' in condition) return negate(verdict(condition.not, facts));
  return compare(condition, facts[condition.measure]);
}

const negate = (value: boolean | undefined) => (value === undefined ? undefined : !value);

function every(values: (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

function compare({ is, value }: Comparison, fact: Facts[string]): boolean | undefined {
  if (fact === undefined || typeof fact !== typeof value) return undefined;
  switch (is) {
    case 'at least':
      return fact >= value;
    case 'at most':
      return fact <= value;
    case 'more than':
      return fact > value;
    case 'less than':
      return fact < value;
    case 'equal to':
      return fact === value;
    case 'other than':
      return fact !== value;
  }
}

/** Every comparison in a condition, in the order of its text. */
export function comparisons(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisons);
  if ('any' in condition) return condition.any.flatMap(comparisons);
  return 'not' in condition ? comparisons(condition.not) : [condition];
}

/** The measures that a condition speaks of, each once. */
export const measuresIn = (condition: Condition): string[] => [
  ...new Set(comparisons(condition).map(({ measure }) => measure)),
];
