import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import { CHANNELS } from '../care/client.ts';
import { isRefusal, refuse } from '../care/refusal.ts';
import { chartOf, onChart } from './commands.ts';
import { route } from './route.ts';
import { clientParams, whySchema } from './schemas.ts';

const who = ['clinician'] as const;

const messageSchema = z.object({
  id: z.string(),
  template: z.string(),
  to: z.enum(['client', 'staff']),
  channel: z.enum(CHANNELS).optional(),
  at: z.string().describe('When it was meant, or where it has gone out, when it did'),
  state: z
    .enum(['waiting', 'being-handed-over', 'handed-off', 'unknown', 'delivered', 'failed'])
    .describe('`unknown`: the sender stopped before it could say; a provider or a person settles it'),
  requestId: z.string().optional(),
});

const listOf = ({ messages, sent }: Chart): z.input<typeof messageSchema>[] =>
  [
    ...Object.values(messages).map(({ id, template, to, channel, intendedAt, state, requestId }) => ({
      ...{ id, template, channel, requestId, at: intendedAt },
      to: to === 'client' ? ('client' as const) : ('staff' as const),
      state: state === 'CLAIMED' ? ('being-handed-over' as const) : ('waiting' as const),
    })),
    ...Object.entries(sent).map(([id, { toClient, ...rest }]) => ({
      ...{ id, ...rest },
      to: toClient ? ('client' as const) : ('staff' as const),
    })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));

export const MESSAGES = [
  route({
    operationId: 'listMessages',
    method: 'GET',
    path: '/clients/{clientId}/messages',
    who,
    summary: 'What was sent in the last month, what waits, and what became of each; the latest first',
    params: clientParams,
    reply: z.object({ messages: z.array(messageSchema) }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : { messages: listOf(chart) };
    },
  }),
  route({
    operationId: 'resolveMessage',
    method: 'POST',
    path: '/clients/{clientId}/messages/{messageId}/resolve',
    who,
    summary: 'Says of a message whose fate nobody knew whether it arrived; nothing is sent again',
    params: clientParams.extend({ messageId: z.string().max(60) }),
    body: z.strictObject({ outcome: z.enum(['delivered', 'failed']), why: whySchema }),
    reply: z.object({ message: messageSchema }),
    async handle(deps, call) {
      const { messageId } = call.params;
      const before = await chartOf(deps, call);
      if (isRefusal(before)) return before;
      const state = before.sent[messageId]?.state;
      if (state === undefined) return refuse('not-found', 'There is no such message that has gone out.');
      if (state !== 'unknown')
        return refuse('wrong-state', `It is known already what became of this message: ${state}.`);
      const { outcome } = call.body;
      const { staff } = await deps.clinics.settings(call.actor.clinicId);
      const why = `${staff[call.actor.staffId]?.name ?? 'staff'}: ${call.body.why}`;
      const chart = await onChart(deps, call, { do: 'resolve-message', messageId, outcome, why });
      if (isRefusal(chart)) return chart;
      return { message: listOf(chart).find(({ id }) => id === messageId)! };
    },
  }),
];
