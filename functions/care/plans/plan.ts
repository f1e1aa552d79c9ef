import * as z from 'zod';
import { checkInSchema } from '../pathway/pathway.ts';
import { isDuration } from '../schedule.ts';

const words = (most: number) => z.string().trim().min(1).max(most);

/** What a clinician proposes. `words` are the client's own; `statement` is the clinical wording beside them. */
export const proposedGoalsSchema = z.strictObject({
  goals: z
    .array(z.strictObject({ words: words(300), statement: words(600).optional() }))
    .min(1)
    .max(6),
});

/** A plan as a clinician writes it; what is left out comes from the pathway. */
export const planDraftSchema = z.strictObject({
  summary: words(2000),
  interventions: z
    .array(
      z.strictObject({
        title: words(200),
        detail: words(2000).optional(),
        frequency: words(100).optional(),
      }),
    )
    .max(20)
    .default([]),
  checkIns: z.array(checkInSchema).max(6).optional(),
  reassessEvery: z.string().refine(isDuration, 'use an ISO 8601 duration such as P6W').optional(),
});
