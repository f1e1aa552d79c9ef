import { drawFaults, type Faults, KINDS, NO_FAULTS, without } from './faults.ts';
import { type Life, live } from './life.ts';

const isNone = (faults: Faults, kind: keyof Faults): boolean =>
  JSON.stringify(faults[kind]) === JSON.stringify(NO_FAULTS[kind]);

/**
 * The life of this seed with the fewest faults, people and days that breaks the same rule. Each is taken out in turn,
 * and stays out where the rule breaks without it.
 */
export async function shrink(seed: string, days: number): Promise<Life> {
  let faults = drawFaults(seed, days);
  let best = await live(seed, { days, faults });
  const first = best.broken[0];
  if (!first) return best;
  const breaksSo = (life: Life) => life.broken.some(({ n }) => n === first.n);
  let clients: number | undefined;
  let shortest = days;
  const attempt = async (given: { faults?: Faults; clients?: number; days?: number }): Promise<boolean> => {
    const life = await live(seed, { days: shortest, faults, clients, ...given });
    if (!breaksSo(life)) return false;
    best = life;
    return true;
  };
  for (const kind of KINDS) {
    if (isNone(faults, kind)) continue;
    const fewer = without(faults, kind);
    if (await attempt({ faults: fewer })) faults = fewer;
  }
  if (await attempt({ clients: 1 })) clients = 1;
  for (let half = Math.ceil(shortest / 2); half >= 1; half = Math.floor(half / 2)) {
    while (shortest - half >= 1 && (await attempt({ days: shortest - half }))) shortest -= half;
  }
  return best;
}
