/** What the API can name, the console can say: a word that is missing would break the screen that needs it. */
import { describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { GROUNDS } from '../../functions/api/access.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { ASKS, STAGES } from '../../functions/care/chart.ts';
import { FLAGS } from '../../functions/care/measures/track.ts';
import { REPLIES, WORDABLE } from '../../functions/care/messages/messages.ts';
import { PLAYBOOK } from '../../functions/care/pathway/pathway.ts';
import { TASK_KINDS } from '../../functions/care/task-kinds.ts';
import { LINE_KINDS } from '../../functions/care/timeline/line.ts';

import { BEHAVIOURS, RULE_KINDS } from '../../functions/rehearsal-report.ts';

type Texts = Record<'en' | 'es', Record<string, unknown>>;
/** By its address: the console is checked with the types of a browser, and this with those of Node. */
const textsAt = async (path: string): Promise<Texts> =>
  (await import(new URL(`../../web/staff/src/${path}`, import.meta.url).href)).texts;
const cases = await textsAt('caseload/texts.ts');
const records = await textsAt('client/record-texts.ts');
const clients = await textsAt('client/texts.ts');
const background = await textsAt('client/background-texts.ts');
const looked = await textsAt('parts/looked-texts.ts');
const tasks = await textsAt('tasks/texts.ts');
const rehearsals = await textsAt('pathways/rehearse-texts.ts');
const runs = await textsAt('pathways/run-texts.ts');

const known = Object.entries(suggesting.rules.measures).flatMap(([name, { values = [] }]) =>
  /^(preference|problem|phenotype|option)\./.test(name) ? values : [],
);
/** What leaves a look on record: what is asked by a client's id, and lists of clients. */
const shown = ROUTES.filter(
  ({ who, path, shows }) => Array.isArray(who) && (path.includes('{clientId}') || shows),
);
const outcomes = [...Object.values(TASK_KINDS).flatMap((kind) => [...kind.outcomes]), ...PLAYBOOK];

describe.each(['en', 'es'] as const)('the console in %s', (language) => {
  it.each([
    ['every kind of task', tasks, Object.keys(TASK_KINDS).map((kind) => `kind.${kind}`)],
    ['every outcome of a task', tasks, outcomes.map((outcome) => `outcome.${outcome}`)],
    ['everything that a client is asked', clients, ASKS.map((ask) => `ask.${ask}`)],
    ['every kind of line of the timeline', clients, LINE_KINDS.map((kind) => `kind.${kind}`)],
    ['every stage of care', cases, STAGES.map((stage) => `stage.${stage}`)],
    ['each value of what can be known of a client', background, known.map((one) => `v.${one}`)],
    ['every flag', cases, [...FLAGS]],
    ['every rule that never fired', rehearsals, RULE_KINDS.map((kind) => `rule.${kind}`)],
    ['how each rehearsed client behaves', rehearsals, BEHAVIOURS.map((behaviour) => `is.${behaviour}`)],
    ['every message to a rehearsed client', runs, [...WORDABLE, 'code', ...REPLIES]],
    ['everything that can be looked at', looked, shown.map(({ operationId }) => operationId)],
    ['every ground on which a chart is seen', records, GROUNDS.map((ground) => `why.${ground}`)],
  ])('can say %s', (_, { [language]: texts }, keys) => {
    expect(keys.filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
  });
});
