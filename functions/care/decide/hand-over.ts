import { createHash } from 'node:crypto';
import type { Asking, Channel, Message } from '../chart.ts';
import { isTexted, nextQuestion } from '../messages/thread.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after, atWallClock, localAfter, wallClock } from '../schedule.ts';
import { type Instant, instant, milliseconds } from '../time.ts';
import { inCare, type Turn } from '../turn.ts';
import { sendAnotherWay } from './delivery.ts';
import { clearLook, hold, lookAgain, quietAt, quietBegins, quietNow } from './messages.ts';
import { CODE_LIVES, canHaveCode } from './step-up.ts';
import { undelivered } from './tasks.ts';
import { askForChannel, openChannels, revoke } from './words.ts';

/** A sender that has not reported back by then has crashed: nobody knows whether the message went. */
const CLAIM_LEASE = 'PT10M';
/**
 * About as many minutes until the next try; the last goes on. A provider that is away for hours must not cost a client a
 * question. Half hours for as long as ten thousand take at one a second: by the hour, the last of them find nobody before
 * them for most of theirs, and go 40 minutes later.
 */
const RETRY_AFTER = [5, 10, 20, 30, 30, 30, 30, 30, 30, 60];
/** Before those: who is in danger, who is called to them, and who waits at a page for a code can't wait for five. */
const HURRIED_AFTER = [1, 2];
const HURRIED = ['reply.crisis', 'code', 'staff.urgent', 'staff.urgent-escalation', 'staff.alarm'];
/** Three and a half hours, and then one each hour for the rest of a day. */
const MOST_ATTEMPTS = 30;

/** `codeHash`: of the code that a message for the client's own page takes along. */
export type ClaimMessage = { do: 'claim-message'; messageId: string; linkHash: string; codeHash?: string };

/**
 * The truth at send time: still in care, unanswered, consented, not paused, not at night, within the burden budget.
 * Claimed, held or suppressed, the reason is kept.
 */
export function claimMessage(
  turn: Turn,
  { messageId, linkHash, codeHash }: ClaimMessage,
): Refusal | undefined {
  const message = turn.chart.messages[messageId];
  if (!message) return refuse('duplicate', 'This message has been dealt with.');
  if (message.state !== 'PENDING') return refuse('duplicate', 'This message is being handed over already.');
  const now = message.to === 'client' ? standingOf(turn, message) : staffStandingOf(turn, message);
  if ('channel' in now) claim(turn, message, now, message.to === 'client' ? { linkHash, codeHash } : {});
  else if ('holdUntil' in now) {
    if (waitsUntil(turn, message, now.holdUntil))
      return refuse('duplicate', 'This message is held until then already.');
    hold(turn, message.id, now.holdUntil, now.why);
  } else {
    turn.emit({ type: 'message.suppressed', messageId, why: now.why });
    if (now.suppress === 'no channel')
      askForChannel(turn, 'a message could not be sent: no channel has both a consent and an address');
  }
}

/** After days without the stream, hundreds of looks at one message come to its claim at once. */
const waitsUntil = ({ chart }: Turn, { id }: Message, until: Instant): boolean =>
  Object.values(chart.timers).some(
    ({ kind, of, at, parked }) => kind === 'message' && of === id && at === until && !parked,
  );

type Standing =
  | { channel: Channel; exempt?: true; expires?: Instant }
  | { holdUntil: Instant; why: string }
  | { suppress: 'for good' | 'no channel'; why: string };

/** What was sent so soon after the client's own message is part of the talk that they began, at any hour. */
const IN_TALK = 5 * 60_000;
/** A reply that has waited longer than this for its turn at a provider answers nothing any more. */
const TALK_LIFE = 'PT10M';
const CRISIS_LIFE = 'P1D';
/** A mail can't be told when to stop trying, so it leaves this much before quiet hours begin; a text is told. */
const BEFORE_QUIET = { sms: 0, email: 5 * 60_000 };
/** With less time than this before quiet hours, nothing is begun. */
const LEAST_LIFE = 60_000;
/** These may go where care is over, too. */
const OUT_OF_CARE = ['reply.crisis', 'reply.stopped', 'reply.wrong-number', 'reply.help'];
/** These say that nothing more will come. */
const LAST_WORDS = ['reply.stopped', 'reply.wrong-number'];

/** A reply goes on the channel that the client wrote on, or not at all; where to turn in a crisis is always said. */
function replyStandingOf(turn: Turn, message: Message, answers: NonNullable<Message['answers']>): Standing {
  const { chart } = turn;
  const { channel, at } = answers;
  const { template, requestId, question } = message;
  const { phone, email, consents } = turn.client;
  const forGood = (why: string): Standing => ({ suppress: 'for good', why });
  const until = (life: string) => after(turn.now, life, turn.zone);
  const inTalk = milliseconds(turn.now) - milliseconds(at) <= IN_TALK;
  if (template === 'code') {
    if (!canHaveCode(chart, channel)) return forGood('nothing can be sent to where the link went');
    return inTalk
      ? { channel, exempt: true, expires: until(TALK_LIFE) }
      : forGood('the client asked for it too long ago');
  }
  if (!(channel === 'sms' ? phone : email)) return forGood('the address has been taken out');
  if (template === 'reply.crisis') return { channel, exempt: true, expires: until(CRISIS_LIFE) };
  if (!inCare(chart) && !OUT_OF_CARE.includes(template)) return forGood('the client is no longer in care');
  if (LAST_WORDS.includes(template) === (consents[channel] !== undefined))
    return forGood('the client has changed since then whether they may be written to');
  if (requestId && question) {
    const thread = chart.threads[requestId];
    const asked = thread?.instrument === question.instrument && thread.linkId === question.linkId;
    if (!chart.requests[requestId] || !asked) return forGood('the client has gone on since then');
  }
  if (inTalk) return { channel, exempt: true, expires: until(TALK_LIFE) };
  const byDay = byDayStanding(turn, channel);
  return 'channel' in byDay && overBudgetUntil(turn) ? forGood(BUDGET_SPENT) : byDay;
}

/** Never at night, and not so late in the day that it would lie at the provider until then. */
function byDayStanding(turn: Turn, channel: Channel): Standing {
  const quiet = quietNow(turn);
  if (quiet) return { holdUntil: quiet, why: 'quiet hours' };
  const from = quietBegins(turn);
  if (!from) return { channel };
  const expires = instant(milliseconds(from) - BEFORE_QUIET[channel]);
  if (milliseconds(expires) - milliseconds(turn.now) >= LEAST_LIFE) return { channel, expires };
  return { holdUntil: quietAt(turn, from) ?? from, why: 'quiet hours are about to begin' };
}

export const BUDGET_SPENT = 'the most messages that this client may be sent have been sent';

function standingOf(turn: Turn, message: Message): Standing {
  if (turn.chart.deceased) return { suppress: 'for good', why: 'the client has died' };
  if (message.answers) return replyStandingOf(turn, message, message.answers);
  const { chart } = turn;
  const { requestId = '' } = message;
  const request = chart.requests[requestId];
  if (!inCare(chart) && request?.ask !== 'booster')
    return { suppress: 'for good', why: 'the client is no longer in care' };
  if (!request)
    return {
      suppress: 'for good',
      why: `the request has been ${chart.ended[requestId]?.outcome ?? 'ended'}`,
    };
  // Held until now is parked until care is resumed: so are all timers that a pause meets.
  if (chart.pause) return { holdUntil: turn.now, why: 'care is paused' };
  const channel = channelOf(turn, message);
  if (!channel) return { suppress: 'no channel', why: 'no channel has both a consent and an address' };
  const byDay = byDayStanding(turn, channel);
  if ('holdUntil' in byDay) return byDay;
  if (message.wished) return { ...byDay, exempt: true };
  const freeAt = overBudgetUntil(turn);
  if (!freeAt) return byDay;
  const tooLate = freeAt >= atWallClock(request.expiresLocal, turn.zone);
  return tooLate || message.template.startsWith('reminder.')
    ? { suppress: 'for good', why: BUDGET_SPENT }
    : { holdUntil: freeAt, why: BUDGET_SPENT };
}

const staffStandingOf = ({ chart }: Turn, { taskId }: Message): Standing =>
  taskId && !chart.tasks[taskId] ? { suppress: 'for good', why: 'the task has ended' } : { channel: 'email' };

function claim(
  turn: Turn,
  message: Message,
  { channel, exempt, expires }: Claimed,
  { linkHash, codeHash }: Partial<ClaimMessage>,
): void {
  const { link, requestId } = message;
  const question = channel === 'sms' ? questionOf(turn, message) : undefined;
  const leads = requestId !== undefined && (!question || question.tries === 3);
  const requests = leads ? linkedWith(turn, requestId) : [];
  // A mail that leads to no request has a link as well: the one that ends the mails.
  const linked = linkHash && (leads || (channel === 'email' && message.template !== 'code'));
  turn.emit({
    type: 'message.claimed',
    messageId: message.id,
    channel,
    link: linked ? { hash: linkHash, requests } : undefined,
    question,
    exempt,
    expires,
    code:
      link && codeHash ? { hash: codeHash, link, until: after(turn.now, CODE_LIVES, turn.zone) } : undefined,
  });
  clearLook(turn, message.id);
  turn.setAt('lease', after(turn.now, CLAIM_LEASE, turn.zone), { of: message.id });
  for (const other of Object.values(turn.chart.messages)) {
    if (other.state !== 'PENDING' || other.to !== 'client' || other.question || other.answers) continue;
    if (requests.includes(other.requestId ?? ''))
      turn.emit({
        type: 'message.suppressed',
        messageId: other.id,
        why: 'it is behind one link with another',
      });
  }
}

/** Several that are due are one link, and one message: the one that it speaks of, then the others as they were opened. */
function linkedWith(turn: Turn, requestId: string): string[] {
  const { instruments } = turn.world;
  const others = Object.values(turn.chart.requests)
    .filter((request) => request.id !== requestId && !isTexted(instruments, request, turn.client))
    .sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
  return [requestId, ...others.map(({ id }) => id)];
}

type Claimed = Extract<Standing, { channel: Channel }>;

/** What a request that is answered by text asks first; its reminder asks what is still open. */
function questionOf(turn: Turn, { question, template, requestId = '' }: Message): Asking | undefined {
  const request = turn.chart.requests[requestId];
  if (question || !request || !/^(?:request|reminder)\./.test(template)) return question;
  const { instruments } = turn.world;
  const { language } = turn.client;
  if (!isTexted(instruments, request, turn.client)) return undefined;
  const thread = turn.chart.threads[requestId];
  if (thread?.tries === 3) return undefined;
  const { instrument, linkId } = thread ?? nextQuestion(instruments, request, language) ?? {};
  return instrument && linkId ? { instrument, linkId, tries: 0 } : undefined;
}

/** The channel that the client prefers, or the one that has not met with silence; what is open, otherwise. */
function channelOf(turn: Turn, { otherChannel }: Message): Channel | undefined {
  const open = openChannels(turn);
  return open.find((channel) => (channel === turn.client.channel) === !otherChannel) ?? open[0];
}

/** When the next message may go, where today's or this week's budget is spent: days are the client's own. */
function overBudgetUntil(turn: Turn): Instant | undefined {
  const { messagesPerDay, messagesPerWeek } = turn.pathway.burden;
  const { zone, now } = turn;
  // One that is being handed over may arrive, whatever becomes of the hand-over.
  const underWay = Object.values(turn.chart.messages).filter(
    ({ state, to, exempt }) => state === 'CLAIMED' && to === 'client' && !exempt,
  );
  const sent = [...turn.chart.handedOver, ...underWay.map(() => now)];
  const freed = (most: number, days: string): string[] => {
    const counted = sent.map((at) => localAfter(at, days, zone, '00:00'));
    const still = counted.filter((end) => end > wallClock(now, zone));
    return still.length < most ? [] : [still.sort()[still.length - most]!];
  };
  const last = [...freed(messagesPerDay, 'P1D'), ...freed(messagesPerWeek, 'P7D')].sort().at(-1);
  return last && atWallClock(last, zone);
}

export type SettleMessage = {
  do: 'settle-message';
  messageId: string;
  outcome:
    | { sent: 'accepted'; providerId: string }
    | { sent: 'refused'; reason: string; again: boolean; optedOut?: true }
    | { sent: 'unknown'; reason: string };
};

/** What became of a hand-over. A routine message whose fate is unknown is not sent again. */
export function settleMessage(turn: Turn, { messageId, outcome }: SettleMessage): Refusal | undefined {
  const message = turn.chart.messages[messageId];
  if (message?.state !== 'CLAIMED') return refuse('duplicate', 'This message has been settled already.');
  if (outcome.sent === 'accepted') {
    turn.emit({ type: 'message.handed-off', messageId, providerId: outcome.providerId });
  } else if (outcome.sent === 'unknown') {
    turn.emit({ type: 'message.unknown', messageId, why: outcome.reason });
  } else {
    const again = outcome.again && message.attempts < MOST_ATTEMPTS;
    turn.emit({ type: 'message.failed', messageId, why: outcome.reason, again });
    if (again) lookAgain(turn, messageId, waitAfter(turn, message));
    else if (message.to === 'client' && outcome.optedOut) stopByCarrier(turn, message);
    else if (message.to === 'client' && inCare(turn.chart))
      askForChannel(turn, outcome.reason, 'A message could not be sent to the client');
    else undelivered(turn, message);
  }
}

/**
 * Half as long again, or half as short, by the client and the try. A morning's clients who are turned away together as
 * too many would otherwise come back together, and be turned away again for as many as there are.
 */
function waitAfter({ chart }: Turn, { id, attempts, template }: Message): string {
  const waits = HURRIED.includes(template) ? [...HURRIED_AFTER, ...RETRY_AFTER] : RETRY_AFTER;
  const minutes = waits[attempts - 1] ?? waits.at(-1)!;
  const digest = createHash('sha256').update(`${chart.clientId} ${id} ${attempts}`).digest();
  return `PT${Math.round(minutes * 60 * (0.5 + digest.readUInt16BE() / 2 ** 16))}S`;
}

/** A STOP that the carrier took by itself, and of which this refusal is the first word. */
function stopByCarrier(turn: Turn, { requestId }: Message): void {
  const why = 'the carrier says that STOP was sent from this number';
  if (!revoke(turn, 'sms', why, { stopped: 'sms' })) return;
  if (openChannels(turn).length > 0) sendAnotherWay(turn, requestId);
  else if (turn.world.pathway) askForChannel(turn, why);
}

/** The lease ran out: the sender died between the provider's door and our table. */
export function loseTrack(turn: Turn, messageId: string): void {
  if (turn.chart.messages[messageId]?.state !== 'CLAIMED') return;
  turn.emit({
    type: 'message.unknown',
    messageId,
    why: 'the sender stopped before it could say whether the message went',
  });
}
