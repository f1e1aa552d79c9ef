import type { Ask, Form, Request, RequestOutcome } from '../chart.ts';
import type { Asking, BatteryEntry } from '../pathway/pathway.ts';
import { localAfter } from '../schedule.ts';
import type { Turn } from '../turn.ts';
import { intend } from './messages.ts';
import { rungOf, shorten } from './silence.ts';

type NewRequest = {
  key: string;
  ask: Ask;
  forms: string[];
  asking: Asking;
  checkIn?: { id: string; n: number };
  waiter?: string;
  why: string;
};

/** Asks the client: the request, when it reminds and expires, and the message that brings the link. */
export function openRequest(turn: Turn, { asking, forms, why, ...rest }: NewRequest): Request {
  const { chart, zone, now } = turn;
  const request: Request = {
    id: turn.id('request'),
    forms: forms.map((instrument): Form => ({ instrument, done: false })),
    cycle: chart.episode?.cycle ?? 0,
    openedAt: now,
    expiresLocal: localAfter(now, asking.expiresAfter, zone),
    ...(rest.ask === 'check-in' && chart.goals
      ? { goals: chart.goals.goals.map(({ id, words }) => ({ id, words })) }
      : {}),
    ...rest,
  };
  turn.emit({ type: 'request.opened', request, why });
  asking.reminders.forEach((wait, at) => {
    turn.setLocal('reminder', localAfter(now, wait, zone), { of: request.id, n: at + 1 });
  });
  turn.setLocal('expiry', request.expiresLocal, { of: request.id });
  // The same words as a check-in: how are things?
  const template = request.ask === 'booster' ? 'request.check-in' : `request.${request.ask}`;
  intend(turn, { template, to: 'client', requestId: request.id, why });
  return request;
}

/** Ends a request and hands its task token back to whoever waits. */
export function endRequest(
  turn: Turn,
  request: Request,
  outcome: RequestOutcome,
  why: string,
  says: string = outcome,
): void {
  turn.emit({ type: 'request.ended', requestId: request.id, outcome, says, why });
  if (request.waiter) turn.emit({ type: 'waiter.released', token: request.waiter, outcome: says });
}

export function cancelRequests(turn: Turn, which: (request: Request) => boolean, why: string): void {
  for (const request of Object.values(turn.chart.requests)) {
    if (which(request)) endRequest(turn, request, 'cancelled', why);
  }
}

/** What a battery asks of everyone; the rest is added once the answers so far call for it. */
export const unconditional = (battery: BatteryEntry[]): string[] =>
  battery.filter((entry) => !entry.when).map((entry) => entry.instrument);

export function remind(turn: Turn, requestId: string, n: number, wished?: true): void {
  const request = turn.chart.requests[requestId];
  if (!request) return;
  const due = Object.values(turn.chart.timers).filter((t) => t.of === requestId && t.at <= turn.now);
  if (due.some((timer) => timer.kind === 'reminder' || timer.kind === 'expiry')) {
    turn.emit({
      type: 'reminder.skipped',
      requestId,
      n,
      why: 'Attune was away when it was due, and what follows it is due as well',
    });
    return;
  }
  const unsent = Object.values(turn.chart.messages).some(
    (message) => message.requestId === requestId && message.state === 'PENDING',
  );
  if (unsent) {
    turn.emit({ type: 'reminder.skipped', requestId, n, why: 'the message before it has not gone yet' });
    return;
  }
  const more = Object.values(turn.chart.timers).some((t) => t.of === requestId && t.kind === 'reminder');
  const { otherChannel, shorter } = rungOf(turn.pathway, wished ? 0 : n);
  const how = [
    ...(otherChannel ? ['by the other channel'] : []),
    ...(shorter && shorten(turn, request) ? ['with a shorter form'] : []),
  ];
  intend(turn, {
    template: more ? 'reminder.first' : 'reminder.last',
    to: 'client',
    requestId,
    why: wished
      ? 'the client asked to be asked at this hour'
      : [`no answer yet, reminder ${n}`, ...how].join(', '),
    wished,
    otherChannel,
  });
}
