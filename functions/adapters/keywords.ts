import { crisisWordsSchema, keywordsSchema, type Lexicon } from '../care/messages/keywords.ts';
import { type Conversations, conversationSchema } from '../care/messages/reply.ts';
import { lazily, shelf } from './shipped.ts';

const LANGUAGES = ['en', 'es', 'ar'];

/** The words that ship with Attune. */
export const lexicon: Lexicon = lazily<Lexicon>({
  keywords: () => shelf(LANGUAGES, keywordsSchema, (language) => `keywords/${language}`),
  crisisWords: () => shelf(LANGUAGES, crisisWordsSchema, (language) => `keywords/crisis-${language}`),
});

export const conversations: Conversations = shelf(
  LANGUAGES,
  conversationSchema,
  (language) => `conversation/${language}`,
);
