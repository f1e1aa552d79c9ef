/** What whoever reads Spanish is told, and whether a word of it was left in English. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { content } from '../../functions/adapters/content.ts';

export const say = content.sentences.es!;

const root = join(import.meta.dirname, '../..');
const files = globSync('workflows/sentences/es.*.json', { cwd: root }).sort();
/** What is said in English, and what that is in Spanish, as the files have it. */
export const pairs = files.flatMap((file) => {
  const { says } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { says: Record<string, string> };
  return Object.entries(says);
});

/** What is quoted, an id, a place in JSON or a duration may be in any language. */
const wordsIn = (text: string) =>
  text
    .replace(
      /\b[A-Z]{2,}\b|[«“"][^»”"]*[»”"]|\{[^}]*\}|\/[\w/-]+|[\w[\]]+([-.#/][\w[\]-]+)+|P\d+[DWMY]/g,
      ' ',
    )
    .toLowerCase()
    .match(/\p{L}{2,}/gu) ?? [];
const spanish = new Set(pairs.flatMap(([, said]) => wordsIn(said)));
const english = new Set(pairs.flatMap(([key]) => wordsIn(key)).filter((word) => !spanish.has(word)));
/** Whether a word stands in it that is never of the Spanish, only of the English. */
export const inEnglish = (said: string) => wordsIn(said).some((word) => english.has(word));
