/** Whoever reads Spanish is told all of it in Spanish: whole lives are told, and nothing may be left in English. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { content, sentencesFor } from '../../functions/adapters/content.ts';
import { comingUp } from '../../functions/care/coming-up.ts';
import { planDifference } from '../../functions/care/plans/plan-difference.ts';
import { sayIn } from '../../functions/care/sentences.ts';
import { TASK_KINDS } from '../../functions/care/task-kinds.ts';
import { type Line, sayLine } from '../../functions/care/timeline/line.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { PERSONAS } from '../../local/people/personas.ts';
import { STORIES } from '../../local/people/stories.ts';
import { KIM, walk } from '../../local/walkthrough.ts';

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
/** What the clinicians of these lives say in their own words, where Attune might have had a reason of its own. */
const OWN_WORDS = new Set(['Looked through with the client; it still fits.']);

const leftInEnglish = () => [...unknown].filter((one) => !SOURCES.has(one) && !OWN_WORDS.has(one));

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
  it.each([
    ['who gets better, and is at risk on the way', () => walk()],
    ['who never answers', () => walk({ ...KIM, habit: () => 'never' })],
    ['who gets worse', () => walk({ ...KIM, severity: (week) => 10 + week / 2 })],
    ...Object.entries(PERSONAS).map(([name, one]) => [`like ${name}`, () => walk(one)] as const),
    ...Object.entries(STORIES).map(([name, story]) => [`on ${name}`, () => walk(undefined, story)] as const),
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

describe('what the rules say of themselves', () => {
  const care = new URL('../../functions/care/', import.meta.url);
  const TEMPLATE = /`(?:[^`\\$]|\$(?!\{)|\$\{(?:[^`{}]|\{[^{}]*\})*\})*`/g;
  const PLAIN = /'(?:[^'\\\n]|\\.)*'/g;

  /** Without comments and types, what is refused with, and what is sent back as a fault of what was given. */
  const isOfRules = (source: string) =>
    source
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/\brefuse\((?:[^;]|\n)*?;/g, ';')
      .replace(/\b(?:fault|mend): [^\n]*/g, '')
      .replace(/^import .*$/gm, '');

  it('is known in Spanish, every sentence of it', () => {
    const files = [
      ...globSync('decide/**/*.ts', { cwd: care }),
      'coming-up.ts',
      'health.ts',
      'plans/goals.ts',
    ];
    const sentences = files.flatMap((file) => {
      const source = isOfRules(readFileSync(new URL(file, care), 'utf8'));
      const templates = (source.match(TEMPLATE) ?? []).map((one) =>
        one.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '7'),
      );
      return [...templates, ...(source.replace(TEMPLATE, '').match(PLAIN) ?? [])]
        .map((one) => one.slice(1, -1).replaceAll("\\'", "'").trim())
        .filter((one) => /\p{L} .*\p{L}{2}/u.test(one));
    });
    expect(sentences.length).toBeGreaterThan(100);
    unknown.clear();
    for (const sentence of sentences) say(sentence);
    expect(leftInEnglish()).toEqual([]);
  });

  it('is known in Spanish, every title of a task and every way in which it can end', () => {
    unknown.clear();
    for (const { title, outcomes } of Object.values(TASK_KINDS)) [title, ...outcomes].map(say);
    for (const { scoring } of Object.values(content.instruments))
      if (scoring.kind === 'total') for (const { label } of scoring.bands) say(label);
    expect(leftInEnglish()).toEqual([]);
  });
});
