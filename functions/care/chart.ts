import type { Client } from './client.ts';
import type { ClinicSettings } from './clinic.ts';
import type { Level } from './measures/goal-attainment.ts';
import type { Answers, Instrument } from './measures/instrument.ts';
import type { ItemPoints } from './measures/items.ts';
import type { Track } from './measures/track.ts';
import type { Lexicon } from './messages/keywords.ts';
import type { Facts } from './pathway/condition.ts';
import type { CheckIn, Pathway, Play, SessionCourse } from './pathway/pathway.ts';
import type { Background } from './plans/background.ts';
import type { SuggestionDecision } from './plans/decision.ts';
import type { ProposedGoal } from './plans/goals.ts';
import type { SafetyPlanVersion, WellnessPlan } from './plans/safety-plan.ts';
import type { LocalDateTime } from './schedule.ts';
import type { TaskKind, TaskPriority } from './task-kinds.ts';
import type { Instant } from './time.ts';

/** Who the log names for what came by a client's link. */
export const CLIENT = 'client';

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

/** One owner a task: a person, or a team whose members may claim it. `team` stays behind a person as cover. */
export type Owner = { staff: string } | { team: string };

export type Task = {
  id: string;
  key: string;
  kind: TaskKind;
  title: string;
  priority: TaskPriority;
  owner: Owner;
  team: string;
  openedAt: Instant;
  dueAt: Instant;
  cycle: number;
  /** How far up the ladder it is; 0 before the first rung. */
  rung: number;
  /** Of what is urgent: who had it before. */
  passed?: Owner[];
  acknowledged?: { at: Instant; by: string };
  /** When somebody last acknowledged it, whatever came since. */
  seenAt?: Instant;
  /** What a person needs to decide, gathered when the task was made. */
  brief: Brief;
  /** What led to it; further findings join here instead of making a second task. */
  findings: Finding[];
  waiter?: string;
};

/** `more`: it stands for so many that only the log still has. */
export type Finding = { at: Instant; rule: string; what: string; responseId?: string; more?: number };

export type Brief = {
  measures?: MeasureBrief[];
  goals?: { words: string; rating?: number; level?: Level }[];
  attainment?: { at: Instant; t: number; rated: number };
  own?: OwnWords;
  checkIns?: { asked: number; answered: number; missedInARow: number };
  urgentFindings?: number;
  plan?: { version: number; summary: string };
  clientWords?: string;
  note?: string;
  /** Where care is not on track: why, and what the pathway offers. */
  track?: Track;
  playbook?: Play[];
  /** What was accepted of the suggestions, and is in no plan yet. */
  accepted?: Intervention[];
};

export type MeasureBrief = {
  measure: string;
  baseline: number;
  last: number;
  change: number;
  reliable: string;
  band?: string;
  /** Of the last answers, risk items first: the worst, and what moved most since the baseline. */
  worst?: ItemPoints[];
  changed?: ItemPoints[];
};

export const TIMER_KINDS = [
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

export type EndedTask = { key: string; outcome: string; cycle: number; at: Instant };

/** `rating`: the client's, 0 to 10, in check-ins. `level`: the last against the scale, −2 to 2. */
export type Goal = ProposedGoal & {
  id: string;
  rating?: number;
  ratedAt?: Instant;
  level?: Level;
  leveledAt?: Instant;
};
export type OwnWords = Partial<Record<'strengths' | 'hopes' | 'helped' | 'matters-most', string>>;

export type GoalSet = {
  state: 'wished' | 'proposed' | 'agreed' | 'disagreement-recorded';
  goals: Goal[];
  clientWords?: string;
  /** What they do not agree on, in the clinician's words; the client's stand beside it. */
  disagreement?: string;
  /** Of the scales: 50 is as expected. */
  attainment?: { at: Instant; t: number; rated: number };
};

/** `option` of the catalogue, `goals` that it serves by their ids. */
export type Intervention = {
  title: string;
  detail?: string;
  frequency?: string;
  option?: string;
  goals?: string[];
  /** Its sessions, each of which is a task: the catalogue's, or as the clinician put them. */
  course?: SessionCourse;
};

/** Who stands behind a version of a plan, since when, and how they said so. */
export type Signature = { as: 'client' | 'clinician'; by: string; at: Instant; how: string };

/** Plans are versions, never edits. */
export type Plan = {
  version: number;
  summary: string;
  interventions: Intervention[];
  checkIns: CheckIn[];
  reassessEvery: string;
  draftedBy: string;
  /** What the client asked about it, where they did. */
  clientWords?: string;
  signatures?: Signature[];
  activatedAt?: Instant;
  reviewedAt?: Instant;
};

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

export type CheckInCount = {
  anchor: string;
  n: number;
  asked: number;
  answered: number;
  missedInARow: number;
};

/** All of one client's care that is open, and what the rules need; the log has the rest. The unit of consistency. */
export type Chart = {
  clinicId: string;
  clientId: string;
  /** The sequence number of the last log entry; 0 before the first. */
  version: number;
  /** The hash of the last log entry. */
  head: string;
  client?: Client;
  /** `own`: the client asked for it, and may end it. */
  /** Nothing is ever sent to the client again, and nothing is asked. */
  deceased?: { on?: string; at: Instant; by: string };
  pause?: { at: Instant; until?: LocalDateTime; why: string; own?: true };
  episode?: Episode;
  requests: Record<string, Request>;
  ended: Record<string, EndedRequest>;
  /** Of the last answers to each form, by `digestKey`, to recognise a repeat. */
  digests: Record<string, string>;
  endedTasks: Record<string, EndedTask>;
  tasks: Record<string, Task>;
  timers: Record<string, Timer>;
  messages: Record<string, Message>;
  links: Record<string, Link>;
  /** Hand-overs to the client in the last week, oldest first: the burden budget counts them. */
  handedOver: Instant[];
  measures: Record<string, Measured>;
  /** What the measures said last of how care goes, and when a clinician last had it to look at. */
  track?: { flag: Exclude<Track['flag'], 'grey'>; because: string; at: Instant; lookedAt?: Instant };
  facts: Record<string, NonNullable<Facts[string]>>;
  goals?: GoalSet;
  plan?: Plan;
  draft?: Plan;
  /** What a clinician recorded of the client, and what they decided on suggestions, by option. */
  background?: Background;
  decided?: Record<string, SuggestionDecision>;
  /** The client's own; they outlast the episode. */
  safetyPlan?: SafetyPlanVersion;
  wellnessPlan?: WellnessPlan & { at: Instant; by: string };
  /** After care: of the red line's measure, oldest first. They are no part of the episode's course. */
  boosterScores?: number[];
  /** What the client said of what they value and can do: shown while goals are written. */
  own?: OwnWords;
  course?: Course;
  pastCourses?: PastCourse[];
  /** When the last finding became urgent. */
  alertAt?: Instant;
  checkIns: Record<string, CheckInCount>;
  urgentFindings: number;
  /** By request. */
  threads: Record<string, Thread>;
  sent: Record<string, Sent>;
  /** The consents that the client took away, by words or on their page: those alone can START bring back. */
  stopped: Partial<Record<Channel, true | 'page'>>;
  /** A number that somebody else has by now: what comes from it is not the client's. */
  wrongNumber?: string;
  crisisReplyAt?: Instant;
  stepUp?: StepUp;
  /** Until when those who are none of the care team may see it, and why, by staff id. */
  glass?: Record<string, { until: Instant; reason: string }>;
  /** Legal hold: nothing of this client may be erased, made anonymous or let run out. */
  hold?: { at: Instant; by: string; why: string };
};

/** What came late stands beside what was taken: a repeat of the one is no repeat of the other. */
export const digestKey = (response: { requestId: string; instrument: string; late: boolean }): string =>
  `${response.requestId}/${response.instrument}${response.late ? '/late' : ''}`;

export const emptyChart = (clinicId: string, clientId: string): Chart => ({
  clinicId,
  clientId,
  version: 0,
  head: '',
  requests: {},
  ended: {},
  digests: {},
  endedTasks: {},
  tasks: {},
  timers: {},
  messages: {},
  links: {},
  handedOver: [],
  measures: {},
  facts: {},
  checkIns: {},
  urgentFindings: 0,
  threads: {},
  sent: {},
  stopped: {},
});

/** What the deciders are given of the world: the time, and the care that is data. */
export type World = {
  now: Instant;
  pathway?: Pathway;
  /** The version that a command, or a planned move, takes the episode to. */
  destination?: Pathway;
  instruments: Record<string, Instrument>;
  clinic: ClinicSettings;
  lexicon: Lexicon;
  /** The catalogue's schedule of an option that is a course of sessions. */
  courseOf?: (option: string) => SessionCourse | undefined;
};
