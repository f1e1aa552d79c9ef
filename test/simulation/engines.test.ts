import { describe, expect, it } from 'vitest';
import { liveTwice } from './engines.ts';

/** The first has a crash, throttles, lost replies, two at once and a lagging index; the second has nothing go wrong. */
const SEEDS = [
  ['1', 8],
  ['4', 21],
] as const;

describe('two engines', () => {
  it.each(SEEDS)(
    'the table in memory and the engine that ships live the same life, whatever goes wrong in it (seed %s)',
    async (seed, days) => {
      const { here, there, broken } = await liveTwice(seed, days);
      expect(broken).toEqual([]);
      expect(there).toEqual(here);
      expect(Object.values(here.charts).flat().length).toBeGreaterThan(50);
    },
    300_000,
  );
});
