import { plain } from './plain.ts';

/** At most this many words may stand in a `~`. */
const GAP = 3;

/** A letter that is held, or spaced out, longer than this is no longer a word. */
const HELD = 8;

/**
 * A phrase of a word list as a pattern over `plain` text. Its letters must stand between two edges of words: where
 * the spaces fall does not matter (“kill my self”, “k i l l myself”), nor how long a letter is held (“kiiill”).
 * `*` at the end of a word leaves its end open, ` ~ ` stands for up to three words, `=` at the front wants the whole
 * text. Every repeat is bounded or ends at the next space, so that no text makes it slow.
 */
function pattern(phrase: string): string {
  const whole = phrase.startsWith('=');
  const body = phrase
    .replace(/^=/, '')
    .split(' ~ ')
    .map((part) => part.split('*').map(letters).join('[^ ]* ?'))
    .join(`(?: [^ ]+){0,${GAP}} `);
  const arabic = /^=?\p{Script=Arabic}/u.test(phrase) ? '(?:[وف] ?)?' : '';
  return whole ? `^${body}$` : `(?<![^ ])${arabic}${body}(?![^ ])`;
}

/** Each run of one letter as that many or more of it. */
function letters(text: string): string {
  const runs = plain(text)
    .replaceAll(' ', '')
    .matchAll(/(.)\1*/gsu);
  return [...runs]
    .map(([run, letter]) => `${letter}(?: ?${letter}){${[...run].length - 1},${HELD}}`)
    .join(' ?');
}

type Compiled = { regexp: RegExp; needs: number };
const compiled = new Map<string, Compiled>();

function compiledOf(phrase: string): Compiled {
  let known = compiled.get(phrase);
  if (!known) {
    known = { regexp: new RegExp(pattern(phrase), 'u'), needs: lettersIn(plain(phrase)) };
    compiled.set(phrase, known);
  }
  return known;
}

/** A bit for each letter, some of which share one: what lacks a bit lacks the letter. */
function lettersIn(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== SPACE) bits |= 1 << (code & 31);
  }
  return bits;
}
const SPACE = 32;

/** Most texts lack a letter of most phrases, which is told at a glance. */
export function holdsAny(texts: string[], phrases: string[]): boolean {
  const has = texts.map(lettersIn);
  return phrases.some((phrase) => {
    const { regexp, needs } = compiledOf(phrase);
    return texts.some((text, at) => (needs & ~has[at]!) === 0 && regexp.test(text));
  });
}
