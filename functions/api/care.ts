import * as z from 'zod';
import type { Event } from '../care/events.ts';
import { planDifference } from '../care/plans/plan-difference.ts';
import { isRefusal } from '../care/refusal.ts';
import { chartOf } from './commands.ts';
import { route } from './route.ts';
import { clientParams } from './schemas.ts';
import { goalSetSchema, planSchema } from './views.ts';

type Plan = Extract<Event, { type: 'plan.drafted' }>['plan'];

const versionSchema = planSchema.extend({
  episodeId: z.string(),
  draftedAt: z.string(),
  difference: z.array(z.string()).optional().describe('From the version before it in the episode'),
});

export const CARE = [
  route({
    operationId: 'getGoals',
    method: 'GET',
    path: '/clients/{clientId}/goals',
    who: ['clinician'],
    summary: 'The goals of the episode, with their last ratings',
    params: clientParams,
    reply: z.object({ goals: goalSetSchema.optional() }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : { goals: chart.goals };
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
            const difference = before && planDifference(before, event.plan);
            plans.push({ ...event.plan, episodeId, draftedAt: entry.at, difference });
          } else if (event.type === 'plan.activated') {
            const plan = plans.findLast(
              (one) => one.version === event.version && one.episodeId === episodeId,
            );
            if (plan) plan.activatedAt = entry.at;
          } else if (event.type === 'plan.signed') {
            const plan = plans.findLast(
              (one) => one.version === event.version && one.episodeId === episodeId,
            );
            if (plan) plan.signatures = [...(plan.signatures ?? []), { ...event.signature, at: entry.at }];
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
