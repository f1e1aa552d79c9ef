import * as z from 'zod';
import type { Messages } from './messages.ts';
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
  clinic?: { name: string; phone?: string };
};

/**
 * What a client is shown at once when an answer may mean danger. Never empty: an unknown country, and one whose
 * numbers nobody has confirmed, gets what holds everywhere. `first` is one of the lines, for where there is room for
 * no more. `texts` by language, `country` ISO 3166-1 alpha-2.
 */
export function crisisReply(
  lines: CrisisLines,
  texts: Record<string, Messages>,
  country: string,
  language: string,
  { guardianIsTold = false, clinic }: About = {},
): { text: string; emergency: string; lines: CrisisLine[]; first: string } {
  const at = (places: CrisisLines['elsewhere']) => places[closestLanguage(Object.keys(places), language)]!;
  const key = country.toUpperCase();
  const elsewhere = at(lines.elsewhere);
  const here = Object.hasOwn(lines.countries, key) ? at(lines.countries[key]!) : elsewhere;
  const emergency = (here.emergency.unconfirmed ? elsewhere : here).emergency.call;
  const confirmed = here.lines.filter((line) => !line.unconfirmed);
  const shown = (confirmed.length ? confirmed : elsewhere.lines).map(
    ({ verifiedOn, evidence, unconfirmed, ...line }): CrisisLine => line,
  );
  const { replies, reach } = texts[closestLanguage(Object.keys(texts), language)]!;
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
  const ways = byPhone(one!).length > 0 ? byPhone(one!) : online(one!);
  return {
    text: [
      fill(replies['reply.crisis'], { emergency }),
      ...said,
      ...(guardianIsTold ? [replies['reply.minor']] : []),
    ].join('\n\n'),
    emergency,
    lines: [...shown, ...ours],
    first: `${one!.name}: ${ways.join(', ')}`,
  };
}
