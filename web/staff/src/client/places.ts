/** What a client’s language, country and zone are chosen from, in the reader’s own words. */
type Choice = { value: string; label: string };

/** Spoken at home in most of the places where a clinic may be; another that a client has is added to them. */
const LANGUAGES =
  'en es ar zh vi tl fr ht ko pt ru hi pa ur bn de it pl uk fa so am sw tr he ja ne my km lo th el ro'.split(
    ' ',
  );
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Named by the browser, and no countries. */
const NO_COUNTRY = ['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'];

const sorted = (codes: string[], nameOf: (code: string) => string | undefined, reader: string): Choice[] =>
  codes
    .map((value) => ({ value, label: nameOf(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, reader));

export function languageChoices(reader: string, has: string): Choice[] {
  const names = new Intl.DisplayNames(reader, { type: 'language' });
  return sorted([...new Set([...LANGUAGES, has])], (code) => names.of(code), reader);
}

export function countryChoices(reader: string, has: string): Choice[] {
  const names = new Intl.DisplayNames(reader, { type: 'region', fallback: 'none' });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const countries = codes.filter((code) => names.of(code) && !NO_COUNTRY.includes(code));
  return sorted([...new Set([...countries, has])], (code) => names.of(code), reader);
}

const ZONES = Intl.supportedValuesOf('timeZone');
export const zoneChoices = (has: string): string[] => (ZONES.includes(has) ? ZONES : [has, ...ZONES]);
