/** Conditions in words. Without the schemas, so that a page can say them too. */
import type { Comparison, Condition } from './condition.ts';

/** What the chart counts, as it is said. */
export const COUNTED = {
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
    /^([^#]+?)(?:#(.+?)(\.before|\.new)?|(\.change|\.from-usual))?$/.exec(measure) ?? [];
  const title = nameIn(names, scored ?? measure) ?? scored ?? measure;
  const which = { '.before': 'the answer before to ', '.new': 'the number of new choices in ' }[before ?? ''];
  if (item) return `${which ?? ''}${nameIn(names, `${scored}#${item}`) ?? `${title} item ${item}`}`;
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
