import type { Channel } from '../chart.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { inCare, type Turn } from '../turn.ts';
import { intend } from './messages.ts';
import { undelivered } from './tasks.ts';
import { askForChannel, openChannels, revoke } from './words.ts';

/** What a provider tells of a message, or a person who knows. It may come twice, in any order, and before our own record. */
export type ResolveMessage = {
  do: 'resolve-message';
  messageId: string;
  outcome: 'delivered' | 'failed' | 'complaint';
  why?: string;
  providerId?: string;
  /** Nothing will ever arrive there: no such mailbox, a landline, a number that the carrier has blocked. */
  permanent?: boolean;
  /** Where it went: what is known of an old address says nothing of the one that the client has now. */
  address?: string;
};

const UNKNOWN = refuse('not-found', 'This message is not known, or was sent long ago.');

/** Failed outweighs delivered, delivered outweighs unknown, so that the order they come in does not matter. */
export function resolveMessage(turn: Turn, command: ResolveMessage): Refusal | undefined {
  const { messageId, outcome, why = 'the provider said so', providerId = '' } = command;
  // By a mail that anybody may have written: what every object has is no message.
  if (!Object.hasOwn(turn.chart.sent, messageId) && !Object.hasOwn(turn.chart.messages, messageId))
    return UNKNOWN;
  const told = command.why && { why: command.why };
  const pending = turn.chart.messages[messageId];
  if (pending && (pending.state === 'CLAIMED' || pending.attempts > 0))
    turn.emit({ type: 'message.handed-off', messageId, providerId });
  const sent = turn.chart.sent[messageId];
  if (!sent) return UNKNOWN;
  if (outcome === 'delivered' && sent.state !== 'delivered' && sent.state !== 'failed')
    turn.emit({ type: 'message.delivered', messageId, ...told });
  if (outcome === 'failed' && sent.state !== 'failed') {
    turn.emit({ type: 'message.failed', messageId, why, again: false });
    undelivered(turn, sent);
  }
  if (sent.toClient && outcome === 'complaint')
    giveUp(turn, sent.channel, 'the client reported the message as unwanted', command.address);
  if (
    sent.toClient &&
    outcome === 'failed' &&
    command.permanent &&
    giveUp(turn, sent.channel, why, command.address)
  )
    sendAnotherWay(turn, sent.requestId);
  if (turn.events.length === 0) return refuse('duplicate', 'This is known already.');
}

/** The consent of a dead channel goes, so that nothing is sent there; the client is reached by the other, and a person told. */
function giveUp(turn: Turn, channel: Channel, why: string, address?: string): boolean {
  const { phone, email } = turn.client;
  const now = channel === 'sms' ? phone : email;
  if (address !== undefined && address.toLowerCase() !== now?.toLowerCase()) return false;
  if (!revoke(turn, channel, why)) return false;
  const [other] = openChannels(turn);
  if (other && turn.client.channel !== other)
    turn.emit({
      type: 'client.changed',
      changes: { channel: other },
      why: `${NAMES[channel]} no longer works`,
    });
  if (turn.world.pathway) askForChannel(turn, why, `${NAMES[channel]} no longer reaches the client`);
  return true;
}

const NAMES = { sms: 'The phone number', email: 'The email address' };

export function sendAnotherWay(turn: Turn, requestId: string | undefined): void {
  const request = turn.chart.requests[requestId ?? ''];
  if (!request || !inCare(turn.chart) || openChannels(turn).length === 0) return;
  intend(turn, {
    template: `request.${request.ask}`,
    to: 'client',
    requestId: request.id,
    why: 'the message before it did not arrive',
  });
}
