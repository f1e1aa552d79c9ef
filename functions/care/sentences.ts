/**
 * What Attune says to staff, in another language, by what it says in English: the log keeps one language, and who reads
 * it has theirs. `“{task, sentence}” was opened` has a hole whose content is itself looked for; that of `{name}` is
 * anybody's words or a name, and stays. `joins`: what two words that come to stand together become, `de el` as `del`.
 */
export type Sentences = { says: Record<string, string>; joins: Record<string, string> };

/** A sentence in the reader's language, or as it is where there is none. */
export type Say = (english: string) => string;

export const inEnglish: Say = (english) => english;

/** In `es` as in `es-MX`. The sentences of a language are read when there is the first to say. */
export const sayFor =
  ({ sentences }: { sentences: Record<string, Say> }, language: string): Say =>
  (english) =>
    (sentences[language.slice(0, 2).toLowerCase()] ?? inEnglish)(english);

const HOLE = /\{(\w+)(?:, (sentence|list|number))?\}/;
/** What stands between the holes, and after each but the last the name of the hole and what it holds. */
const partsOf = (text: string) => text.split(new RegExp(HOLE, 'g'));
/** What a hole takes: a sentence is looked for, of a list each entry is, and all else stays as it stands. */
const HOLDS: Record<string, string> = { number: '[-+.:\\d]+' };
const ANYTHING = '.+?';
/** Letters. */
const SAYS_LITTLE = 12;
/** Where one sentence ends and the next begins, or one entry of a note and the next. */
const BOUNDARY = /( · |(?<=[.!?”]) (?=\p{Lu}))/u;
export const holesIn = (text: string) => partsOf(text).filter((_, at) => at % 3 === 1);

/** `leads`: the sentence in a hole that the pattern begins with, and that so has its capital from there. */
type Pattern = {
  literals: number;
  from: string;
  to: string;
  /** The longest of what it says by itself: to look for that costs less than to look for the whole. */
  core: string;
  find: RegExp;
  said: string[];
  leads?: string;
  /** Of a pattern that says so little that anybody's words may fit it: the sentences in it, which have to be known. */
  brief: string[];
};

/** Of two patterns that fit, the one that says more by itself. `unknown` is told what there was nothing for. */
export function sayIn({ says, joins }: Sentences, unknown: (english: string) => void = () => {}): Say {
  const whole = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [english, said] of Object.entries(says)) {
    if (HOLE.test(english)) patterns.push(patternOf(english, said));
    else whole.set(english, said);
  }
  patterns.sort((a, b) => b.literals - a.literals);
  const open = patterns.filter(({ from }) => !from);
  const firsts = new Set(patterns.map(({ from }) => from.charAt(0)));
  /** Of hundreds of patterns the few that can begin so: a page of a timeline asks thousands of times. */
  const byFirst = new Map(
    [...firsts].map((first) => [first, patterns.filter(({ from }) => !from || from.startsWith(first))]),
  );

  /** `within`: no hole may take the end of one sentence and the beginning of the next. */
  function found(english: string, within = false): string | undefined {
    const exact = whole.get(english);
    if (exact !== undefined) return exact;
    for (const { from, to, core, find, said, leads, brief } of byFirst.get(english.charAt(0)) ?? open) {
      if (!english.startsWith(from) || !english.endsWith(to) || !english.includes(core)) continue;
      const holes = find.exec(english)?.groups;
      if (!holes || (within && Object.values(holes).some((value) => BOUNDARY.test(value)))) continue;
      if (brief.some((hole) => known(holes[hole]!) === undefined)) continue;
      if (!leads) return filled(said, holes);
      // Otherwise whatever anybody writes that happens to end so would be taken for one of ours.
      const lead = lower(english) === english ? holes[leads]! : lower(holes[leads]!);
      if (found(lead) === undefined) continue;
      const text = filled(said, { ...holes, [leads]: lead });
      return lower(english) === english ? text : capital(text);
    }
    return undefined;
  }

  function filled(parts: string[], holes: Record<string, string>): string {
    let text = '';
    for (let at = 0; at < parts.length; at += 3) {
      text += parts[at];
      const name = parts[at + 1];
      if (name === undefined) break;
      const value = holes[name]!;
      const kind = parts[at + 2];
      if (kind === 'sentence') text = joined(text, say(value));
      else text = kind === 'list' ? joined(text, listed(value)) : text + value;
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

  function listed(value: string): string {
    const between = value.includes('; ') ? /(; )/ : /(, | and )/;
    const entries = value.split(between);
    return (
      found(value) ?? entries.map((part, at) => (at % 2 ? (whole.get(part) ?? part) : say(part))).join('')
    );
  }

  /** As it stands, or as it would stand within a sentence, with or without its full stop; whole before any pattern. */
  function known(english: string, within = false): string | undefined {
    const isEnded = english.endsWith('.');
    const other = isEnded ? english.slice(0, -1) : `${english}.`;
    for (const look of [(one: string) => whole.get(one), (one: string) => found(one, within)])
      for (const form of [english, other]) {
        const at = look(form);
        const said = at ?? (lower(form) === form ? undefined : look(lower(form)));
        if (said === undefined) continue;
        const text = at === undefined ? capital(said) : said;
        return form === english ? text : isEnded ? `${text}.` : text.replace(/\.$/, '');
      }
    return undefined;
  }

  /** Whole, or sentence by sentence, or as a pattern has it that takes several, or as far as there is something. */
  function say(english: string): string {
    const parts = english.split(BOUNDARY);
    const text = known(english, parts.length > 1);
    if (text !== undefined) return text;
    if (parts.length > 1) {
      const said = parts.map((part, at) => (at % 2 ? part : known(part)));
      if (said.every((part) => part !== undefined)) return said.join('');
      return known(english) ?? parts.map((part, at) => (at % 2 ? part : say(part))).join('');
    }
    unknown(english);
    return english;
  }

  return (english) => (english ? say(english) : english);
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function patternOf(english: string, said: string): Pattern {
  const parts = partsOf(english);
  const literals = parts.filter((_, at) => at % 3 === 0);
  const source = parts.map((part, at) =>
    at % 3 === 0
      ? RegExp.escape(part)
      : at % 3 === 1
        ? `(?<${part}>${HOLDS[parts[at + 1] ?? ''] ?? ANYTHING})`
        : '',
  );
  return {
    literals: literals.join('').length,
    from: literals[0]!,
    to: literals.at(-1)!,
    core: literals.toSorted((a, b) => b.length - a.length)[0]!,
    find: new RegExp(`^${source.join('')}$`, 's'),
    said: partsOf(said),
    brief:
      literals.join('').length < SAYS_LITTLE && !parts.includes('number')
        ? parts.filter((_, at) => at % 3 === 1 && parts[at + 1] === 'sentence')
        : [],
    leads: parts[0] === '' && parts[2] === 'sentence' ? parts[1] : undefined,
  };
}

export const sayFault = <F extends { fault: string; mend: string }>(say: Say, one: F): F => ({
  ...one,
  fault: say(one.fault),
  mend: say(one.mend),
});
