import * as z from 'zod';
import { planSaid } from '../care/plans/option-said.ts';
import { revisionSchema } from '../care/plans/plan.ts';
import { isRefusal } from '../care/refusal.ts';
import { onChart } from './commands.ts';
import { route } from './route.ts';
import { clientParams, textSchema, whySchema } from './schemas.ts';
import { planSchema } from './views.ts';

export const PLANS = [
  route({
    operationId: 'revisePlan',
    method: 'POST',
    path: '/clients/{clientId}/plans',
    who: ['clinician'],
    summary:
      'Writes the next version of the plan in the midst of treatment, and asks the client to acknowledge it; until then the present one stays in force',
    params: clientParams,
    body: z.strictObject({ changes: revisionSchema, why: whySchema }),
    status: 201,
    reply: planSchema,
    async handle(deps, call) {
      const { changes, why } = call.body;
      const chart = await onChart(deps, call, { do: 'revise-plan', detail: changes, why });
      return isRefusal(chart) ? chart : planSaid(call, chart.draft ?? chart.plan!);
    },
  }),
  route({
    operationId: 'signPlan',
    method: 'POST',
    path: '/clients/{clientId}/plans/{version}/signatures',
    who: ['clinician'],
    summary:
      'Signs a version of the plan as a clinician, or says how the client did, such as on paper. The author’s signature, and that of a client on their own page, are there by themselves',
    params: clientParams.extend({ version: z.coerce.number().int().min(1).max(9999) }),
    body: z.strictObject({ as: z.enum(['client', 'clinician']), how: textSchema(200) }),
    status: 201,
    reply: planSchema,
    async handle(deps, call) {
      const { version } = call.params;
      const chart = await onChart(deps, call, { do: 'sign-plan', version, ...call.body });
      if (isRefusal(chart)) return chart;
      return planSaid(call, chart.draft?.version === version ? chart.draft : chart.plan!);
    },
  }),
];
