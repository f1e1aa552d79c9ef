import * as z from 'zod';

/** What the law where the clinic works asks of it. */
export const jurisdictionSchema = z.strictObject({
  /** Whether whoever ends an urgent task enters the level of risk they came to. Nothing else ever does. */
  riskLevel: z.enum(['asked', 'not-recorded']),
  minors: z.strictObject({
    under: z.int().min(12).max(25),
    /** Of a risk answer: `told` as a rule, or as the clinician decides. By a person, never by a message. */
    guardian: z.enum(['told', 'clinician-decides']),
  }),
});
export type Jurisdiction = z.infer<typeof jurisdictionSchema>;

/** What holds where a clinic has not said otherwise. */
export const JURISDICTION: Jurisdiction = {
  riskLevel: 'not-recorded',
  minors: { under: 18, guardian: 'clinician-decides' },
};
