import arTalk from '../../workflows/conversation/ar.json' with { type: 'json' };
import enTalk from '../../workflows/conversation/en.json' with { type: 'json' };
import esTalk from '../../workflows/conversation/es.json' with { type: 'json' };
import ar from '../../workflows/keywords/ar.json' with { type: 'json' };
import arCrisis from '../../workflows/keywords/crisis-ar.json' with { type: 'json' };
import enCrisis from '../../workflows/keywords/crisis-en.json' with { type: 'json' };
import esCrisis from '../../workflows/keywords/crisis-es.json' with { type: 'json' };
import en from '../../workflows/keywords/en.json' with { type: 'json' };
import es from '../../workflows/keywords/es.json' with { type: 'json' };
import { crisisWordsSchema, keywordsSchema, type Lexicon } from '../care/messages/keywords.ts';
import { type Conversations, conversationSchema } from '../care/messages/reply.ts';

const byLanguage = <One extends { language: string }>(files: One[]): Record<string, One> =>
  Object.fromEntries(files.map((file) => [file.language, file]));

/** The words that ship with Attune. A file that its schema refuses stops the start, not a client's reply. */
export const lexicon: Lexicon = {
  keywords: byLanguage([en, es, ar].map((file) => keywordsSchema.parse(file))),
  crisisWords: byLanguage([enCrisis, esCrisis, arCrisis].map((file) => crisisWordsSchema.parse(file))),
};

export const conversations: Conversations = byLanguage(
  [enTalk, esTalk, arTalk].map((file) => conversationSchema.parse(file)),
);
