import * as z from 'zod';
import type { Fault } from '../faults.ts';
import type { Catalogue } from './catalogue.ts';
import type { SuggestionRules } from './suggest/rules.ts';

const value = z.union([z.string().trim().min(1).max(80), z.boolean(), z.int().min(0).max(999)]);
const named = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'use letters, digits and hyphens'), value)
  .default({});

/**
 * What a clinician knows of one person beside answers and scores, and what suggestions follow from: what they would
 * like, how it went with what was tried (`{ cbt: 'helped', 'medicines-tried': 2 }`), co-occurring problems, a
 * laboratory's phenotypes (`{ CYP2C19: 'PM' }`), medicines, and who pays, by which plans are reviewed.
 */
export const backgroundSchema = z.strictObject({
  preferences: named,
  history: named,
  problems: named,
  phenotypes: named,
  medicines: z.array(z.string().trim().min(1).max(80)).max(40).default([]),
  payer: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .optional(),
});
export type Background = z.infer<typeof backgroundSchema>;

const PREFIX = {
  preferences: 'preference',
  history: 'history',
  problems: 'problem',
  phenotypes: 'phenotype',
} as const;

/** How it can have gone with an option of the catalogue. */
export const outcomesOf = ({ measures }: SuggestionRules): string[] =>
  (measures['option.history']?.values ?? []).map(String);

/** What no rule could understand: it would be kept, and silently change nothing. */
export function backgroundFaults(
  background: Background,
  rules: SuggestionRules,
  { options }: Catalogue,
): Fault[] {
  const { measures } = rules;
  const outcomes = outcomesOf(rules);
  return Object.entries(PREFIX).flatMap(([field, prefix]) =>
    Object.entries(background[field as keyof typeof PREFIX]).flatMap(([name, given]): Fault[] => {
      const path = `${field}.${name}`;
      const isOption = field === 'history' && options.some(({ id }) => id === name);
      const measure: { values?: (string | boolean)[] } | undefined = isOption
        ? { values: outcomes }
        : measures[`${prefix}.${name}`];
      if (!measure) {
        const known = Object.keys(measures).filter((one) => one.startsWith(`${prefix}.`));
        const names = known.map((one) => one.slice(prefix.length + 1)).join(', ');
        const also = field === 'history' ? ', or an option of the catalogue' : '';
        return [{ path, fault: 'no rule knows it', mend: `use one of ${names}${also}` }];
      }
      if (measure.values && !measure.values.includes(given as string | boolean))
        return [
          {
            path,
            fault: `${String(given)} is no value of it`,
            mend: `use one of ${measure.values.join(', ')}`,
          },
        ];
      return !measure.values && typeof given !== 'number'
        ? [{ path, fault: `${String(given)} is no number`, mend: 'use a whole number from 0' }]
        : [];
    }),
  );
}
