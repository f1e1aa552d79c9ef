import { type CountryCode, isSupportedCountry, parsePhoneNumberWithError } from 'libphonenumber-js/mobile';

/**
 * A number as people write it → E.164, or why no text message can reach it. `country` (ISO 3166-1 alpha-2) is where
 * a number without a country code is dialled. The mobile metadata knows only numbers that take texts: landline,
 * premium (+1 900), toll-free and short numbers are all refused.
 */
export function readPhone(text: string, country: string): { phone: string } | { fault: string } {
  const defaultCountry: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const written = text.trim().replace(/^tel:/i, '');
  try {
    const number = parsePhoneNumberWithError(written, { defaultCountry, extract: false });
    if (number.ext) return { fault: 'A number with an extension cannot receive text messages.' };
    if (!number.isPossible()) return { fault: 'The phone number has too few or too many digits.' };
    if (!number.isValid()) {
      return {
        fault:
          'The number cannot receive text messages: it is a landline, a premium or free number, or nobody’s.',
      };
    }
    return { phone: number.number };
  } catch {
    return { fault: 'This is not a phone number.' };
  }
}
