import type { Message, MessageTo, Timer } from '../chart.ts';
import { after, type QuietHours, quietFrom, quietUntil } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';

/**
 * If the hand-over has not come by then, it is tried again: the stream may have given up on it. Each time later than the
 * last, as where the stream itself is away it brings all of them when it is back.
 */
const LOOK_AGAIN = ['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT4H'];

type Intent = Pick<
  Message,
  | 'template'
  | 'why'
  | 'requestId'
  | 'taskId'
  | 'answers'
  | 'question'
  | 'link'
  | 'wished'
  | 'otherChannel'
  | 'guardianIsTold'
> & { to: MessageTo };

export function intend(turn: Turn, intent: Intent): void {
  const message: Message = {
    id: turn.id('message'),
    state: 'PENDING',
    intendedAt: turn.now,
    attempts: 0,
    ...intent,
  };
  turn.emit({ type: 'message.intended', message });
  const quiet = message.to === 'client' && !message.answers ? quietNow(turn) : undefined;
  if (quiet) hold(turn, message.id, quiet, 'quiet hours');
  else lookAgain(turn, message.id, LOOK_AGAIN[0]!);
}

/** Until when nothing may go to the client: the pathway's quiet hours, and those that are not the client's own. */
export const quietNow = (turn: Turn): Instant | undefined => quietAt(turn, turn.now);

export function quietAt(turn: Turn, now: Instant): Instant | undefined {
  const { zone, pathway } = turn;
  const own = ownQuiet(turn);
  let at = now;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const until = quietUntil(at, zone, pathway.quietHours) ?? (own && quietUntil(at, zone, own));
    if (!until) return at === now ? undefined : at;
    at = until;
  }
  // The two leave no time between them any more: the client's wish gives way, or nothing would ever go.
  return quietUntil(now, zone, pathway.quietHours);
}

/** When either kind of quiet next begins. */
export function quietBegins(turn: Turn): Instant | undefined {
  const { now, zone, pathway } = turn;
  const own = ownQuiet(turn);
  const begins = [quietFrom(now, zone, pathway.quietHours), own && quietFrom(now, zone, own)];
  return begins.filter((at) => at !== undefined).sort()[0];
}

function ownQuiet({ client: { hours } }: Turn): QuietHours | undefined {
  return hours && { from: hours.to, to: hours.from };
}

/** Each kind of quiet ends where the other may have begun. */
const MOST_LOOKS = 4;

export function hold(turn: Turn, messageId: string, until: Instant, why: string): void {
  turn.emit({ type: 'message.held', messageId, until, why });
  clearLook(turn, messageId);
  turn.setAt('message', until, { of: messageId });
}

export function lookAgain(turn: Turn, messageId: string, wait: string, n?: number): void {
  clearLook(turn, messageId);
  turn.setAt('message', after(turn.now, wait, turn.zone), { of: messageId, ...(n && { n }) });
}

export function clearLook(turn: Turn, messageId: string): void {
  for (const timer of Object.values(turn.chart.timers)) {
    if (timer.of === messageId) turn.emit({ type: 'timer.cleared', timerId: timer.id });
  }
}

/** The moment of a held or overlooked message has come: the relay hands it over. */
export function release(turn: Turn, messageId: string, { n = 0 }: Pick<Timer, 'n'>): void {
  const message = turn.chart.messages[messageId];
  if (message?.state !== 'PENDING') return;
  turn.emit({ type: 'message.released', messageId });
  lookAgain(turn, messageId, LOOK_AGAIN[n] ?? LOOK_AGAIN.at(-1)!, n + 1);
}
