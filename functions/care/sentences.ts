import * as z from 'zod';

/**
 * What Attune says to staff, in another language, by what it says in English: the log keeps one language, and who reads
 * it has theirs. `“{task, sentence}” was opened` has a hole whose content is itself looked for; that of `{name}` is
 * anybody's words or a name, and stays.
 */
export const sentencesSchema = z
  .strictObject({
    version: z.string(),
    /** What two words that come to stand together become: `{ "de el ": "del " }`. */
    joins: z.record(z.string(), z.string()).default({}),
    says: z.record(z.string().min(1), z.string().min(1)),
  })
  .superRefine(({ says }, context) => {
    for (const [english, said] of Object.entries(says)) {
      const [there, here] = [english, said].map((text) => holesIn(text).sort().join());
      if (there === here) continue;
      context.addIssue({ code: 'custom', path: ['says', english], message: `has not the holes {${there}}` });
    }
  });
export type Sentences = z.output<typeof sentencesSchema>;

/** A sentence in the reader's language, or as it is where there is none. */
export type Say = (english: string) => string;

export const inEnglish: Say = (english) => english;

const HOLE = /\{(\w+)(?:, (sentence|list))?\}/;
const holesIn = (text: string) => text.split(new RegExp(HOLE, 'g')).filter((_, at) => at % 3 === 1);

/** `leads`: the sentence in a hole that the pattern begins with, and that so has its capital from there. */
type Pattern = { literals: number; find: RegExp; said: string; leads?: string };

/** Of two patterns that fit, the one that says more by itself. */
export function sayIn({ says, joins }: Sentences): Say {
  const whole = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [english, said] of Object.entries(says)) {
    if (HOLE.test(english)) patterns.push({ said, ...patternOf(english) });
    else whole.set(english, said);
  }
  patterns.sort((a, b) => b.literals - a.literals);

  function found(english: string): string | undefined {
    const known = whole.get(english);
    if (known !== undefined) return known;
    for (const { find, said, leads } of patterns) {
      const holes = find.exec(english)?.groups;
      if (!holes) continue;
      if (!leads || lower(english) === english) return filled(said, holes);
      return capital(filled(said, { ...holes, [leads]: lower(holes[leads]!) }));
    }
    return undefined;
  }

  function filled(said: string, holes: Record<string, string>): string {
    const parts = said.split(new RegExp(HOLE, 'g'));
    let text = '';
    for (let at = 0; at < parts.length; at += 3) {
      text += parts[at];
      const name = parts[at + 1];
      if (name === undefined) break;
      const value = holes[name]!;
      const kind = parts[at + 2];
      text = kind === undefined ? text + value : joined(text, kind === 'list' ? listed(value) : say(value));
    }
    return text;
  }

  function joined(before: string, after: string): string {
    for (const [apart, together] of Object.entries(joins)) {
      const word = apart.slice(0, apart.indexOf(' ') + 1);
      if (before.endsWith(` ${word}`) && after.startsWith(apart.slice(word.length)))
        return before.slice(0, -word.length) + together + after.slice(apart.length - word.length);
    }
    return before + after;
  }

  const listed = (value: string) => value.split(', ').map(say).join(', ');

  /** As it stands, as it would stand within a sentence, or sentence by sentence. */
  function say(english: string): string {
    const at = found(english);
    if (at !== undefined) return at;
    const within = found(lower(english));
    if (within !== undefined) return capital(within);
    const sentences = english.split(/(?<=[.!?]) (?=\p{Lu})/u);
    return sentences.length > 1 ? sentences.map(say).join(' ') : english;
  }

  return (english) => (english ? say(english) : english);
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function patternOf(english: string): Omit<Pattern, 'said'> {
  const parts = english.split(new RegExp(HOLE, 'g'));
  const literals = parts.filter((_, at) => at % 3 === 0);
  const source = parts.map((part, at) =>
    at % 3 === 0 ? RegExp.escape(part) : at % 3 === 1 ? `(?<${part}>.+?)` : '',
  );
  return {
    literals: literals.join('').length,
    find: new RegExp(`^${source.join('')}$`, 's'),
    leads: parts[0] === '' && parts[2] === 'sentence' ? parts[1] : undefined,
  };
}

export const sayFault = <F extends { fault: string; mend: string }>(say: Say, one: F): F => ({
  ...one,
  fault: say(one.fault),
  mend: say(one.mend),
});
