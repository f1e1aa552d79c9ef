/** `grade`: the US school year from which a text can be read, to a tenth; a rough guide, and no judgement of the reader. */
export type ReadingLevel = { grade: number; words: number; sentences: number };

/**
 * Flesch–Kincaid grade of an English text: 0.39·words/sentences + 11.8·syllables/words − 15.59 (Kincaid and others
 * 1975). Syllables are counted by their spelling, so that a single word can be off by one.
 */
export function readingLevel(text: string): ReadingLevel {
  const words = text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  const sentences = Math.max(1, text.match(/[^.!?\n]*\p{L}[^.!?\n]*/gu)?.length ?? 0);
  if (words.length === 0) return { grade: 0, words: 0, sentences: 0 };
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  const grade = 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
  return { grade: Math.max(0, Math.round(10 * grade) / 10), words: words.length, sentences };
}

/** Groups of vowels, two where both are spoken (`being`, `trial`); a silent final e, -es and -ed do not count. */
export function syllablesIn(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  const spoken = plain
    .replace(/(?<=[^aeiouy])(?<![sxz]|[cs]h|[cg])es$/, '')
    .replace(/(?<=[^aeiouytd])ed$/, '')
    .replace(/(?<=[^aeiouyl])e$|(?<=[aeiouyl]l)e$/, '');
  const groups = spoken.match(/[aeiouy]+/g)?.length ?? 0;
  const split = spoken.match(/[aeouy]ing|(?<![ctsg])i[ao](?!u)|[ui]e[tl]/g)?.length ?? 0;
  return Math.max(1, groups + split);
}
