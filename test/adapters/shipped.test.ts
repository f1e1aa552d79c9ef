import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { library, suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { lazily, readAll, shelf } from '../../functions/adapters/shipped.ts';

const root = join(import.meta.dirname, '..', '..');
const filesIn = (folder: string) =>
  globSync(`workflows/${folder}/*.json`, { cwd: root })
    .map((file) => basename(file, '.json'))
    .sort();

test('all that ships is what its schema asks for, and none of it is forgotten', () => {
  readAll(content, suggesting, library);
  expect(Object.keys(content.instruments)).toEqual(filesIn('instruments'));
  const { keywords, crisisWords } = content.lexicon;
  const words = [
    ...Object.keys(keywords),
    ...Object.keys(crisisWords).map((language) => `crisis-${language}`),
  ];
  expect(words.sort()).toEqual(filesIn('keywords'));
  expect(Object.keys(content.conversations).sort()).toEqual(filesIn('conversation'));
  expect(Object.keys(content.messages).sort()).toEqual(filesIn('messages'));
});

test('one file that its schema refuses stops whoever reads it all', () => {
  const spoiled = lazily({
    gad: () =>
      shelf(
        ['phq-9', 'gad-7'],
        z.object({ questionnaire: z.object({ id: z.literal('phq-9') }) }),
        (id) => `instruments/${id}`,
      ),
  });
  expect(() => readAll(content, spoiled)).toThrow(/phq-9/);
  expect(spoiled.gad['phq-9']).toEqual({ questionnaire: { id: 'phq-9' } });
});

test('what is asked for is made once, and what is not is not made', () => {
  const made: string[] = [];
  const make = (name: string) => () => made.push(name);
  const all = lazily({ one: make('one'), two: make('two') });
  expect(Object.keys(all)).toEqual(['one', 'two']);
  expect(made).toEqual([]);
  expect([all.two, all.two]).toEqual([1, 1]);
  expect(made).toEqual(['two']);
});
