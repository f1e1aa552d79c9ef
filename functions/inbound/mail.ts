import { createHash } from 'node:crypto';
import type { Receive } from '../care/decide/inbound.ts';
import { flagsOf } from '../care/messages/keywords.ts';
import type { Instant } from '../care/time.ts';
import { type Held, hold, LONGEST_RAW } from '../held.ts';
import { resolveDelivery } from './delivery.ts';
import { clinicFor, type InboundDeps, idOf, type Whose, whoHas } from './deps.ts';
import { type InboundEmail, readEmail } from './email.ts';
import { type Inbound, receiveFor } from './sms.ts';

/**
 * A mail reaches the chart of whoever's address it comes from; the message of ours that it answers says which, where
 * several share it. Bounces and complaints change the channel, and what leads to no one waits for a person.
 */
export async function receiveEmail(
  deps: InboundDeps,
  raw: Uint8Array,
  at: Instant,
): Promise<Inbound | { ignored: string }> {
  const mail = await readEmail(raw, deps.verifier);
  if (mail.kind === 'loop') return { ignored: 'our own mail' };
  // A report takes a channel from a client: one that anybody may have written is for a person to see.
  const isReport = mail.kind === 'bounce' || mail.kind === 'complaint';
  const believed = !mail.forged && !(mail.unverified && !mail.key);
  if (isReport && believed) return reported(deps, mail, at);
  const { from = '', to, messageId = createHash('sha256').update(raw).digest('hex') } = mail;
  const providerId = idOf(messageId, mail.words);
  const everybody = await whoHas(deps, 'email', from);
  const about = mail.key ? keyParts(mail.key) : undefined;
  const known = everybody.find((one) => one.clinicId === about?.clinicId && one.clientId === about.clientId);
  const whose = known ?? (everybody.length === 1 ? everybody[0] : undefined);
  const held = async (because: Held['because'], clinicId: string | undefined) => {
    const { distress, crisis } = flagsOf(mail.whole, deps.content.lexicon);
    await hold(deps.table, clinicId, {
      channel: 'email',
      providerId,
      from,
      at,
      words: [mail.subject, mail.words].filter(Boolean).join('\n\n'),
      because,
      alarming: distress || crisis.length > 0,
      clients: everybody.filter((one) => one.clinicId === clinicId).map(({ clientId }) => clientId),
      ...(because === 'unreadable' && {
        raw: Buffer.from(raw.subarray(0, LONGEST_RAW)).toString('base64'),
      }),
    });
    return { held: because };
  };
  const command: Receive = {
    do: 'receive',
    channel: 'email',
    providerId,
    words: mail.words,
    whole: mail.whole,
    sentAt: at,
    ...(known && { about: about!.messageId }),
    ...(mail.kind === 'auto-reply' && { kind: 'auto-reply' as const }),
    ...(mail.kind === 'unsubscribe' && { stops: true as const }),
    ...(mail.attachments.length > 0 && { media: true as const }),
    // What answers a mail of ours comes from somebody who has read it.
    ...(mail.unverified && !known && { unverified: true as const }),
  };
  if (mail.unreadable) return held('unreadable', whose?.clinicId ?? (await clinicForAny(deps, to)));
  if (mail.forged || (isReport && !believed)) {
    // A mail server may only be set up badly: whoever's address it is, an alarm is one, and a person finds out.
    if (whose && isAlarming(deps, mail)) await receiveFor(deps, whose, { ...command, shared: true });
    return held('forged-sender', whose?.clinicId ?? (await clinicForAny(deps, to)));
  }
  if (whose) return (await receiveFor(deps, whose, command)) ?? held('no-pathway', whose.clinicId);
  if (everybody.length === 0)
    return held('unknown-sender', (await clinicOfKey(deps, about)) ?? (await clinicForAny(deps, to)));
  const shared = { ...command, shared: true as const };
  const flags = flagsOf(mail.words, deps.content.lexicon);
  if (isAlarming(deps, mail) || command.stops || flags.keyword === 'stop' || flags.asksToStop) {
    for (const [n, one] of everybody.entries())
      await receiveFor(deps, one, { ...shared, ...(n > 0 && { silently: true as const }) });
  }
  for (const clinicId of new Set(everybody.map((one) => one.clinicId)))
    await held('shared-address', clinicId);
  return { held: 'shared-address' };
}

/** What is quoted may hold the words of a crisis as well; a call for help is the client's own. */
const isAlarming = ({ content }: InboundDeps, { words, whole }: InboundEmail): boolean =>
  flagsOf(words, content.lexicon).distress || flagsOf(whole, content.lexicon).crisis.length > 0;

/** Anybody can write down a key: it says which clinic is meant only where there is such a client. */
async function clinicOfKey(deps: InboundDeps, about: Whose | undefined): Promise<string | undefined> {
  if (!about) return undefined;
  return (await deps.charts.get(about.clinicId, about.clientId)).client && about.clinicId;
}

async function clinicForAny(deps: InboundDeps, to: string[]): Promise<string | undefined> {
  for (const one of to) {
    const clinicId = await clinicFor(deps, one);
    if (clinicId) return clinicId;
  }
  return to.length === 0 ? clinicFor(deps, '') : undefined;
}

function keyParts(key: string): (Whose & { messageId: string }) | undefined {
  const [clinicId, clientId, messageId] = key.split('#');
  return clinicId && clientId && messageId ? { clinicId, clientId, messageId } : undefined;
}

/** A report without our key is about the last mail to its address. */
async function reported(
  deps: InboundDeps,
  { kind, key, bounce, complaint, messageId, whole }: InboundEmail,
  at: Instant,
): Promise<Inbound | { ignored: string }> {
  const address = bounce?.recipient ?? complaint?.recipient;
  const keys = key ? [key] : await lastMailsTo(deps, address);
  const outcome = kind === 'bounce' ? 'failed' : 'complaint';
  let last: Inbound | { ignored: string } = { ignored: 'a report about no mail of ours' };
  for (const one of keys) {
    const resolved = await resolveDelivery(deps, {
      eventId: idOf(messageId ?? one, whole),
      key: one,
      outcome,
      permanent: bounce?.permanent ?? false,
      ...(bounce?.status && { code: bounce.status }),
      ...(address && { address }),
      at,
    });
    last = 'resolved' in resolved ? { received: resolved.resolved } : resolved;
  }
  return last;
}

async function lastMailsTo(deps: InboundDeps, address: string | undefined): Promise<string[]> {
  const keys: string[] = [];
  for (const { clinicId, clientId } of address ? await whoHas(deps, 'email', address) : []) {
    const { sent } = await deps.charts.get(clinicId, clientId);
    const last = Object.entries(sent)
      .filter(([, { channel, toClient }]) => channel === 'email' && toClient)
      .sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))[0];
    if (last) keys.push(`${clinicId}#${clientId}#${last[0]}`);
  }
  return keys;
}
