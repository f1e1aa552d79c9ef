import { hash } from 'node:crypto';
import * as z from 'zod';
import type { Owner, Task } from '../care/chart.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { type InboxTask, inboxTaskIn, ownerKey, UP_TO_URGENT } from '../charts.ts';
import type { Actor } from '../ports.ts';
import { chartOf, onChart } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientParams, slugSchema, textSchema } from './schemas.ts';
import { inboxTaskSchema, taskSchema, taskView } from './views.ts';

const who = ['clinician'] as const;
/** An admin has one kind of task: to look into who opened a chart. The others are care. */
const whoever = ['admin', 'clinician'] as const;
const params = clientParams.extend({ taskId: z.string().regex(/^task-\d{1,9}\.\d{1,4}$/) });
const PATH = '/clients/{clientId}/tasks/{taskId}';

const inboxQuery = z.union(
  [
    z.strictObject({ inbox: z.literal('mine').default('mine'), ...pageQuery }),
    z.strictObject({
      inbox: z
        .enum(['team', 'unclaimed'])
        .describe(
          '`team`: all that the team stands behind, whoever has it. `unclaimed`: what nobody of it has taken',
        ),
      team: slugSchema,
      ...pageQuery,
    }),
  ],
  { error: 'ask for inbox=mine, or for inbox=team or inbox=unclaimed with a team' },
);

/** What is urgent comes first in every inbox, so the first page of one tells of all that a person could act on. */
const NEWS_OF = 50;
const newsSchema = z.object({
  urgent: z
    .array(inboxTaskSchema.pick({ clientId: true, id: true, team: true }))
    .describe('What nobody has acknowledged, by when it is due'),
  inbox: z.string().describe(`Another whenever one of the first ${NEWS_OF} tasks of your own is`),
});

const toSchema = z.union([
  z.strictObject({ staff: z.string().max(40) }),
  z.strictObject({ team: slugSchema }),
]) satisfies z.ZodType<Owner>;

export const TASKS = [
  route({
    operationId: 'listTasks',
    method: 'GET',
    path: '/tasks',
    who: whoever,
    summary: 'An inbox: what is urgent first, then by when it is due',
    query: inboxQuery,
    reply: z.object({ tasks: z.array(inboxTaskSchema), next: nextSchema }),
    shows: ({ tasks }) => tasks.map(({ clientId }) => clientId),
    async handle({ table, clinics }, call) {
      const { actor, query, operationId } = call;
      const { clinicId, staffId } = actor;
      if (query.inbox !== 'mine') {
        const { careTeamOnly, staff } = await clinics.settings(clinicId);
        const own = staff[staffId]!.teams.includes(query.team);
        if (!actor.roles.includes('clinician') || (careTeamOnly && !own)) return NOT_YOUR_TEAM;
      }
      const [index, owner] =
        query.inbox === 'mine'
          ? (['owner', { staff: staffId }] as const)
          : ([query.inbox === 'team' ? 'team' : 'owner', { team: query.team }] as const);
      const place = { clinicId, operationId: `${operationId}/${index}/${Object.values(owner)[0]}` };
      const page = await table.queryIndex(index, ownerKey(clinicId, owner), {
        after: afterOf(place, query.after),
        limit: query.limit,
      });
      return {
        tasks: page.items.flatMap((item) => {
          const task = inboxTaskIn(item);
          return isFor(actor, task) ? [{ ...task, ...taskView(task, call) }] : [];
        }),
        next: page.next && cursorOf(place, page.next),
      };
    },
  }),
  route({
    operationId: 'getNews',
    method: 'GET',
    path: '/tasks/news',
    who,
    summary:
      'What is urgent in your inbox, in your teams’ and about clients of yours, and whether your inbox has changed: for whoever asks again and again',
    reply: newsSchema,
    shows: ({ urgent }) => urgent.map(({ clientId }) => clientId),
    async handle({ table, clinics }, { actor: { clinicId, staffId } }) {
      const { staff, teams } = await clinics.settings(clinicId);
      const [mine, ...ofTeams] = await Promise.all([
        table.queryIndex('owner', ownerKey(clinicId, { staff: staffId }), { limit: NEWS_OF }),
        // Of theirs what is urgent alone: it costs next to nothing to read, where there is none.
        ...teams.map(({ id: team }) =>
          table.queryIndex('team', ownerKey(clinicId, { team }), { upTo: UP_TO_URGENT, limit: NEWS_OF }),
        ),
      ]);
      const unseen = [mine!, ...ofTeams]
        .flatMap(({ items }) => items.map(inboxTaskIn))
        .filter(({ priority, acknowledged }) => priority === 'urgent' && !acknowledged);
      const byId = new Map(unseen.map((task) => [`${task.clientId}/${task.id}`, task]));
      // What went up to a team that one is not of is about one's own client still.
      const isTold = ({ owner, team, clinician }: InboxTask) =>
        staff[staffId]!.teams.includes(team) ||
        ('staff' in owner && owner.staff === staffId) ||
        clinician === staffId;
      const urgent = [...byId.values()].filter(isTold);
      const inbox = hash('sha256', JSON.stringify(mine!.items.map(inboxTaskIn)), 'base64url');
      return { urgent: urgent.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)), inbox };
    },
  }),
  route({
    operationId: 'getTask',
    method: 'GET',
    path: PATH,
    who: whoever,
    summary: 'A task, with what is needed to decide it',
    params,
    reply: taskSchema,
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const { taskId } = call.params;
      const task = chart.tasks[taskId];
      if (task) return isFor(call.actor, task) ? taskView(task, call) : NO_TASK;
      const ended = chart.endedTasks[taskId];
      return ended ? refuse('wrong-state', `This task has ended (${ended.outcome}).`) : NO_TASK;
    },
  }),
  route({
    operationId: 'claimTask',
    method: 'POST',
    path: `${PATH}/claim`,
    who,
    summary: 'Makes the task yours, and acknowledges it',
    params,
    reply: taskSchema,
    handle: (deps, call) => onTask(deps, call, { do: 'claim-task', taskId: call.params.taskId }),
  }),
  route({
    operationId: 'acknowledgeTask',
    method: 'POST',
    path: `${PATH}/acknowledge`,
    who: whoever,
    summary: 'Says that a person has seen it, which ends its escalation',
    params,
    reply: taskSchema,
    handle: (deps, call) => onTask(deps, call, { do: 'acknowledge-task', taskId: call.params.taskId }),
  }),
  route({
    operationId: 'handOverTask',
    method: 'POST',
    path: `${PATH}/hand-over`,
    who,
    summary: 'Gives the task to a person or a team, with the reason',
    params,
    body: z.strictObject({ to: toSchema, why: textSchema(500) }),
    reply: taskSchema,
    handle: (deps, call) =>
      onTask(deps, call, { do: 'hand-over-task', taskId: call.params.taskId, ...call.body }),
  }),
  route({
    operationId: 'completeTask',
    method: 'POST',
    path: `${PATH}/complete`,
    who: whoever,
    summary: 'Ends the task with one of its outcomes; `detail` holds the goals or the plan that it asks for',
    params,
    body: z.strictObject({
      outcome: z.string().max(60),
      reason: z.string().trim().max(2000).default(''),
      detail: z.unknown().optional(),
    }),
    reply: z.object({ id: z.string(), outcome: z.string(), at: z.string() }),
    async handle(deps, call) {
      const { taskId } = call.params;
      const notTheirs = await refuseCare(deps, call);
      if (notTheirs) return notTheirs;
      const chart = await onChart(deps, call, { do: 'complete-task', taskId, ...call.body });
      if (isRefusal(chart)) return chart;
      const ended = chart.endedTasks[taskId];
      // The repeat of one that ended so long ago that it is in the log alone.
      return ended ? { id: taskId, outcome: ended.outcome, at: ended.at } : NO_TASK;
    },
  }),
];

const NOT_YOUR_TEAM = refuse('not-allowed', 'This is the inbox of another team. Ask for your own.');
const NO_TASK = refuse('not-found', 'There is no such task for this client. Check the id.');

const isFor = ({ roles }: Actor, { kind }: Pick<Task, 'kind'>): boolean =>
  kind === 'access' || roles.includes('clinician');

type TaskCall = StaffCall<z.output<typeof params>>;

/** To one who is an admin alone, tasks of care are none. */
async function refuseCare(deps: ApiDeps, { actor, params }: Pick<TaskCall, 'actor' | 'params'>) {
  if (actor.roles.includes('clinician')) return undefined;
  const { tasks } = await deps.charts.get(actor.clinicId, params.clientId);
  const task = tasks[params.taskId];
  return task && isFor(actor, task) ? undefined : NO_TASK;
}

/** The task as the command leaves it. */
async function onTask(
  deps: ApiDeps,
  call: TaskCall,
  command: Parameters<typeof onChart>[2],
): Promise<z.input<typeof taskSchema> | Refusal> {
  const notTheirs = await refuseCare(deps, call);
  if (notTheirs) return notTheirs;
  const chart = await onChart(deps, call, command);
  if (isRefusal(chart)) return chart;
  const task = chart.tasks[call.params.taskId];
  return task ? taskView(task, call) : NO_TASK;
}
