/** A clinician who reads Spanish, and what is suggested to them. */
import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import { suggestionSaid } from '../../../functions/api/suggestion-views.ts';
import { changedSince } from '../../../functions/care/plans/decision.ts';
import { PHENOTYPES, phenotypeAdvice } from '../../../functions/care/plans/pharmacogenomics.ts';
import { matches } from '../../../functions/care/plans/suggest/rules.ts';
import { suggest } from '../../../functions/care/plans/suggest.ts';
import { inEnglish, say } from '../../support/spanish.ts';

const { catalogue, rules, cpic } = suggesting;

const untold = (texts: Iterable<string>) =>
  [...new Set(texts)].flatMap((text) => {
    const said = say(text);
    return said === text || inEnglish(said) ? [{ text, said }] : [];
  });

describe('in Spanish', () => {
  it('comes each reason of each rule, for every option that it can speak of', () => {
    const worded = (name: string) => Object.values(rules.measures[name]?.says ?? { 7: '7' });
    const reasons = rules.rules.flatMap(({ reason, options }) =>
      catalogue.options
        .filter((option) => matches(options, option))
        .map(({ title }) => reason.replaceAll('{option}', `“${title}”`).replaceAll('{language}', 'Arabic'))
        .flatMap((text) => {
          const [, name = ''] = /\{([^{}]*)\}/.exec(text) ?? [];
          return worded(name).map((value) => text.replace(`{${name}}`, value).replace(/\{[^{}]*\}/g, '9'));
        }),
    );
    expect(new Set(reasons).size).toBeGreaterThan(250);
    expect(untold(reasons)).toEqual([]);
  });

  it('comes what the catalogue says of each option', () => {
    const facts = catalogue.options.flatMap(({ evidence, cautions, course }) => [
      evidence,
      ...cautions,
      ...(course?.monitoring ?? []),
    ]);
    const plain = catalogue.options.flatMap(({ title, description, usual }) => [
      title,
      description,
      usual.frequency,
      usual.duration,
    ]);
    expect(untold([...plain, ...facts.map(({ says }) => says)])).toEqual([]);
  });

  it('comes each measure that a clinician records, and each topic of a group', () => {
    const measures = Object.entries(rules.measures).map(([, { title }]) => title);
    const topics = rules.topics.map(
      ({ topic, reason }) => `about ${topic} (${reason.replace(/\{.*\}/, '9')})`,
    );
    expect(untold([...measures, ...topics].filter((text) => text !== 'Trauma'))).toEqual([]);
  });

  it('comes all advice on each medicine, whatever the genes', () => {
    const advice = cpic.drugs.flatMap(({ drug }) =>
      PHENOTYPES.flatMap((one) =>
        PHENOTYPES.flatMap((other) =>
          phenotypeAdvice(cpic, drug, { CYP2C19: one, CYP2D6: other, CYP2B6: one, HTR2A: other }),
        ),
      ),
    );
    const none = phenotypeAdvice(cpic, 'lithium', { CYP2C19: 'PM' });
    const untested = phenotypeAdvice(cpic, 'citalopram', {});
    const texts = [...advice, ...none, ...untested].flatMap(({ says, caveats, strength }) => [
      says,
      ...caveats,
      ...(strength ? [strength] : []),
    ]);
    expect(texts.length).toBeGreaterThan(500);
    expect(untold(texts)).toEqual([]);
  });

  it('comes the whole list, with why each stands where it stands', () => {
    const suggested = suggest({
      ...suggesting,
      facts: { 'phq-9': 17, 'gad-7': 12, 'phq-9#1': 2, 'phq-9#3': 3, 'pcl-5': 40, 'ucla-3': 7, isi: 18 },
      preferences: {
        'talk-or-medicine': 'talk',
        'group-or-one': 'group',
        cost: 'low',
        'faith-support': true,
      },
      history: { cbt: 'did-not-help', 'behavioural-activation': 'helped', 'medicines-tried': 2 },
      problems: { trauma: true, seizures: true, mania: true, 'violence-at-home': true },
      phenotypes: { CYP2C19: 'PM', CYP2D6: 'UM' },
      language: 'ar',
      rejected: [{ option: 'mindfulness', reason: 'no quería', by: 's-1', at: '2026-01-05T10:00:00.000Z' }],
      groups: [
        {
          id: 'g-1',
          title: 'Los martes',
          topics: ['depression'],
          languages: ['en'],
          formats: ['in-person'],
          when: 'martes 18:00',
          contact: '+15550100',
          cost: 'none',
          verifiedOn: '2026-01-05',
        },
      ],
    });
    const said = suggested.map(suggestionSaid(say));
    expect(said.length).toBeGreaterThan(15);
    const texts = said.flatMap((one) => [
      one.title,
      one.order,
      ...[...one.reasons, ...one.against, ...one.settleFirst, ...one.cautions, one.evidence].map(
        ({ says }) => says,
      ),
      ...(one.groups ?? []).flatMap(({ matches: fits, misses }) => [...fits, ...misses]),
      ...(one.advice ?? []).flatMap(({ says, caveats }) => [says, ...caveats]),
    ]);
    expect(texts.filter(inEnglish)).toEqual([]);
  });

  it('comes what has changed since something was rejected', () => {
    const then = { a: { says: 'Psychosis speaks against it.', speaks: 'against' as const } };
    const now = { b: { says: 'PHQ-9 is 12.', speaks: 'for' as const } };
    expect(changedSince(then, now).map(say)).toEqual([
      'Nuevo desde entonces: PHQ-9 es 12.',
      'Dicho entonces, y ya no es así: La psicosis lo desaconseja.',
    ]);
  });
});
