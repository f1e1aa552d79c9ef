import type { Answer } from '../instrument.ts';
import { LONGEST_TEXT } from '../instrument.ts';
import { type Flags, flagsOf, type Keywords, type Lexicon } from '../keywords.ts';
import { type Asked, type Choice, choicesOf } from './asked.ts';
import { type Kind, kindOf } from './kind.ts';
import { folded, plain, words } from './plain.ts';

export const UNCLEAR = [
  ...(['keyword', 'tapback', 'auto-reply', 'wrong-number', 'emoji', 'empty'] as const),
  ...(['several', 'not-whole', 'out-of-range', 'too-long', 'other-words'] as const),
] as const;
export type Unclear = (typeof UNCLEAR)[number];

/** `skip`: the client passes over a question that may be left out. An unclear text is kept as it came, never guessed. */
export type Reading = { answer: Answer } | { skip: true } | { unclear: Unclear };
export type Reply = Flags & { kind: Kind } & Reading;

/**
 * What a client's text says to the question that was asked, with its flags, which are always there: a text can be an
 * answer and an alarm at once. `language` is the one that the question was asked in.
 */
export function readReply(text: string, question: Asked, language: string, lexicon: Lexicon): Reply {
  const flags = flagsOf(text, lexicon);
  const kind = kindOf(text, lexicon);
  return { ...flags, kind, ...reading(text, question, wordsIn(lexicon, language), flags, kind) };
}

function reading(text: string, question: Asked, known: Known, flags: Flags, kind: Kind): Reading {
  const { type, required } = question;
  if (flags.keyword) return { unclear: 'keyword' };
  const own = type === 'text' || type === 'string';
  if (kind !== 'text' && !(own && kind === 'emoji')) return { unclear: kind };
  if (!required && known.skip.has(plain(text))) return { skip: true };
  switch (type) {
    case 'text':
    case 'string': {
      const said = text.toWellFormed().trim();
      return said.length > (question.maxLength ?? LONGEST_TEXT) ? { unclear: 'too-long' } : { answer: said };
    }
    case 'boolean':
    case 'choice':
      return question.repeats ? readSeveral(text, question) : readChoice(text, question, known);
    case 'open-choice': {
      const chosen = readChoice(text, question, known);
      return 'unclear' in chosen && chosen.unclear === 'other-words'
        ? { answer: text.toWellFormed().trim() }
        : chosen;
    }
    case 'integer':
    case 'decimal':
      return readAmount(text, question, known);
    case 'date':
      return readDay(text);
    default:
      return { unclear: 'other-words' };
  }
}

type Known = {
  numbers: Map<string, number>;
  extras: Set<string>;
  outOf: string[];
  yes: Set<string>;
  no: Set<string>;
  skip: Set<string>;
};

/** The client's language, and English, which the keypad words of many are in. */
function wordsIn({ keywords }: Lexicon, language: string): Known {
  const base = language.toLowerCase().split('-')[0]!;
  const spoken = [...new Set([base, 'en'])].flatMap((one) => (Object.hasOwn(keywords, one) ? [keywords[one]!] : []));
  const of = (pick: (one: Keywords) => string[]) => spoken.flatMap(pick).map(plain);
  return {
    numbers: new Map(
      spoken.flatMap(({ numbers }) => numbers.flatMap((said, value) => said.map((one) => [plain(one), value] as const))),
    ),
    extras: new Set(of(({ extras }) => extras)),
    outOf: of(({ outOf }) => outOf),
    yes: new Set(of(({ yes }) => yes)),
    no: new Set(of(({ no }) => no)),
    skip: new Set(of(({ skip }) => skip)),
  };
}

type Numbers = { values: number[]; fault?: Unclear; rest: string };

/** A sign before the digits belongs to them only where nothing stands before it: “2-3” is two numbers, “-1” is one. */
const NUMBER = /(?<![\p{L}\p{N}])[-−–+]?\d+(?:[.,:/]\d+)*%?/gu;
/** What makes a number less than sure: “2?”, “>2”, “~2”. */
const DOUBT = /[?¿؟<>~≈=+%]/u;

/** The numbers in digits, and the words beside them. `whole` refuses what a list of numbered answers cannot hold. */
function numbersIn(text: string, whole: boolean): Numbers {
  const line = folded(text);
  const found = line.match(NUMBER) ?? [];
  const rest = line.replace(NUMBER, ' ');
  if (DOUBT.test(rest) || found.some((one) => /[%+]/.test(one))) return { values: [], rest, fault: 'other-words' };
  if (found.some((one) => /^[-−–]/.test(one) || one.replace(/\D/g, '').length > 9))
    return { values: [], rest, fault: 'out-of-range' };
  if (found.some((one) => (whole ? !/^\d+$/ : /[:/]|[.,]\d+[.,]/).test(one)))
    return { values: [], rest, fault: 'not-whole' };
  return { values: found.map((one) => Number(one.replace(',', '.'))), rest };
}

function readChoice(text: string, question: Asked, known: Known): Reading {
  const choices = choicesOf(question, { yes: '', no: '' });
  const bare = (said: string) => without(words(said), known.extras);
  const named = (said: string): Choice[] => {
    if (question.type === 'boolean')
      return choices.filter(({ answer }) => (answer ? known.yes : known.no).has(bare(said)));
    const exact = choices.filter((choice) => plain(choice.text) === plain(said));
    return exact.length ? exact : choices.filter((choice) => bare(said) && bare(choice.text) === bare(said));
  };
  const whole = named(text);
  const { values, fault, rest } = numbersIn(text, true);
  if (fault && !whole.length) return { unclear: fault };
  const beside = bare(rest);
  const number = known.numbers.get(beside);
  const byWord = values.length || number === undefined ? [] : choices.filter((choice) => choice.number === number);
  const spoken = values.length || !byWord.length ? named(rest) : [];
  const numbered = values.map((value) => choices.find((choice) => choice.number === value));
  if (!whole.length) {
    if (numbered.includes(undefined)) return { unclear: 'out-of-range' };
    const understood = beside === '' || spoken.length > 0 || number !== undefined;
    if (!understood) return { unclear: values.length + countWords(rest, known) > 1 ? 'several' : 'other-words' };
    if (!spoken.length && !values.length && !byWord.length && number !== undefined)
      return { unclear: 'out-of-range' };
    // “Two” may be the second answer, or mean “a day or two”.
    const elsewhere = byWord.length > 0 && choices.some((one) => one !== byWord[0] && words(one.text).includes(beside));
    if (elsewhere || (values.length > 0 && number !== undefined && !values.includes(number)))
      return { unclear: 'several' };
  }
  const meant = new Set(whole.length ? whole : [...numbered, ...byWord, ...spoken]);
  if (meant.size !== 1) return { unclear: meant.size ? 'several' : 'other-words' };
  return { answer: [...meant][0]!.answer };
}

const without = (said: string[], extras: Set<string>): string => said.filter((word) => !extras.has(word)).join(' ');

/** How many of the words are numbers. */
const countWords = (text: string, { numbers }: Known): number =>
  words(text).filter((word) => numbers.has(word)).length;

/** Several answers, by their numbers only. */
function readSeveral(text: string, question: Asked): Reading {
  const choices = choicesOf(question, { yes: '', no: '' });
  const { values, fault, rest } = numbersIn(text.replace(/[,;،؛/&+]/g, ' '), true);
  if (fault) return { unclear: fault };
  if (!values.length || ![...'', 'and', 'y', 'e', 'و'].includes([...new Set(words(rest))].join(' ') || 'and'))
    return { unclear: 'other-words' };
  const chosen = [...new Set(values)].map((value) => choices.find(({ number }) => number === value));
  if (chosen.includes(undefined)) return { unclear: 'out-of-range' };
  return { answer: chosen.map((choice) => String(choice!.answer)) };
}

function readAmount(text: string, { type, min = -Infinity, max = Infinity }: Asked, known: Known): Reading {
  const scale = Number.isFinite(max) ? known.outOf.map((words) => `(?:/|\\b${words}\\b)`) : [];
  // “7/10” and “7 out of 10” are how a rating is said.
  const bare = scale.length ? folded(text).replace(new RegExp(`\\s*(?:/|${known.outOf.join('|')})\\s*${max}(?!\\d)`, 'iu'), ' ') : text;
  const { values, fault, rest } = numbersIn(bare, type === 'integer');
  if (fault) return { unclear: fault };
  const left = without(words(rest), known.extras);
  const number = known.numbers.get(left);
  const all = new Set([...values, ...(number === undefined ? [] : [number])]);
  if (left && number === undefined) return { unclear: values.length + countWords(rest, known) > 1 ? 'several' : 'other-words' };
  if (all.size !== 1) return { unclear: all.size ? 'several' : 'other-words' };
  const [amount] = all as Set<number> & Iterable<number>;
  return amount! < min || amount! > max ? { unclear: 'out-of-range' } : { answer: amount! };
}

function readDay(text: string): Reading {
  const found = /^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?\s*$/.exec(folded(text));
  if (!found) return { unclear: 'other-words' };
  const [, year, month, day] = found;
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const at = new Date(`${date}T00:00:00.000Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
  return real ? { answer: date } : { unclear: 'out-of-range' };
}
