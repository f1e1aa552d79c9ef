import { type Answer, LONGEST_TEXT } from '../../measures/instrument.ts';
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
    case 'string':
      return ownWords(text, question);
    case 'boolean':
    case 'choice':
      return question.repeats ? readSeveral(text, question, known) : readChoice(text, question, known);
    case 'open-choice': {
      const chosen = readChoice(text, question, known);
      return 'unclear' in chosen && chosen.unclear === 'other-words' ? ownWords(text, question) : chosen;
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

function ownWords(text: string, { maxLength = LONGEST_TEXT }: Asked): Reading {
  const said = text.toWellFormed().trim();
  return said.length > maxLength ? { unclear: 'too-long' } : { answer: said };
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
  const spoken = [...new Set([base, 'en'])].flatMap((one) =>
    Object.hasOwn(keywords, one) ? [keywords[one]!] : [],
  );
  const of = (pick: (one: Keywords) => string[]) => spoken.flatMap(pick).map(plain);
  return {
    numbers: new Map(
      spoken.flatMap(({ numbers }) =>
        numbers.flatMap((said, value) => said.map((one) => [plain(one), value] as const)),
      ),
    ),
    extras: new Set(of(({ extras }) => extras)),
    outOf: of(({ outOf }) => outOf),
    yes: new Set(of(({ yes }) => yes)),
    no: new Set(of(({ no }) => no)),
    skip: new Set(of(({ skip }) => skip)),
  };
}

type Heard = {
  /** The numbers said, in digits, or in words where nothing but harmless words stands beside them. */
  values: number[];
  /** The number words among them. */
  spoken: string[];
  /** What else was said. */
  beside: string[];
};

/** A sign before the digits belongs to them only where nothing stands before it: “2-3” is two numbers, “-1” is one. */
const NUMBER = /(?<![\p{L}\p{N}])[-−–+]?\d+(?:[.,:/]\d+)*%?/gu;
/** What makes a number less than sure: “2?”, “>2”, “~2”. */
const DOUBT = /[?¿؟<>~≈=+%]/;
const LONGEST_NUMBER = 9;

/** `whole`: the answer is a whole number, so that “2.5” is none. */
function hear(text: string, whole: boolean, known: Known): Heard | { unclear: Unclear } {
  const line = folded(text).toLowerCase();
  const numbers = line.match(NUMBER) ?? [];
  const rest = line.replace(NUMBER, ' ');
  if (DOUBT.test(rest) || numbers.some((one) => /[%+]/.test(one))) return { unclear: 'other-words' };
  if (numbers.some((one) => /^[-−–]/.test(one) || one.length > LONGEST_NUMBER))
    return { unclear: 'out-of-range' };
  const shape = whole ? /^\d+$/ : /^\d+(?:[.,]\d+)?$/;
  if (!numbers.every((one) => shape.test(one))) return { unclear: 'not-whole' };
  const values = numbers.map((one) => Number(one.replace(',', '.')));
  const beside = without(words(rest), known.extras);
  const spoken = beside.filter((word) => known.numbers.has(word));
  if (values.length + spoken.length > 1 && spoken.length < beside.length) return { unclear: 'several' };
  if (spoken.length < beside.length) return { values, spoken: [], beside };
  return { values: [...values, ...spoken.map((word) => known.numbers.get(word)!)], spoken, beside: [] };
}

const without = (said: string[], extras: Set<string>): string[] => said.filter((word) => !extras.has(word));

function readChoice(text: string, question: Asked, known: Known): Reading {
  const choices = choicesOf(question, { yes: '', no: '' });
  const named = (said: string[]): Choice[] => {
    const bare = without(said, known.extras).join(' ');
    if (question.type === 'boolean')
      return choices.filter(({ answer }) => (answer ? known.yes : known.no).has(bare));
    const exact = choices.filter((choice) => plain(choice.text) === said.join(' '));
    if (exact.length || !bare) return exact;
    return choices.filter((choice) => without(words(choice.text), known.extras).join(' ') === bare);
  };
  const byNumber = (value: number) => choices.find((choice) => choice.number === value);
  const whole = named(words(text));
  const heard = hear(text, true, known);
  if (whole.length === 1 && ('unclear' in heard || heard.values.length !== 1))
    return { answer: whole[0]!.answer };
  if ('unclear' in heard) return heard;
  const { values, spoken, beside } = heard;
  const besides = beside.length ? named(beside) : [];
  if (beside.length && !besides.length) return { unclear: 'other-words' };
  const numbered = values.map(byNumber);
  if (numbered.includes(undefined)) return { unclear: 'out-of-range' };
  const meant = new Set([...numbered, ...besides, ...whole]);
  // “Two” may be the second answer, or mean “a day or two”.
  const elsewhere = choices.filter((choice) => spoken.some((word) => words(choice.text).includes(word)));
  if (meant.size > 1 || elsewhere.some((choice) => !meant.has(choice))) return { unclear: 'several' };
  const [one] = [...meant];
  return one ? { answer: one.answer } : { unclear: 'other-words' };
}

/** Several answers, by their numbers only. */
function readSeveral(text: string, question: Asked, known: Known): Reading {
  const choices = choicesOf(question, { yes: '', no: '' });
  const parts = text.split(/[\s,;،؛/&]+/).filter(Boolean);
  const numbers: number[] = [];
  for (const part of parts) {
    const heard = hear(part, true, known);
    if ('unclear' in heard) return heard;
    if (heard.beside.length) return { unclear: 'other-words' };
    numbers.push(...heard.values);
  }
  const chosen = [...new Set(numbers)].map((value) => choices.find(({ number }) => number === value));
  if (chosen.includes(undefined)) return { unclear: 'out-of-range' };
  if (!chosen.length) return { unclear: 'other-words' };
  return { answer: chosen.map((choice) => String(choice!.answer)) };
}

function readAmount(text: string, { type, min = -Infinity, max = Infinity }: Asked, known: Known): Reading {
  // “7/10” and “7 out of 10” are how a rating is said.
  const outOf = new RegExp(`\\s*(?:/|${known.outOf.join('|')})\\s*${max}(?!\\d)`, 'iu');
  const heard = hear(
    Number.isInteger(max) ? folded(text).replace(outOf, ' ') : text,
    type === 'integer',
    known,
  );
  if ('unclear' in heard) return heard;
  if (heard.beside.length) return { unclear: 'other-words' };
  const [amount, ...others] = new Set(heard.values);
  if (amount === undefined) return { unclear: 'other-words' };
  if (others.length) return { unclear: 'several' };
  return amount < min || amount > max ? { unclear: 'out-of-range' } : { answer: amount };
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
