/** How clinics' spreadsheets and record systems write things down, read one cell or one column at a time. */
import { CsvError, parse } from 'csv-parse/sync';
import { getCountries, isSupportedCountry } from 'libphonenumber-js/mobile';
import { instant } from '../care/time.ts';

export type Row = { line: number; cells: string[] };

/** UTF-8 and UTF-16 with or without a mark; else Windows-1252, in which Excel saves “CSV” in the West. */
export function decode(bytes: Uint8Array): { text: string; note?: string } {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return { text: as('utf-16le', bytes) };
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return { text: as('utf-16be', bytes) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return {
      text: as('windows-1252', bytes),
      note: 'The file is not UTF-8; it was read as Windows-1252. Look at the accents.',
    };
  }
}

const as = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes);

/** Characters; a longer row is one that a forgotten quotation mark has joined to all the rows after it. */
const MOST_ROW = 100_000;

/** Rows that say something, the header first, at most `most`; or the line from which the file cannot be read. */
export function split(
  text: string,
  most: number,
): { rows: Row[] } | { line: number; fault: string; mend: string } {
  // The parser takes the first line break for the only kind; files put together by hand have several.
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const named = /^"?sep=(.)"?\n/.exec(lines);
  let line = 1;
  const rows: Row[] = [];
  try {
    parse(lines, {
      delimiter: named?.[1] ?? separator(lines),
      record_delimiter: '\n',
      from_line: named ? 2 : 1,
      to: most,
      ltrim: true,
      max_record_size: MOST_ROW,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      on_record(cells: string[], { lines: end }) {
        line = end + 1;
        rows.push({ line: end - breaks(cells), cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const fault = 'A quotation mark opens here and never closes: nothing was read.';
    return { line, fault, mend: 'Close it, or save the file again as CSV.' };
  }
  return { rows };
}

const breaks = (cells: string[]) => cells.join('').split('\n').length - 1;

function separator(text: string): string {
  const header = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '')
    .trimStart()
    .split('\n', 1)[0]!;
  const count = (mark: string) => header.split(mark).length;
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** `unsure`: the column writes dates both ways, so that 03/04/1984 may be either. */
export type DateOrder = 'day' | 'month' | 'unsure';

/** Where 03/04/1984 is the 4th of March: the United States, their territories, the Philippines. */
const MONTH_FIRST = ['US', 'PR', 'GU', 'VI', 'AS', 'MP', 'PH'];
const NUMBERS = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/;

/** What some headers say behind their name, such as “(MM/DD/YYYY)”. */
export const DATE_PATTERN = /\(?\b([dmya])[dmya]{0,3}[-/.][dmya]{1,4}[-/.][dmya]{1,4}\b\)?/i;

/** Which comes first in a column of dates, and how that was told. */
export function dateOrder(header: string, cells: { line: number; text: string }[], country: string) {
  const shows: { day?: number; month?: number; either?: number } = {};
  for (const { line, text } of cells) {
    const [, first, second] = NUMBERS.exec(dateOf(text)) ?? [];
    if (!first) continue;
    shows[Number(first) > 12 ? 'day' : Number(second) > 12 ? 'month' : 'either'] ??= line;
  }
  const told = (order: DateOrder, because?: string) => ({ order, because });
  if (shows.day && shows.month) {
    return told(
      'unsure',
      `Dates in “${header}” put the day first (line ${shows.day}) and the month first (line ${shows.month}); what could be either was refused.`,
    );
  }
  if (shows.day) return told('day', `Dates in “${header}” put the day first, as line ${shows.day} shows.`);
  if (shows.month)
    return told('month', `Dates in “${header}” put the month first, as line ${shows.month} shows.`);
  const begins = DATE_PATTERN.exec(header)?.[1]?.toLowerCase();
  const asHeader = `Dates in “${header}” were read as the header says.`;
  if (begins === 'd') return told('day', asHeader);
  if (begins === 'm') return told('month', asHeader);
  const usual: DateOrder = MONTH_FIRST.includes(country) ? 'month' : 'day';
  return told(
    usual,
    shows.either === undefined
      ? undefined
      : `Dates in “${header}” could put the day or the month first; they were read with the ${usual} first, as is usual in ${country}.`,
  );
}

/** A spreadsheet or a database may have put a time of day behind the date. */
const dateOf = (text: string) => text.replace(/[T ]\d{1,2}:\d{2}.*$/, '').trim();

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** A date as people write it → `YYYY-MM-DD`. */
export function readDate(text: string, order: DateOrder): { date: string } | { fault: string } {
  const date = dateOf(text);
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/.exec(date);
  if (iso) return realDate(iso[1], iso[2], iso[3]);
  const numbers = NUMBERS.exec(date);
  if (numbers) {
    const [, first, second, year] = numbers;
    if (order === 'unsure' && Number(first) <= 12 && Number(second) <= 12 && first !== second) {
      return {
        fault: 'This could be two dates: other dates in this column put now the day, now the month first.',
      };
    }
    const dayFirst = order === 'unsure' ? Number(first) > 12 : order === 'day';
    return dayFirst ? realDate(year, second, first) : realDate(year, first, second);
  }
  const [, day, month, year] = /^(\d{1,2})[ -]([a-z]{3,9})[., -]{1,2}(\d{4})$/i.exec(date) ?? [];
  if (month) return realDate(year, monthNamed(month), day);
  const [, monthFirst, dayNext, yearLast] = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i.exec(date) ?? [];
  if (monthFirst) return realDate(yearLast, monthNamed(monthFirst), dayNext);
  if (/^\d{1,2}[-/. ]\w{1,9}[-/. ]\d{2}$/.test(date))
    return { fault: 'The year has two digits, which fit two centuries.' };
  return { fault: 'This is not a date.' };
}

const monthNamed = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function realDate(...parts: (string | number | undefined)[]): { date: string } | { fault: string } {
  const [year, month, day] = parts.map(Number) as [number, number, number];
  const date = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ].join('-');
  const real = instant(Date.UTC(year, month - 1, day)).startsWith(date);
  return real ? { date } : { fault: 'There is no such date.' };
}

/** What CLDR's names leave out. */
const OTHER_LANGUAGES = { castellano: 'es', farsi: 'fa', mandarin: 'zh', tagalog: 'fil', cantonese: 'yue' };
const OTHER_COUNTRIES = { usa: 'US', 'united states of america': 'US', 'great britain': 'GB', england: 'GB' };

const names = (type: 'language' | 'region', locale: string) =>
  new Intl.DisplayNames(locale, { type, fallback: 'none' });
const languageNames = names('language', 'en');

/** Every language of two letters by its English and its own name: “Spanish”, “español”. */
const languages = once(() => {
  const codes = new Map(Object.entries(OTHER_LANGUAGES));
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    if (!languageNames.of(code)) continue;
    for (const name of [languageNames.of(code), names('language', code).of(code)]) {
      const folded = name?.toLowerCase();
      if (folded && !codes.has(folded)) codes.set(folded, code);
    }
  }
  return codes;
});

const countries = once(() => {
  const english = names('region', 'en');
  const codes = getCountries().map((code) => [english.of(code)?.toLowerCase() ?? code, code] as const);
  return new Map<string, string>([...codes, ...Object.entries(OTHER_COUNTRIES)]);
});

/** Worth some 25 ms, which a cold start without a roster shall not pay. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** “Spanish”, “español”, “spa”, “es_mx” → `es`, `es`, `es`, `es-MX`. */
export function languageCode(text: string): string | undefined {
  const known = languages().get(text.normalize('NFC').toLowerCase());
  if (known) return known;
  if (!/^[a-z]{2,3}([-_][a-z]{2})?$/i.test(text)) return undefined;
  const [tag] = Intl.getCanonicalLocales(text.replace('_', '-'));
  return tag && languageNames.of(tag.split('-')[0]!) ? tag : undefined;
}

/** “United States”, “USA”, “us”, “UK” → `US`, `US`, `US`, `GB`. */
export function countryCode(text: string): string | undefined {
  if (!/^[a-z]{2}$/i.test(text)) return countries().get(text.toLowerCase());
  const { region } = new Intl.Locale('und', { region: text });
  return region && isSupportedCountry(region) ? region : undefined;
}
