/** Lives, one after the other, until the planted bug trips its own rule. Prints the seed, or ends with 1. */
import { INVARIANTS } from '../invariants.ts';
import { live } from '../life.ts';

const n = Number(process.env.PLANT);
const [first = '1', most = '1'] = process.argv.slice(2);
const invariants = INVARIANTS.filter((one) => one.n === n);
for (let seed = Number(first); seed < Number(first) + Number(most); seed += 1) {
  const { broken } = await live(String(seed), { invariants, endsWith: n }).catch((error) => {
    throw new Error(`seed ${seed}: ${error.stack}`);
  });
  const [own] = broken;
  if (own) {
    console.log(JSON.stringify({ seed, at: own.at, how: own.how }));
    process.exit(0);
  }
}
process.exit(1);
