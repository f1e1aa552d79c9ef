import * as z from 'zod';
import { isRefusal, type Refusal } from '../care/refusal.ts';
import { chartPk } from '../charts.ts';
import { ACCESS, accessPk } from '../looks.ts';
import { type Access, GROUNDS } from './access.ts';
import { chartOf, onChart } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { bodyWithWhy, clientIdSchema, clientParams, whySchema } from './schemas.ts';
import { holdSchema } from './views.ts';

const accessSchema = z.object({
  at: z.string(),
  by: z.string(),
  operationId: z.string(),
  requestId: z.string(),
  clients: z.array(clientIdSchema),
  why: z.enum(GROUNDS),
  reason: z.string().optional(),
});
const seenSchema = z.object({ access: z.array(accessSchema), next: nextSchema });

export const AUDIT = [
  route({
    operationId: 'listClientAccess',
    method: 'GET',
    path: '/clients/{clientId}/access',
    who: ['clinician', 'admin'],
    summary: 'Who saw this client’s chart, when, by what and on what grounds; the latest first',
    params: clientParams,
    query: z.strictObject(pageQuery),
    reply: seenSchema,
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      return seen(deps, call, { pk: chartPk(chart.clinicId, chart.clientId), prefix: ACCESS });
    },
  }),
  route({
    operationId: 'listAccess',
    method: 'GET',
    path: '/access',
    who: ['admin'],
    summary:
      'Whom the clinic’s staff looked at on one day (UTC), lists of clients included; the latest first',
    query: z.strictObject({
      day: z.iso.date().optional().describe('Today, unless it is given'),
      ...pageQuery,
    }),
    reply: seenSchema,
    handle: (deps, call) => {
      const day = call.query.day ?? deps.clock().slice(0, 10);
      return seen(deps, call, { pk: accessPk(call.actor.clinicId, day), prefix: '' });
    },
  }),
  route({
    operationId: 'breakGlass',
    method: 'POST',
    path: '/clients/{clientId}/break-glass',
    who: ['clinician'],
    summary:
      'Opens the chart for an hour to one who is none of the care team, in an emergency. Every admin is told, with the reason',
    params: clientParams,
    body: z.strictObject({ reason: whySchema }),
    reply: z.object({ until: z.string() }),
    unguarded: true,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'break-glass', reason: call.body.reason });
      return isRefusal(chart) ? chart : { until: chart.glass![call.actor.staffId]!.until };
    },
  }),
  ...(['set', 'lift'] as const).map((act) =>
    route({
      operationId: `${act}Hold`,
      method: 'POST',
      path: `/clients/{clientId}/legal-hold/${act}`,
      who: ['admin'],
      summary:
        act === 'set'
          ? 'Legal hold: from now on nothing of this client may be erased, made anonymous or let run out'
          : 'Ends the legal hold',
      params: clientParams,
      body: bodyWithWhy,
      reply: z.object({ hold: holdSchema.optional() }),
      async handle(deps, call) {
        const chart = await onChart(deps, call, { do: `${act}-hold`, why: call.body.why });
        return isRefusal(chart) ? chart : { hold: chart.hold };
      },
    }),
  ),
];

type Paged = StaffCall<unknown, { limit: number; after?: string }>;

async function seen(
  { table }: ApiDeps,
  { actor, query, operationId }: Paged,
  { pk, prefix }: { pk: string; prefix: string },
): Promise<z.input<typeof seenSchema> | Refusal> {
  const place = { clinicId: actor.clinicId, operationId: `${operationId}/${pk}` };
  const after = afterOf(place, query.after);
  const page = await table.query(pk, { prefix, backwards: true, limit: query.limit, after });
  return {
    access: page.items.map(({ body }) => JSON.parse(String(body)) as Access),
    next: page.next && cursorOf(place, page.next),
  };
}
