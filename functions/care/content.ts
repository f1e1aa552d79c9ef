import type { CrisisLines } from './crisis.ts';
import type { Instrument } from './instrument.ts';
import type { Lexicon } from './keywords.ts';
import type { Messages } from './messages.ts';
import type { Conversations } from './reply.ts';

/** What ships with Attune as data, parsed. `instruments` by id (`phq-9`), `messages` by language (`en`). */
export type Content = {
  instruments: Record<string, Instrument>;
  messages: Record<string, Messages>;
  crisisLines: CrisisLines;
  lexicon: Lexicon;
  conversations: Conversations;
};
