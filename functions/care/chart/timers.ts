import type { LocalDateTime } from '../schedule.ts';
import type { Instant } from '../time.ts';

const TIMER_KINDS = [
  'reminder',
  'expiry',
  'check-in',
  'reassessment',
  'plan-review',
  'session',
  'booster',
  'escalation',
  'message',
  'lease',
  'resume',
] as const;

export type TimerKind = (typeof TIMER_KINDS)[number];

/** What happens at a time. With `local` it follows the client's wall clock, so a move moves it. */
export type Timer = {
  id: string;
  kind: TimerKind;
  at: Instant;
  local?: LocalDateTime;
  /** The request, task, message or check-in that it belongs to; it goes when that ends. */
  of?: string;
  /** Which reminder, rung, occurrence, review step, or look at a message that was released. */
  n?: number;
  /** Set aside while the client's care is paused. */
  parked?: boolean;
  /** The client asked for it then. */
  wished?: true;
};
