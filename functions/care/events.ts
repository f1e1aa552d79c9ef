import type {
  Asking,
  Channel,
  Finding,
  Form,
  Message,
  Owner,
  Request,
  RequestOutcome,
  Task,
  Timer,
} from './chart.ts';
import type { Client } from './client.ts';
import type { AccessEvent } from './events/access.ts';
import type { MoveEvent } from './events/moves.ts';
import type { PageEvent } from './events/page.ts';
import type { PlanEvent } from './events/plans.ts';
import type { Entry } from './log.ts';
import type { Answers } from './measures/instrument.ts';
import type { Score } from './measures/score.ts';
import type { Flags } from './messages/keywords.ts';
import type { Kind } from './messages/reply.ts';
import type { Facts } from './pathway/condition.ts';
import type { LocalDateTime } from './schedule.ts';
import type { Instant } from './time.ts';

export type Assessment = {
  riskLevel?: 'low' | 'moderate' | 'high';
  /** Of a minor: whether the guardian was told, and how, or why not. */
  guardian?: { told: boolean; how: string };
};

/** What happened, in the past tense. Text in `why` is for the people who read the timeline. */
export type Event =
  | { type: 'client.created'; client: Client }
  /** `removed`: the fields that are no longer there, which JSON can't say of a change. */
  | {
      type: 'client.changed';
      changes: Partial<Client>;
      removed?: (keyof Client)[];
      why: string;
      /** The client did it, by their own words or on their page. */
      byWords?: { stopped: Channel; onPage?: true } | { started: Channel } | { wrongNumber: string };
    }
  | {
      type: 'words.received';
      channel: Channel;
      providerId: string;
      /** When the client sent them. */
      sentAt: Instant;
      words: string;
      kind: Kind;
      flags: Flags;
      requestId?: string;
      /** A photo or another file, which is not kept. */
      media?: true;
      /** Nobody has checked that it comes from whose address it bears. */
      unverified?: true;
    }
  /** `on`: the day, where it is known. */
  | { type: 'client.died'; on?: string; why: string }
  | { type: 'client.death-corrected'; why: string }
  | { type: 'client.paused'; until?: LocalDateTime; why: string }
  | { type: 'client.resumed'; why: string }
  | {
      type: 'episode.started';
      episodeId: string;
      pathway: { id: string; version: number };
      level: string;
      clinician?: string;
    }
  | { type: 'episode.ended'; why: string }
  | { type: 'episode.level'; level: string; why: string }
  | {
      type: 'cycle.started';
      episodeId: string;
      cycle: number;
      from: 'intake' | 'reassessment';
      why: string;
    }
  | MoveEvent
  | { type: 'cycle.settled'; why: string }
  | { type: 'request.opened'; request: Request; why: string }
  | { type: 'request.extended'; requestId: string; form: Form; why: string }
  | { type: 'request.swapped'; requestId: string; from: string; to: string; why: string }
  | { type: 'request.ended'; requestId: string; outcome: RequestOutcome; says: string; why: string }
  | { type: 'reminder.skipped'; requestId: string; n: number; why: string }
  /** Occurrences up to `n` are dealt with: asked, or `skipped` with the reason. */
  | { type: 'check-in.counted'; checkInId: string; n: number; skipped?: string; anchor?: string }
  | {
      type: 'response.received';
      responseId: string;
      requestId: string;
      instrument: string;
      instrumentVersion: string;
      answers: Answers;
      digest: string;
      /** False while required answers are missing or the client has not submitted. */
      complete: boolean;
      /** It came after its request had ended: kept and watched for risk, but no part of the measures. */
      late: boolean;
      score?: Score;
      facts: Record<string, NonNullable<Facts[string]>>;
    }
  | { type: 'task.opened'; task: Task; why: string }
  | { type: 'task.joined'; taskId: string; finding: Finding }
  | { type: 'task.owned'; taskId: string; owner: Owner; by: string; why: string }
  | { type: 'task.acknowledged'; taskId: string; by: string }
  | { type: 'task.escalated'; taskId: string; rung: number; owner: Owner; why: string }
  | {
      type: 'task.completed';
      taskId: string;
      outcome: string;
      reason: string;
      by: string;
      /** Of an urgent task: what the person came to, as the clinic's jurisdiction asks. */
      assessment?: Assessment;
    }
  | { type: 'task.cancelled'; taskId: string; why: string }
  | { type: 'waiter.set'; of: string; token: string }
  | { type: 'waiter.released'; token: string; outcome: string }
  | PlanEvent
  | { type: 'timer.set'; timer: Timer }
  | { type: 'timer.fired'; timerId: string }
  | { type: 'timer.cleared'; timerId: string }
  | { type: 'message.intended'; message: Message }
  | { type: 'message.held'; messageId: string; until: Instant; why: string }
  | { type: 'message.released'; messageId: string }
  | {
      type: 'message.claimed';
      messageId: string;
      channel: Channel;
      link?: { hash: string; requests: string[] };
      question?: Asking;
      exempt?: true;
      code?: { hash: string; link: string; until: Instant };
      /** From then on it may not be handed on any more. */
      expires?: Instant;
    }
  | { type: 'message.handed-off'; messageId: string; providerId: string }
  | { type: 'message.failed'; messageId: string; why: string; again: boolean }
  | { type: 'message.unknown'; messageId: string; why: string }
  | { type: 'message.delivered'; messageId: string; why?: string }
  | { type: 'message.suppressed'; messageId: string; why: string }
  | PageEvent
  | AccessEvent;

export type LogEntry = Entry<Event>;
