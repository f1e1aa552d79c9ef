import type { Clinic } from '../clinic.ts';
import type { CrisisLines } from './crisis.ts';
import type { OwnCrisisLine } from './own-crisis-lines.ts';

/** A line as whoever looks after it sees it. `where`: a country, or `elsewhere`; `own`: kept by the clinic itself. */
export type KeptLine = Omit<OwnCrisisLine, 'id' | 'country'> & { where: string; own?: string };

/**
 * Every line that a client of the clinic is or could be shown: its own, then those that ship for its country, for
 * `countries` and for everywhere. One that ships and that the clinic has confirmed as its own stands there once.
 */
export function linesKept(
  { countries: shipped, elsewhere }: CrisisLines,
  { country, crisisLines = [] }: Pick<Clinic, 'country' | 'crisisLines'>,
  countries: string[],
): KeptLine[] {
  const own = crisisLines.map(({ id, country: where, ...line }): KeptLine => ({ ...line, where, own: id }));
  const confirmed = new Set(own.filter(({ unconfirmed }) => !unconfirmed).map(sameAs));
  const all = [...new Set([country, ...countries, ...own.map(({ where }) => where)])].toSorted();
  const places = [
    ...all.flatMap((where) => (Object.hasOwn(shipped, where) ? [[where, shipped[where]!] as const] : [])),
    ['elsewhere', elsewhere] as const,
  ];
  const ship = places.flatMap(([where, byLanguage]) =>
    Object.entries(byLanguage).flatMap(([language, { emergency, lines }]) =>
      [emergency, ...lines].map((line): KeptLine => ({ ...line, where, language })),
    ),
  );
  return [...own, ...ship.filter((line) => !confirmed.has(sameAs(line)))];
}

/** Two are the same that are reached by the same number there. */
const sameAs = ({ where, name, call, text, chat }: KeptLine) =>
  [where, name === undefined, (call ?? text ?? chat ?? '').replace(/[ -]/g, '')].join(' ');
