/** What a client's care looks like from outside: no task tokens, digests or hashes of links. */
import * as z from 'zod';
import { ASKS, type Chart, STAGES, type Task } from '../care/chart.ts';
import { clientFields } from '../care/client.ts';
import { comingUp } from '../care/coming-up.ts';
import { endingsOf } from '../care/decide/completion.ts';
import { FLAGS, type Track } from '../care/measures/track.ts';
import { checkInSchema, courseSchema, type Pathway, PLAYBOOK } from '../care/pathway/pathway.ts';
import { planSaid } from '../care/plans/option-said.ts';
import type { Say } from '../care/sentences.ts';
import { PRIORITIES, TASK_KINDS, type TaskKind } from '../care/task-kinds.ts';
import { LINE_KINDS, sayLine } from '../care/timeline/line.ts';
import type { StaffCall } from './route.ts';
import { clientIdSchema } from './schemas.ts';

export const instantSchema = z.string().describe('An instant in UTC, YYYY-MM-DDTHH:mm:ss.sssZ');
const localSchema = z.string().describe('By the client’s wall clock, YYYY-MM-DDTHH:mm');

export const lineSchema = z.object({
  at: instantSchema,
  kind: z.enum(LINE_KINDS),
  what: z.string(),
  why: z.string().optional(),
});

const ownerSchema = z.union([z.object({ staff: z.string() }), z.object({ team: z.string() })]);

export const itemSchema = z.object({
  linkId: z.string(),
  text: z.string().optional(),
  points: z.number(),
  least: z.number(),
  most: z.number(),
  change: z.number().optional().describe('Since the baseline'),
  risk: z.boolean(),
});

const briefItemSchema = z.looseObject({ linkId: z.string(), points: z.number(), risk: z.boolean() });

export const trackSchema = z.object({ flag: z.enum(FLAGS), because: z.string() });

export const levelSchema = z.union([z.literal(-2), z.literal(-1), z.literal(0), z.literal(1), z.literal(2)]);
const attainmentSchema = z
  .object({ at: instantSchema, t: z.number(), rated: z.int() })
  .describe('Goal attainment scaling: 50 is as expected; `rated` says how many goals counted');
export const ownSchema = z
  .object({
    strengths: z.string().optional(),
    hopes: z.string().optional(),
    helped: z.string().optional(),
    'matters-most': z.string().optional(),
  })
  .describe('In the client’s words, from the intake and the form about goals');

/** `option` of the catalogue, `goals` that it serves by their ids. */
const plannedSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  frequency: z.string().optional(),
  option: z.string().optional(),
  goals: z.array(z.string()).optional(),
  course: courseSchema
    .optional()
    .describe('Its sessions, each of which is a task: the catalogue’s, or as the clinician put them'),
});

const briefSchema = z.object({
  measures: z
    .array(
      z.object({
        measure: z.string(),
        baseline: z.number(),
        last: z.number(),
        change: z.number(),
        reliable: z.string(),
        band: z.string().optional(),
        worst: z.array(briefItemSchema).optional(),
        changed: z.array(briefItemSchema).optional(),
      }),
    )
    .optional(),
  goals: z
    .array(z.object({ words: z.string(), rating: z.number().optional(), level: levelSchema.optional() }))
    .optional(),
  attainment: attainmentSchema.optional(),
  own: ownSchema.optional(),
  checkIns: z.object({ asked: z.int(), answered: z.int(), missedInARow: z.int() }).optional(),
  urgentFindings: z.int().optional(),
  plan: z.object({ version: z.int(), summary: z.string() }).optional(),
  clientWords: z.string().optional(),
  note: z.string().optional(),
  accepted: z
    .array(plannedSchema)
    .optional()
    .describe('Of the suggestions, by a clinician, and in no plan yet'),
  track: trackSchema.optional(),
  playbook: z.array(z.object({ choice: z.enum(PLAYBOOK), says: z.string() })).optional(),
});

export const taskSchema = z.object({
  id: z.string(),
  kind: z.enum(Object.keys(TASK_KINDS) as [TaskKind, ...TaskKind[]]),
  title: z.string(),
  priority: z.enum(PRIORITIES),
  owner: ownerSchema,
  team: z.string(),
  openedAt: instantSchema,
  dueAt: instantSchema,
  cycle: z.int(),
  rung: z.int(),
  acknowledged: z.object({ at: instantSchema, by: z.string() }).optional(),
  brief: briefSchema,
  findings: z.array(
    z.object({
      at: instantSchema,
      rule: z.string(),
      what: z.string(),
      responseId: z.string().optional(),
    }),
  ),
  outcomes: z.array(z.string()).describe('How it can end'),
});
export const inboxTaskSchema = taskSchema.extend({ clientId: clientIdSchema, clientName: z.string() });

type Reader = Pick<StaffCall, 'say' | 'sayPlanned'>;

/** In the words of whoever reads it. */
export function taskView(task: Task, { say, sayPlanned }: Reader): z.input<typeof taskSchema> {
  const { note, track, playbook, measures, accepted } = task.brief;
  return {
    ...task,
    title: say(task.title),
    findings: task.findings.map((one) => ({ ...one, what: say(one.what) })),
    brief: {
      ...task.brief,
      note: note && say(note),
      track: track && sayTrack(say, track),
      playbook: playbook?.map(({ choice, says }) => ({ choice, says: say(says) })),
      measures: measures?.map((one) => ({ ...one, band: one.band && say(one.band) })),
      accepted: accepted?.map(sayPlanned),
    },
    outcomes: [...endingsOf(task)],
  };
}

/** A shipped pathway's titles in the reader's language; a clinic's own stand as it wrote them. */
export const titlesSaid = <P extends Pick<Pathway, 'title' | 'levels'>>(say: Say, pathway: P): P => ({
  ...pathway,
  title: say(pathway.title),
  levels: pathway.levels.map((level) => ({ ...level, title: say(level.title) })),
});

export const sayTrack = (say: Say, { flag, because }: Track): Track => ({ flag, because: say(because) });

export const goalSetSchema = z.object({
  state: z.enum(['wished', 'proposed', 'agreed', 'disagreement-recorded']),
  goals: z.array(
    z.object({
      id: z.string(),
      words: z.string(),
      statement: z.string().optional(),
      measure: z.string().optional(),
      target: z.string().optional(),
      due: z.string().optional(),
      weight: z.number().optional(),
      scale: z.record(z.string(), z.string()).optional().describe('−2 to 2'),
      rating: z.number().optional().describe('The client’s, 0 to 10'),
      ratedAt: instantSchema.optional(),
      level: levelSchema.optional().describe('Against its scale'),
      leveledAt: instantSchema.optional(),
    }),
  ),
  clientWords: z.string().optional(),
  disagreement: z.string().optional(),
  attainment: attainmentSchema.optional(),
});

export const planSchema = z.object({
  version: z.int(),
  summary: z.string(),
  interventions: z.array(plannedSchema),
  checkIns: z.array(checkInSchema),
  reassessEvery: z.string(),
  draftedBy: z.string(),
  clientWords: z.string().optional(),
  signatures: z
    .array(
      z.object({ as: z.enum(['client', 'clinician']), by: z.string(), at: instantSchema, how: z.string() }),
    )
    .optional(),
  activatedAt: instantSchema.optional(),
  reviewedAt: instantSchema.optional(),
});

const careSchema = z.object({
  episode: z
    .object({
      id: z.string(),
      pathway: z.object({ id: z.string(), version: z.int() }),
      startedAt: instantSchema,
      endedAt: instantSchema.optional(),
      clinician: z.string().optional(),
      level: z.string(),
      cycle: z.int(),
      stage: z.enum(STAGES),
    })
    .optional(),
  requests: z.array(
    z.object({
      id: z.string(),
      ask: z.enum(ASKS),
      openedAt: instantSchema,
      expiresLocal: localSchema,
      forms: z.array(z.object({ instrument: z.string(), done: z.boolean() })),
    }),
  ),
  tasks: z.array(taskSchema),
  goals: goalSetSchema.optional(),
  plan: planSchema.optional().describe('In force'),
  draft: planSchema.optional().describe('Not in force yet'),
  measures: z.record(
    z.string(),
    z.object({
      baseline: z.object({ at: instantSchema, value: z.number() }),
      last: z.object({ at: instantSchema, value: z.number(), band: z.string().optional() }),
      count: z.int(),
    }),
  ),
  checkIns: z.record(z.string(), z.object({ asked: z.int(), answered: z.int(), missedInARow: z.int() })),
  urgentFindings: z.int(),
  comingUp: z.array(lineSchema),
});

export const holdSchema = z.object({ at: instantSchema, by: z.string(), why: z.string() });

export const clientSchema = z.object({
  clientId: clientIdSchema,
  profile: clientFields,
  pause: z.object({ at: instantSchema, until: localSchema.optional(), why: z.string() }).optional(),
  stage: z.enum(STAGES).optional(),
  deceased: z
    .object({ on: z.string().optional(), at: instantSchema, by: z.string() })
    .optional()
    .describe('Recorded as having died: nothing is sent to them any more'),
  hold: holdSchema.optional().describe('Legal hold: nothing of this client may be erased'),
  care: careSchema.optional().describe('For clinicians'),
});

/** Who the client is, for all staff; how they fare, for clinicians. */
export function clientView(
  chart: Chart,
  { actor: { roles }, ...reader }: Reader & Pick<StaffCall, 'actor'>,
): z.input<typeof clientSchema> {
  const { clientId, client, pause, episode, deceased, hold } = chart;
  const care = roles.includes('clinician') ? careOf(chart, reader) : undefined;
  return { clientId, profile: client!, pause, stage: episode?.stage, deceased, hold, care };
}

function careOf(chart: Chart, reader: Reader): z.input<typeof careSchema> {
  const { say } = reader;
  const { episode, goals, plan, draft, measures, checkIns, urgentFindings } = chart;
  return {
    episode,
    requests: Object.values(chart.requests),
    tasks: Object.values(chart.tasks).map((task) => taskView(task, reader)),
    goals,
    plan: plan && planSaid(reader, plan),
    draft: draft && planSaid(reader, draft),
    measures: Object.fromEntries(
      Object.entries(measures).map(([id, { last, ...rest }]) => [
        id,
        { ...rest, last: { ...last, band: last.band && say(last.band) } },
      ]),
    ),
    checkIns,
    urgentFindings,
    comingUp: comingUp(chart).map((line) => sayLine(say, line)),
  };
}
