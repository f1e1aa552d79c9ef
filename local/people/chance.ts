import { createHash } from 'node:crypto';
import type { Chance } from '../../functions/ports.ts';

/** Chance that a seed decides, so that the same people live the same life twice. */
export type Dice = {
  /** From 0 up to, never at, 1. */
  unit(): number;
  between(least: number, most: number): number;
  pick<T>(all: readonly [T, ...T[]]): T;
};

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, ample for answers and delays. */
function mulberry32(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

export function createDice(seed: string): Dice {
  const roll = mulberry32(seed);
  const unit = () => roll() / 2 ** 32;
  return {
    unit,
    between: (least, most) => least + unit() * (most - least),
    pick: (all) => all[Math.floor(unit() * all.length)]!,
  };
}

/** The `Chance` port by a seed: for tests and the walkthrough, never where a link must not be guessed. */
export function seededChance(seed: string): Chance {
  const roll = mulberry32(seed);
  return (bytes) => {
    const drawn = Buffer.alloc(Math.ceil(bytes / 4) * 4);
    for (let at = 0; at < drawn.length; at += 4) drawn.writeUInt32LE(roll(), at);
    return drawn.subarray(0, bytes).toString('base64url');
  };
}
