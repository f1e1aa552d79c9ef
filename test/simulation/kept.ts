/** Lives that once broke a rule, or were thought to: `npm test` lives each of them again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Faults, KINDS, NO_FAULTS } from './faults.ts';
import type { Life, LifeOptions } from './life.ts';

export const KEPT = join(import.meta.dirname, 'kept.json');

export type KeptLife = {
  seed: string;
  days: number;
  /** Of each clinic; by the seed, where it is left out. */
  clients?: number;
  /** Those that struck; there are no others. */
  faults: Partial<Faults>;
  /** Of the thirty, and when it was broken: in that life, and by the simulation as it then was. */
  rule: number;
  at?: string;
  /** One sentence, for whoever sees it broken again. */
  what: string;
};

export const keptLives = (file = KEPT): KeptLife[] => JSON.parse(readFileSync(file, 'utf8'));

export const optionsOf = ({ days, clients, faults }: KeptLife): LifeOptions & { days: number } => ({
  days,
  clients,
  faults: { ...NO_FAULTS, ...faults },
});

/** The faults that there are. */
export const someOf = (faults: Faults): Partial<Faults> =>
  Object.fromEntries(KINDS.filter((kind) => !isNone(faults, kind)).map((kind) => [kind, faults[kind]]));

export const isNone = (faults: Faults, kind: keyof Faults): boolean =>
  JSON.stringify(faults[kind]) === JSON.stringify(NO_FAULTS[kind]);

/** A life that broke a rule, as it is kept. */
export function keptOf({ seed, days, clients, faults, broken }: Life): KeptLife {
  const { n, how, at } = broken[0]!;
  return { seed, days, clients, faults: someOf(faults), rule: n, at, what: how };
}

export function keep(life: KeptLife, file = KEPT): void {
  writeFileSync(file, `${JSON.stringify([...keptLives(file), life], null, 2)}\n`);
}
