import { content } from '../../functions/adapters/content.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { TEAMS } from '../../local/first-start.ts';
import { KINDS, NO_FAULTS } from './faults.ts';
import type { Life } from './life.ts';

/** How many lines before the break are told. */
const TOLD = 40;
const calendar = { zone: 'America/New_York', hours: {}, holidays: [] };

/** What led to the first break, in the words that a clinician would read, and how to see it again. */
export function storyOf({ seed, days, faults, broken, commits }: Life): string {
  const [first] = broken;
  if (!first) return `The life of ${seed} broke no rule.`;
  const struck = KINDS.filter((kind) => JSON.stringify(faults[kind]) !== JSON.stringify(NO_FAULTS[kind]));
  const tells = new Map<string, ReturnType<typeof narrator>>();
  const lines: string[] = [];
  for (const { pk, clientId, entry } of commits) {
    if (entry.at > first.at) break;
    const tell =
      tells.get(pk) ??
      narrator({ clinic: { staff: {}, teams: TEAMS, calendar }, instruments: content.instruments });
    tells.set(pk, tell);
    for (const { at, what, why } of tell(entry))
      lines.push(`${at}  ${clientId}  ${what}${why ? ` — ${why}` : ''}`);
  }
  return [
    `Rule ${first.n}, “${first.rule}”, was broken at ${first.at}: ${first.how}.`,
    `Seed ${seed}, ${days} days, ${struck.length ? `with ${struck.map((kind) => `${kind} ${JSON.stringify(faults[kind])}`).join(', ')}` : 'with nothing going wrong'}.`,
    '',
    ...lines.slice(-TOLD),
    '',
    `Again: npm run simulate -- --seed ${seed} --days ${days}`,
  ].join('\n');
}
