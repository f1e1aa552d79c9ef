import { describe, expect, it } from 'vitest';
import { calendarFile } from '../../../functions/care/plans/suggest.ts';

const appointment = {
  title: 'Appointment',
  start: '2026-11-24T10:00',
  end: '2026-11-24T10:50',
  zone: 'Europe/Berlin',
  url: 'https://meet.example/r/4f2a',
  madeAt: '2026-11-21T12:00:00.000Z',
};
const file = (changes: Partial<typeof appointment> = {}) => calendarFile({ ...appointment, ...changes });
const lines = (text: string) => text.split('\r\n');
/** As a calendar reads it: RFC 5545, section 3.1. */
const unfolded = (text: string) => lines(text.replaceAll('\r\n ', ''));
const octets = (line: string) => new TextEncoder().encode(line).length;

describe('a calendar file', () => {
  it('is one event, in UTC, with nothing in it but when and where', () => {
    expect(lines(file())).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Attune//Calendar//EN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      expect.stringMatching(/^UID:[0-9a-f]{32}@attune$/),
      'DTSTAMP:20261121T120000Z',
      'DTSTART:20261124T090000Z',
      'DTEND:20261124T095000Z',
      'SUMMARY:Appointment',
      'DESCRIPTION:https://meet.example/r/4f2a',
      'URL:https://meet.example/r/4f2a',
      'CLASS:PRIVATE',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('ends every line with CR and LF, and has no other', () => {
    expect(file().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(file().endsWith('\r\n')).toBe(true);
  });

  it('keeps the hour on the wall in summer and in winter', () => {
    const summer = file({ start: '2026-07-24T10:00', end: '2026-07-24T10:50' });
    expect(summer).toContain('DTSTART:20260724T080000Z');
  });

  it('folds lines at 75 octets and cuts no character in two', () => {
    const url = `https://meet.example/${'a'.repeat(200)}`;
    const text = file({ title: `${'Ü'.repeat(40)}🌱${'水'.repeat(30)}`, url });
    expect(Math.max(...lines(text).map(octets))).toBe(75);
    expect(unfolded(text)).toContain(`SUMMARY:${'Ü'.repeat(40)}🌱${'水'.repeat(30)}`);
    expect(unfolded(text)).toContain(`URL:${url}`);
    expect(text).not.toContain('\uFFFD');
  });

  it('does not fold a line of exactly 75 octets', () => {
    expect(lines(file({ title: 'x'.repeat(67) }))).toContain(`SUMMARY:${'x'.repeat(67)}`);
    expect(lines(file({ title: 'x'.repeat(68) }))).toContain(`SUMMARY:${'x'.repeat(67)}`);
  });

  it('escapes commas, semicolons, backslashes and line breaks', () => {
    expect(unfolded(file({ title: 'A, b; c\\d\nE:f' }))).toContain('SUMMARY:A\\, b\\; c\\\\d\\nE:f');
  });

  it('lets no title start a line of its own', () => {
    const text = file({ title: 'Hello\r\nATTENDEE:mailto:x@y.example\rX:1' });
    expect(lines(text).filter((line) => /^(ATTENDEE|X):/.test(line))).toEqual([]);
  });

  it('lets no link start a line of its own', () => {
    const text = file({ url: 'https://meet.example/a\r\nATTENDEE:mailto:x@y.example' });
    expect(lines(text).filter((line) => line.startsWith('ATTENDEE'))).toEqual([]);
  });

  it('writes its link as a URI', () => {
    expect(unfolded(file({ url: 'https://meet.example/ü b\u0000c' }))).toContain(
      'URL:https://meet.example/%C3%BC%20b%00c',
    );
  });

  it('has no control character in its title', () => {
    expect(unfolded(file({ title: 'Appoint\u0007ment\u001b' }))).toContain('SUMMARY:Appointment');
  });

  it('is the same event when it is made again', () => {
    const uid = (text: string) => lines(text)[5];
    expect(uid(file({ madeAt: '2026-11-22T12:00:00.000Z' }))).toBe(uid(file()));
    expect(uid(file({ start: '2026-11-25T10:00', end: '2026-11-25T10:50' }))).not.toBe(uid(file()));
  });

  it.each<[string, Partial<typeof appointment>]>([
    ['a link that is not https', { url: 'http://meet.example' }],
    ['a zone that nobody knows', { zone: 'Europe/Atlantis' }],
    ['an end before its start', { end: '2026-11-24T09:50' }],
    ['no title', { title: '  ' }],
  ])('is not made with %s', (_, changes) => {
    expect(() => file(changes)).toThrow();
  });
});
