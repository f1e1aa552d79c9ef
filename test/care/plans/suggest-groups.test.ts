import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import { groupDirectorySchema, groupsFor, matchGroups } from '../../../functions/care/plans/suggest.ts';
import { ana, suggestionsFor, tom } from '../../support/two-clients.ts';

const group = (id: string, changes: object = {}) => ({
  id,
  title: `Group ${id}`,
  topics: ['depression'],
  languages: ['en'],
  formats: ['in-person'],
  when: 'Tuesdays at 19:00',
  contact: 'https://groups.example',
  cost: 'none',
  verifiedOn: '2026-11-01',
  ...changes,
});
const directory = groupDirectorySchema.parse({
  version: '1',
  groups: [
    group('a'),
    group('b', { languages: ['es'], topics: ['Depression', 'grief'], formats: ['remote', 'in-person'] }),
    group('c', { topics: ['anxiety'], formats: ['remote'] }),
  ],
});
const match = (wishes: Parameters<typeof matchGroups>[1]) =>
  matchGroups(directory, wishes).map(({ group: { id }, fits, matches, misses }) => ({
    id,
    fits,
    matches,
    misses,
  }));

describe('groups in the suggestions', () => {
  const { groups } = groupDirectorySchema.parse({
    version: '1',
    groups: [
      group('mornings', {
        languages: ['es'],
        topics: ['Depresión'],
        formats: ['in-person'],
        when: 'Mondays',
      }),
      group('evenings', { languages: ['es'], topics: ['low mood'], formats: ['remote'] }),
      group('english', { topics: ['Living with depression'], formats: ['remote', 'in-person'] }),
      group('drink', { languages: ['es'], topics: ['alcohol'] }),
    ],
  });
  const peers = (person: typeof ana, option: string) =>
    suggestionsFor(person, { groups }).find((one) => one.option === option);

  it('differ by language, topic and format for two people with one score, and each says why', () => {
    expect(groupsFor({ ...ana, ...suggesting, groups }).map(({ group: { id }, fits }) => [id, fits])).toEqual(
      [
        ['mornings', true],
        ['drink', false],
        ['english', false],
        ['evenings', false],
      ],
    );
    const forTom = groupsFor({ ...tom, ...suggesting, groups });
    expect(forTom[0]).toMatchObject({
      group: { id: 'english' },
      matches: ['held in English', 'about depression (PHQ-9 is 17)', 'by phone or video'],
      misses: [],
    });
  });

  it('are a reason of the option that they are, with how to join and when it was checked', () => {
    const suggested = peers(ana, 'peer-group')!;
    expect(suggested.reasons.at(-1)).toEqual({
      rule: 'group-in-directory',
      says: '“Group mornings” is held in Mexican Spanish, about depression (PHQ-9 is 17), in person: Mondays, https://groups.example.',
      counts: 1,
      source: 'The clinic’s own directory, checked on 1 November 2026',
    });
    expect(suggested.groups!.map(({ group: { id } }) => id)).toEqual(['mornings']);
    expect(peers(ana, 'online-group')?.groups).toBeUndefined();
    expect(suggested.against.map(({ rule }) => rule)).not.toContain('not-in-language');
  });

  it('are none where the directory has none that fits', () => {
    const without = suggestionsFor(ana, { groups: [] }).find(({ option }) => option === 'peer-group')!;
    expect(without.reasons.map(({ rule }) => rule)).not.toContain('group-in-directory');
    expect(without.fit.for).toBe(peers(ana, 'peer-group')!.fit.for - 1);
    expect(without.against.map(({ rule }) => rule)).toContain('not-in-language');
  });
});

describe('groups for a client', () => {
  it('come with what fits first, and with what does not fit said', () => {
    expect(match({ language: 'es-MX', topics: [{ topic: 'depression' }], format: 'remote' })).toEqual([
      {
        id: 'b',
        fits: true,
        matches: ['held in Mexican Spanish', 'about depression', 'by phone or video'],
        misses: [],
      },
      {
        id: 'a',
        fits: false,
        matches: ['about depression'],
        misses: ['held in English, not in Mexican Spanish', 'not by phone or video'],
      },
      {
        id: 'c',
        fits: false,
        matches: ['by phone or video'],
        misses: ['held in English, not in Mexican Spanish', 'about anxiety'],
      },
    ]);
  });

  it('are about what else a topic is called, in whole words, whatever the accents', () => {
    const topics = [{ topic: 'anxiety', words: ['ansiedad', 'panic'], why: 'GAD-7 is 12' }];
    const one = (title: string) =>
      matchGroups(
        { groups: [groupDirectorySchema.shape.groups.element.parse(group('g', { topics: [title] }))] },
        { topics },
      );
    expect(one('Vivir con ansiédad')[0]!.matches).toEqual(['about anxiety (GAD-7 is 12)']);
    expect(one('Worry & PANIC')[0]!.fits).toBe(true);
    expect(one('Hispanic mothers')).toEqual([]);
  });

  it('leave out what meets no wish', () => {
    expect(match({ language: 'es', topics: [{ topic: 'grief' }] }).map(({ id }) => id)).toEqual(['b']);
  });

  it('are all there where nothing is wished', () => {
    expect(match({ format: 'either' }).map(({ id, fits }) => `${id} ${fits}`)).toEqual([
      'a true',
      'b true',
      'c true',
    ]);
  });
});
