import { describe, expect, it } from 'vitest';
import { groupDirectorySchema, matchGroups } from '../../../functions/care/plans/suggest.ts';

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

describe('groups for a client', () => {
  it('come with what fits first, and with what does not fit said', () => {
    expect(match({ language: 'es-MX', topics: ['depression'], format: 'remote' })).toEqual([
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

  it('leave out what meets no wish', () => {
    expect(match({ language: 'es', topics: ['grief'] }).map(({ id }) => id)).toEqual(['b']);
  });

  it('are all there where nothing is wished', () => {
    expect(match({ format: 'either' }).map(({ id, fits }) => `${id} ${fits}`)).toEqual([
      'a true',
      'b true',
      'c true',
    ]);
  });
});
