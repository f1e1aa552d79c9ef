import { describe, expect, it } from 'vitest';
import { SCENES, sweepAll } from './sweep.ts';

describe('a crash after every effect', () => {
  it.each(Object.entries(SCENES))(
    '%s, whichever effect is the last',
    async (_, given) => {
      const { effects, otherwise } = await sweepAll(given);
      expect(otherwise).toEqual([]);
      expect(effects).toBeGreaterThan(4);
    },
    240_000,
  );
});
