import * as z from 'zod';
import { CHANNELS } from '../care/client.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { HELD_BECAUSE, type Held, listHeld, readHeld, settleHeld } from '../held.ts';
import { NO_CLIENT } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientIdSchema, whySchema } from './schemas.ts';

const who = ['clinician'] as const;
const params = z.strictObject({ heldId: z.string().regex(/^\d{17}-[0-9a-f]{16}$/) });

const heldSchema = z.object({
  id: z.string(),
  channel: z.enum(CHANNELS),
  from: z.string(),
  at: z.string(),
  words: z.string(),
  because: z.enum(HELD_BECAUSE),
  alarming: z.boolean().describe('Holds words of the crisis lists, or a call for help'),
  clients: z.array(clientIdSchema).describe('Who in the clinic has the address'),
});

const NO_HELD = refuse('not-found', 'There are no such words, or somebody has seen to them. Look again.');

export const HELD = [
  route({
    operationId: 'listHeld',
    method: 'GET',
    path: '/held',
    who,
    summary: 'Words that came in and lead to no one client: somebody has to say whose they are',
    query: z.strictObject(pageQuery),
    reply: z.object({ held: z.array(heldSchema), next: nextSchema }),
    shows: ({ held }) => held.flatMap(({ clients }) => clients),
    async handle({ table }, { actor, query, operationId }) {
      const place = { clinicId: actor.clinicId, operationId };
      const after = afterOf(place, query.after);
      const page = await listHeld(table, actor.clinicId, { after, limit: query.limit });
      return { held: page.held, next: page.next && cursorOf(place, page.next) };
    },
  }),
  route({
    operationId: 'bindHeld',
    method: 'POST',
    path: '/held/{heldId}/bind',
    who,
    summary: 'Puts held words into the chart of the client who wrote them',
    params,
    body: z.strictObject({ clientId: clientIdSchema }),
    reply: heldSchema,
    handle: bind,
  }),
  route({
    operationId: 'dismissHeld',
    method: 'POST',
    path: '/held/{heldId}/dismiss',
    who,
    summary: 'Takes held words from the list, with the reason; they are kept',
    params,
    body: z.strictObject({ reason: whySchema }),
    reply: heldSchema,
    async handle({ table, clock }, { actor, params: { heldId }, body }) {
      const held = await readHeld(table, actor.clinicId, heldId);
      if (!held) return NO_HELD;
      const settled = { by: actor.staffId, at: clock(), reason: body.reason };
      return (await settleHeld(table, actor.clinicId, held, settled)) ? held : NO_HELD;
    },
  }),
];

/** First into the chart, where a repeat changes nothing; then from the list. Nobody is replied to: a person has read it. */
async function bind(
  { charts, table, clock }: ApiDeps,
  { actor, params: { heldId }, body }: StaffCall<{ heldId: string }, unknown, { clientId: string }>,
): Promise<Held | Refusal> {
  const { clinicId, staffId: by } = actor;
  const { clientId } = body;
  const held = await readHeld(table, clinicId, heldId);
  if (!held) return NO_HELD;
  if (!(await charts.get(clinicId, clientId)).client) return NO_CLIENT;
  const { channel, providerId, words, at: sentAt } = held;
  const received = await charts.run(
    { clinicId, clientId, by, key: `bound/${channel}/${providerId}` },
    { do: 'receive', channel, providerId, words, sentAt, silently: true },
  );
  if (isRefusal(received) && received.refused !== 'duplicate') return received;
  const settled = { by, at: clock(), clientId };
  return (await settleHeld(table, clinicId, held, settled)) ? held : NO_HELD;
}
