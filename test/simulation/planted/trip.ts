/** Lives, one after the other, until the planted bug trips its own rule. Prints the seed, or ends with 1. */
import { live } from '../life.ts';

const n = Number(process.env.PLANT);
const [first = '1', most = '1'] = process.argv.slice(2);
for (let seed = Number(first); seed < Number(first) + Number(most); seed += 1) {
  const { broken } = await live(String(seed)).catch((error) => {
    throw new Error(`seed ${seed}: ${error.stack}`);
  });
  const own = broken.find((one) => one.n === n);
  if (own) {
    console.log(
      JSON.stringify({
        seed,
        how: own.how,
        also: [...new Set(broken.map((one) => one.n))].filter((other) => other !== n),
      }),
    );
    process.exit(0);
  }
}
process.exit(1);
