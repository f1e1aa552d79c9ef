import * as z from 'zod';
import { isRefusal, refuse } from '../care/refusal.ts';
import { onChart } from './commands.ts';
import { shelfOf } from './pathways.ts';
import { route } from './route.ts';
import { clientParams, slugSchema } from './schemas.ts';
import { clientSchema, clientView } from './views.ts';

export const EPISODES = [
  route({
    operationId: 'enrolClient',
    method: 'POST',
    path: '/clients/{clientId}/episodes',
    who: ['admin', 'clinician'],
    summary: 'Begins an episode on a published pathway, the latest version where none is given',
    status: 201,
    params: clientParams,
    body: z.strictObject({
      pathway: z.strictObject({ id: slugSchema, version: z.int().min(1).max(9999).optional() }),
      clinician: z.string().max(40).optional(),
      level: slugSchema
        .optional()
        .describe('Of the pathway’s levels of care; its `startLevel`, unless it is given'),
    }),
    reply: clientSchema,
    async handle(deps, call) {
      const { pathway, clinician, level } = call.body;
      const shelf = shelfOf(await deps.clinics.get(call.actor.clinicId), pathway.id);
      const version = pathway.version ?? shelf?.published ?? 0;
      if (!shelf || version < 1 || version > shelf.published) {
        return refuse('invalid', 'There is no published version of this pathway by that number.');
      }
      const enrol = { do: 'enrol', pathway: { id: pathway.id, version }, clinician, level } as const;
      const chart = await onChart(deps, call, enrol);
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
];
