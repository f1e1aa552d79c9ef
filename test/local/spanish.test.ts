/** Whoever reads Spanish is told all of it in Spanish: whole lives are told, and nothing may be left in English. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content, sentencesFor } from '../../functions/adapters/content.ts';
import { comingUp } from '../../functions/care/coming-up.ts';
import { planDifference } from '../../functions/care/plans/plan-difference.ts';
import { sayIn } from '../../functions/care/sentences.ts';
import { type Line, sayLine } from '../../functions/care/timeline/line.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { PERSONAS } from '../../local/people/personas.ts';
import { STORIES } from '../../local/people/stories.ts';
import { walk } from '../../local/walkthrough.ts';

const unknown = new Set<string>();
const say = sayIn(sentencesFor('es'), (english) => {
  if (/\p{L}/u.test(english)) unknown.add(english);
});

/** Cited as they are called, in any language. */
const SOURCES = new Set(
  globSync('workflows/{instruments,pathways}/*.json').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"source": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, source]) => JSON.parse(source!) as string,
    ),
  ),
);
/** What the catalogue calls its options. */
const OPTIONS = new Set(suggesting.catalogue.options.map(({ title }) => title));

const leftInEnglish = () => [...unknown].filter((one) => !SOURCES.has(one) && !OPTIONS.has(one));

type Walk = Awaited<ReturnType<typeof walk>>;

async function toldInSpanish({ app, clientId }: Walk): Promise<Line[]> {
  const clinicId = 'riverside';
  const clinic = await app.clinics.settings(clinicId);
  const narrate = narrator({ clinic, instruments: content.instruments, language: 'es' });
  const lines: Line[] = [];
  let before: Parameters<typeof planDifference>[0] | undefined;
  for await (const { entry } of app.charts.log(clinicId, clientId)) {
    lines.push(...narrate(entry).map((line) => sayLine(say, line)));
    for (const event of entry.events) {
      if (event.type === 'task.opened') {
        const { title, findings, brief } = event.task;
        const { note, playbook = [], track, measures = [] } = brief;
        const said = [title, note, track?.because, ...findings.map(({ what }) => what)];
        for (const one of [...said, ...playbook.map(({ says }) => says), ...measures.map(({ band }) => band)])
          say(one ?? '');
      } else if (event.type === 'plan.drafted') {
        if (before) planDifference(before, event.plan).map(say);
        before = event.plan;
      }
    }
  }
  const ahead = comingUp(await app.charts.get(clinicId, clientId)).map((line) => sayLine(say, line));
  return [...lines, ...ahead];
}

describe('a client’s story in Spanish', () => {
  it.each<[string, () => Promise<Walk>]>([
    ['who gets better, and is at risk on the way', () => walk()],
    ['who never answers', () => walk(PERSONAS.silent)],
    ['who is in danger', () => walk(PERSONAS.atRisk)],
    ['who pauses', () => walk(PERSONAS.pauser)],
    ...Object.values(STORIES).map(
      (story) => [`on ${story.pathway}`, () => walk(undefined, story)] as [string, () => Promise<Walk>],
    ),
  ])('of one %s has no line left in English', async (_, living) => {
    unknown.clear();
    const lines = await toldInSpanish(await living());
    expect(leftInEnglish()).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('is told in a moment, fifty lines at a time', async () => {
    const { lines } = await walk();
    lines.map((line) => sayLine(say, line));
    const began = performance.now();
    lines.map((line) => sayLine(say, line));
    expect((50 * (performance.now() - began)) / lines.length).toBeLessThan(5);
  });
});
