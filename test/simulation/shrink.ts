import { drawFaults, type Faults, KINDS, without } from './faults.ts';
import { isNone } from './kept.ts';
import { type Life, type LifeOptions, live } from './life.ts';

/**
 * The life of this seed with the fewest faults, people and days that breaks the same rule. Each is taken out in turn,
 * and stays out where the rule breaks without it.
 */
export async function shrink(seed: string, given: LifeOptions & { days: number }): Promise<Life> {
  let { faults = drawFaults(seed, given.days), clients, days: shortest } = given;
  let best = await live(seed, { ...given, faults });
  const first = best.broken[0];
  if (!first) return best;
  const attempt = async (other: { faults?: Faults; clients?: number; days?: number }): Promise<boolean> => {
    const life = await live(seed, { days: shortest, faults, clients, endsWith: first.n, ...other });
    if (!life.broken.some(({ n }) => n === first.n)) return false;
    best = life;
    return true;
  };
  const fewer = async (given: Faults) => {
    if (await attempt({ faults: given })) faults = given;
  };
  for (const kind of KINDS) if (!isNone(faults, kind)) await fewer(without(faults, kind));
  for (const outage of faults.outages)
    await fewer({ ...faults, outages: faults.outages.filter((one) => one !== outage) });
  if (clients !== 1 && (await attempt({ clients: 1 }))) clients = 1;
  for (let half = Math.ceil(shortest / 2); half >= 1; half = Math.floor(half / 2)) {
    while (shortest - half >= 1 && (await attempt({ days: shortest - half }))) shortest -= half;
  }
  return best;
}
