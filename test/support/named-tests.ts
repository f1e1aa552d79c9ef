import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Holds the tests that a page names, as `test/FILE` “words of its name”, “and of another”, against the files. */
export function expectNamedTests(text: string): void {
  const named: [string, string][] = [];
  let file = '';
  for (const [, path, words] of text.matchAll(/`(test\/[\w./-]+)`|“([^”]+)”/g))
    if (path) file = path;
    else named.push([file, words!]);
  expect(named.length).toBeGreaterThan(0);
  for (const [path, words] of named)
    expect(readFileSync(join(root, path), 'utf8'), `${path} has no “${words}”`).toContain(words);
}
