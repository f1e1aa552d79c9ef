import { describe, expect, it } from 'vitest';
import { liveTwice } from './engines.ts';

describe('two engines', () => {
  it.each(['agree-1', 'agree-2'])(
    'the table in memory and the engine that ships live the same life (%s)',
    async (seed) => {
      const { here, there, broken } = await liveTwice(seed, 25);
      expect(broken).toEqual([]);
      expect(there).toEqual(here);
      expect(Object.values(here).flat().length).toBeGreaterThan(50);
    },
    300_000,
  );
});
