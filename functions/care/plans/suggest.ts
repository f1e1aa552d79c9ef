import { type Facts, holds } from '../pathway/condition.ts';
import { sayDay } from '../say-day.ts';
import { type Catalogue, COSTS, type Option, offeredIn } from './catalogue.ts';
import { changedSince, circumstancesOf } from './decision.ts';
import { type Advice, type CpicTable, notableAdvice, phenotypeAdvice } from './pharmacogenomics.ts';
import { type GroupDirectory, type GroupMatch, matchGroups } from './suggest/groups.ts';
import { orderOf } from './suggest/order.ts';
import { matches, type Rule, type SuggestionRules } from './suggest/rules.ts';
import type { Found, Reason, Rejection, Suggestion } from './suggest/suggestion.ts';

export { calendarFile } from './suggest/calendar-file.ts';
export { checkRules } from './suggest/check.ts';
export { type GroupMatch, groupDirectorySchema, matchGroups } from './suggest/groups.ts';
export type { SuggestionRules } from './suggest/rules.ts';
export type { Suggestion } from './suggest/suggestion.ts';

/** The outcome of an option tried before, by option; and numbers such as `medicines-tried`. */
export type History = Readonly<Record<string, number | string | boolean | undefined>>;

export type SuggestInput = {
  /** As the chart holds them: `phq-9`, `phq-9#3`, `attune-check-in#sleep`. */
  facts: Facts;
  /** `{ 'talk-or-medicine': 'talk', cost: 'low', 'faith-support': true }` */
  preferences: Facts;
  /** `{ cbt: 'helped', 'medicines-tried': 2 }` */
  history: History;
  /** Co-occurring problems: `{ trauma: true, seizures: false }`; what is left out is not known. */
  problems?: Facts;
  /** By gene: `{ CYP2C19: 'PM' }`. */
  phenotypes: Readonly<Record<string, string>>;
  /** Medicines taken or thought of; without any, those for which the phenotypes matter. */
  medicines?: readonly string[];
  language: string;
  catalogue: Catalogue;
  rules: SuggestionRules;
  rejected: readonly Rejection[];
  cpic?: CpicTable;
  /** The clinic's own directory. */
  groups?: GroupDirectory['groups'];
};

/** What may fit this person, best first, each with its reasons and what speaks against it. The same input gives the same list. */
export function suggest(input: SuggestInput): Suggestion[] {
  const { catalogue, rules, language } = input;
  const shared = factsOf(input);
  const groups = groupsFor(input);
  const found = catalogue.options.flatMap((option): Found[] => {
    const fitting = groupsOf(option, groups);
    const facts: Facts = {
      ...shared,
      'option.in-language': fitting.length > 0 || offeredIn(option, language),
      'option.history': input.history[option.id],
    };
    const holding = rules.rules.filter((rule) => matches(rule.options, option) && holds(rule.when, facts));
    if (!holding.some(({ effect }) => effect === 'suggest')) return [];
    const reasons = (...effects: Rule['effect'][]) =>
      holding
        .filter(({ effect }) => effects.includes(effect))
        .map((rule) => reasonOf(rule, option, facts, input));
    return [foundOf(option, reasons, fitting, input)];
  });
  return orderOf(found).map(({ cost, ...one }) => one);
}

function foundOf(
  option: Option,
  reasons: (...effects: Rule['effect'][]) => Reason[],
  groups: GroupMatch[],
  { catalogue, rules, rejected, ...input }: SuggestInput,
): Found {
  const settleFirst = reasons('settle-first');
  const last = rejected
    .filter((one) => one.option === option.id)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  const pro = [...reasons('suggest', 'for'), ...groups.slice(0, 1).map(groupReason)];
  const contra = reasons('against');
  const advice = adviceFor(option, input);
  const now = circumstancesOf({ reasons: pro, against: contra, settleFirst });
  const changed = last?.circumstances ? changedSince(last.circumstances, now) : [];
  const stands = last && changed.length === 0;
  return {
    option: option.id,
    title: option.title,
    kind: option.kind,
    standing: settleFirst.length > 0 ? 'settle-first' : stands ? 'rejected-before' : 'open',
    reasons: pro,
    against: contra,
    settleFirst,
    ...(last && { rejectedBefore: { reason: last.reason, by: last.by, at: last.at } }),
    ...(changed.length > 0 && { changed }),
    cautions: option.cautions,
    evidence: option.evidence,
    fit: { for: points(pro), against: points(contra) },
    ...(groups.length > 0 && { groups }),
    ...(advice.length > 0 && { advice }),
    version: { catalogue: catalogue.version, rules: rules.version },
    cost: COSTS.indexOf(option.cost),
  };
}

/** Support groups for this person: by language, by what they are about, and by how they meet. */
export function groupsFor(input: Omit<SuggestInput, 'rejected'>): GroupMatch[] {
  const { groups = [], language, preferences, rules } = input;
  const facts = factsOf(input);
  // Backwards, so that the first of two reasons for one topic stands.
  const topics = new Map(
    rules.topics
      .toReversed()
      .filter(({ when }) => holds(when, facts))
      .map(({ topic, words, reason }) => [topic, { topic, words, why: sayReason(reason, facts, input) }]),
  );
  const place = preferences['remote-or-in-person'];
  const format = place === 'remote' || place === 'in-person' ? place : 'either';
  return matchGroups({ groups }, { language, topics: [...topics.values()], format });
}

/** A group that meets in person is peer support, one that meets from afar is online; both may be either. */
const groupsOf = ({ kind, formats }: Option, directory: GroupMatch[]): GroupMatch[] =>
  kind === 'community' && formats.includes('group')
    ? directory.filter(({ group, fits }) => fits && group.formats.some((one) => formats.includes(one)))
    : [];

const groupReason = ({ group, matches }: GroupMatch): Reason => ({
  rule: 'group-in-directory',
  says: `“${group.title}” is ${matches.join(', ') || 'open to all'}: ${group.when}, ${group.contact}.`,
  counts: 1,
  source: `The clinic’s own directory, checked on ${sayDay(group.verifiedOn)}`,
});

const points = (reasons: Reason[]) => reasons.reduce((sum, { counts }) => sum + counts, 0);

function factsOf({
  facts,
  preferences,
  history,
  problems = {},
  phenotypes,
  language,
  catalogue,
}: Omit<SuggestInput, 'rejected'>) {
  const named = (prefix: string, entries: Facts) =>
    Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}.${name}`, value]));
  const therapies = catalogue.options.filter(({ kind }) => kind === 'therapy');
  return {
    ...facts,
    ...named('preference', preferences),
    ...named('history', history),
    ...named('problem', problems),
    ...named('phenotype', phenotypes),
    'language.spoken-here': therapies.some((option) => offeredIn(option, language)),
  };
}

function reasonOf(rule: Rule, option: Option, facts: Facts, input: SuggestInput): Reason {
  const { id, reason, counts, source, unconfirmed } = rule;
  const says = sayReason(reason, facts, input, option);
  return { rule: id, says, counts, source, ...(unconfirmed && { unconfirmed }) };
}

type Speaker = Pick<SuggestInput, 'language' | 'rules'>;

/** @throws TypeError where it speaks of what is not known, which `checkRules` rules out */
const sayReason = (reason: string, facts: Facts, { language, rules }: Speaker, option?: Option): string =>
  reason.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    if (name === 'option' && option) return `“${option.title}”`;
    if (name === 'language') return languages().of(language.split('-')[0]!) ?? language;
    const value = facts[name];
    if (value === undefined) throw new TypeError(`“${reason}” needs {${name}}`);
    return rules.measures[name]?.says?.[String(value)] ?? String(value);
  });

/** Made when it is needed, as it is slow to make. */
const languages = () => new Intl.DisplayNames('en', { type: 'language' });

function adviceFor(
  { phenotypes: bears }: Option,
  { cpic, medicines = [], phenotypes }: Pick<SuggestInput, 'cpic' | 'medicines' | 'phenotypes'>,
): Advice[] {
  if (!bears || !cpic || Object.keys(phenotypes).length === 0) return [];
  return medicines.length > 0
    ? medicines.flatMap((drug) => phenotypeAdvice(cpic, drug, phenotypes))
    : notableAdvice(cpic, phenotypes);
}

/** The answers to the intake form that are preferences by the same name; `unsure` and silence say nothing. */
export const preferencesIn = (facts: Facts): Facts =>
  Object.fromEntries(
    ['talk-or-medicine', 'group-or-one', 'remote-or-in-person']
      .map((name) => [name, facts[`attune-intake#${name}`]] as const)
      .filter(([, value]) => value !== undefined),
  );
