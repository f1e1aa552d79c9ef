import { content } from '../../functions/adapters/content.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { TEAMS } from '../../local/first-start.ts';
import { keptOf, someOf } from './kept.ts';
import type { Life } from './life.ts';

/** How many lines before the break are told. */
const TOLD = 40;
const calendar = { zone: 'America/New_York', hours: {}, holidays: [] };

const after = (milliseconds: number): string => `day ${(milliseconds / 86_400_000).toFixed(1)}`;

/** What led to the first break, in the words that a clinician would read, and how to see it again. */
export function storyOf(life: Life): string {
  const { seed, days, faults, clients, broken, commits } = life;
  const [first] = broken;
  if (!first) return `The life of ${seed} broke no rule.`;
  const some = someOf(faults);
  const { outages = [], ...chances } = some;
  const wrong = [
    ...Object.entries(chances).map(([kind, much]) => `${kind} ${Number(much.toPrecision(2))}`),
    ...outages.map(({ part, from, to }) => `${part} down from ${after(from)} to ${after(to)}`),
  ];
  const tells = new Map<string, ReturnType<typeof narrator>>();
  const lines: string[] = [];
  for (const { pk, clientId, entry } of commits.slice(0, first.commits)) {
    const tell =
      tells.get(pk) ??
      narrator({ clinic: { staff: {}, teams: TEAMS, calendar }, instruments: content.instruments });
    tells.set(pk, tell);
    for (const { at, what, why } of tell(entry))
      lines.push(`${at}  ${clientId}  ${what}${why ? ` — ${why}` : ''}`);
  }
  return [
    `Rule ${first.n}, “${first.rule}”, was broken at ${first.at}: ${first.how}.`,
    `Seed ${seed}, ${days} days, with ${wrong.length ? wrong.join('; ') : 'nothing going wrong'}.`,
    '',
    ...lines.slice(-TOLD),
    '',
    'Kept, it is lived again with every npm test. With --keep it goes into test/simulation/kept.json, as:',
    JSON.stringify(keptOf(life)),
    '',
    `Again: npm run simulate -- --seed ${seed} --days ${days}${clients ? ` --clients ${clients}` : ''} --faults '${JSON.stringify(some)}'`,
  ].join('\n');
}
