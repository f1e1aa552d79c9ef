import type { Course, Episode, Measured, PastCourse } from './chart/episode.ts';
import type { GoalSet, OwnWords, Plan } from './chart/goals-and-plans.ts';
import type { Channel, Link, Message, Sent, StepUp, Thread } from './chart/messages.ts';
import type { CheckInCount, EndedRequest, Request } from './chart/requests.ts';
import type { EndedTask, Task } from './chart/tasks.ts';
import type { Timer } from './chart/timers.ts';
import type { Client } from './client.ts';
import type { ClinicSettings } from './clinic.ts';
import type { Instrument } from './measures/instrument.ts';
import type { Track } from './measures/track.ts';
import type { Lexicon } from './messages/keywords.ts';
import type { Facts } from './pathway/condition.ts';
import type { Pathway, SessionCourse } from './pathway/pathway.ts';
import type { Background } from './plans/background.ts';
import type { SuggestionDecision } from './plans/decision.ts';
import type { SafetyPlanVersion, WellnessPlan } from './plans/safety-plan.ts';
import type { LocalDateTime } from './schedule.ts';
import type { Instant } from './time.ts';

export * from './chart/episode.ts';
export type * from './chart/goals-and-plans.ts';
export type * from './chart/messages.ts';
export * from './chart/requests.ts';
export type * from './chart/tasks.ts';
export type * from './chart/timers.ts';

/** Who the log names for what came by a client's link. */
export const CLIENT = 'client';

/** All of one client's care that is open, and what the rules need; the log has the rest. The unit of consistency. */
export type Chart = {
  clinicId: string;
  clientId: string;
  /** The sequence number of the last log entry; 0 before the first. */
  version: number;
  /** The hash of the last log entry. */
  head: string;
  client?: Client;
  /** Nothing is ever sent to the client again, and nothing is asked. */
  deceased?: { on?: string; at: Instant; by: string };
  /** `own`: the client asked for it, and may end it. */
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
