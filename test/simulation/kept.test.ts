import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { keptLives, optionsOf } from './kept.ts';
import { live } from './life.ts';

describe('a life that once broke a rule', () => {
  it.each(keptLives().map((kept) => [kept.seed, kept.rule, kept.what, kept] as const))(
    'seed %s keeps rule %i now, and every other: %s',
    async (seed, rule, _, kept) => {
      expect(INVARIANTS.map(({ n }) => n)).toContain(rule);
      expect((await live(seed, optionsOf(kept))).broken).toEqual([]);
    },
    60_000,
  );
});
