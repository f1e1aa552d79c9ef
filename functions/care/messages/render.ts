import type { Channel, Messages, TemplateId, Wordable, Wording } from './messages.ts';

/** `minutes`: roughly how long answering takes. A template that names a value which is not given throws. */
export type MessageValues = { clinic: string; link?: string; minutes?: number; code?: string };

/**
 * Of the languages there are, the one to use for a client who wants `wanted`: `es-MX`, else `es`, else the first.
 * @throws RangeError where there is none
 */
export function closestLanguage(available: string[], wanted: string): string {
  const [base] = wanted.toLowerCase().split('-');
  const exact = available.find((language) => language.toLowerCase() === wanted.toLowerCase());
  const closest = exact ?? available.find((language) => language.toLowerCase() === base) ?? available[0];
  if (closest === undefined) throw new RangeError('no language to choose from');
  return closest;
}

/** `template` with each `{name}` replaced, once, so that a brace inside a value stays a brace. */
export const fill = (template: string, values: Record<string, string | undefined>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new TypeError(`the text needs {${name}}`);
    return value;
  });

/**
 * One outbound message, in the pathway's `own` words where it has them. In an SMS the clinic's name is put into GSM-7 letters where that loses only accents, and is
 * cut as far as the single segment needs.
 */
export function render(
  texts: Record<string, Pick<Messages, 'templates'>>,
  template: TemplateId,
  language: string,
  channel: Channel,
  values: MessageValues,
  own: Wording = {},
): { subject?: string; text: string } {
  const chosen = closestLanguage(Object.keys(texts), language);
  const { sms, email } = own[chosen]?.[template as Wordable] ?? texts[chosen]!.templates[template];
  const clinic = oneLine(values.clinic);
  const given = {
    link: values.link && oneLine(values.link).replaceAll(' ', ''),
    minutes: values.minutes?.toString(),
    code: values.code,
  };
  if (channel === 'email') {
    const all = { ...given, clinic };
    return { subject: fill(email.subject, all), text: fill(email.text, all) };
  }
  const whole = inTexts(clinic);
  const filled = (name: string) => fill(sms, { ...given, clinic: name });
  let name = whole;
  while (smsSegments(filled(name)).segments > 1) {
    if (name.length <= LEAST_NAME) return { text: filled(whole) };
    name = [...name].slice(0, -1).join('').trimEnd();
  }
  return { text: filled(name) };
}

/** Below this a cut name no longer tells the client who writes: rather all of it, and a second segment. */
const LEAST_NAME = 12;

// A line break in a mail header starts another header; a direction mark can disguise a name; braces could be filled again.
const oneLine = (value: string): string =>
  value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}{}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_ESCAPED = '\f^{}\\[~]|€';
const septets = (letter: string): number | undefined =>
  GSM_BASIC.includes(letter) ? 1 : GSM_ESCAPED.includes(letter) ? 2 : undefined;

/** The letters of a text that make all of it UCS-2, each once. */
export const outsideGsm = (text: string): string[] => [
  ...new Set([...text].filter((letter) => septets(letter) === undefined)),
];

const SIGNS: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
};
/** Quotation marks, dashes and points as every phone has them: one of the others makes a text three texts, and says no more. */
export const plainSigns = (text: string): string => text.replace(/[‘’“”–—…]/g, (sign) => SIGNS[sign]!);

const PICTURES = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3/gu;

/**
 * A clinic's name as it stands in a text message: without pictures, and in GSM-7 letters where that costs only accents
 * (“Clínica” loses one, “Peña” none). A name in another script stays, and its texts are longer.
 */
export function inTexts(name: string): string {
  const without = oneLine(name.normalize('NFC').replace(PICTURES, ' '));
  const plain = [...without].map((letter) =>
    septets(letter) ? letter : (SIGNS[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')),
  );
  return plain.every((letter) => [...letter].every(septets)) ? plain.join('') : without;
}

/**
 * How a carrier cuts a text: 160 septets (153 in each of several) where every letter is in the GSM 03.38 alphabet,
 * otherwise 70 UTF-16 units (67). An escaped letter and a surrogate pair are never cut in two. Source: 3GPP TS 23.038.
 */
export function smsSegments(text: string): { encoding: 'GSM-7' | 'UCS-2'; segments: number } {
  const letters = [...text];
  const gsm = outsideGsm(text).length === 0;
  const sizes = letters.map((letter) => (gsm ? septets(letter)! : letter.length));
  const [alone, each] = gsm ? [160, 153] : [70, 67];
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return { encoding, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, segments };
}
