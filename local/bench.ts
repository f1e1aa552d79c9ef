/** What the main path costs: `npm run bench`, or `npm run bench -- ANSWERS`. */
import { measureBundles } from './bench/bundles.ts';
import { measureMainPath } from './bench/main-path.ts';
import { measurePages } from './bench/pages.ts';
import { measureRehearsal } from './bench/rehearsed.ts';
import { countCare, measureSpeed } from './bench/simulated.ts';
import type { Figures } from './bench/timing.ts';

const ANSWERS = Number(process.argv[2] ?? 400);
const SPEED = { clients: 20, weeks: 26 };

console.log(
  'What each function is on AWS: minified code, data beside it, processor time to load, to a bare handler’s',
);
console.table(await measureBundles());

console.log('What each page loads: KB, gzipped');
console.table(await measurePages());

const say = ({ p50, p99, perSecond }: Figures) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${perSecond.toFixed(0)} a second`;

console.log('A positive PHQ-9 over HTTP, committed, its urgent task read from the inbox;');
console.log('the floor is the same reads, transaction and inbox query, made straight to the engine');
for (const { atOnce, answered, floor, ratio } of await measureMainPath(ANSWERS)) {
  console.log(`  ${atOnce} at once`);
  console.log(`    Attune  ${say(answered)}`);
  console.log(`    floor   ${say(floor)}`);
  console.log(`    ratio   ${ratio.toFixed(2)}`);
}

console.log('\nWhat one client costs');
console.table(await countCare());

const speed = await measureSpeed(SPEED.clients, SPEED.weeks);
console.log(`${speed.toFixed(0)} client-weeks a second on a stepped clock, in memory, through the API`);

console.log('\nA year of a draft pathway, rehearsed');
console.table([await measureRehearsal(1), await measureRehearsal(100)]);
