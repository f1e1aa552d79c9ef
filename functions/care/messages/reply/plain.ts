/** What no client means to type: the marks of direction, joiners and fillers that phones put in unseen. */
const UNSEEN = /[\p{Cf}\u115f\u1160\u3164\uffa0\ufffc]/gu;

/** Arabic letters that are written one for another. */
const ARABIC: Record<string, string> = { ى: 'ي', ی: 'ي', ې: 'ي', ة: 'ه', ک: 'ك', ٱ: 'ا' };

/** Every script's decimal digits lie ten in a row from its zero on, so that counting back tells the value. */
const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let back = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - back - 1))) back += 1;
    return String(back % 10);
  });

/** Compatibility forms, digits of other scripts, unseen marks and accents folded; case, spaces and signs kept. */
export const folded = (text: string): string =>
  asciiDigits(text.normalize('NFKC'))
    .replace(UNSEEN, '')
    .normalize('NFD')
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/[ىیېةکٱ]/g, (letter) => ARABIC[letter]!);

/**
 * Lower-case words of letters and digits with one space between them. An apostrophe joins (“don’t” is `dont`); a letter
 * held down counts three times.
 */
export const plain = (text: string): string =>
  folded(text)
    .toLowerCase()
    .replace(/['’‘`´ʼ]/g, '')
    .replace(/(\p{L})\1{3,}/gu, '$1$1$1')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** `plain` of a word out of a word list, which every text is held against. Never of what somebody wrote: it is kept. */
export function plainWord(word: string): string {
  let known = plainWords.get(word);
  if (known === undefined) {
    known = plain(word);
    plainWords.set(word, known);
  }
  return known;
}
const plainWords = new Map<string, string>();

export const words = (text: string): string[] => plain(text).split(' ').filter(Boolean);

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
};

/** `plain` in each way that signs can stand for letters: “ST0P”, “k1ll”, “su!c1de”. The first is as written. */
export function readings(text: string): string[] {
  const letters = folded(text);
  const lettered = (one: string) =>
    letters.replace(/[\p{L}\p{N}@$!|]+/gu, (token) => {
      if (!/\p{L}/u.test(token) || !/[0-9@$!|]/.test(token)) return token;
      let end = token.length;
      while (token[end - 1] === '!') end -= 1;
      const word = token.slice(0, end);
      return word.replace(/[0-9@$!|]/g, (sign) => (sign === '1' ? one : (LOOKALIKES[sign] ?? sign)));
    });
  return [...new Set([letters, lettered('i'), lettered('l')].map(plain))];
}
