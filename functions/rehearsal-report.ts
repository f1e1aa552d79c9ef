/** What a rehearsal found, as it is kept and as the API gives it. */
import * as z from 'zod';
import { TASK_KINDS, type TaskKind } from './care/task-kinds.ts';

export const BEHAVIOURS = ['answering', 'silent', 'worsening', 'in-crisis'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

const daySchema = z.object({ date: z.string(), messages: z.int(), tasks: z.int(), urgent: z.int() });
const burdenSchema = z.object({ messages: z.number(), minutes: z.number() });

export const RULE_KINDS = [
  'alert',
  'extension',
  'reminder',
  'expiry',
  'other-channel',
  'shorter-form',
  'check-in',
  'after-session',
  'session',
  'plan-review',
  'plan-review-overdue',
  'payer-review',
  'reassessment',
  'off-track',
  'improved-by',
  'mark',
  'escalation',
  'budget',
  'quiet-hours',
] as const;

/** A rule of the pathway: its `kind`, and what tells it from others of that kind. */
const ruleSchema = z.object({
  rule: z.string(),
  kind: z.enum(RULE_KINDS),
  of: z
    .string()
    .optional()
    .describe('What is asked (`intake`, `packet`, a check-in’s id), a flag, or a priority'),
  title: z.string().optional().describe('In the words of who wrote the alert, the instrument or the course'),
  n: z.number().optional().describe('Which reminder, rung or week'),
  after: z.string().optional().describe('An ISO 8601 duration'),
  to: z.string().optional().describe('`clinician`, or a team’s title'),
  when: z.string().optional().describe('The condition as a sentence'),
});
export type Rule = z.infer<typeof ruleSchema>;

const rehearsedSchema = z.object({
  behaviour: z.enum(BEHAVIOURS),
  zone: z.string(),
  messages: z.int(),
  tasks: z.int(),
  end: z.enum(['enrolled', 'in treatment', 'discharged']),
});
export type RehearsedClient = z.infer<typeof rehearsedSchema>;

/** What a pathway would have asked of clients and staff. The burden is of weeks in care. */
export const rehearsalReportSchema = z.object({
  clients: z.int(),
  weeks: z.int(),
  company: z.array(rehearsedSchema).describe('Client 1 first'),
  clockChanges: z
    .array(z.object({ zone: z.string(), on: z.array(z.iso.date()) }))
    .describe('Of each of the clients’ zones, within the time that was rehearsed'),
  days: z.array(daySchema).describe('Messages on the client’s own day, tasks on the clinic’s'),
  aClientAWeek: burdenSchema,
  mostInAWeek: burdenSchema.describe('Of one client in one week'),
  aClinicianAWeek: z.object({ tasks: z.number() }),
  busiestDay: daySchema.optional(),
  rules: z.int().describe('That the draft has, of every kind'),
  neverFired: z.array(ruleSchema).describe('Rules that nobody’s life came to: nobody knows yet what they do'),
  ends: z.record(z.string(), z.int()).describe('How many came to each end'),
});
export type RehearsalReport = z.infer<typeof rehearsalReportSchema>;

/** A message to a client, by its template, or a task, by its kind and title. */
const whatSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), template: z.string() }),
  z.object({
    kind: z.literal('task'),
    task: z.enum(Object.keys(TASK_KINDS) as [TaskKind, ...TaskKind[]]),
    title: z.string(),
    urgent: z.boolean(),
  }),
]);
export type What = z.infer<typeof whatSchema>;

/** `local`: `YYYY-MM-DDTHH:mm`, of a message by its client's clock, of a task by the clinic's. `client` counts from 1. */
export type Line = { local: string; client: number; what: What };

/** A month of the calendar, in the order of its lines. `what` is a place in `whats`, from 0. */
export const rehearsedMonthSchema = z.object({
  whats: z.array(whatSchema),
  lines: z.array(z.object({ local: z.string(), client: z.int(), what: z.int() })),
});
export type RehearsedMonth = z.infer<typeof rehearsedMonthSchema>;

/** `lines`: every message and every task. */
export type Rehearsed = { report: RehearsalReport; lines: Line[] };

/** By month, `YYYY-MM`: a hundred clients at the most messages that a pathway may send are 50 KB of it, packed. */
export function monthsOf(lines: readonly Line[]): Map<string, RehearsedMonth> {
  type Open = RehearsedMonth & { places: Map<string, number> };
  const months = new Map<string, Open>();
  for (const { local, client, what } of lines.toSorted((a, b) => (a.local < b.local ? -1 : 1))) {
    const name = local.slice(0, 7);
    const month: Open = months.get(name) ?? { whats: [], lines: [], places: new Map() };
    months.set(name, month);
    const key = JSON.stringify(what);
    const place = month.places.get(key) ?? month.whats.push(what) - 1;
    month.places.set(key, place);
    month.lines.push({ local, client, what: place });
  }
  return new Map([...months].map(([name, { whats, lines }]) => [name, { whats, lines }]));
}
