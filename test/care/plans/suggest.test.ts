import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import {
  preferencesIn,
  type SuggestInput,
  type Suggestion,
  suggest,
} from '../../../functions/care/plans/suggest.ts';
import { ana, suggestionsFor, tom, twoClients } from '../../support/two-clients.ts';

const { catalogue, cpic, rules: suggestionRules } = suggesting;

const nobody: SuggestInput = {
  facts: {},
  preferences: {},
  history: {},
  phenotypes: {},
  language: 'en',
  catalogue,
  rules: suggestionRules,
  rejected: [],
};
const forOne = (changes: Partial<SuggestInput>) => suggest({ ...nobody, ...changes });
const find = (all: Suggestion[], option: string) => all.find((one) => one.option === option)!;
const options = (all: Suggestion[]) => all.map(({ option }) => option);
const said = (one: Suggestion) =>
  [...one.reasons, ...one.against, ...one.settleFirst].map(({ says }) => says);

describe('two clients with the same PHQ-9', () => {
  const [forAna, forTom] = [suggestionsFor(ana), suggestionsFor(tom)];

  it('have the same answers to it', () => {
    const phq9 = (facts: SuggestInput['facts']) =>
      Object.entries(facts).filter(([measure]) => measure.startsWith('phq-9'));
    expect(phq9(ana.facts)).toEqual(phq9(tom.facts));
  });

  it('get different suggestions in a different order', () => {
    expect(options(forAna).slice(0, 6)).toEqual([
      'behavioural-activation',
      'art-therapy',
      'cbt',
      'peer-group',
      'group-therapy',
      'faith-support',
    ]);
    expect(options(forTom).slice(0, 6)).toEqual([
      'medicine-review',
      'behavioural-activation',
      'person-centred',
      'medicine-monitoring',
      'cbt',
      'indigenous-support',
    ]);
  });

  it('each with reasons of their own', () => {
    for (const all of [forAna, forTom])
      for (const one of all) {
        expect(one.reasons.length).toBeGreaterThan(0);
        expect(one.cautions.length).toBeGreaterThan(0);
        expect(one.evidence.source).not.toBe('');
        expect(said(one).filter((says) => /[{}]|undefined/.test(says))).toEqual([]);
      }
    expect(said(find(forAna, 'art-therapy'))).toEqual([
      'PHQ-9 is 17, and the client likes to make things.',
      'The client would like help by talking with someone.',
      'The client would like a group, and “Art therapy” can be had in one.',
      'The client would like to meet in person.',
      '“Art therapy” is not offered in Spanish here, so it needs an interpreter.',
    ]);
    expect(said(find(forTom, 'cbt')).at(-1)).toBe(
      '“Cognitive behavioural therapy (CBT)” did not help this client before.',
    );
  });

  it('differ in what is said of medicine, by wish and by genes', () => {
    const [hers, his] = [find(forAna, 'medicine-review'), find(forTom, 'medicine-review')];
    expect(hers.against.map(({ rule }) => rule)).toEqual(['rather-no-medicine']);
    expect(hers.advice).toBeUndefined();
    expect(forTom.filter(({ advice }) => advice)).toEqual([his]);
    expect(his.advice).toMatchObject([
      {
        drug: 'sertraline',
        action: 'adjust-or-another',
        strength: 'Moderate',
        version: { pmid: '37032427' },
      },
    ]);
  });

  it('are shown as a table', () => {
    const table = twoClients();
    expect(table).toMatch(/\*\*Ana\*\* \(PHQ-9 17\)/);
    expect(table).toMatch(/\*\*Tom\*\* \(PHQ-9 17\)/);
    expect(table).toContain('| 1 | Behavioural activation |');
    expect(table).toContain('| 1 | Talk about medicine |');
    expect(table).toMatch(/CPIC on sertraline, CYP2C19 PM: .*\(Moderate\)/);
  });
});

describe('a suggestion', () => {
  it('is not made where nothing is known', () => {
    expect(forOne({})).toEqual([]);
  });

  it('is the same each time for the same person', () => {
    expect(suggestionsFor(tom)).toEqual(suggestionsFor(tom));
  });

  it('comes from an answer, never from silence', () => {
    expect(options(forOne({ facts: { 'phq-9': 9 } }))).toContain('cbt');
    expect(options(forOne({ facts: { 'phq-9': 4 } }))).toEqual([]);
    expect(options(forOne({ facts: { 'phq-9#9': 3 } }))).toEqual([]);
  });

  it('carries the versions that it was made with', () => {
    expect(forOne({ facts: { 'phq-9': 12 } })[0]!.version).toEqual({ catalogue: '1.1.0', rules: '1.1.0' });
  });

  it('tells no probability', () => {
    const everything = JSON.stringify([suggestionsFor(ana), suggestionsFor(tom)]);
    expect(everything).not.toMatch(/probab|likelihood|chance of|\brisk of\b|\d+ ?% (likely|chance)/i);
  });

  it('marks what rests on general knowledge', () => {
    const tms = find(suggestionsFor(tom), 'tms');
    expect(tms.reasons).toMatchObject([{ rule: 'medicines-did-not-help', unconfirmed: true }]);
  });

  it.each<[string, Partial<SuggestInput>, string]>([
    ['trauma', { facts: { 'pcl-5': 40 } }, 'exposure'],
    ['a phobia', { problems: { phobia: true } }, 'exposure-vr'],
    ['self-harm', { problems: { 'self-harm': true } }, 'dbt-skills'],
    ['strain in a relationship', { problems: { relationship: true } }, 'family-couples'],
    ['insomnia', { facts: { isi: 18 } }, 'cbt-insomnia'],
    ['bad sleep in a check-in', { facts: { 'attune-check-in#sleep': 0 } }, 'sleep-routine'],
    ['little movement', { facts: { 'attune-check-in#movement': 0 } }, 'movement'],
    ['few meals', { facts: { 'attune-check-in#food': 1 } }, 'regular-meals'],
    ['stress', { facts: { 'attune-check-in#stress': 8 } }, 'stress-skills'],
    ['side effects', { facts: { 'attune-check-in#side-effects': 3 } }, 'medicine-review'],
    ['loneliness', { problems: { loneliness: true } }, 'online-group'],
    ['a wish for stillness', { preferences: { style: 'stillness' } }, 'mindfulness'],
    ['a wish for an interpreter', { preferences: { interpreter: true } }, 'interpreter'],
    ['a wish for a cultural adviser', { preferences: { 'cultural-adviser': true } }, 'cultural-adviser'],
    ['a wish to meet from afar', { preferences: { 'remote-or-in-person': 'remote' } }, 'teletherapy'],
  ])('follows from %s', (_, changes, option) => {
    expect(options(forOne(changes))).toContain(option);
  });

  it('of an interpreter comes where no therapy is offered in the client’s language', () => {
    const [interpreter] = forOne({ language: 'fa' });
    expect(said(interpreter!)).toEqual(['The client speaks Persian, and no therapy here is offered in it.']);
    expect(options(forOne({ language: 'es-MX' }))).toEqual([]);
  });

  it('of culture or faith comes only where the client asks', () => {
    const culture = forOne({ facts: { 'phq-9': 20 }, language: 'fa', problems: { trauma: true } });
    expect(culture.filter(({ kind }) => kind === 'culture')).toEqual([]);
  });

  it('puts what an answer stands for into words', () => {
    const bad = find(forOne({ facts: { 'attune-check-in#sleep': 0 } }), 'read-sleep');
    expect(said(bad)).toEqual(['The client slept very badly in the last week.']);
  });

  it('of medicine names the medicines for which the genes matter, where none is named', () => {
    const input = { facts: { 'phq-9': 18 }, phenotypes: { CYP2C19: 'PM' }, cpic };
    const drugs = find(forOne(input), 'medicine-review').advice!.map(({ drug }) => drug);
    expect(drugs).toEqual(['citalopram', 'escitalopram', 'sertraline']);
    expect(find(forOne({ ...input, medicines: ['lithium'] }), 'medicine-review').advice).toMatchObject([
      { drug: 'lithium', action: 'none' },
    ]);
  });
});

describe('the order', () => {
  const all = suggestionsFor(tom);

  it('is explained for each in a sentence that names the next', () => {
    for (const [n, one] of all.entries()) {
      const next = all[n + 1];
      expect(one.place).toBe(n + 1);
      expect(one.order).toContain(next ? `Above “${next.title}”: ` : 'Last: ');
    }
  });

  it('is by reasons for less reasons against, with what makes the difference', () => {
    expect(find(all, 'behavioural-activation').order).toBe(
      'Above “Person-centred counselling”: 8 for it and 0 against, where “Person-centred counselling” has 7 for it and 0 against; only here: PHQ-9 is 17, at or above 10: “Behavioural activation” has good evidence in depression.',
    );
    const open = all.filter(({ standing }) => standing === 'open');
    const balances = open.map(({ fit }) => fit.for - fit.against);
    expect(balances).toEqual(balances.toSorted((a, b) => b - a));
  });

  it('counts each reason as often as its rule says', () => {
    for (const { fit, reasons, against } of all) {
      expect(fit.for).toBe(reasons.reduce((sum, { counts }) => sum + counts, 0));
      expect(fit.against).toBe(against.reduce((sum, { counts }) => sum + counts, 0));
    }
  });

  it('does not call a difference what both have in other rules', () => {
    expect(find(all, 'person-centred').order).toMatch(
      /only here: The client would like to be listened to and find their own way\.$/,
    );
  });

  it('says first what holds an option back', () => {
    expect(find(all, 'esketamine').order).toBe(
      'Rejected before: No one can take him home. Above “Magnetic stimulation (TMS)”: there a clinician has something to settle first (Past seizures call for great caution).',
    );
  });

  it('where all is level goes by cost, then by the alphabet, and says so', () => {
    expect(find(all, 'medicine-review').order).toMatch(/their reasons are level, and it costs less\.$/);
    expect(find(all, 'tms').order).toMatch(/all is level, and it comes first in the alphabet\.$/);
  });

  it('where the balance is level puts first what has less against it', () => {
    expect(find(all, 'indigenous-support').order).toBe(
      'Above “Short-term psychodynamic therapy”: on balance they are level, but less speaks against it (0 to 1).',
    );
  });

  it('of a single suggestion says that there is no other', () => {
    expect(forOne({ preferences: { interpreter: true } })[0]!.order).toBe('Nothing else is suggested.');
  });
});

describe('what was rejected before', () => {
  const rejection = {
    option: 'behavioural-activation',
    reason: 'Too tired for it now.',
    by: 'clinician-1',
    at: '2026-10-05T09:00:00.000Z',
  };

  it('is still shown, lower, with the reason, who and when', () => {
    const before = suggestionsFor(ana);
    const after = suggestionsFor(ana, { rejected: [rejection] });
    expect(find(before, rejection.option).place).toBe(1);
    const one = find(after, rejection.option);
    expect(one.place).toBe(after.length);
    expect(one).toMatchObject({
      standing: 'rejected-before',
      rejectedBefore: { reason: 'Too tired for it now.', by: 'clinician-1', at: '2026-10-05T09:00:00.000Z' },
    });
    expect(one.order).toBe('Rejected before: Too tired for it now. Last: 7 for it and 1 against.');
    expect(after.at(-2)!.order).toMatch(/that one was rejected before \(Too tired for it now\)\.$/);
    expect(options(before).toSorted()).toEqual(options(after).toSorted());
  });

  it('carries the last reason, where there were several', () => {
    const later = { ...rejection, reason: 'Prefers art', at: '2026-11-05T09:00:00.000Z' };
    const one = find(suggestionsFor(ana, { rejected: [later, rejection] }), rejection.option);
    expect(one.rejectedBefore!.reason).toBe('Prefers art');
  });
});

describe('what has to be settled first', () => {
  const tried = { facts: { 'phq-9': 20 }, history: { 'medicines-tried': 2 } };

  it.each([
    ['metal-in-head', 'tms', /Metal in the head/],
    ['seizures', 'tms-accelerated', /seizures/],
    ['brain-vessels', 'esketamine', /Aneurysm/],
    ['pregnancy', 'ketamine-infusion', /Pregnancy/],
    ['mania', 'medicine-review', /mania/],
  ])('%s puts %s below all others, with the reason', (problem, option, says) => {
    const without = find(forOne(tried), option);
    expect(without.standing).toBe('open');
    const all = forOne({ ...tried, problems: { [problem]: true } });
    const one = find(all, option);
    expect(one.standing).toBe('settle-first');
    expect(one.settleFirst[0]!.says).toMatch(says);
    expect(all.slice(one.place).every(({ standing }) => standing === 'settle-first')).toBe(true);
  });

  it('stands below what was rejected before, and keeps that in mind too', () => {
    const rejected = [
      { option: 'tms', reason: 'Too far away', by: 'clinician-1', at: '2026-10-05T09:00:00.000Z' },
    ];
    const one = find(forOne({ ...tried, problems: { seizures: true }, rejected }), 'tms');
    expect(one).toMatchObject({ standing: 'settle-first', rejectedBefore: { reason: 'Too far away' } });
  });
});

describe('preferences', () => {
  it('are read from the intake form', () => {
    const facts = {
      'attune-intake#talk-or-medicine': 'talk',
      'attune-intake#group-or-one': 'either',
      'phq-9': 3,
    };
    expect(preferencesIn(facts)).toEqual({ 'talk-or-medicine': 'talk', 'group-or-one': 'either' });
  });

  it('of either say nothing for or against', () => {
    const facts = { 'phq-9': 12 };
    const either = {
      'group-or-one': 'either',
      'remote-or-in-person': 'either',
      'talk-or-medicine': 'unsure',
    };
    expect(forOne({ facts, preferences: either })).toEqual(forOne({ facts }));
  });
});
