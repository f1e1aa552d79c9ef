import * as z from 'zod';

const words = (most: number) => z.string().trim().min(1).max(most);

/** What each level of attainment would look like, in plain words; written before anything is rated. */
const scaleSchema = z.strictObject({
  '-2': words(300),
  '-1': words(300),
  '0': words(300),
  '1': words(300),
  '2': words(300),
});

/**
 * A goal as a clinician proposes it. `words` are the client's own and stay apart from `statement`, the clinical wording.
 * `measure`: what it is followed by; `weight`: how much it matters to the client, 1 where it is not said; `scale`: for
 * goal attainment scaling, 0 as expected.
 */
const proposedGoalSchema = z.strictObject({
  words: words(300),
  statement: words(600).optional(),
  measure: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(40)
    .optional(),
  target: words(200).optional(),
  due: z.iso.date('use a date such as 2026-12-24').optional(),
  weight: z.number().min(0).max(10).optional(),
  scale: scaleSchema.optional(),
});
export type ProposedGoal = z.infer<typeof proposedGoalSchema>;

/** What a clinician proposes. */
export const proposedGoalsSchema = z.strictObject({ goals: z.array(proposedGoalSchema).min(1).max(6) });

/** What would make a goal easier to follow: offered, never asked for. `linked`: something in the plan serves it. */
export function goalHints(
  { statement, measure, target, due, scale }: Omit<ProposedGoal, 'words'>,
  linked: boolean,
): string[] {
  return [
    !statement && 'Specific: it may help to say in a sentence what will be different.',
    !measure && !scale && 'Measurable: a measure, or a scale of five steps, would show how far it has come.',
    measure && !target && 'Measurable: no target is said for its measure yet.',
    !linked && 'Achievable: nothing in the plan serves it yet.',
    !due && 'Time-bound: a day to look back at it would help.',
  ].filter((hint) => typeof hint === 'string');
}
