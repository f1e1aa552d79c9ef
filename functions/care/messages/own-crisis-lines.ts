import * as z from 'zod';
import { nameSchema, UNSEEN } from '../client.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** In one country and language: more is a list to read, not somebody to call. */
const MOST_IN_PLACE = 5;
/** Of a clinic in all, which every crisis reply reads. */
const MOST_LINES = 40;

const said = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(
      (text) => !UNSEEN.test(text),
      'use a text without line breaks, control or text-direction characters',
    );

/** At most 15 digits: ITU-T E.164. */
const dialled = z
  .string()
  .trim()
  .regex(
    /^[+*]?\d(?:[ -]?\d){1,14}$/,
    'use a number that a phone can dial, such as 024, *4141 or +34 900 123 456',
  );

/**
 * A crisis line that a clinic keeps for its clients beside those that ship: a number of its town, or of a country that
 * ships none. Without a name it is the country's emergency number.
 */
export const ownCrisisLineSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    /** ISO 3166-1 alpha-2. */
    country: z.string().regex(/^[A-Z]{2}$/, 'use a country code of two capitals, such as ES'),
    /** Of who reads it: ISO 639. */
    language: z.string().regex(/^[a-z]{2,3}$/, 'use a language code such as en, es or ar'),
    name: nameSchema.max(60).optional(),
    call: dialled.optional(),
    /** A number, or a word and the number that it is sent to: `HOLA al 741741`. */
    text: z
      .string()
      .trim()
      .max(40)
      .regex(
        /^(?:[\p{L}\p{N}]+ (?:[\p{L}\p{M}]+ )?)?\d[\d ]*$/u,
        'use the number to write to, or the word and the number, such as HOLA al 741741',
      )
      .optional(),
    chat: z
      .string()
      .trim()
      .max(120)
      .regex(
        /^https:\/\/[a-z\d-]+(\.[a-z\d-]+)+([/?#]\S*)?$/i,
        'use an address such as https://chat.example.org, with no name, password or port in it',
      )
      .optional(),
    /** Answered day and night, whatever `hours` says; only such a line comes before the ones that ship. */
    always: z.literal(true).optional(),
    hours: said(60).optional(),
    note: said(100).optional(),
    verifiedOn: z.iso.date('use a real date, written YYYY-MM-DD'),
    /** With whom or where the number was seen to be right on that day. */
    evidence: said(300).min(3),
    /** Nobody has confirmed it yet: shown to no client. */
    unconfirmed: z.literal(true).optional(),
  })
  .refine(({ call, text, chat }) => call || text || chat, {
    path: ['call'],
    error: 'give a number to call, one to write to, or the address of a chat',
  })
  .refine(({ name, call, text, chat }) => name || (call && !text && !chat), {
    path: ['name'],
    error: 'give the line a name; without one it is the emergency number, which can only be called',
  });
export type OwnCrisisLine = z.infer<typeof ownCrisisLineSchema>;

/** What may be shown there. What cannot be read any more is left out, so that the others and those that ship still are. */
export const confirmedOwn = (lines: unknown, country: string): OwnCrisisLine[] =>
  (Array.isArray(lines) ? lines : []).flatMap((line) => {
    if (line?.country !== country) return [];
    const { data } = ownCrisisLineSchema.safeParse(line);
    return data && !data.unconfirmed ? [data] : [];
  });

export type CrisisLineCommand =
  | { do: 'save-crisis-line'; line: OwnCrisisLine }
  | { do: 'remove-crisis-line'; id: string };
export type CrisisLineEvent =
  | { type: 'crisis-line.saved'; line: OwnCrisisLine }
  | { type: 'crisis-line.removed'; id: string };

/** `today` by the clinic's own clock. */
export function decideCrisisLine(
  lines: OwnCrisisLine[],
  command: CrisisLineCommand,
  today: string,
): CrisisLineEvent[] | Refusal {
  if (command.do === 'save-crisis-line')
    return faultOf(lines, command.line, today) ?? [{ type: 'crisis-line.saved', line: command.line }];
  return lines.some(({ id }) => id === command.id)
    ? [{ type: 'crisis-line.removed', id: command.id }]
    : refuse('not-found', 'There is no such crisis line. Look again.');
}

/** A line that is changed keeps its place. */
export function linesAfter(lines: OwnCrisisLine[], event: CrisisLineEvent): OwnCrisisLine[] {
  if (event.type === 'crisis-line.removed') return lines.filter(({ id }) => id !== event.id);
  const { line } = event;
  return lines.some(({ id }) => id === line.id)
    ? lines.map((one) => (one.id === line.id ? line : one))
    : [...lines, line];
}

const place = ({ country, language }: OwnCrisisLine) => `${country} ${language}`;

function faultOf(lines: OwnCrisisLine[], line: OwnCrisisLine, today: string): Refusal | undefined {
  if (line.verifiedOn > today)
    return refuse('invalid', 'The day on which the number was seen is still to come. Check the date.');
  const others = lines.filter(({ id }) => id !== line.id);
  const beside = others.filter((one) => place(one) === place(line));
  if (beside.some(({ name }) => name === line.name))
    return refuse(
      'duplicate',
      'This country and language have a line by this name, or an emergency number, already. Change that one.',
    );
  const crowd = line.name && beside.filter(({ name }) => name).length >= MOST_IN_PLACE;
  return crowd || others.length >= MOST_LINES
    ? refuse(
        'invalid',
        `There are ${MOST_IN_PLACE} lines in this country and language already, or ${MOST_LINES} in all. Take one out first.`,
      )
    : undefined;
}
