import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import type { Event } from '../care/events.ts';
import { goalHints } from '../care/plans/goals.ts';
import { planSaid } from '../care/plans/option-said.ts';
import { planDifference } from '../care/plans/plan-difference.ts';
import { isRefusal } from '../care/refusal.ts';
import { chartOf, onChart } from './commands.ts';
import { route, type StaffCall } from './route.ts';
import { clientParams } from './schemas.ts';
import { goalSetSchema, levelSchema, ownSchema, planSchema } from './views.ts';

type Plan = Extract<Event, { type: 'plan.drafted' }>['plan'];

const versionSchema = planSchema.extend({
  episodeId: z.string(),
  draftedAt: z.string(),
  difference: z.array(z.string()).optional().describe('From the version before it in the episode'),
});

const goalsSchema = z.object({
  goals: goalSetSchema.optional(),
  own: ownSchema.optional(),
  links: z
    .array(
      z.object({
        goal: z.string(),
        measure: z.string().optional(),
        interventions: z.array(z.string()).describe('What in the plan serves it'),
        hints: z.array(z.string()).describe('What would make it easier to follow: offered, never asked for'),
      }),
    )
    .describe('From each goal to its measure and to what is done for it'),
});

function goalsOf(
  { goals, own, plan, draft }: Chart,
  { say, sayPlanned }: Pick<StaffCall, 'say' | 'sayPlanned'>,
): z.input<typeof goalsSchema> {
  const { interventions = [] } = plan ?? draft ?? {};
  const links = (goals?.goals ?? []).map((goal) => {
    const serving = interventions
      .filter((one) => one.goals?.includes(goal.id))
      .map((one) => sayPlanned(one).title);
    const hints = goalHints(goal, serving.length > 0).map(say);
    return { goal: goal.id, measure: goal.measure, interventions: serving, hints };
  });
  return { goals, own, links };
}

export const CARE = [
  route({
    operationId: 'getGoals',
    method: 'GET',
    path: '/clients/{clientId}/goals',
    who: ['clinician'],
    summary: 'The goals of the episode, with their last ratings',
    params: clientParams,
    reply: goalsSchema,
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : goalsOf(chart, call);
    },
  }),
  route({
    operationId: 'rateGoals',
    method: 'POST',
    path: '/clients/{clientId}/goals/ratings',
    who: ['clinician'],
    summary: 'Rates goals against their scales, −2 to 2, and gives the attainment over those rated so far',
    params: clientParams,
    body: z.strictObject({
      ratings: z
        .array(z.strictObject({ goal: z.string().regex(/^\d$/), level: levelSchema }))
        .min(1)
        .max(6),
    }),
    status: 201,
    reply: goalsSchema,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'rate-goals', ...call.body });
      return isRefusal(chart) ? chart : goalsOf(chart, call);
    },
  }),
  route({
    operationId: 'listPlans',
    method: 'GET',
    path: '/clients/{clientId}/plans',
    who: ['clinician'],
    summary: 'Every version of every plan, from the log, oldest first',
    params: clientParams,
    reply: z.object({ plans: z.array(versionSchema) }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const plans: (Plan & { episodeId: string; draftedAt: string; difference?: string[] })[] = [];
      let episodeId = '';
      for await (const { entry } of deps.charts.log(call.actor.clinicId, call.params.clientId)) {
        for (const event of entry.events) {
          if (event.type === 'episode.started') episodeId = event.episodeId;
          else if (event.type === 'plan.drafted') {
            const before = plans.findLast((one) => one.episodeId === episodeId);
            const plan = planSaid(call, event.plan);
            const difference = before && planDifference(before, plan).map(call.say);
            plans.push({ ...plan, episodeId, draftedAt: entry.at, difference });
          } else if (event.type === 'plan.activated') {
            const plan = plans.findLast(
              (one) => one.version === event.version && one.episodeId === episodeId,
            );
            if (plan) plan.activatedAt = entry.at;
          } else if (event.type === 'plan.signed') {
            const plan = plans.findLast(
              (one) => one.version === event.version && one.episodeId === episodeId,
            );
            if (plan)
              plan.signatures = [
                ...(plan.signatures ?? []),
                { ...event.signature, how: call.say(event.signature.how), at: entry.at },
              ];
          } else if (event.type === 'plan.questioned') {
            const draft = plans.at(-1);
            if (draft) draft.clientWords = event.words;
          }
        }
      }
      return { plans };
    },
  }),
];
