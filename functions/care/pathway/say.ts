/** Conditions in words. Without the schemas, so that a page can say them too. */
import type { Comparison, Condition } from './condition.ts';
import { type ConditionWords, conditionWords } from './condition-words.ts';

const ENGLISH = conditionWords('en');

/** `names` gives titles by measure: `phq-9`, or `phq-9#9` for an item that has its own. */
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

function sayMeasure(measure: string, names: Names, words: ConditionWords): string {
  const own = nameIn(names, measure) ?? nameIn(words.counted, measure);
  if (own !== undefined) return own;
  const [, scored, item, before, change] =
    /^([^#]+?)(?:#(.+?)(\.before|\.new)?|(\.change|\.from-usual))?$/.exec(measure) ?? [];
  const title = nameIn(names, scored ?? measure) ?? scored ?? measure;
  if (item) {
    const said = nameIn(names, `${scored}#${item}`) ?? words.item(title, item);
    return before === '.before' ? words.before(said) : before ? words.isNew(said) : said;
  }
  if (!change) return title;
  return change === '.change' ? words.change(title) : words.fromUsual(title);
}

/** The condition as a sentence without its full stop: "PHQ-2 is at least 3 and (GAD-2 is at least 3 or …)". */
export function say(condition: Condition, names: Names = {}, words: ConditionWords = ENGLISH): string {
  if ('all' in condition) return joined(condition.all, words.and, names, words);
  if ('any' in condition) return joined(condition.any, words.or, names, words);
  if ('not' in condition) {
    const inner = condition.not;
    if ('measure' in inner) return say({ ...inner, is: OPPOSITE[inner.is] }, names, words);
    return words.not(say(inner, names, words));
  }
  const { measure, is, value } = condition;
  return words.compared(sayMeasure(measure, names, words), words.is[is], sayValue(value, words));
}

function joined(parts: Condition[], word: string, names: Names, words: ConditionWords): string {
  const inGroup = parts.length > 1;
  return parts
    .map((part) => (inGroup && isGroup(part) ? `(${say(part, names, words)})` : say(part, names, words)))
    .join(` ${word} `);
}

function isGroup(condition: Condition): boolean {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  return parts.length > 1 || parts.some(isGroup);
}

function sayValue(value: Comparison['value'], { quoted, yes, no }: ConditionWords): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'boolean' ? (value ? yes : no) : String(value);
}
