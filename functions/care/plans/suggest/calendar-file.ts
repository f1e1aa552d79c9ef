import { createHash } from 'node:crypto';
import * as z from 'zod';
import { zoneSchema } from '../../pathway/pathway.ts';
import { atWallClock, type LocalDateTime, type Zone } from '../../schedule.ts';
import type { Instant } from '../../time.ts';

/**
 * `title` is seen by whoever sees the calendar: “Appointment”, never what it is for. `start` and `end` are by the wall
 * clock in `zone`; `madeAt` is when the file is made.
 */
export type Appointment = {
  title: string;
  start: LocalDateTime;
  end: LocalDateTime;
  zone: Zone;
  url: string;
  madeAt: Instant;
};

const appointmentSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(80),
    start: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'use a local time such as 2026-11-24T10:00'),
    end: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'use a local time such as 2026-11-24T10:50'),
    zone: zoneSchema,
    url: z.url({ protocol: /^https$/, error: 'use an https address' }),
    madeAt: z.iso.datetime({ precision: 3 }),
  })
  .refine(({ start, end }) => start < end, 'it ends before it starts');

/**
 * One appointment as an iCalendar file (RFC 5545) without clinical content. Times are in UTC, which every calendar
 * shows in its own zone. The same appointment has the same UID, so that taking it in twice doubles nothing.
 * @throws ZodError where a value cannot be used
 */
export function calendarFile(appointment: Appointment): string {
  const { title, start, end, zone, url, madeAt } = appointmentSchema.parse(appointment);
  const [from, to] = [atWallClock(start, zone), atWallClock(end, zone)];
  const link = new URL(url).href;
  const uid = createHash('sha256').update(`${from}\n${link}`).digest('hex').slice(0, 32);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Attune//Calendar//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}@attune`,
    `DTSTAMP:${stamp(madeAt)}`,
    `DTSTART:${stamp(from)}`,
    `DTEND:${stamp(to)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(link)}`,
    // A URI is not escaped; a parsed one holds neither space nor control character.
    `URL:${link}`,
    'CLASS:PRIVATE',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261124T090000Z` */
const stamp = (at: Instant) => at.replace(/\.\d{3}/, '').replace(/[-:]/g, '');

/** TEXT of RFC 5545, section 3.3.11. */
const escaped = (text: string) =>
  text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '');

const LONGEST_LINE = 75;

/** At most 75 octets a line, the space of a continued line among them; no character is cut in two. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let text = '';
  let used = 0;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (used + octets > LONGEST_LINE) {
      text += '\r\n ';
      used = 1;
    }
    text += character;
    used += octets;
  }
  return text;
}
