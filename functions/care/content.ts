import type { Catalogue } from './catalogue.ts';
import type { CrisisLines } from './crisis.ts';
import type { Instrument } from './instrument.ts';
import type { Lexicon } from './keywords.ts';
import type { Messages } from './messages.ts';
import type { CpicTable } from './pharmacogenomics.ts';
import type { Conversations } from './reply.ts';
import type { SuggestionRules } from './suggest/rules.ts';

/** What ships with Attune as data, parsed. `instruments` by id (`phq-9`), `messages` by language (`en`). */
export type Content = {
  instruments: Record<string, Instrument>;
  messages: Record<string, Messages>;
  crisisLines: CrisisLines;
  lexicon: Lexicon;
  conversations: Conversations;
};

/** What suggestions are made from: what a plan can hold, the rules that name it, and what a genetic result means. */
export type SuggestionData = { catalogue: Catalogue; rules: SuggestionRules; cpic: CpicTable };
