import { type Client, clientSchema, nameSchema } from '../care/client.ts';
import { atWallClock, knownZone } from '../care/schedule.ts';
import type { Instant } from '../care/time.ts';
import { readPhone } from './phone.ts';
import { countryCode, type DateOrder, languageCode, readDate } from './roster-cells.ts';
import type { RosterDefaults, RosterField } from './roster-fields.ts';

/** Says what is wrong with a cell, or with the whole row, and how to mend it. */
export type Faulty = (field: RosterField | '', fault: string, mend: string) => undefined;

export type RowReading = {
  /** What the row says in our field, trimmed; empty where it says nothing. */
  given: (field: RosterField) => string;
  faulty: Faulty;
  /** The columns that make up a name, in the order in which it is said. */
  nameFields: RosterField[];
  orders: Partial<Record<RosterField, DateOrder>>;
  defaults: RosterDefaults;
  now: Instant;
};

const WRITE_DATE = 'Write dates as YYYY-MM-DD, such as 1984-03-09.';
const LOOK_UP = 'Look the date of birth up again.';
/** Older is a slip of the pen, or the 1 January 1900 that some systems put for “unknown”. */
const OLDEST_YEARS = 120;
/** What says yes or no without saying when. */
const NO_DATE = /^(|-|x|n\/?a|no?|none|y|yes|true|false|signed|declined|refused)$/i;
const SMS = /^(sms|texts?|text messages?|mobile|cell)$/i;
const EMAIL = /^e-?mail$/i;

/** The client of one row, unless `faulty` was told why there is none. */
export function readClient(reading: RowReading): Client | undefined {
  const { given, faulty, defaults } = reading;

  const country = given('country') ? countryCode(given('country')) : defaults.country;
  if (!country)
    faulty('country', 'This is no known country.', 'Write its English name or its code, such as US.');

  const language = given('language') ? languageCode(given('language')) : defaults.language;
  if (!language) {
    faulty('language', 'This is no known language.', 'Write its name or its code, such as Spanish or es-MX.');
  }

  const zone = readZone(reading);
  const { phone, email } = readContacts(reading, country ?? defaults.country);
  const consents = {
    sms: readConsent(reading, 'smsConsentOn', zone),
    email: readConsent(reading, 'emailConsentOn', zone),
  };
  const channel =
    readChannel(reading) ?? (phone && (consents.sms || !consents.email) ? 'sms' : email ? 'email' : 'sms');
  consents[channel] ??= readConsent(reading, 'consentOn', zone);

  const read = clientSchema.safeParse({
    name: readName(reading),
    dateOfBirth: readDateOfBirth(reading),
    ...defined({ phone, email, recordNumber: given('recordNumber') || undefined }),
    zone,
    language,
    country,
    channel,
    consents: defined(consents),
  });
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    const field = path[0] === 'name' ? reading.nameFields[0]! : (path[0] as RosterField);
    faulty(field, given(field) ? 'This cannot be used.' : 'This is missing.', sentence(message));
  }
}

function readName({ given, faulty, nameFields }: RowReading): string {
  for (const field of nameFields) {
    // As it stands in the cell: turned around, a formula could hide behind what followed its comma.
    const fits = nameSchema.safeParse(given(field));
    if (given(field).includes('\uFFFD')) {
      faulty(field, 'A letter was lost when the file was saved.', 'Save it again as UTF-8.');
    } else if (given(field) && !fits.success) {
      faulty(field, 'This cannot be used.', sentence(fits.error.issues[0]!.message));
    }
  }
  const [first, ...others] = nameFields.map(given).filter(Boolean);
  return others.length === 0 ? asSaid(first ?? '') : [first, ...others].join(' ');
}

/** Record systems write “López, Ana”; messages begin with the name as it is said. “Ray Smith, Jr.” stays. */
const asSaid = (name: string) =>
  name.replace(/^([^,]+), *(?! |(?:[js]r|i{2,3}|iv|md|phd)\b)([^,]+)$/i, '$2 $1');

function readDateOfBirth({ given, faulty, orders, now }: RowReading): string | undefined {
  if (!given('dateOfBirth')) return faulty('dateOfBirth', 'This is missing.', WRITE_DATE);
  const read = readDate(given('dateOfBirth'), orders.dateOfBirth ?? 'unsure');
  if ('fault' in read) return faulty('dateOfBirth', read.fault, WRITE_DATE);
  if (read.date > now.slice(0, 10)) return faulty('dateOfBirth', 'This lies in the future.', LOOK_UP);
  if (Number(read.date.slice(0, 4)) < Number(now.slice(0, 4)) - OLDEST_YEARS) {
    return faulty(
      'dateOfBirth',
      `This is more than ${OLDEST_YEARS} years ago.`,
      'Look the date of birth up again.',
    );
  }
  return read.date;
}

/** EST and the like never change their clocks, which is not what a clinic means by them. */
function readZone({ given, faulty, defaults }: RowReading): string | undefined {
  const zone = given('zone') || defaults.zone;
  if (knownZone(zone) && (zone.includes('/') || zone === 'UTC')) return zone;
  return faulty(
    'zone',
    'This is no known time zone.',
    'Write an IANA time zone such as America/New_York, or leave the cell empty.',
  );
}

function readContacts({ given, faulty }: RowReading, country: string) {
  const contacts: { phone?: string; email?: string } = defined({ email: given('email') || undefined });
  if (!given('phone')) return contacts;
  const read = readPhone(given('phone'), country);
  if ('phone' in read) return { ...contacts, phone: read.phone };
  faulty(
    'phone',
    read.fault,
    'Write one mobile number with its country code, such as +14155550134, or none.',
  );
  return contacts;
}

function readChannel({ given, faulty }: RowReading): Client['channel'] | undefined {
  const words = given('channel');
  if (!words) return undefined;
  if (SMS.test(words)) return 'sms';
  if (EMAIL.test(words)) return 'email';
  return faulty(
    'channel',
    'Attune writes by text message or by email.',
    'Write sms or email, or leave the cell empty.',
  );
}

/** A consent holds from the first moment of its day where the client lives. */
function readConsent(
  { given, faulty, orders, now }: RowReading,
  field: RosterField,
  zone: string | undefined,
) {
  if (NO_DATE.test(given(field)) || !zone) return undefined;
  const read = readDate(given(field), orders[field] ?? 'unsure');
  const mend = `${WRITE_DATE} Leave the cell empty where there is no consent.`;
  if ('fault' in read) return faulty(field, read.fault, mend);
  const at = atWallClock(`${read.date}T00:00`, zone);
  return at > now ? faulty(field, 'This lies in the future.', mend) : { at };
}

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const sentence = (message: string) => `${message[0]!.toUpperCase()}${message.slice(1)}.`;
