import * as z from 'zod';
import { checkInSchema } from '../pathway/pathway.ts';
import { isDuration } from '../schedule.ts';
import { interventionSchema } from './decision.ts';

const words = (most: number) => z.string().trim().min(1).max(most);

const interventions = z.array(interventionSchema).max(20);
const checkIns = z.array(checkInSchema).max(6);
const every = z.string().refine(isDuration, 'use an ISO 8601 duration such as P6W');

/** A plan as a clinician writes it; what is left out comes from the pathway. */
export const planDraftSchema = z.strictObject({
  summary: words(2000),
  interventions: interventions.default([]),
  checkIns: checkIns.optional(),
  reassessEvery: every.optional(),
});
export type PlanDraft = z.infer<typeof planDraftSchema>;

/** What changes in the plan in force; what is left out stays as it is. */
export const revisionSchema = z
  .strictObject({ summary: words(2000), interventions, checkIns, reassessEvery: every })
  .partial();
export const cadenceChangeSchema = revisionSchema
  .pick({ checkIns: true, reassessEvery: true })
  .refine((change) => Object.keys(change).length > 0, 'give checkIns, reassessEvery or both');
export const moduleSchema = z.strictObject({ intervention: interventionSchema });
