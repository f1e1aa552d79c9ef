import type { Answers } from '../measures/instrument.ts';
import type { Instant } from '../time.ts';
import type { Channel } from './messages.ts';

export type Measured = {
  /** `prorated`: gaps were filled by rule, and no outcome counts it. */
  baseline: { at: Instant; value: number; answers?: Answers; prorated?: true };
  last: { at: Instant; value: number; band?: string; answers?: Answers; prorated?: true };
  count: number;
};

export const STAGES = [
  'intake',
  'assessment',
  'goals',
  'plan',
  'treatment',
  'reassessment',
  'ended',
] as const;

export type Stage = (typeof STAGES)[number];

export type Episode = {
  id: string;
  pathway: { id: string; version: number };
  startedAt: Instant;
  clinician?: string;
  level: string;
  cycle: number;
  stage: Stage;
  /** When its first plan came into force: a revised plan does not set the weeks back. */
  treatedSince?: Instant;
  /** To another version of the pathway, once these requests and tasks have ended. */
  moving?: { to: number; waits: string[]; at: Instant };
  /** From another version; it can be undone for as long as this stands. */
  moved?: { from: number; at: Instant };
  endedAt?: Instant;
};

/** What a clinic's outcomes are counted from, besides the measures. */
export type Course = {
  /** Treatment contacts. */
  attended: number;
  missed: number;
  lastSession?: { at: Instant; attended: boolean; what?: string };
  /** Requests that were answered or expired, by the channel that they went by. */
  asked: Partial<Record<Channel | 'none', { asked: number; began: number; answered: number }>>;
  /** Seconds from an urgent finding to the person who saw it, oldest first. */
  acknowledgedAfter: number[];
};

export type PastCourse = Course & {
  episode: Episode;
  totals: Record<string, { baseline: number; last: number; count: number; prorated?: true }>;
};
