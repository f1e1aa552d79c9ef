import type { CrisisLine } from '../../../functions/care/messages/crisis.ts';
import type en from '../strings/en.json';

type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Strings = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Plural };

/** Every file of `strings/`, by language, and the last resort of the crisis lines: put here by build.ts. */
declare const STRINGS: Record<string, Strings>;
declare const LAST_RESORT: Record<string, CrisisLine[]>;

export type Texts = {
  language: string;
  direction: string;
  /** The text, with each `{name}` filled in; of a plural, the form for `values.n`. */
  say(key: keyof Strings, values?: Record<string, string | number>): string;
  number(value: number): string;
  /** Of an instant or a day. */
  date(at: string): string;
  /** Of a time of day, `HH:mm`. */
  time(of: string): string;
  /** A language by its own name. */
  named(language: string): string;
  /** Whom to call where nobody said what holds in the client's country. */
  lastResort: CrisisLine[];
};

/** The first of `wanted` that there are texts in, `es` for `es-MX`; otherwise English. */
export function textsIn(wanted: readonly string[]): Texts {
  const base = (tag: string) => tag.toLowerCase().split('-')[0]!;
  const language = wanted.map(base).find((one) => STRINGS[one]) ?? 'en';
  const strings = STRINGS[language]!;
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const number = (value: number) => numbers.format(value);
  return {
    language,
    direction: strings.direction,
    number,
    date: (at) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'medium',
        timeZone: at.length === 10 ? 'UTC' : undefined,
      }).format(new Date(at)),
    time: (of) =>
      new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
        new Date(`1970-01-01T${of}Z`),
      ),
    named: (tag) => new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
    lastResort: LAST_RESORT[language] ?? LAST_RESORT.en!,
    say(key, values = {}) {
      const entry = strings[key];
      const text =
        typeof entry === 'string' ? entry : (entry[plurals.select(Number(values.n))] ?? entry.other);
      return text.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name] ?? '';
        return typeof value === 'number' ? number(value) : value;
      });
    },
  };
}
