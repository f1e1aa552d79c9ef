import type { Content } from '../care/content.ts';
import { instrumentSchema } from '../care/measures/instrument.ts';
import { crisisLinesSchema } from '../care/messages/crisis.ts';
import { messagesSchema } from '../care/messages/messages.ts';
import { coursesOf } from '../care/plans/catalogue.ts';
import { type Sentences, sayIn } from '../care/sentences.ts';
import { sentencesSchema } from '../care/sentences-schema.ts';
import { conversations, lexicon } from './keywords.ts';
import { planTexts } from './plan-texts.ts';
import { lazily, namesIn, shelf, shipped } from './shipped.ts';

/** What ships with Attune, by the names of its files. Tests ask for all of it: what its schema refuses is not deployed. */
export const content: Content = lazily<Content>({
  instruments: () => shelf(namesIn('instruments'), instrumentSchema, (id) => `instruments/${id}`),
  messages: () => shelf(['en', 'es', 'ar'], messagesSchema, (language) => `messages/${language}`),
  crisisLines: () => shipped('crisis-lines/crisis-lines', crisisLinesSchema),
  lexicon: () => lexicon,
  conversations: () => conversations,
  courses: () => coursesOf(planTexts.catalogue),
  sentences: () => lazily({ es: () => sayIn(sentencesFor('es')) }),
});

/** Of one language, from its files: `es.care`, `es.timeline`. */
export function sentencesFor(language: string): Sentences {
  const files = namesIn('sentences').filter((name) => name.startsWith(`${language}.`));
  const parts = files.map((name) => shipped(`sentences/${name}`, sentencesSchema));
  return {
    joins: Object.assign({}, ...parts.map(({ joins }) => joins)),
    says: Object.assign({}, ...parts.map(({ says }) => says)),
  };
}
