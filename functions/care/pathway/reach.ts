import type { Fault } from '../faults.ts';
import { type Instrument, itemsOf, questionsFor, valueOf as valueIn } from '../measures/instrument.ts';
import {
  type Comparison,
  type Condition,
  comparisons,
  type Facts,
  measuresIn,
  verdict,
} from './condition.ts';
import type { ConditionWords } from './condition-words.ts';
import { say } from './say.ts';

type Value = NonNullable<Facts[string]>;
type Range = { from: number; to: number; whole: boolean };

/** Every value that a measure can have. */
export type Domain = { values: Value[] } | Range;
type Unknown = Omit<Fault, 'path'>;
/** What a measure can be in its place, or why it is not there. */
export type Lookup = (measure: string) => Domain | Unknown;

/** More comparisons in one condition cannot be read aloud. */
export const MOST_COMPARISONS = 40;

/** Assignments tried per question; what is written by hand needs fewer than a hundred. */
const MOST_STEPS = 5000;

/** What the chart counts. Goals are rated from 0 to 10. */
export const COUNTED: ReadonlyMap<string, Domain> = new Map([
  ['check-ins.missed-in-a-row', { from: 0, to: Infinity, whole: true }],
  ['weeks-in-treatment', { from: 0, to: Infinity, whole: true }],
  ['goals.lowest-rating', { from: 0, to: 10, whole: true }],
]);

/** The parts of a measure's name: `phq-9#9` is an item, `phq-9.change` a change, `phq-9` a total; see `Facts`. */
export function readMeasure(measure: string): {
  instrument: string;
  item?: string;
  before?: true;
  isNew?: true;
  change?: true;
  fromUsual?: true;
} {
  const [instrument = measure, item] = measure.split('#', 2);
  if (item?.endsWith('.before')) return { instrument, item: item.slice(0, -'.before'.length), before: true };
  if (item?.endsWith('.new')) return { instrument, item: item.slice(0, -'.new'.length), isNew: true };
  if (item !== undefined) return { instrument, item };
  const without = (end: string) => (measure.endsWith(end) ? measure.slice(0, -end.length) : undefined);
  const [changed, unusual] = [without('.change'), without('.from-usual')];
  if (changed) return { instrument: changed, change: true };
  return unusual ? { instrument: unusual, fromUsual: true } : { instrument };
}

/** What the measures of one instrument can be, or why there is no such measure. */
export function domainIn(instrument: Instrument, measure: string): Domain | Unknown {
  const { item, isNew, change, fromUsual } = readMeasure(measure);
  if (item !== undefined && isNew) return choicesOf(instrument, item);
  if (item !== undefined) return domainOfItem(instrument, item);
  const { scoring } = instrument;
  if (scoring.kind === 'form')
    return {
      fault: `${measure}: this form has no score`,
      mend: `name one of its items, as in ${scoring.measure}#item`,
    };
  const whole = scoring.items.every((linkId) => {
    const domain = domainOfItem(instrument, linkId);
    return 'whole' in domain ? domain.whole : 'values' in domain && domain.values.every(Number.isInteger);
  });
  const { from, to } = scoring.range;
  if (fromUsual) return { from: from - to, to: to - from, whole: false };
  return change ? { from: from - to, to: to - from, whole } : { from, to, whole };
}

function choicesOf(instrument: Instrument, linkId: string): Domain | Unknown {
  const item = itemsOf(instrument).find((one) => one.linkId === linkId);
  const several = item?.type === 'choice' && item.repeats;
  if (!several)
    return {
      fault: `${instrument.scoring.measure}#${linkId} is no item of several choices, so none of them can be new`,
      mend: 'name an item that takes several choices',
    };
  return { from: 0, to: item.answerOption?.length ?? 0, whole: true };
}

function domainOfItem(instrument: Instrument, linkId: string): Domain | Unknown {
  const item = itemsOf(instrument).find((one) => one.linkId === linkId);
  const question = questionsFor(instrument, instrument.questionnaire.language).find(
    (one) => one.linkId === linkId,
  );
  const name = `${instrument.scoring.measure}#${linkId}`;
  const mend = 'name an item with one choice, a number, or yes and no';
  if (!item || !question)
    return { fault: `${name}: ${instrument.questionnaire.title} has no such item`, mend };
  const { min = -Infinity, max = Infinity } = question;
  switch (item.type) {
    case 'choice':
      if (item.repeats) return { fault: `${name} takes several choices, which no rule can compare`, mend };
      return { values: (question.options ?? []).map(({ code }) => valueIn(item, code) ?? code) };
    case 'boolean':
      return { values: [true, false] };
    case 'integer':
    case 'decimal':
      return { from: min, to: max, whole: item.type === 'integer' };
    case 'string':
    case 'text':
      return { fault: `${name} is answered in the client's own words, which no rule can compare`, mend };
    default:
      return { fault: `${name} is not a question`, mend };
  }
}

/**
 * What is wrong with a condition in its place: a measure that is not there, a value of the wrong kind, a part that
 * nothing can make true, or a whole that nothing can make false. Each measure is taken to vary on its own, so that a
 * clash between a total and its own items is not seen. `given` is what must hold for the condition to be looked at,
 * `words` those in which the faults say it.
 */
export function conditionFaults(
  condition: Condition,
  path: string,
  domainOf: Lookup,
  given: Condition[] = [],
  words?: ConditionWords,
): Fault[] {
  const said = (one: Condition) => say(one, {}, words);
  const compared = comparisons({ all: [condition, ...given] });
  if (compared.length > MOST_COMPARISONS) return [{ path, ...tooMuch }];
  const misused = leaves(condition, path).flatMap(({ part, at }) => misuse(part, at, domainOf(part.measure)));
  if (misused.length > 0) return misused;
  const choices = choicesFor(compared, domainOf);
  let steps = 0;

  const reaches = (whole: Condition, wanted: (verdict: boolean | undefined) => boolean): boolean => {
    const among = measuresIn(whole);
    const open = choices.filter(({ measure }) => among.includes(measure));
    const from = (next: number, facts: Facts): boolean => {
      if (++steps > MOST_STEPS) return true;
      const known = verdict(whole, facts);
      const choice = open[next];
      if (known !== undefined || !choice) return wanted(known);
      return choice.values.some((value) => from(next + 1, { ...facts, [choice.measure]: value }));
    };
    return from(0, {});
  };
  const possible = (part: Condition) => reaches(part, (known) => known === true);
  const impossible = (part: Condition, at: string): Fault[] => {
    const inner = partsOf(part, at).flatMap((one) => impossible(one.part, one.at));
    return inner.length > 0 || possible(part) ? inner : [{ path: at, ...neverTrue(part, domainOf, said) }];
  };

  const faults = impossible(condition, path);
  if (faults.length === 0 && !possible({ all: [...given, condition] }))
    faults.push({
      path,
      fault: `${said(condition)}: this can never be, since it is asked only when ${said({ all: given })}`,
      mend: 'change one of the two conditions',
    });
  if (faults.length === 0 && !reaches(condition, (known) => known !== true))
    faults.push({
      path,
      fault: `${said(condition)}: this is always so`,
      mend: 'compare with another value, or take the condition out',
    });
  return steps > MOST_STEPS ? [{ path, ...tooMuch }] : faults;
}

const tooMuch: Unknown = {
  fault: 'compares too much at once to be checked',
  mend: `split it into several, each with at most ${MOST_COMPARISONS} comparisons of few measures`,
};

type Placed<Part extends Condition> = { part: Part; at: string };

function partsOf(condition: Condition, at: string): Placed<Condition>[] {
  if ('all' in condition) return condition.all.map((part, n) => ({ part, at: `${at}.all[${n}]` }));
  if ('any' in condition) return condition.any.map((part, n) => ({ part, at: `${at}.any[${n}]` }));
  return 'not' in condition ? [{ part: condition.not, at: `${at}.not` }] : [];
}

const leaves = (condition: Condition, at: string): Placed<Comparison>[] =>
  'measure' in condition
    ? [{ part: condition, at }]
    : partsOf(condition, at).flatMap((one) => leaves(one.part, one.at));

function misuse({ measure, is, value }: Comparison, at: string, domain: Domain | Unknown): Fault[] {
  if ('fault' in domain) return [{ path: `${at}.measure`, ...domain }];
  const kinds = new Set('values' in domain ? domain.values.map((one) => typeof one) : ['number']);
  if (!kinds.has(typeof value))
    return [
      {
        path: `${at}.value`,
        fault: `${measure} cannot be compared with ${JSON.stringify(value)}`,
        mend: `compare it with ${sayDomain(domain)}`,
      },
    ];
  if (typeof value === 'number' || is === 'equal to' || is === 'other than') return [];
  return [{ path: `${at}.is`, fault: `${measure} has no order`, mend: 'use “equal to” or “other than”' }];
}

const neverTrue = (part: Condition, domainOf: Lookup, said: (one: Condition) => string): Unknown => {
  if (!('measure' in part))
    return {
      fault: `${said(part)}: nothing can make this true`,
      mend: 'change or take out one of its parts',
    };
  const domain = domainOf(part.measure);
  return {
    fault: `${said(part)}: no answer can reach this`,
    mend: 'fault' in domain ? domain.mend : `${part.measure} can be ${sayDomain(domain)}`,
  };
};

const sayDomain = (domain: Domain): string => {
  if ('values' in domain) return `one of: ${domain.values.map((value) => JSON.stringify(value)).join(', ')}`;
  const { from, to, whole } = domain;
  const kind = whole ? 'a whole number' : 'a number';
  return `${kind}${from > -Infinity ? ` from ${from}` : ''}${to < Infinity ? ` up to ${to}` : ''}`;
};

/** For each measure one value of every kind that its comparisons can tell apart. */
function choicesFor(compared: Comparison[], domainOf: Lookup) {
  const byMeasure = Map.groupBy(compared, ({ measure }) => measure);
  return [...byMeasure].map(([measure, about]) => {
    const domain = domainOf(measure);
    const candidates = 'fault' in domain ? [] : 'values' in domain ? domain.values : telling(domain, about);
    const told = (value: Value) => about.map((one) => verdict(one, { [measure]: value })).join();
    return { measure, values: [...new Map(candidates.map((value) => [told(value), value])).values()] };
  });
}

/** Both ends, every value compared with, and something between each two of them. */
function telling({ from, to, whole }: Range, about: Comparison[]): number[] {
  const numbers = [from, to, ...about.map(({ value }) => value)].filter((value) => typeof value === 'number');
  const edges = [...new Set(numbers)].sort((a, b) => a - b);
  const between = edges.slice(1).map((edge, n) => (edge + edges[n]!) / 2);
  return [...edges, ...between]
    .flatMap((point) => (whole ? [Math.floor(point), Math.ceil(point)] : [point]))
    .filter((point) => point >= from && point <= to);
}
