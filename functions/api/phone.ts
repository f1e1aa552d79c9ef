import { type CountryCode, isSupportedCountry, parsePhoneNumberWithError } from 'libphonenumber-js/mobile';
import * as z from 'zod';
import { E164, E164_DO } from '../care/client.ts';
import { Problem } from './problem.ts';

/** As a form takes it; `dialled` makes of it what is kept. */
export const writtenPhone = z
  .string()
  .trim()
  .max(40)
  .describe('As it is dialled in the country, or with its country code; kept as E.164');

/**
 * What a person may call or text, as people write it → E.164. `country` (ISO 3166-1 alpha-2) is where it is dialled.
 * @throws Problem where it is no number
 */
export function dialled(written: string, country: string, path = 'phone'): string {
  if (E164.test(written)) return written;
  const number = parsed(written, country);
  if (number && !number.ext && number.isPossible()) return number.number;
  const fault = 'This is not a phone number.';
  throw new Problem('invalid', fault, { faults: [{ path, fault, mend: E164_DO }] });
}

function parsed(written: string, country: string) {
  const defaultCountry: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  try {
    return parsePhoneNumberWithError(written, { defaultCountry, extract: false });
  } catch {
    return undefined;
  }
}

/**
 * A number as people write it → E.164, or why no text message can reach it. `country` (ISO 3166-1 alpha-2) is where
 * a number without a country code is dialled. The mobile metadata knows only numbers that take texts: landline,
 * premium (+1 900), toll-free and short numbers are all refused.
 */
export function readPhone(text: string, country: string): { phone: string } | { fault: string } {
  const number = parsed(text.trim().replace(/^tel:/i, ''), country);
  if (!number) return { fault: 'This is not a phone number.' };
  if (number.ext) return { fault: 'A number with an extension cannot receive text messages.' };
  if (!number.isPossible()) return { fault: 'The phone number has too few or too many digits.' };
  if (!number.isValid()) {
    return {
      fault:
        'The number cannot receive text messages: it is a landline, a premium or free number, or nobody’s.',
    };
  }
  return { phone: number.number };
}
