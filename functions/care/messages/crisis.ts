import * as z from 'zod';
import type { Messages } from './messages.ts';
import { confirmedOwn, type OwnCrisisLine } from './own-crisis-lines.ts';
import { closestLanguage, fill } from './render.ts';

const text = z.string().min(1);

const checked = {
  verifiedOn: z.iso.date(),
  /** Where the number was seen on that day. */
  evidence: text,
  /** Nobody has confirmed it: kept for the next review, never shown to a client. */
  unconfirmed: z.literal(true).optional(),
};

const lineSchema = z.strictObject({
  name: text,
  call: text.optional(),
  text: text.optional(),
  chat: z.url({ protocol: /^https$/ }).optional(),
  /** Answered day and night; else `hours` says when. */
  always: z.literal(true).optional(),
  hours: text.optional(),
  note: text.optional(),
  ...checked,
});

const placeSchema = z.strictObject({
  emergency: z.strictObject({ call: text, ...checked }),
  lines: z.array(lineSchema),
});

const byLanguage = z
  .record(z.string().min(2), placeSchema)
  .refine((places) => Object.keys(places).length > 0, 'a place needs at least one language');

/** Whom to call, by country (ISO 3166-1 alpha-2) and language; `elsewhere` is for every country not listed. */
export const crisisLinesSchema = z.strictObject({
  version: text,
  /** How the entries were checked, and when they must be again. */
  review: text,
  countries: z.record(z.string().regex(/^[A-Z]{2}$/), byLanguage),
  elsewhere: byLanguage.refine(
    (places) =>
      Object.values(places).every(
        ({ emergency, lines }) => !emergency.unconfirmed && lines.some((line) => !line.unconfirmed),
      ),
    'the last resort must be confirmed',
  ),
});
export type CrisisLines = z.infer<typeof crisisLinesSchema>;

export type CrisisLine = {
  name: string;
  call?: string;
  text?: string;
  chat?: string;
  hours?: string;
  note?: string;
};

type About = {
  /** Whether a guardian is told of a risk answer. */
  guardianIsTold?: boolean;
  /** Its own number comes last: out of hours nobody may be there. */
  clinic?: { name: string; phone?: string; crisisLines?: OwnCrisisLine[] };
};

const confirmed = <T extends { unconfirmed?: true }>(all: T[]): T[] => all.filter((one) => !one.unconfirmed);

type Places = CrisisLines['elsewhere'];

/** Of the places where there is such a thing, the one in the closest language. */
function closest(places: Places, language: string, has: (place: Places[string]) => boolean) {
  const spoken = Object.keys(places).filter((one) => has(places[one]!));
  return spoken.length > 0 ? places[closestLanguage(spoken, language)] : undefined;
}

/**
 * What a client is shown at once when an answer may mean danger. Never empty: an unknown country, and one whose
 * numbers nobody has confirmed, gets what holds everywhere; and what a clinic adds takes nothing of that away. `first`
 * is one of the lines, its number first, for where there is room for no more: so a clinic's own comes before the
 * national ones only if it can be called day and night, because the one number that is said must be answered now.
 * `texts` by language, `country` ISO 3166-1 alpha-2.
 */
export function crisisReply(
  lines: CrisisLines,
  texts: Record<string, Messages>,
  country: string,
  language: string,
  { guardianIsTold = false, clinic }: About = {},
): { text: string; emergency: string; lines: CrisisLine[]; first: string } {
  const { replies, reach } = texts[closestLanguage(Object.keys(texts), language)]!;
  const key = country.toUpperCase();
  const elsewhere = lines.elsewhere[closestLanguage(Object.keys(lines.elsewhere), language)]!;
  const places = Object.hasOwn(lines.countries, key) ? lines.countries[key]! : {};
  const hasLines = (place: Places[string]) => confirmed(place.lines).length > 0;
  const own = confirmedOwn(clinic?.crisisLines, key);

  const numbers = own.filter(({ name }) => !name);
  const emergency =
    inLanguage(numbers, [], language)[0]?.call ??
    (closest(places, language, (place) => !place.emergency.unconfirmed) ?? elsewhere).emergency.call;

  const spoken = Object.keys(places).filter((one) => hasLines(places[one]!));
  const local = inLanguage(
    own.filter(({ name }) => name),
    spoken,
    language,
  );
  const goesFirst = ({ always, call }: OwnCrisisLine) => always && call;
  const asShown = (line: Omit<OwnCrisisLine, 'id' | 'country' | 'language'>): CrisisLine => {
    const { name = '', call, text, chat, always, hours, note } = line;
    return { name, call, text, chat, hours: always ? reach.always : hours, note };
  };
  const shown = [
    ...local.filter(goesFirst),
    ...confirmed((closest(places, language, hasLines) ?? elsewhere).lines),
    ...local.filter((line) => !goesFirst(line)),
  ].map(asShown);
  const ours: CrisisLine[] = clinic?.phone
    ? [{ name: clinic.name, call: clinic.phone, hours: reach.clinicHours }]
    : [];
  const byPhone = (line: CrisisLine) => [
    ...(line.call ? [fill(reach.call, { to: line.call })] : []),
    ...(line.text ? [fill(reach.text, { to: line.text })] : []),
  ];
  const online = (line: CrisisLine) => (line.chat ? [fill(reach.chat, { to: line.chat })] : []);
  const said = [...shown, ...ours].map((line) => {
    const ways = [...byPhone(line), ...online(line)].join(', ');
    return `${line.name}: ${[ways, line.hours, line.note].filter(Boolean).join('. ')}`;
  });
  const [one] = shown;
  const ways = byPhone(one!).length > 0 ? byPhone(one!) : [one!.chat];
  return {
    text: [
      fill(replies['reply.crisis'], { emergency }),
      ...said,
      ...(guardianIsTold ? [replies['reply.minor']] : []),
    ].join('\n\n'),
    emergency,
    lines: [...shown, ...ours],
    first: `${ways.join(', ')} (${one!.name})`,
  };
}

/** Those in the language that a client is shown lines in, of these and of those `beside` them. */
function inLanguage(own: OwnCrisisLine[], beside: string[], language: string): OwnCrisisLine[] {
  const spoken = [...beside, ...own.map((line) => line.language)];
  return own.filter((line) => line.language === closestLanguage(spoken, language));
}
