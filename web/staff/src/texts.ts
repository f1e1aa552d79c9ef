/** What the console says, in English and Spanish. Each part of it brings its own words, so that they load with it. */
import { createContext, useContext } from 'react';

import { LANGUAGES, type Language, type Texts } from './in-both.ts';

export { inBoth, LANGUAGES, type Language } from './in-both.ts';

const KEPT_AS = 'attune.language';

export function firstLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT_AS), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (
    LANGUAGES.find((language) => language === wanted.find((one) => LANGUAGES.some((l) => l === one))) ?? 'en'
  );
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT_AS, language);

export const LanguageContext = createContext<{ language: Language; change(to: Language): void }>({
  language: 'en',
  change() {},
});

export const useLanguage = () => useContext(LanguageContext);

type Values = Record<string, string | number>;
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** `say(key)`, with each `{name}` filled in; of a plural, the form for `values.n`. */
export function useTexts<Key extends string>(texts: Texts<Key>): Say<Key> {
  const { language } = useLanguage();
  return (key, values = {}) => {
    const text = texts[language][key];
    const form =
      typeof text === 'string'
        ? text
        : new Intl.PluralRules(language).select(Number(values.n)) === 'one'
          ? text.one
          : text.other;
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
    });
  };
}
