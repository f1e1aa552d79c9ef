import type { ResolveMessage } from '../care/decide/delivery.ts';
import { isRefusal, type Refusal } from '../care/refusal.ts';
import type { Whose } from './deps.ts';
import { type InboundDeps, whoHas } from './deps.ts';
import { receiveFor } from './sms.ts';

/** What a provider tells of one message of ours, by the key that it carried. */
export type DeliveryEvent = {
  /** The provider's id of this event: by it a repeat is known. */
  eventId: string;
  /** `clinic#client#message`, with `#n` where it went to several. */
  key: string;
  outcome: 'delivered' | 'failed' | 'complaint';
  /** The provider's code for what went wrong. */
  code?: string;
  /** Known for certain by whoever tells: a mailbox that is not there. */
  permanent?: boolean;
  providerId?: string;
  /** Where it went. */
  address?: string;
  at: string;
};

/** Nothing will arrive there: not a number, a landline, or blocked by its owner or carrier. AWS, then Twilio. */
const PERMANENT = new Set([
  'TEXT_INVALID',
  'TEXT_BLOCKED',
  'TEXT_CARRIER_BLOCKED',
  'LANDLINE',
  '21211',
  '21614',
  '30005',
  '30006',
  '30007',
]);
/** The carrier has taken a STOP by itself, and tells only so. */
const OPTED_OUT = new Set(['TEXT_OPTED_OUT', 'OPTED_OUT', '21610']);

const PROVIDER = 'attune-provider';

export type Resolved = { resolved: Whose } | { ignored: string };

/** In any order, any number of times, and before our own record of the send: the end is the same. */
export async function resolveDelivery(deps: InboundDeps, event: DeliveryEvent): Promise<Resolved> {
  const { eventId, key, outcome, code, providerId, address, at } = event;
  const [clinicId, clientId, messageId] = key.split('#');
  if (!clinicId || !clientId || !messageId) return { ignored: 'no key of ours' };
  const whose = { clinicId, clientId };
  if (code && OPTED_OUT.has(code)) {
    const everybody = address ? await whoHas(deps, 'sms', address) : [whose];
    const stopped = { channel: 'sms', providerId: eventId, words: code, sentAt: at, stops: true } as const;
    for (const one of everybody) await receiveFor(deps, one, { do: 'receive', ...stopped, silently: true });
    return { resolved: whose };
  }
  const command: ResolveMessage = {
    do: 'resolve-message',
    messageId,
    outcome,
    ...(code && { why: `the provider reported ${code}` }),
    ...(providerId && { providerId }),
    ...(address && { address }),
    permanent: event.permanent ?? (code !== undefined && PERMANENT.has(code)),
  };
  // Anybody can write a mail that looks like a report, with a key that they have made up.
  const seen = await deps.charts.get(clinicId, clientId);
  if (!seen.client) return { ignored: 'no key of ours' };
  const done = await deps.charts.run({ ...whose, by: PROVIDER, key: `delivery/${eventId}`, seen }, command);
  return isRefusal(done) ? ignoredFor(done) : { resolved: whose };
}

const ignoredFor = ({ because }: Refusal): Resolved => ({ ignored: because });
