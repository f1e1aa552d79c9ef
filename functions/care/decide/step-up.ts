import { timingSafeEqual } from 'node:crypto';
import type { Channel, Chart, StepUp } from '../chart.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after } from '../schedule.ts';
import { type Instant, milliseconds } from '../time.ts';
import type { Turn } from '../turn.ts';
import { intend } from './messages.ts';

/** OWASP ASVS 5.0, 6.6.3: an out-of-band code lives ten minutes at most. */
export const CODE_LIVES = 'PT10M';
/** As long as somebody reads, and no longer: the phone may be shared. */
const SESSION_LIVES = 'PT30M';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/**
 * Of a million codes; whoever has a link guesses one in 66,000 times a day at best. A new code takes nothing off the
 * count, and a lock ends by itself: what is behind it is the client's safety plan.
 */
const WRONG = [
  { most: 5, within: HOUR },
  { most: 15, within: DAY },
];
const ASKED = [
  { most: 3, within: HOUR },
  { most: 8, within: DAY },
];

/** `link` and the others are hashes: care never knows a token or a code. */
export type StepUpCommand =
  | { do: 'ask-code'; link: string }
  | { do: 'give-code'; link: string; code: string; session: string };

/** A code goes to where the link went, and to no other place. */
export function askCode(turn: Turn, link: string): Refusal | undefined {
  const { chart, now } = turn;
  const channel = chart.links[link]?.channel;
  if (!channel || !chart.client) return refuse('not-found', 'There is no such link.');
  if (!canHaveCode(chart, channel))
    return refuse('wrong-state', 'Nothing can be sent to where this link went. Call the client.');
  if (isSpent(chart.stepUp?.wrong, WRONG, now) || isSpent(chart.stepUp?.asked, ASKED, now))
    return refuse('not-allowed', 'Too many codes were asked for, or wrong ones given. Wait an hour.');
  const underWay = Object.values(chart.messages).some((message) => message.link === link);
  if (underWay) return refuse('duplicate', 'A code is on its way already.');
  intend(turn, {
    template: 'code',
    to: 'client',
    link,
    answers: { at: now, channel },
    why: 'the client asked for it on the page behind their link',
  });
}

/** STOP by text stands at the carrier; on the page it speaks of what the clinic sends, not of what is asked for now. */
export function canHaveCode({ client, stopped, wrongNumber }: Chart, channel: Channel): boolean {
  if (channel === 'email') return client?.email !== undefined;
  return client?.phone !== undefined && client.phone !== wrongNumber && stopped.sms !== true;
}

/** A wrong one is counted, which takes an event; a right one is used up, and opens one session. */
export function giveCode(
  turn: Turn,
  { link, code, session }: Extract<StepUpCommand, { do: 'give-code' }>,
): Refusal | undefined {
  const { chart, now, zone } = turn;
  if (!chart.links[link]) return refuse('not-found', 'There is no such link.');
  if (isOpenTo(chart, link, session, now)) return refuse('duplicate', 'This page is open already.');
  if (isSpent(chart.stepUp?.wrong, WRONG, now))
    return refuse('not-allowed', 'Too many wrong codes were given. Wait an hour.');
  if (isRight(chart.stepUp?.code, link, code, now))
    turn.emit({ type: 'code.accepted', link, session, until: after(now, SESSION_LIVES, zone) });
  else turn.emit({ type: 'code.refused', link });
}

/** Whether this session has given the code that was sent for this link, lately enough. */
export function isOpenTo({ stepUp }: Chart, link: string, session: string, now: Instant): boolean {
  const open = stepUp && Object.hasOwn(stepUp.sessions, session) ? stepUp.sessions[session] : undefined;
  return open !== undefined && open.link === link && now < open.until;
}

function isRight(sent: StepUp['code'], link: string, code: string, now: Instant): boolean {
  const [given, wanted] = [Buffer.from(code), Buffer.from(sent?.hash ?? '')];
  const same = given.length === wanted.length && timingSafeEqual(given, wanted);
  return same && sent?.link === link && now < sent.until;
}

const isSpent = (times: Instant[] = [], limits: typeof WRONG, now: Instant): boolean =>
  limits.some(
    ({ most, within }) => times.filter((at) => milliseconds(now) - milliseconds(at) < within).length >= most,
  );
