/** What the API can name, the console can say: a word that is missing would break the screen that needs it. */
import { describe, expect, it } from 'vitest';
import { GROUNDS } from '../../functions/api/access.ts';
import { ASKS, STAGES } from '../../functions/care/chart.ts';
import { FLAGS } from '../../functions/care/measures/track.ts';
import { PLAYBOOK } from '../../functions/care/pathway/pathway.ts';
import { TASK_KINDS } from '../../functions/care/task-kinds.ts';
import { LINE_KINDS } from '../../functions/care/timeline.ts';
import { texts as cases } from '../../web/staff/src/caseload/texts.ts';
import { texts as records } from '../../web/staff/src/client/record-texts.ts';
import { texts as clients } from '../../web/staff/src/client/texts.ts';
import { texts as tasks } from '../../web/staff/src/tasks/texts.ts';

const outcomes = [...Object.values(TASK_KINDS).flatMap((kind) => [...kind.outcomes]), ...PLAYBOOK];

describe.each(['en', 'es'] as const)('the console in %s', (language) => {
  it.each([
    ['every kind of task', tasks, Object.keys(TASK_KINDS).map((kind) => `kind.${kind}`)],
    ['every outcome of a task', tasks, outcomes.map((outcome) => `outcome.${outcome}`)],
    ['everything that a client is asked', clients, ASKS.map((ask) => `ask.${ask}`)],
    ['every kind of line of the timeline', clients, LINE_KINDS.map((kind) => `kind.${kind}`)],
    ['every stage of care', cases, STAGES.map((stage) => `stage.${stage}`)],
    ['every flag', cases, [...FLAGS]],
    ['every ground on which a chart is seen', records, GROUNDS.map((ground) => `why.${ground}`)],
  ])('can say %s', (_, { [language]: texts }, keys) => {
    expect(keys.filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
  });
});
