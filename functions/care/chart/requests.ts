import type { Answers } from '../measures/instrument.ts';
import type { LocalDateTime } from '../schedule.ts';
import type { Instant } from '../time.ts';

/**
 * What a request asks for. `packet` and `reassessment` are batteries of instruments; `after-session` asks how a session
 * was; `booster` comes after care.
 */
export const ASKS = [
  'intake',
  'packet',
  'goals',
  'agreement',
  'plan',
  'check-in',
  'reassessment',
  'after-session',
  'booster',
] as const;

export type Ask = (typeof ASKS)[number];

export type RequestOutcome = 'answered' | 'expired' | 'cancelled';

/** `insteadOf`: the longer form that it stands for, or the shorter one that the client did not want; that may be answered too. */
export type Form = { instrument: string; done: boolean; partial?: Answers; insteadOf?: string };

/** Something asked of the client. `key` names the occurrence, so that asking twice opens one. */
export type Request = {
  id: string;
  key: string;
  ask: Ask;
  forms: Form[];
  cycle: number;
  openedAt: Instant;
  expiresLocal: LocalDateTime;
  checkIn?: { id: string; n: number };
  /** The goals that a check-in asks a rating of, in the client's words as they stood. */
  goals?: { id: string; words: string }[];
  /** The task token of the execution that waits for this. */
  waiter?: string;
  /** How often the client has asked to be asked later. */
  snoozed?: number;
};

/** A request that ended lately: enough to recognise a repeat, and to keep what comes late. */
export type EndedRequest = {
  key: string;
  ask: Ask;
  outcome: RequestOutcome;
  /** What its execution was told: the outcome, or what the client decided (`agreed`, `question`). */
  says: string;
  at: Instant;
  cycle: number;
  instruments: string[];
  goals?: { id: string; words: string }[];
  /** How many answers have come since. */
  late?: number;
};

export type CheckInCount = {
  anchor: string;
  n: number;
  asked: number;
  answered: number;
  missedInARow: number;
};
