import type { Receive } from '../care/decide/inbound.ts';
import { flagsOf } from '../care/messages/keywords.ts';
import { bindReply, kindOf, type Open } from '../care/messages/reply.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Instant } from '../care/time.ts';
import { type Held, hold } from '../held.ts';
import { CLIENT, clinicFor, type InboundDeps, idOf, type Whose, whoHas } from './deps.ts';

export type InboundSms = {
  /** The provider's own id of the message: by it a repeat is known. */
  providerId: string;
  /** E.164, as is `to`. */
  from: string;
  to: string;
  text: string;
  /** When the provider took it. */
  at: Instant;
  media?: boolean;
};

export type Inbound = { received: Whose } | { repeat: Whose } | { held: Held['because'] };

/** A text may have 1,600 letters; what is longer came from no phone. */
const LONGEST = 10_000;

/**
 * A client's text reaches their chart: the one who has the number, or of several the one who was asked something in
 * the thread. Otherwise a person says whose it is; STOP counts for everybody on the number, and so does an alarm.
 */
export async function receiveSms(deps: InboundDeps, message: InboundSms): Promise<Inbound> {
  const from = numberIn(message.from);
  const words = message.text.toWellFormed().slice(0, LONGEST);
  const providerId = idOf(message.providerId, words);
  const command: Receive = {
    do: 'receive',
    channel: 'sms',
    providerId,
    words,
    sentAt: message.at,
    ...(message.media && { media: true as const }),
  };
  const everybody = await whoHas(deps, 'sms', from);
  const whose = everybody.length > 1 ? await whoWasAsked(deps, everybody, message.at) : everybody[0];
  const held = (because: Held['because'], clinicId: string | undefined) => {
    const clients = everybody.filter((one) => one.clinicId === clinicId).map(({ clientId }) => clientId);
    const { at } = message;
    const alarming = isAlarming(deps, words);
    return hold(deps.table, clinicId, {
      channel: 'sms',
      providerId,
      from,
      at,
      words,
      because,
      alarming,
      clients,
    });
  };
  if (whose && !concernsAll(deps, words, everybody)) {
    const done = await receiveFor(deps, whose, command);
    if (done) return done;
    await held('no-pathway', whose.clinicId);
    return { held: 'no-pathway' };
  }
  if (everybody.length === 0) {
    await held('unknown-sender', await clinicFor(deps, message.to));
    return { held: 'unknown-sender' };
  }
  const concerned = isAlarming(deps, words) || isStop(deps, words) || isWrongNumber(deps, words);
  for (const [n, one] of everybody.entries()) {
    // One answer for one text: the first is answered, for all.
    if (concerned)
      await receiveFor(deps, one, { ...command, shared: true, ...(n > 0 && { silently: true as const }) });
  }
  for (const clinicId of new Set(everybody.map((one) => one.clinicId)))
    await held('shared-address', clinicId);
  return { held: 'shared-address' };
}

/** `undefined` where the chart could not take it. */
export async function receiveFor(
  { charts }: InboundDeps,
  whose: Whose,
  command: Receive,
): Promise<Inbound | undefined> {
  const key = `${command.channel}/${command.providerId}`;
  const outcome = await charts.run({ ...whose, by: CLIENT, key }, command);
  if (!isRefusal(outcome)) return { received: whose };
  return outcome.refused === 'duplicate' ? { repeat: whose } : undefined;
}

/** One more than a number may have (E.164): what has more is nobody's, and no key of the table's. */
const MOST_DIGITS = 16;

/** `tel:`, `;ext=` and whatever stands between the digits are how a number is written, not what it is. */
function numberIn(written: string): string {
  const [number = ''] = written.trim().replace(/^tel:/i, '').split(/[;,x]/i);
  const digits = number.replace(/\D/g, '').slice(0, MOST_DIGITS);
  return `+${digits}`;
}

async function whoWasAsked(
  { charts }: InboundDeps,
  everybody: Whose[],
  at: Instant,
): Promise<Whose | undefined> {
  const open: (Open & Whose)[] = [];
  for (const whose of everybody) {
    const chart = await charts.get(whose.clinicId, whose.clientId);
    for (const { requestId, linkId, askedAt, closedAt } of Object.values(chart.threads))
      if (askedAt && !closedAt) open.push({ ...whose, requestId, linkId, askedAt });
  }
  const bound = bindReply(open, at);
  return 'to' in bound ? everybody.find((one) => one.clientId === bound.to.clientId) : undefined;
}

const isAlarming = ({ content }: InboundDeps, words: string): boolean => {
  const { distress, crisis } = flagsOf(words, content.lexicon);
  return distress || crisis.length > 0;
};
const isStop = ({ content }: InboundDeps, words: string): boolean => {
  const { keyword, asksToStop } = flagsOf(words, content.lexicon);
  return keyword === 'stop' || asksToStop;
};
const isWrongNumber = ({ content }: InboundDeps, words: string): boolean =>
  kindOf(words, content.lexicon) === 'wrong-number';

/** STOP and “wrong number” are said of the number, whoever has been asked something on it. */
const concernsAll = (deps: InboundDeps, words: string, everybody: Whose[]): boolean =>
  everybody.length > 1 && (isStop(deps, words) || isWrongNumber(deps, words));
