/** Suggestions as staff are shown them. */
import * as z from 'zod';
import { OPTION_KINDS } from '../care/plans/catalogue.ts';
import { DECISIONS, interventionSchema } from '../care/plans/decision.ts';
import { type Reason, STANDINGS, type Suggestion } from '../care/plans/suggest/suggestion.ts';
import { type GroupMatch, groupDirectorySchema } from '../care/plans/suggest.ts';
import type { Say } from '../care/sentences.ts';
import { instantSchema } from './views.ts';

const yes = z.literal(true).optional();

const sourcedSchema = z.object({
  says: z.string(),
  source: z.string(),
  unconfirmed: yes,
});
const reasonSchema = sourcedSchema.extend({ rule: z.string(), counts: z.int() });

const groupSchema = z.object({
  group: groupDirectorySchema.shape.groups.element,
  matches: z.array(z.string()).describe('What fits, and why it matters to this client'),
  misses: z.array(z.string()),
  fits: z.boolean(),
});

const suggestionSchema = z.object({
  option: z.string(),
  title: z.string(),
  kind: z.enum(OPTION_KINDS),
  place: z.int(),
  standing: z.enum(STANDINGS),
  reasons: z.array(reasonSchema),
  against: z.array(reasonSchema),
  settleFirst: z.array(reasonSchema).describe('What a clinician has to settle before it can be thought of'),
  rejectedBefore: z.object({ reason: z.string(), by: z.string(), at: instantSchema }).optional(),
  changed: z
    .array(z.string())
    .optional()
    .describe('Why what was rejected is offered again: what is other than it was then'),
  cautions: z.array(sourcedSchema),
  evidence: sourcedSchema,
  fit: z.object({ for: z.int(), against: z.int() }).describe('Counts of reasons; they foretell nothing'),
  order: z.string().describe('Why it stands where it stands'),
  advice: z
    .array(
      z.object({
        drug: z.string(),
        genes: z.record(z.string(), z.string()),
        action: z.string(),
        strength: z.string().nullable(),
        says: z.string(),
        version: z.object({
          set: z.string(),
          guideline: z.string().optional(),
          pmid: z.string().optional(),
        }),
        caveats: z.array(z.string()),
      }),
    )
    .optional(),
  groups: z
    .array(groupSchema)
    .optional()
    .describe('Of the clinic’s directory: those that this could be and that meet every wish'),
  version: z.object({ catalogue: z.string(), rules: z.string() }),
  planned: interventionSchema
    .pick({ title: true, detail: true, frequency: true })
    .required()
    .describe('What stands in the plan where it is accepted, in the client’s language'),
});

export const decisionSchema = z.object({
  option: z.string(),
  title: z.string(),
  decision: z.enum(DECISIONS),
  reason: z.string(),
  by: z.string(),
  at: instantSchema,
  intervention: interventionSchema.optional(),
});

export const suggestionsSchema = z.object({
  suggestions: z.array(suggestionSchema),
  decided: z.array(decisionSchema).describe('What a clinician decided, the last on each option'),
  words: z
    .object({ culture: z.string().optional(), interpreter: z.string().optional() })
    .describe('What the client wrote in the intake: no rule reads it, a clinician does'),
  earlier: z
    .array(
      z.object({
        title: z.string(),
        option: z.string().optional().describe('The option of the catalogue by this title'),
        episodeId: z.string().optional(),
        version: z.int(),
        from: instantSchema,
        until: instantSchema.optional(),
      }),
    )
    .describe('What earlier plans held. How it went is not on record, and nothing is concluded from it'),
  groups: z
    .array(groupSchema)
    .describe(
      'Support groups that the clinic knows of, those that fit first: by language, by what they are about, by how they meet',
    ),
});

/** Suggestions in the reader's language: what staff and the clinic wrote of them stands as they wrote it. */
export const suggestionSaid =
  (say: Say) =>
  (one: Suggestion): Suggestion => {
    const reasons = (many: Reason[]) => many.map((reason) => sourcedSaid(say, reason));
    return {
      ...one,
      title: say(one.title),
      reasons: reasons(one.reasons),
      against: reasons(one.against),
      settleFirst: reasons(one.settleFirst),
      cautions: one.cautions.map((caution) => sourcedSaid(say, caution)),
      evidence: sourcedSaid(say, one.evidence),
      order: say(one.order),
      ...(one.changed && { changed: one.changed.map(say) }),
      ...(one.groups && { groups: one.groups.map(groupSaid(say)) }),
      ...(one.advice && {
        advice: one.advice.map((advice) => ({
          ...advice,
          says: say(advice.says),
          strength: advice.strength && (say(advice.strength) as typeof advice.strength),
          caveats: advice.caveats.map(say),
        })),
      }),
    };
  };

/** Its own title, when and where it meets are the clinic's. */
export const groupSaid =
  (say: Say) =>
  (one: GroupMatch): GroupMatch => ({ ...one, matches: one.matches.map(say), misses: one.misses.map(say) });

const sourcedSaid = <S extends { says: string; source: string }>(say: Say, one: S): S => ({
  ...one,
  says: say(one.says),
  source: say(one.source),
});
