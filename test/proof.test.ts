/** The pages that say what is proved name tests that are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNamedTests } from './support/named-tests.ts';

const page = readFileSync(join(import.meta.dirname, 'PROOF.md'), 'utf8');
const needs = page
  .split('\n')
  .map((line) => /^\| (\d+) \| (.+) \| (.+) \|$/.exec(line)?.slice(1) ?? [])
  .filter(([, , tests]) => tests?.startsWith('`test/'));

describe('the proof', () => {
  it('has fifteen needs, in order', () => {
    expect(needs.map(([n]) => Number(n))).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
  });

  it.each(needs)('of need %s, that %s, names tests', (_, __, tests) => expectNamedTests(tests!));

  it('leads to no test file that is gone', () => {
    const files = [...page.matchAll(/`(?:test\/)?([\w./-]+\.test\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(30);
    const isThere = (file: string) =>
      ['.', 'hostile', 'simulation'].some((room) => existsSync(join(import.meta.dirname, room, file)));
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });
});
