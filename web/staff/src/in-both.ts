/** Words in both languages. Without React, so that a test can read what a part of the console says. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Text = string | { one: string; other: string };
export type Texts<Key extends string> = Record<Language, Record<Key, Text>>;

/** Both languages say the same things, or it does not compile. */
export const inBoth = <const English extends Record<string, Text>>(
  en: English,
  es: { [Key in keyof English]: English[Key] extends string ? string : Text },
): Texts<keyof English & string> => ({ en, es }) as Texts<keyof English & string>;
