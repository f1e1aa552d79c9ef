import type { Instrument } from '../measures/instrument.ts';
import type { Messages } from '../messages/messages.ts';
import type { Team } from './check-times.ts';
import type { ConditionWords } from './condition-words.ts';

/**
 * What a pathway is checked against. `instruments` by id; `messageLanguages` are those with message texts, `messages`
 * the texts themselves, for a pathway that words some itself, and `clinic` the name that stands in them; without
 * `teams`, nothing is said of who is in them; `words` are those that a condition is said in.
 */
export type Known = {
  instruments: Record<string, Instrument>;
  messageLanguages: string[];
  messages?: Record<string, Messages>;
  clinic?: string;
  teams?: Record<string, Team>;
  words?: ConditionWords;
};
