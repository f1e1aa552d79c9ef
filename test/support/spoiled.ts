import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

/** `SEED=7 RUNS=4` tries others, and as many times more. A red run prints its seed. */
const SEED = Number(process.env.SEED ?? 20260303);
const MANY = Number(process.env.RUNS ?? 1);
export const runs = (numRuns: number) => ({ numRuns: numRuns * MANY, seed: SEED, endOnFailure: false });

/** Those of a folder beside this file, with their names. */
export const filesIn = (folder: string) => {
  const place = join(import.meta.dirname, folder);
  return readdirSync(place).map((file) => [file, readFileSync(join(place, file))] as const);
};

/** Bytes with a few of them changed, cut out, doubled, or other ones put in. */
export const spoiled = (bytes: Uint8Array, words: readonly string[]): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(200),
        how: fc.constantFrom('flip', 'cut', 'double', 'put', 'end'),
        put: fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 20 })),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((changes) =>
      changes.reduce((text, { at, length, how, put }) => {
        const from = Math.floor(at * text.length);
        const [before, part, rest] = [
          text.subarray(0, from),
          text.subarray(from, from + length),
          text.subarray(from + length),
        ];
        if (how === 'end') return before;
        if (how === 'cut') return Buffer.concat([before, rest]);
        if (how === 'double') return Buffer.concat([before, part, part, rest]);
        if (how === 'put') return Buffer.concat([before, Buffer.from(put), part, rest]);
        return Buffer.concat([before, part.map((byte) => byte ^ 0x80), rest]);
      }, Buffer.from(bytes)),
    );
