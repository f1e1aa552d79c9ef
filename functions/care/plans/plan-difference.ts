import * as Durations from 'temporal-polyfill/fns/Duration';
import type { Intervention, Plan } from '../chart.ts';
import type { CheckIn } from '../pathway/pathway.ts';
import { sayCadence } from '../schedule.ts';

/** Titles of the levels of care that the two plans were made at. */
export type Levels = { before?: string; after?: string };

/**
 * What is new in `after`, in sentences for the people who read plans; none where nothing in the care differs. An
 * intervention is known again by its title, a check-in by its id.
 */
export function planDifference(before: Plan, after: Plan, levels: Levels = {}): string[] {
  return [
    ...levelDifference(levels),
    ...(bare(before.summary) === bare(after.summary)
      ? []
      : [`The summary now reads: “${bare(after.summary)}”. Before: “${bare(before.summary)}”.`]),
    ...interventionDifference(before.interventions, after.interventions),
    ...checkInDifference(before.checkIns, after.checkIns),
    ...changed('Reassessment', sayEvery(before.reassessEvery), sayEvery(after.reassessEvery)),
  ];
}

function levelDifference({ before, after }: Levels): string[] {
  if (!after || before === after) return [];
  return [before ? `Level of care: ${after}, before: ${before}.` : `Level of care: ${after}.`];
}

function interventionDifference(before: Intervention[], after: Intervention[]): string[] {
  const { added, removed, kept } = pairs(before, after, ({ title }) => bare(title).toLowerCase());
  return [
    ...added.flatMap((one) => [
      `Added: ${[bare(one.title), one.frequency, one.detail].filter(Boolean).join(', ')}.`,
      ...changed(`${bare(one.title)}, sessions`, undefined, sayCourse(one)),
    ]),
    ...removed.map(({ title }) => `Removed: ${bare(title)}.`),
    ...kept.flatMap(([old, now]) => [
      ...changed(`${bare(now.title)}, how often`, old.frequency, now.frequency),
      ...changed(`${bare(now.title)}, sessions`, sayCourse(old), sayCourse(now)),
      ...changed(`${bare(now.title)}, what it is`, old.detail, now.detail),
    ]),
  ];
}

const sayCourse = ({ course }: Intervention): string | undefined =>
  course?.sessions.map(sayCadence).join('; ');

/** How often, and when its sessions are. */
export const saySchedule = (one: Intervention): string | undefined =>
  [one.frequency, sayCourse(one)].filter(Boolean).join('; ') || undefined;

function checkInDifference(before: CheckIn[], after: CheckIn[]): string[] {
  const { added, removed, kept } = pairs(before, after, ({ id }) => id);
  const name = ({ id }: CheckIn) => `Check-in “${id}”`;
  return [
    ...added.map((one) => `${name(one)} is new: ${sayCadence(one.cadence)}.`),
    ...removed.map((one) => `${name(one)} ends; it was ${sayCadence(one.cadence)}.`),
    ...kept.flatMap(([old, now]) => [
      ...changed(name(now), sayCadence(old.cadence), sayCadence(now.cadence)),
      ...changed(`${name(now)}, form`, old.form, now.form),
      ...changed(`${name(now)}, reminders`, sayAll(old.reminders), sayAll(now.reminders)),
      ...changed(`${name(now)}, open for`, sayDuration(old.expiresAfter), sayDuration(now.expiresAfter)),
      ...changed(`${name(now)}, may start late by`, sayDuration(old.window), sayDuration(now.window)),
    ]),
  ];
}

function changed(what: string, old: string | undefined, now: string | undefined): string[] {
  const [was, is] = [bare(old ?? ''), bare(now ?? '')];
  if (was === is) return [];
  if (!is) return [`${what}: no longer said, before: ${was}.`];
  return [was ? `${what}: now ${is}, before: ${was}.` : `${what}: ${is}.`];
}

/** Each of `before` is paired once, in order, so that a title that is there twice is compared twice. */
function pairs<Entry>(before: Entry[], after: Entry[], keyOf: (entry: Entry) => string) {
  const left = [...before];
  const added: Entry[] = [];
  const kept: [Entry, Entry][] = [];
  for (const now of after) {
    const at = left.findIndex((old) => keyOf(old) === keyOf(now));
    if (at < 0) added.push(now);
    else kept.push([left.splice(at, 1)[0]!, now]);
  }
  return { added, removed: left, kept };
}

/** Without the full stop and the white space around it. */
const bare = (text: string) => text.trim().replace(/\.+$/, '');

const sayAll = (durations: string[]) =>
  durations.length > 0 ? `after ${durations.map(sayDuration).join(' and ')}` : 'none';
const sayEvery = (every: string) => `every ${sayDuration(every).replace(/^1 /, '')}`;

/** `6 weeks`, `1 day and 4 hours`. */
function sayDuration(iso: string): string {
  const { years, months, weeks, days, hours, minutes } = Durations.fromString(iso);
  const counts = { year: years, month: months, week: weeks, day: days, hour: hours, minute: minutes };
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return said.map(([unit, count]) => `${count} ${unit}${count > 1 ? 's' : ''}`).join(' and ') || 'at once';
}
