import * as z from 'zod';

/**
 * What a rule can see, by measure:
 *
 * - `phq-9`: an instrument's last total (or the index that it scores)
 * - `phq-9#9`: the last answer to one item, by its link id
 * - `phq-9.change`: last total minus the episode's first
 * - `attune-session.from-usual`: last total minus the mean of the earlier ones, of the form asked after sessions
 * - `attune-check-in#side-effects.before`: the answer before the last, of those that were given
 * - `check-ins.missed-in-a-row`, `weeks-in-treatment`: what the chart counts, whole numbers from 0
 * - `goals.lowest-rating`: the lowest of the last ratings of the open goals
 */
export type Facts = Readonly<Record<string, number | string | boolean | undefined>>;

export const COMPARISONS = [
  'at least',
  'at most',
  'more than',
  'less than',
  'equal to',
  'other than',
] as const;

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
  return z.union(
    [
      comparison,
      z.strictObject({ all: z.array(inner).min(1).max(20) }),
      z.strictObject({ any: z.array(inner).min(1).max(20) }),
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

const COUNTED = {
  'check-ins.missed-in-a-row': 'the number of check-ins missed in a row',
  'weeks-in-treatment': 'the number of weeks in treatment',
  'goals.lowest-rating': 'the lowest goal rating',
};

type Names = Readonly<Record<string, string>>;
const nameIn = (names: Names, measure: string) =>
  Object.hasOwn(names, measure) ? names[measure] : undefined;

const OPPOSITE: Record<Comparison['is'], Comparison['is']> = {
  'at least': 'less than',
  'at most': 'more than',
  'more than': 'at most',
  'less than': 'at least',
  'equal to': 'other than',
  'other than': 'equal to',
};

/** A measure in words. `names` gives titles by measure: `phq-9`, or `phq-9#9` for an item that has its own. */
function sayMeasure(measure: string, names: Names): string {
  const own = nameIn(names, measure) ?? nameIn(COUNTED, measure);
  if (own !== undefined) return own;
  const [, scored, item, before, change] =
    /^([^#]+?)(?:#(.+?)(\.before)?|(\.change|\.from-usual))?$/.exec(measure) ?? [];
  const title = nameIn(names, scored ?? measure) ?? scored ?? measure;
  if (item)
    return `${before ? 'the answer before to ' : ''}${nameIn(names, `${scored}#${item}`) ?? `${title} item ${item}`}`;
  if (!change) return title;
  return change === '.change' ? `the change in ${title} since baseline` : `${title} less its usual`;
}

/** The condition as a sentence without its full stop: "PHQ-2 is at least 3 and (GAD-2 is at least 3 or …)". */
export function say(condition: Condition, names: Names = {}): string {
  if ('all' in condition) return joined(condition.all, 'and', names);
  if ('any' in condition) return joined(condition.any, 'or', names);
  if ('not' in condition) {
    const inner = condition.not;
    if ('measure' in inner) return say({ ...inner, is: OPPOSITE[inner.is] }, names);
    return `it is not so that (${say(inner, names)})`;
  }
  return `${sayMeasure(condition.measure, names)} is ${condition.is} ${sayValue(condition.value)}`;
}

function joined(parts: Condition[], word: 'and' | 'or', names: Names): string {
  const inGroup = parts.length > 1;
  return parts
    .map((part) => (inGroup && isGroup(part) ? `(${say(part, names)})` : say(part, names)))
    .join(` ${word} `);
}

function isGroup(condition: Condition): boolean {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  return parts.length > 1 || parts.some(isGroup);
}

const sayValue = (value: Comparison['value']) =>
  typeof value === 'string'
    ? `“${value}”`
    : typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : String(value);
