import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import { content } from '../../../functions/adapters/content.ts';
import { checkRules, type SuggestionRules } from '../../../functions/care/plans/suggest.ts';

const { catalogue, rules: suggestionRules } = suggesting;

const known = { catalogue, instruments: content.instruments };
type Draft = SuggestionRules['rules'][number];

const rule = (changes: Partial<Draft>): Draft => ({
  id: 'new',
  options: { ids: ['cbt'] },
  effect: 'suggest',
  when: { measure: 'phq-9', is: 'at least', value: 10 },
  reason: 'PHQ-9 is {phq-9}.',
  counts: 1,
  source: 'A test',
  ...changes,
});
const withRule = (changes: Partial<Draft>) =>
  checkRules({ ...suggestionRules, rules: [...suggestionRules.rules, rule(changes)] }, known);
const at = `rules[${suggestionRules.rules.length}]`;

describe('the shipped rules', () => {
  it('have nothing wrong with them, and suggest every option of the catalogue', () => {
    const { rules, faults, warnings } = checkRules(suggestionRules, known);
    expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
    expect(rules).toEqual(suggestionRules);
  });

  it('take a sound rule more', () => {
    expect(withRule({}).faults).toEqual([]);
  });
});

describe('a rule is refused', () => {
  it.each<[string, Partial<Draft>, string, RegExp]>([
    ['of an option that is not there', { options: { ids: ['cbt', 'yoga'] } }, 'options.ids[1]', /no “yoga”/],
    [
      'of options that no option is',
      { options: { kinds: ['reading'], formats: ['group'] } },
      'options',
      /no option is all of this/,
    ],
    [
      'of a measure that is not there',
      { when: { measure: 'phq-10', is: 'at least', value: 3 }, reason: 'So.' },
      'when.measure',
      /no measure “phq-10”/,
    ],
    [
      'of a problem that is not listed',
      { when: { measure: 'problem.gambling', is: 'equal to', value: true }, reason: 'So.' },
      'when.measure',
      /no measure “problem.gambling”/,
    ],
    [
      'that no answer can reach',
      { when: { measure: 'phq-9', is: 'at least', value: 28 } },
      'when',
      /no answer can reach/,
    ],
    [
      'that names a choice which is not there',
      { when: { measure: 'preference.cost', is: 'equal to', value: 'middling' }, reason: 'So.' },
      'when',
      /no answer can reach/,
    ],
    ['that always holds', { when: { measure: 'phq-9', is: 'at least', value: 0 } }, 'when', /always so/],
    [
      'that contradicts itself',
      {
        when: {
          all: [
            { measure: 'phq-9', is: 'at least', value: 16 },
            { measure: 'phq-9', is: 'at most', value: 9 },
          ],
        },
      },
      'when',
      /nothing can make this true/,
    ],
    [
      'whose reason tells what need not be known',
      { reason: 'GAD-7 is {gad-7}.' },
      'reason',
      /\{gad-7\} need not be known/,
    ],
    [
      'whose reason tells what only one of two ways knows',
      {
        when: {
          any: [
            { measure: 'phq-9', is: 'at least', value: 10 },
            { measure: 'gad-7', is: 'at least', value: 8 },
          ],
        },
      },
      'reason',
      /\{phq-9\} need not be known/,
    ],
    [
      'whose reason would show a code',
      {
        when: { measure: 'preference.style', is: 'equal to', value: 'skills' },
        reason: 'Wants {preference.style}.',
      },
      'reason',
      /no words for skills, listening, past, stillness/,
    ],
    ['whose reason has a lonely brace', { reason: 'PHQ-9 is {phq-9.' }, 'reason', /brace/],
    ['with the id of another', { id: 'depression-talking' }, 'id', /twice/],
    ['without a source', { source: ' ' }, 'source', /too little/],
  ])('%s', (_, changes, path, fault) => {
    const { rules, faults } = withRule(changes);
    expect(rules).toBeUndefined();
    expect(faults.map((one) => one.path)).toEqual([`${at}.${path}`]);
    expect(faults[0]!.fault).toMatch(fault);
    expect(faults[0]!.mend).not.toBe('');
  });

  it('that weighs on what no rule brings up', () => {
    const rules = suggestionRules.rules.filter(
      ({ effect, options }) => effect !== 'suggest' || !options.ids?.includes('tms'),
    );
    const faults = checkRules({ ...suggestionRules, rules }, known).faults;
    const paths = faults.map(({ path }) => path);
    expect(paths).toContain(`rules[${rules.findIndex(({ id }) => id === 'metal-and-tms')}].options`);
    expect(faults[0]!.fault).toMatch(/no rule ever brings up/);
  });

  it('reads a reason through not, all and any', () => {
    const when: Draft['when'] = {
      not: {
        any: [
          { measure: 'phq-9', is: 'less than', value: 10 },
          { measure: 'gad-7', is: 'less than', value: 8 },
        ],
      },
    };
    expect(withRule({ when, reason: 'PHQ-9 is {phq-9}, GAD-7 is {gad-7}.' }).faults).toEqual([]);
  });
});

describe('a topic of support groups', () => {
  const topic = {
    topic: 'grief',
    when: { measure: 'phq-9', is: 'at least', value: 5 },
    reason: 'PHQ-9 is {phq-9}',
  };
  const withTopic = (changes: object) =>
    checkRules({ ...suggestionRules, topics: [{ ...topic, ...changes }] }, known).faults;

  it('speaks, like a rule, of what there is and what is known', () => {
    expect(withTopic({})).toEqual([]);
    expect(withTopic({ when: { measure: 'phq-10', is: 'at least', value: 5 }, reason: 'x' })).toMatchObject([
      { path: 'topics[0].when.measure', fault: 'there is no measure “phq-10”' },
    ]);
    expect(withTopic({ reason: 'GAD-7 is {gad-7}' })).toMatchObject([
      { path: 'topics[0].reason', fault: '{gad-7} need not be known when this holds' },
    ]);
  });
});

describe('a warning', () => {
  it('comes where no rule ever suggests an option', () => {
    const rules = suggestionRules.rules.filter(({ id }) => id !== 'faith-wished');
    const { warnings } = checkRules({ ...suggestionRules, rules, topics: [] }, known);
    expect(warnings.map(({ fault }) => fault)).toEqual([
      'no rule ever suggests “faith-support”',
      'no rule asks for it',
    ]);
    expect(warnings[1]!.path).toBe('measures.preference.faith-support');
  });
});
