import type { Goal, Plan, Signature } from '../chart.ts';
import type { Level } from '../measures/goal-attainment.ts';
import type { Track } from '../measures/track.ts';
import type { Background } from '../plans/background.ts';
import type { SuggestionDecision } from '../plans/decision.ts';
import type { SafetyPlan, WellnessPlan } from '../plans/safety-plan.ts';
import type { Instant } from '../time.ts';

/** What happened to goals, plans and what plans are made from. */
export type PlanEvent =
  | { type: 'goals.wished'; goals: Goal[]; mattersMost?: string }
  | { type: 'goals.proposed'; goals: Goal[]; by: string }
  | { type: 'goals.settled'; state: 'agreed' | 'disagreement-recorded'; goals: Goal[]; why: string }
  | { type: 'goals.questioned'; words: string }
  | { type: 'plan.drafted'; plan: Plan }
  | { type: 'plan.activated'; version: number; why: string }
  | { type: 'plan.questioned'; words: string }
  | { type: 'plan.reviewed'; why: string }
  /** What the measures say, where it is other than before; what is not known (grey) changes nothing. */
  | { type: 'track.changed'; flag: Exclude<Track['flag'], 'grey'>; because: string }
  | { type: 'plan.signed'; version: number; signature: Omit<Signature, 'at'> }
  | { type: 'background.recorded'; background: Background; why: string }
  | { type: 'suggestion.decided'; decision: Omit<SuggestionDecision, 'at'> }
  | { type: 'safety-plan.written'; version: number; plan: SafetyPlan; why: string }
  | { type: 'safety-plan.reviewed'; version: number }
  | { type: 'wellness-plan.written'; plan: WellnessPlan; why: string }
  | { type: 'booster.skipped'; n: number; why: string }
  | { type: 'boosters.stopped'; why: string }
  /** A treatment contact that was to be. `at`: when it began. */
  | { type: 'session.recorded'; at: Instant; attended: boolean; what?: string }
  /** `t` over the goals that have been rated so far, `rated` of them. */
  | { type: 'goals.rated'; ratings: { goal: string; level: Level }[]; t: number; rated: number };
