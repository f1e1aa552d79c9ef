import { describe, expect, it } from 'vitest';
import { SCENES, sweep } from './sweep.ts';

describe('a crash after every effect', () => {
  it.each(Object.entries(SCENES))(
    '%s, whichever effect is the last',
    async (_, given) => {
      const whole = await sweep(given);
      expect(whole.made).toBeGreaterThan(4);
      for (let k = 1; k <= whole.made; k += 1) {
        const { end, fault, keys } = await sweep(given, k);
        expect({ k, end, fault }).toEqual({ k, end: whole.end, fault: undefined });
        expect(new Set(keys).size, `after effect ${k} something was sent twice`).toBe(keys.length);
      }
    },
    240_000,
  );
});
