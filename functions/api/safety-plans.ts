import * as z from 'zod';
import { crisisReply } from '../care/messages/crisis.ts';
import {
  emptySections,
  SAFETY_SECTIONS,
  type SafetyPlanVersion,
  safetyPlanSchema,
  wellnessPlanSchema,
  whySafetyReview,
} from '../care/plans/safety-plan.ts';
import { renderSafetyPlan } from '../care/plans/safety-plan-print.ts';
import { isRefusal } from '../care/refusal.ts';
import { chartOf, onChart } from './commands.ts';
import { route } from './route.ts';
import { bodyWithWhy, clientParams, whySchema } from './schemas.ts';
import { instantSchema } from './views.ts';

const who = ['clinician'] as const;
const versionSchema = z.object({
  version: z.int(),
  at: instantSchema,
  by: z.string(),
  why: z.string(),
  plan: safetyPlanSchema,
  reviewed: z
    .object({ at: instantSchema, by: z.string() })
    .optional()
    .describe('When a clinician went through it with the client'),
});

const wellnessReply = z.object({
  wellnessPlan: wellnessPlanSchema.extend({ at: instantSchema, by: z.string() }).optional(),
});

export const SAFETY_PLANS = [
  route({
    operationId: 'getSafetyPlan',
    method: 'GET',
    path: '/clients/{clientId}/safety-plan',
    who,
    summary: 'The safety plan in the client’s words, every version of it, and why to go through it now',
    params: clientParams,
    reply: z.object({
      current: versionSchema.optional(),
      versions: z.array(versionSchema).describe('Oldest first'),
      empty: z.array(z.enum(SAFETY_SECTIONS)).describe('Sections without a line'),
      whyReview: z.string().optional(),
      text: z.string().optional().describe('As the client can print and keep it, with whom to call first'),
    }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const versions: SafetyPlanVersion[] = [];
      for await (const { entry } of deps.charts.log(call.actor.clinicId, chart.clientId)) {
        const { at, by } = entry;
        for (const event of entry.events) {
          if (event.type === 'safety-plan.written') {
            const { version, plan, why } = event;
            versions.push({ version, at, by, why, plan });
          } else if (event.type === 'safety-plan.reviewed') versions.at(-1)!.reviewed = { at, by };
        }
      }
      const { safetyPlan: current, alertAt } = chart;
      const whyReview = whySafetyReview(versions, alertAt);
      const { country, language } = chart.client!;
      const { crisisLines, messages } = deps.content;
      const clinic = await deps.clinics.settings(chart.clinicId);
      const help = crisisReply(crisisLines, messages, country, language, { clinic });
      return {
        current,
        versions,
        empty: current ? emptySections(current.plan) : [...SAFETY_SECTIONS],
        whyReview: whyReview && call.say(whyReview),
        text: current && renderSafetyPlan(current.plan, language, help),
      };
    },
  }),
  route({
    operationId: 'writeSafetyPlan',
    method: 'PUT',
    path: '/clients/{clientId}/safety-plan',
    who,
    summary: 'The next version of the safety plan, in the client’s words',
    params: clientParams,
    body: z.strictObject({ plan: safetyPlanSchema, why: whySchema }),
    reply: versionSchema,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'write-safety-plan', ...call.body });
      return isRefusal(chart) ? chart : chart.safetyPlan!;
    },
  }),
  route({
    operationId: 'reviewSafetyPlan',
    method: 'POST',
    path: '/clients/{clientId}/safety-plan/{version}/review',
    who,
    summary: 'Says that you went through this version with the client',
    params: clientParams.extend({ version: z.coerce.number().int().min(1).max(9999) }),
    reply: versionSchema,
    async handle(deps, call) {
      const { version } = call.params;
      const chart = await onChart(deps, call, { do: 'review-safety-plan', version });
      return isRefusal(chart) ? chart : chart.safetyPlan!;
    },
  }),
  route({
    operationId: 'getWellnessPlan',
    method: 'GET',
    path: '/clients/{clientId}/wellness-plan',
    who,
    summary: 'What the client takes along at the end of care: what helped, own warning signs, own red line',
    params: clientParams,
    reply: wellnessReply,
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : { wellnessPlan: chart.wellnessPlan };
    },
  }),
  route({
    operationId: 'writeWellnessPlan',
    method: 'PUT',
    path: '/clients/{clientId}/wellness-plan',
    who,
    summary:
      'Writes the wellness plan. `boosters`: the client agrees to be asked how it goes 1, 3, 6 and 12 months after care',
    params: clientParams,
    body: z.strictObject({ plan: wellnessPlanSchema, why: whySchema }),
    reply: wellnessReply,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'write-wellness-plan', ...call.body });
      return isRefusal(chart) ? chart : { wellnessPlan: chart.wellnessPlan };
    },
  }),
  route({
    operationId: 'stopBoosters',
    method: 'POST',
    path: '/clients/{clientId}/wellness-plan/stop-boosters',
    who,
    summary: 'Ends the check-ins after care, at once and for good',
    params: clientParams,
    body: bodyWithWhy,
    reply: wellnessReply,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'stop-boosters', ...call.body });
      return isRefusal(chart) ? chart : { wellnessPlan: chart.wellnessPlan };
    },
  }),
];
