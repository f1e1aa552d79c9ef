import type { Instrument } from './measures/instrument.ts';
import type { CrisisLines } from './messages/crisis.ts';
import type { Lexicon } from './messages/keywords.ts';
import type { Messages } from './messages/messages.ts';
import type { Conversations } from './messages/reply.ts';
import type { SessionCourse } from './pathway/pathway.ts';
import type { Catalogue, Reading } from './plans/catalogue.ts';
import type { CpicTable } from './plans/pharmacogenomics.ts';
import type { SuggestionRules } from './plans/suggest/rules.ts';
import type { Say } from './sentences.ts';

/** What ships with Attune as data, parsed. `instruments` by id (`phq-9`), `messages` by language (`en`). */
export type Content = {
  instruments: Record<string, Instrument>;
  messages: Record<string, Messages>;
  crisisLines: CrisisLines;
  lexicon: Lexicon;
  conversations: Conversations;
  /** Schedules of the catalogue's courses, by option. */
  courses: Record<string, SessionCourse>;
  /** By language, what staff are told in another than English. */
  sentences: Record<string, Say>;
};

/** What a plan can hold, and what there is to read about it. */
export type PlanTexts = { catalogue: Catalogue; readings: Reading[] };

/** With it the rules that suggest it, and what a genetic result means. */
export type SuggestionData = PlanTexts & { rules: SuggestionRules; cpic: CpicTable };
