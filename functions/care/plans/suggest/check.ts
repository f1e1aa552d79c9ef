import { type Fault, faultsOf } from '../../faults.ts';
import type { Instrument } from '../../measures/instrument.ts';
import { type Condition, measuresIn } from '../../pathway/condition.ts';
import {
  COUNTED,
  conditionFaults,
  type Domain,
  domainIn,
  type Lookup,
  readMeasure,
} from '../../pathway/reach.ts';
import type { Catalogue } from '../catalogue.ts';
import { matches, placeholdersIn, type Rule, rulesSchema, type SuggestionRules } from './rules.ts';

/** `rules` is there where nothing is wrong with them. Warnings keep nothing from being published. */
export type CheckedRules = { rules?: SuggestionRules; faults: Fault[]; warnings: Fault[] };
type Known = { catalogue: Catalogue; instruments: Record<string, Instrument> };

/** Whether an admin may publish `raw` as suggestion rules; if not, all that is wrong with them and how to mend it. */
export function checkRules(raw: unknown, { catalogue, instruments }: Known): CheckedRules {
  const parsed = rulesSchema.safeParse(raw);
  if (!parsed.success) return { faults: faultsOf(parsed.error, raw), warnings: [] };
  const rules = parsed.data;
  const lookup = lookupIn(rules, instruments);
  const faults = [
    ...idFaults(rules.rules),
    ...optionFaults(rules.rules, catalogue),
    ...rules.rules.flatMap(({ when }, n) => conditionFaults(when, `rules[${n}].when`, lookup)),
    ...rules.topics.flatMap(({ when }, n) => conditionFaults(when, `topics[${n}].when`, lookup)),
    ...rules.topics.flatMap((one, n) => [...reasonFaults(one, `topics[${n}].reason`, rules, lookup)]),
    ...rules.rules.flatMap((rule, n) => [...reasonFaults(rule, `rules[${n}].reason`, rules, lookup)]),
  ];
  if (faults.length > 0) return { faults, warnings: [] };
  return { rules, faults, warnings: [...unsuggested(rules.rules, catalogue), ...unused(rules)] };
}

function* idFaults(rules: Rule[]): Generator<Fault> {
  for (const [n, { id }] of rules.entries())
    if (rules.findIndex((rule) => rule.id === id) < n)
      yield { path: `rules[${n}].id`, fault: `“${id}” is there twice`, mend: 'give each its own id' };
}

function* optionFaults(rules: Rule[], { options }: Catalogue): Generator<Fault> {
  const brought = options.filter((option) =>
    rules.some((rule) => rule.effect === 'suggest' && matches(rule.options, option)),
  );
  for (const [n, { options: which, effect }] of rules.entries()) {
    const path = `rules[${n}].options`;
    const unknown = (which.ids ?? []).filter((id) => !options.some((option) => option.id === id));
    for (const id of unknown)
      yield {
        path: `${path}.ids[${which.ids!.indexOf(id)}]`,
        fault: `the catalogue has no “${id}”`,
        mend: 'correct its spelling, or add it to the catalogue',
      };
    if (unknown.length > 0) continue;
    if (!options.some((option) => matches(which, option)))
      yield { path, fault: 'no option is all of this', mend: 'ask for less at once' };
    else if (effect !== 'suggest' && !brought.some((option) => matches(which, option)))
      yield {
        path,
        fault: 'no rule ever brings up what this weighs on',
        mend: 'add a rule with the effect “suggest”, or take this one out',
      };
  }
}

/** What a measure can be: the rules' own list first, then instruments and what the chart counts. */
function lookupIn({ measures }: SuggestionRules, instruments: Record<string, Instrument>): Lookup {
  const byMeasure = new Map(Object.values(instruments).map((one) => [one.scoring.measure, one]));
  return (measure) => {
    const own = Object.hasOwn(measures, measure) ? measures[measure]! : undefined;
    if (own?.values) return { values: own.values };
    if (own?.from !== undefined || own?.to !== undefined)
      return { from: own.from ?? -Infinity, to: own.to ?? Infinity, whole: true };
    const counted = COUNTED.get(measure);
    if (counted) return counted;
    const instrument = byMeasure.get(readMeasure(measure).instrument);
    if (instrument) return domainIn(instrument, measure);
    return {
      fault: `there is no measure “${measure}”`,
      mend: 'list it under measures with its values, or name an instrument’s',
    };
  };
}

/** A reason speaks only of what must be known for its rule to hold, in words and not in codes. */
function* reasonFaults(
  { when, reason }: Pick<Rule, 'when' | 'reason'>,
  path: string,
  { measures }: SuggestionRules,
  lookup: Lookup,
): Generator<Fault> {
  if (/[{}]/.test(reason.replace(/\{[^{}]*\}/g, '')))
    yield { path, fault: 'a brace has no partner', mend: 'write a name between { and }' };
  const known = knownIf(when, true);
  for (const name of placeholdersIn(reason)) {
    if (name === 'option' || name === 'language') continue;
    if (!known.has(name)) {
      const mend = 'let the rule compare it, or take it out of the sentence';
      yield { path, fault: `{${name}} need not be known when this holds`, mend };
      continue;
    }
    const domain = lookup(name);
    const unsaid = 'fault' in domain ? [] : codesIn(domain).filter((code) => !measures[name]?.says?.[code]);
    if (unsaid.length > 0)
      yield {
        path,
        fault: `{${name}} has no words for ${unsaid.join(', ')}`,
        mend: `add them to measures["${name}"].says`,
      };
  }
}

const codesIn = (domain: Domain): string[] =>
  'values' in domain ? domain.values.filter((value) => typeof value !== 'number').map(String) : [];

/** The measures that must be there for a condition to come out as `truth`. */
function knownIf(condition: Condition, truth: boolean): Set<string> {
  if ('measure' in condition) return new Set([condition.measure]);
  if ('not' in condition) return knownIf(condition.not, !truth);
  const [parts, all] = 'all' in condition ? [condition.all, truth] : [condition.any, !truth];
  const each = parts.map((part) => knownIf(part, truth));
  const together = new Set(each.flatMap((one) => [...one]));
  return all ? together : new Set([...together].filter((name) => each.every((one) => one.has(name))));
}

function* unsuggested(rules: Rule[], { options }: Catalogue): Generator<Fault> {
  for (const [n, option] of options.entries())
    if (!rules.some((rule) => rule.effect === 'suggest' && matches(rule.options, option)))
      yield {
        path: `catalogue.options[${n}]`,
        fault: `no rule ever suggests “${option.id}”`,
        mend: 'add a rule that does, unless clinicians alone are to choose it',
      };
}

function* unused({ measures, rules, topics }: SuggestionRules): Generator<Fault> {
  const used = new Set([...rules, ...topics].flatMap(({ when }) => measuresIn(when)));
  for (const measure of Object.keys(measures))
    if (!used.has(measure))
      yield { path: `measures.${measure}`, fault: 'no rule asks for it', mend: 'take it out, or use it' };
}
