/** Lives, one after the other, until the planted bug trips its own rule. Prints the seed, or ends with 1. */
import { isDeepStrictEqual } from 'node:util';
import { liveTwice } from '../engines.ts';
import { INVARIANTS } from '../invariants.ts';
import { live } from '../life.ts';

const n = Number(process.env.PLANT);
const [first = '1', most = '1'] = process.argv.slice(2);
const invariants = INVARIANTS.filter((one) => one.n === n);
/** It takes two lives to see it, one on each engine; of few days, for the engine's sake. */
const TWO_ENGINES = 25;
/** The fewer days, the closer together what happens in them. */
const DAYS = 21;

async function broken(seed: string): Promise<{ at?: string; how: string } | undefined> {
  if (n !== TWO_ENGINES) return (await live(seed, { days: DAYS, invariants, endsWith: n })).broken[0];
  const { here, there } = await liveTwice(seed, 3);
  return isDeepStrictEqual(here, there) ? undefined : { how: 'the two engines tell two stories' };
}

for (let seed = Number(first); seed < Number(first) + Number(most); seed += 1) {
  const own = await broken(String(seed)).catch((error) => {
    throw new Error(`seed ${seed}: ${error.stack}`);
  });
  if (!own) continue;
  console.log(JSON.stringify({ seed, at: own.at, how: own.how }));
  process.exit(0);
}
process.exit(1);
