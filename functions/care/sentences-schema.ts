import * as z from 'zod';
import { holesIn } from './sentences.ts';

/** One file of the sentences of a language: what is told in English is told in it, and no hole is lost. */
export const sentencesSchema = z
  .strictObject({
    version: z.string(),
    /** What two words that come to stand together become: `{ "de el ": "del " }`. */
    joins: z.record(z.string(), z.string()).default({}),
    says: z.record(z.string().min(1), z.string().min(1)),
  })
  .superRefine(({ says }, context) => {
    for (const [english, said] of Object.entries(says)) {
      const [there, here] = [english, said].map((text) => holesIn(text).sort().join());
      if (there === here) continue;
      context.addIssue({ code: 'custom', path: ['says', english], message: `has not the holes {${there}}` });
    }
  });
