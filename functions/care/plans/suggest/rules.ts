import * as z from 'zod';
import { conditionSchema } from '../../pathway/condition.ts';
import { COSTS, FORMATS, OPTION_KINDS, type Option } from '../catalogue.ts';

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'use small letters, digits and hyphens, a letter first');
const text = z.string().trim().min(1).max(300);

/**
 * What a rule may ask about one person, beside the measures of instruments and what the chart counts:
 *
 * - `preference.*`, `history.*`, `problem.*`: what the client and the clinic entered
 * - `phenotype.CYP2C19`: a laboratory's result
 * - `option.history`, `option.in-language`: how it went with the option at hand, and whether it is offered in the
 *   client's language
 * - `language.spoken-here`: whether any therapy is
 *
 * `values` or `from` and `to` are all that it can be; without either it is an instrument's, and only gets words here.
 * `says` puts a value into words for a reason.
 */
const measureSchema = z.strictObject({
  title: text,
  values: z
    .array(z.union([z.string().min(1), z.boolean()]))
    .min(1)
    .optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  says: z.record(z.string(), text).optional(),
});

/** Options that are all of these; `lacking` those that are offered in none of its formats. */
const whichSchema = z
  .strictObject({
    ids: z.array(slug).min(1).optional(),
    kinds: z.array(z.enum(OPTION_KINDS)).min(1).optional(),
    formats: z.array(z.enum(FORMATS)).min(1).optional(),
    lacking: z.array(z.enum(FORMATS)).min(1).optional(),
    costs: z.array(z.enum(COSTS)).min(1).optional(),
  })
  .refine(
    (which) => Object.keys(which).length > 0,
    'say which options: ids, kinds, formats, lacking or costs',
  );
export type Which = z.infer<typeof whichSchema>;

/**
 * `suggest` brings an option up. `for` and `against` weigh on what is brought up. `settle-first` does as well: a
 * clinician has to settle it before anything else, so that the option stands below all others until then.
 */
const EFFECTS = ['suggest', 'for', 'against', 'settle-first'] as const;

const ruleSchema = z.strictObject({
  id: slug,
  options: whichSchema,
  effect: z.enum(EFFECTS),
  when: conditionSchema,
  /** A sentence of this person's own facts: `{phq-9}`, `{preference.cost}`, `{option}`, `{language}`. */
  reason: text,
  /** How many reasons it counts as. */
  counts: z.int().min(1).max(3).default(1),
  source: text,
  unconfirmed: z.literal(true).optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** What a support group can be about that would matter to this person. `words` are what else a clinic may call it. */
const topicSchema = z.strictObject({
  topic: z.string().trim().min(1).max(80),
  words: z.array(z.string().trim().min(1).max(80)).max(20).default([]),
  when: conditionSchema,
  /** A sentence's part of this person's own facts, as in a rule's reason. */
  reason: text,
});

/** A published version never changes. */
export const rulesSchema = z.strictObject({
  id: slug,
  version: text,
  measures: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.#-]{0,79}$/), measureSchema),
  rules: z.array(ruleSchema).min(1).max(400),
  topics: z.array(topicSchema).max(100).default([]),
});
export type SuggestionRules = z.infer<typeof rulesSchema>;

export function matches({ ids, kinds, formats, lacking, costs }: Which, option: Option): boolean {
  return (
    (!ids || ids.includes(option.id)) &&
    (!kinds || kinds.includes(option.kind)) &&
    (!formats || formats.some((one) => option.formats.includes(one))) &&
    !lacking?.some((one) => option.formats.includes(one)) &&
    (!costs || costs.includes(option.cost))
  );
}

/** The names in braces. */
export const placeholdersIn = (reason: string): string[] =>
  [...reason.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!);
