import * as z from 'zod';
import { holdsAny } from './reply/phrases.ts';
import { plainWord, readings } from './reply/plain.ts';

const phrases = z.array(z.string().min(1));

/** Who wrote a file, and who has read it since. An empty `reviews` says that no clinician has. */
export const provenance = {
  language: z.string().min(2),
  version: z.string().min(1),
  drafted: z.strictObject({ by: z.string().min(1), on: z.iso.date() }),
  reviews: z.array(z.strictObject({ by: z.string().min(1), role: z.string().min(1), on: z.iso.date() })),
};

/**
 * The words of one language that decide what a reply is. Case, accents and punctuation do not count.
 * YES is in no `start`: it answers a question, and must not enrol anybody.
 */
export const keywordsSchema = z.strictObject({
  ...provenance,
  /** The whole message is this and nothing else: the carriers' words, and the law's (47 CFR 64.1200(a)(10)). */
  stop: phrases,
  start: phrases,
  help: phrases,
  /** Somewhere in the text (`=`: the whole of it): by the law's “any reasonable means”, for a person to read. */
  asksToStop: phrases,
  /** Words at the front of a sentence, and those that leave it a plain wish when nothing else follows. */
  front: z.strictObject({ stop: phrases, help: phrases, stopAlone: phrases, helpAlone: phrases }),
  needsHelp: phrases,
  /** Zero to ten. */
  numbers: z.array(phrases).length(11),
  /** Words that may stand beside an answer without changing it. */
  extras: phrases,
  outOf: phrases,
  yes: phrases,
  no: phrases,
  skip: phrases,
  /** What a phone puts before the quoted message when it reacts to one, without the emoji. */
  tapback: phrases,
  tapbackWhole: phrases,
  autoReply: z.strictObject({ begins: phrases, whole: phrases }),
  wrongNumber: phrases,
});
export type Keywords = z.infer<typeof keywordsSchema>;

export const crisisWordsSchema = z.strictObject({
  ...provenance,
  phrases: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      says: phrases.min(1),
      note: z.string().optional(),
    }),
  ),
});
export type CrisisWords = z.infer<typeof crisisWordsSchema>;

/** By language. Every language is listened for in every text, since a client may write in another than their own. */
export type Lexicon = { keywords: Record<string, Keywords>; crisisWords: Record<string, CrisisWords> };

export type Keyword = 'stop' | 'start' | 'help';

/** What has to be known of every text that comes in, whatever else it is. */
export type Flags = {
  /** The whole text is a carrier's or the law's word, and takes effect at once. */
  keyword?: Keyword;
  /** It begins with STOP or HELP: the carrier may have acted on it by itself. */
  carrier?: 'stop' | 'help';
  /** It seems to ask for the messages to stop: a person reads it. */
  asksToStop: boolean;
  /** STOP or HELP at the front of a sentence of distress, or a call for help: to safety triage. */
  distress: boolean;
  /** Which phrases of the crisis word lists it holds, as `en:suicide`. Nothing else in a text takes one away. */
  crisis: string[];
};

const all = ({ keywords }: Lexicon, pick: (one: Keywords) => string[]): string[] =>
  Object.values(keywords).flatMap(pick);

/** The whole text is one of the words, however it is spaced, cased or dressed (`S.T.O.P`, `ＳＴＯＰ`, `ST0P`). */
export const readKeyword = (text: string, lexicon: Lexicon): Keyword | undefined =>
  keywordIn(readings(text), lexicon);

function keywordIn(said: string[], lexicon: Lexicon): Keyword | undefined {
  const joined = said.map((reading) => reading.replaceAll(' ', ''));
  const among = (words: string[]) =>
    words.some((word) => joined.includes(plainWord(word).replaceAll(' ', '')));
  return (['stop', 'start', 'help'] as const).find((keyword) => among(all(lexicon, (one) => one[keyword])));
}

export const asksToStop = (text: string, lexicon: Lexicon): boolean => stopIn(readings(text), lexicon);

const stopIn = (said: string[], lexicon: Lexicon): boolean =>
  keywordIn(said, lexicon) === 'stop' ||
  holdsAny(
    said,
    all(lexicon, (one) => one.asksToStop),
  );

/** The ids of the phrases found, each once, as `<language>:<id>`. By plain lists, never a model. */
export const crisisIn = (text: string, lexicon: Lexicon): string[] => phrasesIn(readings(text), lexicon);

const phrasesIn = (said: string[], { crisisWords }: Lexicon): string[] =>
  Object.values(crisisWords).flatMap(({ language, phrases }) =>
    phrases.filter(({ says }) => holdsAny(said, says)).map(({ id }) => `${language}:${id}`),
  );

export function flagsOf(text: string, lexicon: Lexicon): Flags {
  // Once for all: one letter can unfold into eighteen, and a mail may have fifty thousand.
  const said = readings(text);
  const keyword = keywordIn(said, lexicon);
  const [first] = said[0]!.split(' ', 1);
  return {
    ...(keyword && { keyword }),
    ...((first === 'stop' || first === 'help') && { carrier: first }),
    asksToStop: stopIn(said, lexicon),
    distress: isDistress(text, said, lexicon, keyword),
    crisis: phrasesIn(said, lexicon),
  };
}

/** HELP alone is the carrier's word and its reply holds the crisis line; shouted, it is heard as a call as well. */
const SHOUTED = /[!！]\s*[!！]/;

function isDistress(text: string, said: string[], lexicon: Lexicon, keyword: Keyword | undefined): boolean {
  if (keyword) return keyword === 'help' && SHOUTED.test(text);
  return Object.values(lexicon.keywords).some(
    ({ front, needsHelp }) =>
      holdsAny(said, needsHelp) ||
      said.some(
        (reading) =>
          leads(reading, front.stop, front.stopAlone) || leads(reading, front.help, front.helpAlone),
      ),
  );
}

/** Begins with one of the words and goes on with more than harmless ones. */
function leads(text: string, words: string[], harmless: string[]): boolean {
  const [first, ...rest] = text.split(' ');
  if (!words.some((word) => plainWord(word) === first)) return false;
  const known = new Set([...words, ...harmless].map(plainWord));
  return rest.some((word) => !known.has(word));
}
