import { type Cadence, sayCadence } from '../schedule.ts';
import type { Condition } from './condition.ts';
import type { Pathway } from './pathway.ts';
import { say } from './say.ts';

/**
 * What is new in `after`, in sentences for the people who publish pathways; none where nothing differs. What has an id,
 * or names an instrument, is known again by that; everything else by its place. `titles` are of instruments, by id.
 */
export function pathwayDifference(
  before: Pathway,
  after: Pathway,
  titles: Readonly<Record<string, string>> = {},
): string[] {
  const [was, is] = [linesOf(before, titles), linesOf(after, titles)];
  const places = [...is.keys(), ...[...was.keys()].filter((place) => !is.has(place))];
  return places.flatMap((place) => {
    const [old, now] = [was.get(place), is.get(place)];
    if (old === now) return [];
    if (old === undefined) return [`${place} is new: ${now}.`];
    if (now === undefined) return [`${place} is gone; it was: ${old}.`];
    return [`${place}: now ${now}, before: ${old}.`];
  });
}

type Titles = Readonly<Record<string, string>>;

/** Every place of a pathway that can differ, with what stands there, in words. */
function linesOf(pathway: Pathway, titles: Titles): Map<string, string> {
  const lines = new Map<string, string>();
  const { alerts, ...rest } = pathway;
  read(lines, rest, '', titles);
  for (const { id, when, priority, title } of alerts)
    lines.set(
      `Rule “${id}”`,
      `where ${say(when, titles)}, an ${priority} task “${title}”`.replace('an r', 'a r'),
    );
  return lines;
}

function read(lines: Map<string, string>, value: unknown, place: string, titles: Titles): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const named = value.map(nameOf);
    if (value.length > 0 && named.every((name) => name !== undefined))
      for (const [n, one] of value.entries()) read(lines, one, joined(place, `“${named[n]}”`), titles);
    else lines.set(place, value.length === 0 ? 'none' : value.map((one) => sayValue(one, titles)).join(', '));
  } else if (typeof value === 'object' && value !== null && !isSaid(value)) {
    for (const [name, one] of Object.entries(value)) read(lines, one, joined(place, words(name)), titles);
  } else lines.set(place, sayValue(value, titles));
}

const nameOf = (one: unknown): string | undefined => {
  if (typeof one !== 'object' || one === null) return undefined;
  const { id, instrument, choice } = one as { id?: string; instrument?: string; choice?: string };
  return id ?? instrument ?? choice;
};

const isCadence = (value: object): value is Cadence => 'phases' in value;
const isCondition = (value: object): value is Condition =>
  'measure' in value || 'all' in value || 'any' in value || 'not' in value;
const isRung = (value: object): value is { after: string; to: unknown } => 'after' in value && 'to' in value;
const isSaid = (value: object): boolean => isCadence(value) || isCondition(value) || isRung(value);

function sayValue(value: unknown, titles: Titles): string {
  if (typeof value === 'string') return titles[value] ?? value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isCadence(value)) return sayCadence(value);
  if (isCondition(value)) return say(value, titles);
  if (isRung(value)) return `after ${value.after} ${sayValue(value.to, titles)}`;
  if ('team' in value) return `the team ${value.team}`;
  return Object.entries(value)
    .map(([name, one]) => `${words(name).toLowerCase()} ${sayValue(one, titles)}`)
    .join(' ');
}

/** `expiresAfter`: “Expires after”. */
const words = (name: string): string => {
  const said = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${said[0]!.toUpperCase()}${said.slice(1)}`;
};
const joined = (place: string, name: string): string =>
  place === '' ? name : `${place}, ${name[0] === '“' ? name : name[0]!.toLowerCase() + name.slice(1)}`;
