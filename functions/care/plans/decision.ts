import * as z from 'zod';
import type { Intervention } from '../chart/goals-and-plans.ts';
import { courseSchema } from '../pathway/pathway.ts';
import type { Instant } from '../time.ts';
import type { Circumstances, Suggestion } from './suggest/suggestion.ts';

export const DECISIONS = ['accept', 'edit', 'reject'] as const;

/** What a clinician decided on a suggestion. The last one on an option stands. */
export type SuggestionDecision = {
  option: string;
  title: string;
  decision: (typeof DECISIONS)[number];
  reason: string;
  by: string;
  at: Instant;
  /** For the plan, as the catalogue has it or as the clinician put it; none where it was rejected. */
  intervention?: Intervention;
  circumstances: Circumstances;
};

export const interventionSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  detail: z.string().trim().min(1).max(2000).optional(),
  frequency: z.string().trim().min(1).max(100).optional(),
  /** The option of the catalogue that it is. */
  option: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .optional(),
  /** The goals that it serves, by their ids. */
  goals: z.array(z.string().regex(/^\d$/)).max(6).optional(),
  /** Sessions that are other than the catalogue has them. */
  course: courseSchema.optional(),
});

export const circumstancesOf = ({
  reasons,
  against,
  settleFirst,
}: Pick<Suggestion, 'reasons' | 'against' | 'settleFirst'>): Circumstances =>
  Object.fromEntries([
    ...reasons.map(({ rule, says }) => [rule, { says, speaks: 'for' as const }]),
    ...[...against, ...settleFirst].map(({ rule, says }) => [rule, { says, speaks: 'against' as const }]),
  ]);

/**
 * Why something that was rejected may be thought of again, in sentences: a reason for it is new, or one against it is
 * gone. A score that moved within the same rule is no change, nor is one more reason against it.
 */
export const changedSince = (then: Circumstances, now: Circumstances): string[] => [
  ...Object.entries(now)
    .filter(([rule, { speaks }]) => speaks === 'for' && !then[rule])
    .map(([, { says }]) => `New since then: ${says}`),
  ...Object.entries(then)
    .filter(([rule, { speaks }]) => speaks === 'against' && !now[rule])
    .map(([, { says }]) => `Said then, and no longer so: ${says}`),
];
