import { type Cadence, sayCadence } from '../schedule.ts';
import { inEnglish, type Say } from '../sentences.ts';
import type { Condition } from './condition.ts';
import type { ConditionWords } from './condition-words.ts';
import type { Pathway } from './pathway.ts';
import { say } from './say.ts';

/**
 * What is new in `after`, in sentences for the people who publish pathways; none where nothing differs. What has an id,
 * or names an instrument, is known again by that; everything else by its place. `titles` are of instruments, by id;
 * `words` are those that a condition is said in, and `inTheirs` puts the rest into the reader's language.
 */
export function pathwayDifference(
  before: Pathway,
  after: Pathway,
  titles: Readonly<Record<string, string>> = {},
  { words, inTheirs = inEnglish }: Language = {},
): string[] {
  const naming: Naming = {
    titles,
    said: (one) => say(one, titles, words),
    field(name) {
      const own = inTheirs(`pathway.${name}`);
      return own.startsWith('pathway.') ? spaced(name) : own;
    },
  };
  const [was, is] = [linesOf(before, naming), linesOf(after, naming)];
  const places = [...is.keys(), ...[...was.keys()].filter((place) => !is.has(place))];
  const differing = places.flatMap((place) => {
    const [old, now] = [was.get(place), is.get(place)];
    if (old === now) return [];
    if (old === undefined) return [`${place} is new: ${now}.`];
    if (now === undefined) return [`${place} is gone; it was: ${old}.`];
    return [`${place}: now ${now}, before: ${old}.`];
  });
  return differing.map(inTheirs);
}

type Language = { words?: ConditionWords; inTheirs?: Say };
type Naming = {
  titles: Readonly<Record<string, string>>;
  said(condition: Condition): string;
  field(name: string): string;
};

/** Every place of a pathway that can differ, with what stands there, in words. */
function linesOf(pathway: Pathway, naming: Naming): Map<string, string> {
  const lines = new Map<string, string>();
  const { alerts, ...rest } = pathway;
  read(lines, rest, '', naming);
  for (const { id, when, priority, title } of alerts)
    lines.set(
      `Rule “${id}”`,
      `where ${naming.said(when)}, an ${priority} task “${title}”`.replace('an r', 'a r'),
    );
  return lines;
}

function read(lines: Map<string, string>, value: unknown, place: string, naming: Naming): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const named = value.map(nameOf);
    if (value.length > 0 && named.every((name) => name !== undefined))
      for (const [n, one] of value.entries()) read(lines, one, joined(place, `“${named[n]}”`), naming);
    else lines.set(place, value.length === 0 ? 'none' : listed(value, naming));
  } else if (typeof value === 'object' && value !== null && !isSaid(value)) {
    for (const [name, one] of Object.entries(value))
      read(lines, one, joined(place, naming.field(name)), naming);
  } else lines.set(place, sayValue(value, naming));
}

const listed = (value: unknown[], naming: Naming): string =>
  value.map((one) => sayValue(one, naming)).join(value.some((one) => typeof one === 'object') ? ' · ' : ', ');

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

function sayValue(value: unknown, naming: Naming): string {
  if (typeof value === 'string') return naming.titles[value] ?? value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isCadence(value)) return sayCadence(value);
  if (isCondition(value)) return naming.said(value);
  if (isRung(value)) return `after ${value.after} it goes to ${sayValue(value.to, naming)}`;
  if ('team' in value) return `the team ${value.team}`;
  return Object.entries(value)
    .map(([name, one]) => `${naming.field(name).toLowerCase()} ${sayValue(one, naming)}`)
    .join(' ');
}

/** `expiresAfter`: “Expires after”. */
const spaced = (name: string): string => {
  const said = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${said[0]!.toUpperCase()}${said.slice(1)}`;
};
const joined = (place: string, name: string): string =>
  place === '' ? name : `${place}, ${name[0] === '“' ? name : name[0]!.toLowerCase() + name.slice(1)}`;
