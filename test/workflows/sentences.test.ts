/** Whoever reads Spanish is told in Spanish what was refused, what is wrong, and what to do. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { PROBLEMS } from '../../functions/api/problem.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { TASK_KINDS } from '../../functions/care/task-kinds.ts';
import { saidIn } from '../support/said.ts';
import { inEnglish, pairs, say } from '../support/spanish.ts';

const root = join(import.meta.dirname, '../..');
const glob = (...patterns: string[]) =>
  globSync(patterns, { cwd: root, exclude: NOT_TO_READERS.map((file) => `functions/${file}`) });

/** What is told to whoever changes the data that ships, by its tests; and what is told in the timeline. */
const NOT_TO_READERS = [
  'care/messages/{crisis,messages}.ts',
  'care/messages/reply/**',
  'care/plans/{catalogue,pharmacogenomics}.ts',
  'care/plans/suggest/check.ts',
  'care/sentences-schema.ts',
  'care/timeline/**',
  'inbound/notices.ts',
];

const TASK_WITHIN = 'the task “Write the plan”';
const TASK = 'The task “Write the plan”';

/** Where not every word can stand in the place of what is only known as it runs. */
const REAL: Record<string, string[]> = {
  "The ⟨0⟩ can't be read: ⟨1⟩: ⟨2⟩. ⟨3⟩": ['plan', 'checkIns[0].id', 'is missing', 'give one'],
  'Dates in “⟨0⟩” could put the day or the month first; they were read with the ⟨1⟩ first, as is usual in ⟨2⟩.':
    ['DOB', 'month', 'US'],
  'add it: ⟨0⟩': ['a number'],
  'give ⟨0⟩': ['a number'],
  '⟨0⟩ can be ⟨1⟩': ['phq-9', 'a whole number from 0'],
  '⟨0⟩ changed ⟨1⟩ ⟨2⟩': ['Ana', 'the client’s', 'time zone, language'],
  '⟨0⟩ recorded that the client has died⟨1⟩': ['Ana', ' on 2 March 2026'],
  '⟨0⟩ paused care⟨1⟩': ['Ana', ' until 2 March 2026'],
  'Cycle ⟨0⟩ began with the ⟨1⟩': ['2', 'reassessment'],
  'The request for ⟨0⟩ ⟨1⟩': ['the plan', 'expired'],
  'A late answer to ⟨0⟩ came⟨1⟩': ['PHQ-9', ': 12 (moderate)'],
  'The client answered ⟨0⟩⟨1⟩': ['PHQ-9', ': 12, 3 less than at baseline, no reliable change'],
  '⟨0⟩ was opened for ⟨1⟩': [TASK, 'the team Crisis'],
  '⟨0⟩ was opened for ⟨1⟩⟨1⟩': [TASK, 'Ben'],
  '⟨0⟩ was joined by a finding': [TASK],
  '⟨0⟩ took ⟨1⟩': ['Ana', TASK_WITHIN],
  '⟨0⟩ handed ⟨1⟩ to ⟨2⟩': ['Ana', TASK_WITHIN, 'Ben'],
  '⟨0⟩ acknowledged ⟨1⟩': ['Ana', TASK_WITHIN],
  '⟨0⟩ went up to ⟨1⟩': [TASK, 'Ben'],
  '⟨0⟩ ended ⟨1⟩ with “⟨2⟩”': ['Ana', TASK_WITHIN, 'done'],
  '⟨0⟩ was withdrawn': [TASK],
  'Words came ⟨0⟩ from an address that others share': ['by email'],
  'the notice of ⟨0⟩ to ⟨1⟩': [TASK_WITHIN, 'Ben'],
  'The episode ⟨0⟩ from version ⟨1⟩ of its pathway to version ⟨2⟩': ['moved', '1', '2'],
  '⟨0⟩ ⟨1⟩ the suggestion “⟨2⟩”': ['Ana', 'rejected', 'Sertraline'],
  '⟨0⟩ ⟨1⟩ is not among the items': ['scored item', '3'],
  '⟨0⟩ no longer reaches the client': ['The phone number'],
  '⟨0⟩ no longer works': ['The email address'],
  '⟨0⟩ expires, unless the client answers': ['The reassessment'],
  'the request has been ⟨0⟩': ['expired'],
  'the time of ⟨0⟩ had passed when Attune came to it': ['check-ins 2 to 4'],
  '⟨0⟩: the risk item (⟨1⟩) was answered positively⟨2⟩': ['PHQ-9', '9', ' (2)'],
  '⟨0⟩ came from an address that this client shares with somebody else; who wrote is not known, and the words wait among those held':
    ['a call for help'],
  'The client is on the ⟨0⟩ level of this pathway. Choose adjust or discharge.': ['highest'],
};
const sample = (text: string) => text.replace(/⟨(\d+)⟩/g, (_, at) => REAL[text]?.[at] ?? `Xq${at}`);

/** Of a sentence that takes a number there, with a number. */
const samples = (text: string) => [sample(text), text.replace(/⟨\d+⟩/g, '7')];

const untold = (texts: string[]) =>
  texts.flatMap((text) => {
    const told = samples(text).filter((one) => say(one) !== one && !inEnglish(say(one)));
    return told.length > 0 ? [] : [{ text, said: say(sample(text)) }];
  });

describe('in Spanish', () => {
  it('comes whatever a request can be refused with, and each fault with how to mend it', () => {
    const said = saidIn(glob('functions/**/*.ts'));
    expect(said.length).toBeGreaterThan(400);
    expect(untold(said.map(({ text }) => text))).toEqual([]);
  });

  it('come the titles of problems, and what stands between a clinic and somebody in danger', () => {
    const health = saidIn(['functions/care/health.ts'], ['what']);
    expect(health.length).toBeGreaterThan(10);
    const titles = Object.values(PROBLEMS).map(([, title]) => title);
    expect(untold([...titles, ...health.map(({ text }) => text)])).toEqual([]);
  });

  it('come the reasons that the rules give, what is ahead, and what a task is about and how it can end', () => {
    const rules = glob('functions/care/{decide/**/*,decide,coming-up,plans/goals,task-kinds}.ts');
    const said = saidIn(rules, ['why', 'what', 'title', 'skipped', 'review']);
    expect(said.length).toBeGreaterThan(150);
    const ends = Object.values(TASK_KINDS).flatMap(({ outcomes }) => [...outcomes]);
    expect(untold([...said.map(({ text }) => text), ...ends])).toEqual([]);
  });

  it('comes what a timeline tells', () => {
    const said = saidIn(globSync('functions/care/{timeline,timeline/*}.ts', { cwd: root }), [
      'what',
      'why',
      'how',
    ]);
    expect(said.length).toBeGreaterThan(60);
    expect(untold(said.map(({ text }) => text))).toEqual([]);
  });

  it('come the titles of every pathway that ships, and of its levels', () => {
    const pathways = glob('workflows/pathways/*.json').map((file) =>
      pathwaySchema.parse(JSON.parse(readFileSync(join(root, file), 'utf8'))),
    );
    const titles = pathways.flatMap(({ title, levels }) => [title, ...levels.map((level) => level.title)]);
    expect(titles.length).toBeGreaterThan(10);
    expect(untold(titles)).toEqual([]);
  });

  it('come the bands of every instrument that ships', () => {
    const bands = Object.values(content.instruments).flatMap(({ scoring }) =>
      scoring.kind === 'total' ? scoring.bands.map(({ label }) => label) : [],
    );
    expect(bands.length).toBeGreaterThan(30);
    expect(untold(bands)).toEqual([]);
  });

  it('comes whom a way in is for', () => {
    const who = ROUTES.flatMap((one) => (typeof one.who === 'string' ? [] : [one.who.join(' or ')]));
    expect(untold(who.map((roles) => `This is for the role ${roles}. Ask an admin.`))).toEqual([]);
  });

  it('comes what each licence allows, and whom to ask', () => {
    const licences = Object.values(content.instruments).map(({ scoring }) => scoring.licence);
    expect(untold(licences.map(({ terms }) => terms))).toEqual([]);
    expect(licences.flatMap(({ ask }) => (ask && /^(Ask|Write)/.test(say(ask)) ? [ask] : []))).toEqual([]);
  });

  it('each sentence has one translation, in whichever file', () => {
    const seen = new Set<string>();
    const twice = pairs.map(([english]) => english).filter((one) => seen.size === seen.add(one).size);
    expect(twice).toEqual([]);
  });
});
