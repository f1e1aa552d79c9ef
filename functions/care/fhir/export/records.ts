import type { Channel, GoalSet, Message, Plan, Request, Signature, Task } from '../../chart.ts';
import type { Assessment, Event, LogEntry } from '../../events.ts';
import type { SuggestionDecision } from '../../plans/decision.ts';
import type { ProposedGoal } from '../../plans/goals.ts';
import type { Instant } from '../../time.ts';

export type Log = readonly { entry: LogEntry; hash: string }[];

/** One log entry, as what it did speaks of it. */
export type Mark = { seq: number; at: Instant; by: string };
export type Ended = Mark & { why: string };

export type EpisodeRecord = {
  id: string;
  pathway: { id: string; version: number };
  clinician?: string;
  level: string;
  began: Mark;
  ended?: Ended;
  pauses: { from: Instant; until?: Instant }[];
};

export type RequestRecord = {
  request: Request;
  episodeId?: string;
  began: Mark;
  /** When it expires, by the last timer set for it. */
  dueAt?: Instant;
  /** The plan that a check-in belongs to. */
  plan?: string;
  ended?: Ended & { outcome: string };
  changed: Mark;
};

export type Received = Extract<Event, { type: 'response.received' }>;
export type ResponseRecord = {
  event: Received;
  episodeId?: string;
  request?: RequestRecord;
  mark: Mark;
  /** The response to the same form that this one takes the place of; `corrects` where that had been submitted. */
  replaces?: string;
  corrects: boolean;
  /** Another response to the same form stands in place of this one. */
  replaced: boolean;
  ratings: { goal: string; value: number }[];
};

export type TaskRecord = {
  task: Task;
  episodeId?: string;
  began: Mark;
  ended?: Ended & { outcome?: string; assessment?: Assessment };
  changed: Mark;
};

/** Goals as they stood from one entry on. `key` of each goal tells it from those of other sets, which count anew. */
export type GoalSetRecord = {
  episodeId?: string;
  state: GoalSet['state'];
  goals: (ProposedGoal & { key: string; id: string })[];
  began: Mark;
  settled?: Ended;
  /** What the client said to what was proposed. */
  questions: { mark: Mark; words: string }[];
  replaced?: Mark;
  ratings: { goal: string; value: number; responseId: string; mark: Mark }[];
  /** Against the scales, −2 to 2. */
  levels: { goal: string; level: number; mark: Mark }[];
};

export type PlanRecord = {
  key: string;
  episodeId?: string;
  plan: Plan;
  drafted: Mark;
  activated?: Ended;
  replaced?: Mark;
  goals?: GoalSetRecord;
  questions: { mark: Mark; words: string }[];
  signatures: (Omit<Signature, 'at'> & { mark: Mark })[];
};

/** One version of a plan that is the client's own: sections of lines, in their words. */
export type OwnPlanRecord = {
  key: string;
  kind: 'safety' | 'wellness';
  version?: number;
  sections: { heading: string; lines: string[] }[];
  written: Ended;
  reviewed?: Mark;
  replaced?: Mark;
};

export type MessageRecord = {
  message: Message;
  episodeId?: string;
  began: Mark;
  channel?: Channel;
  sentAt?: Instant;
  deliveredAt?: Instant;
  state: 'intended' | 'held' | 'claimed' | 'sent' | 'failed' | 'unknown' | 'suppressed';
  why?: string;
  changed: Mark;
};

/** What the client wrote, other than by answering a form. */
export type WordsRecord = {
  key: string;
  episodeId?: string;
  channel: Channel;
  sentAt: Instant;
  requestId?: string;
  mark: Mark;
};

export type BackgroundField = 'preferences' | 'history' | 'problems' | 'phenotypes' | 'medicines' | 'payer';
/** One thing that a clinician recorded of the client, for as long as it stood so. */
export type BackgroundRecord = {
  key: string;
  field: BackgroundField;
  name: string;
  value: string | number | boolean;
  from: Mark;
  until?: Mark;
};

/** `replaced` by another decision on the same option. */
export type DecisionRecord = {
  key: string;
  episodeId?: string;
  decision: Omit<SuggestionDecision, 'at'>;
  made: Mark;
  replaced?: Mark;
};

export type ConsentRecord = { channel: Channel; at: Instant; given: Mark; withdrawn?: Mark };

/** A chart's log, sorted by what it tells of: all that happened, where the chart keeps only what is open. */
export type History = {
  episodes: EpisodeRecord[];
  requests: RequestRecord[];
  responses: ResponseRecord[];
  tasks: TaskRecord[];
  goalSets: GoalSetRecord[];
  plans: PlanRecord[];
  ownPlans: OwnPlanRecord[];
  messages: MessageRecord[];
  words: WordsRecord[];
  consents: ConsentRecord[];
  background: BackgroundRecord[];
  decisions: DecisionRecord[];
};
