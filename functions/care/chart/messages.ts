import type { Instant } from '../time.ts';
import type { Owner } from './tasks.ts';

export type MessageTo = 'client' | Owner;

export type Channel = 'sms' | 'email';

/** One outbound message before and while it is handed over; the log has those that ended. */
export type Message = {
  id: string;
  template: string;
  to: MessageTo;
  state: 'PENDING' | 'CLAIMED';
  intendedAt: Instant;
  requestId?: string;
  taskId?: string;
  attempts: number;
  why: string;
  /** When the client wrote what this answers: for five minutes it may go at any hour, and on that channel alone. */
  answers?: { at: Instant; channel: Channel };
  /** A question of the thread, where the request is answered by text. */
  question?: Asking;
  channel?: Channel;
  /** It answered the client in time, and so does not count against the budget. */
  exempt?: true;
  /** The client asked for it at that hour, and so it goes whatever the budget. */
  wished?: true;
  /** The one that the client does not prefer, where that is open: the other has met with silence. */
  otherChannel?: true;
  /** Of the reply to words of danger: a minor is told at once who else hears of them. */
  guardianIsTold?: true;
  /** Of a code: the link, by its hash, that it opens the client's own page from. */
  link?: string;
};

/** `tries`: 0 asked, 1 and 2 asked again, 3 given up for the link. */
export type Asking = { instrument: string; linkId: string; tries: 0 | 1 | 2 | 3 };

/** What a thread of texts waits for an answer to; without `askedAt` it is still on its way. */
export type Thread = Asking & { requestId: string; askedAt?: Instant; closedAt?: Instant };

/** A message whose hand-over is over, while a provider or the client may still come back to it. */
export type Sent = {
  at: Instant;
  state: 'handed-off' | 'unknown' | 'delivered' | 'failed';
  toClient: boolean;
  template: string;
  channel: Channel;
  requestId?: string;
  taskId?: string;
};

/** What a client's link opens. Kept for a while after its requests ended, so that a late answer is not lost. */
export type Link = { requests: string[]; madeAt: Instant; channel?: Channel };

/** What stands between a client's link and their own page. Links, codes and sessions are hashes here. */
export type StepUp = {
  /** When codes were asked for, and when wrong ones were given, in the last day. */
  asked: Instant[];
  wrong: Instant[];
  /** The newest alone is good. */
  code?: { hash: string; link: string; until: Instant };
  sessions: Record<string, { link: string; until: Instant }>;
};
