import * as z from 'zod';
import { conditionSchema } from '../../pathway/condition.ts';
import { codingSchema } from './questionnaire.ts';

/** `unconfirmed`: from general knowledge or a secondary page only; a clinical-safety lead signs it off before use. */
const sourced = { source: z.string().min(1), unconfirmed: z.literal(true).optional() };

const thresholdSchema = z.union([
  z.strictObject({ atLeast: z.number(), ...sourced }),
  z.strictObject({ atMost: z.number(), ...sourced }),
]);
export type Threshold = z.infer<typeof thresholdSchema>;

/** A cut-off that differs by the sex that the validation study recorded. */
const bySexSchema = z.strictObject({
  bySex: z.strictObject({ female: thresholdSchema, male: thresholdSchema }),
});

const licenceSchema = z.strictObject({
  /** `restricted`: shipped without its wording; `held`: a clinic with a licence of its own added it. */
  status: z.enum(['free', 'attribution', 'permission', 'restricted', 'held', 'unstated']),
  holder: z.string().min(1),
  terms: z.string().min(1),
  evidence: z.string().min(1),
  checkedOn: z.iso.date().optional(),
  /** How a clinic gets the right to use it. */
  ask: z.string().min(1).optional(),
  /** The clinic's own reference: contract, letter, registration. */
  permission: z.string().min(1).optional(),
});

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const linkIds = z.array(z.string()).min(1);
const range = z.strictObject({ from: z.number(), to: z.number(), name: z.string().optional() });

/** Σ weight · points, times `times`, plus `add`; the points are those after reversal. */
const sum = {
  items: linkIds,
  weights: z.record(z.string(), z.number()).optional(),
  times: z.number().default(1),
  add: z.number().default(0),
};

const subscaleSchema = z.strictObject({ id: name, title: z.string().min(1), ...sum, range });
export type Sum = Omit<z.infer<typeof subscaleSchema>, 'id' | 'title' | 'range'>;

/** How many items reach `atLeast` points; `except` has another mark for some of them. */
const countSchema = z.strictObject({
  id: name,
  items: linkIds,
  atLeast: z.number(),
  except: z.record(z.string(), z.number()).optional(),
});

/**
 * Something that the answers show. `when` may speak of `total`, of a subscale or a count by its id, and of an item's
 * points as `#9`. What hangs on an answer that is not there is not shown.
 */
const flagSchema = z.strictObject({ id: name, title: z.string().min(1), when: conditionSchema, ...sourced });

const shared = {
  /** The measure's name in conditions and charts, e.g. `phq-9`. */
  measure: name,
  recallDays: z.int().min(1).optional(),
  leastRetestDays: z.int().min(0).optional(),
  /** An answer that counts for `atLeast` points needs a human's eyes, whatever the total says, skipped or not. */
  riskItems: z.array(z.strictObject({ linkId: z.string(), atLeast: z.number() })).default([]),
  /** linkIds that count the other way round: least + most − value. */
  reversed: z.array(z.string()).default([]),
  /** What an item counts for that `enableWhen` has skipped, and that was answered all the same (as on paper). */
  skipped: z.enum(['zero', 'as-answered']).default('zero'),
  subscales: z.array(subscaleSchema).default([]),
  counts: z.array(countSchema).default([]),
  flags: z.array(flagSchema).default([]),
  /** Codes or linkIds that others' responses hold beside the items: totals, items that are not scored. */
  aside: z.array(z.string()).default([]),
  use: z.enum(['screen', 'monitor', 'form']),
  /** Roughly how long it takes to answer. */
  minutes: z.int().min(1),
  licence: licenceSchema,
  sources: z.array(z.string().min(1)),
};

/**
 * As published in points, or Jacobson and Truax's from the SD of the people measured and the reliability of the measure,
 * both of one study.
 */
const reliableChangeSchema = z.union([
  z.strictObject({ points: z.number().positive(), ...sourced }),
  z.strictObject({
    sd: z.number().positive(),
    reliability: z.number().min(0).lt(1),
    ...sourced,
  }),
]);

const missingSchema = z.union([
  /** No total unless every scored item is answered: nothing is imputed. */
  z.literal('all-required'),
  /** Up to `upTo` gaps take the mean of the other items; a risk item never does. */
  z.strictObject({ upTo: z.int().min(1), round: z.enum(['half-up', 'none']), ...sourced }),
]);

const rules = {
  direction: z.enum(['lower-is-better', 'higher-is-better', 'unstated']),
  bands: z.array(z.strictObject({ from: z.number(), to: z.number(), label: z.string().min(1) })),
  caseness: z.union([thresholdSchema, bySexSchema]).optional(),
  reliableChange: reliableChangeSchema.optional(),
  /** The least change that clients notice; not the same as a reliable one. */
  importantChange: z.strictObject({ points: z.number().positive(), ...sourced }).optional(),
  response: z.strictObject({ percent: z.number().positive(), ...sourced }).optional(),
  remission: thresholdSchema.optional(),
};

/** What a clinic knows of an imported form's total and FHIR has no words for. */
export const meaningSchema = z.strictObject({ ...rules, missing: missingSchema }).partial();
export type Meaning = z.infer<typeof meaningSchema>;

export const scoringSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('form'), ...shared }),
  z.strictObject({
    kind: z.literal('total'),
    ...shared,
    code: codingSchema.optional(),
    ...sum,
    ...rules,
    range,
    missing: missingSchema.default('all-required'),
  }),
]);
export type Scoring = z.infer<typeof scoringSchema>;
