import { measureMainPath } from './bench/main-path.ts';

const answers = Number(process.argv[2] ?? 400);
console.log('Answer over HTTP → committed → urgent task in the inbox, beside the same calls made straight to the engine');
for (const { atOnce, answered, floor, ratio } of await measureMainPath(answers)) {
  const say = ({ p50, p99, perSecond }: typeof floor) =>
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${perSecond.toFixed(0)}/s`;
  console.log(`  ${atOnce} at once: ${say(answered)}; floor: ${say(floor)}; ratio ${ratio.toFixed(2)}`);
}
