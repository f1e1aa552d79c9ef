import * as z from 'zod';
import { zoneSchema } from './pathway/pathway.ts';

/**
 * Line breaks could forge a mail header, direction controls show another name than the one stored, and half a
 * surrogate pair has no UTF-8. Joiners stay: Persian and Indic names are spelt with them.
 */
export const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** A spreadsheet takes text that starts so (full width too) for a formula, as soon as someone exports it. */
const FORMULA = /^[=+\-@＝＋－＠]/u;

export const nameSchema = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'use a name of 1 to 120 characters')
  .max(120, 'use a name of 1 to 120 characters')
  .refine(
    (name) => !UNSEEN.test(name),
    'use a name without line breaks, control or text-direction characters',
  )
  .refine((name) => !FORMULA.test(name), 'use a name that does not start with =, +, - or @')
  .refine((name) => /\p{L}/u.test(name), 'use a name with at least one letter');

const emailSchema = z
  .email('use an email address such as ana@example.org')
  .max(254, 'use an email address of at most 254 characters')
  .overwrite((email) => email.replace(/@.*$/, (domain) => domain.toLowerCase()));

const consentSchema = z.strictObject({
  at: z.iso.datetime({ precision: 3, error: 'use an instant in UTC such as 2026-03-02T14:00:00.000Z' }),
  /** The evidence: where and how the client said so, as “signed form, scanned to the record”. */
  how: z.string().trim().min(1).max(200, 'say in at most 200 letters how the client agreed').optional(),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use a time of day such as 09:30');

export const hoursSchema = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, 'use hours that begin before they end, on one day');

export const CHANNELS = ['sms', 'email'] as const;

export const E164 = /^\+[1-9]\d{6,14}$/;
export const E164_DO = 'use a phone number with its country code, such as +14155550134';
export const phoneSchema = z.string().regex(E164, E164_DO);

/** Whom staff may call about a client. */
export const contactSchema = z.strictObject({
  name: nameSchema,
  relation: z.enum(['guardian', 'emergency'], 'use guardian or emergency'),
  phone: phoneSchema,
});

/** What is known of a client, field by field; `clientSchema` adds what must hold between the fields. */
export const clientFields = z.strictObject({
  name: nameSchema,
  /** A real day, `YYYY-MM-DD`. Whether it lies in the future is for who knows the time. */
  dateOfBirth: z.iso.date('use a real date, written YYYY-MM-DD'),
  /** E.164. */
  phone: phoneSchema.optional(),
  email: emailSchema.optional(),
  zone: zoneSchema,
  /** A BCP 47 tag, of a language alone or with its region. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'use a language code such as en, es or es-MX'),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/, 'use a country code of two capitals, such as US'),
  channel: z.enum(CHANNELS, 'use sms or email'),
  /** When the client agreed to be written to, by channel. Where it is missing, nothing may be sent that way. */
  consents: z.strictObject({ sms: consentSchema.optional(), email: consentSchema.optional() }),
  /** How the client likes to answer; by a link where it is not said. */
  answersBy: z.enum(['link', 'text'], 'use link or text').optional(),
  /** The hours, on one day, at which the client likes to be written to; any that are not quiet where it is not said. */
  hours: hoursSchema.optional(),
  /** Whom staff may call about the client. Nothing is ever sent to them. */
  contacts: z.array(contactSchema).max(5).optional(),
  /** The clinic's own number of the client's record. */
  recordNumber: z
    .string()
    .trim()
    .regex(
      /^[\p{L}\p{N}#][\p{L}\p{N} ./_#-]{0,39}$/u,
      'use a record number of at most 40 letters, digits and . / _ # -',
    )
    .optional(),
});

export const clientSchema = clientFields
  .refine((client) => client.channel !== 'sms' || client.phone, {
    path: ['phone'],
    error: 'give a phone number, or choose email to write to this client',
  })
  .refine((client) => client.channel !== 'email' || client.email, {
    path: ['email'],
    error: 'give an email address, or choose sms to write to this client',
  });
export type Client = z.infer<typeof clientSchema>;

/**
 * What tells this person from every other in the clinic, so that a second import finds and does not double them:
 * the clinic's record number, in whatever case and spacing; without one, name and date of birth, where accents and
 * punctuation do not count either.
 */
export function identityOf(client: Pick<Client, 'name' | 'dateOfBirth' | 'recordNumber'>): string[] {
  if (client.recordNumber) return [`record ${client.recordNumber.toLowerCase().replace(/\s/gu, '')}`];
  return [`born ${client.dateOfBirth} ${fold(client.name)}`];
}

/** Only the accents of European scripts go: an Indic vowel is a mark too, and tells one name from another. */
const fold = (text: string) =>
  text
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]|[^\p{L}\p{M}\p{N}]/gu, '');
