import type { Event, LogEntry } from '../../functions/care/events.ts';
import type { Pathway } from '../../functions/care/pathway/pathway.ts';
import { clockChanges, wallClock, type Zone } from '../../functions/care/schedule.ts';
import { type Instant, instant, milliseconds } from '../../functions/care/time.ts';
import type {
  Behaviour,
  Line,
  RehearsalReport,
  Rehearsed,
  RehearsedClient,
  What,
} from '../../functions/rehearsal-report.ts';
import type { Rehearsal } from '../../functions/rehearsals.ts';
import { rulesOf, watchRules } from './rules.ts';

type Day = RehearsalReport['days'][number];

/** What lives add to the report; several are added up, so that they can be lived apart. */
export type Tally = {
  company: RehearsedClient[];
  lines: Line[];
  messages: number;
  minutes: number;
  mostMessages: number;
  mostMinutes: number;
  careWeeks: number;
  clinicianWeeks: number;
  fired: Set<string>;
};

export const emptyTally = (): Tally => ({
  company: [],
  lines: [],
  messages: 0,
  minutes: 0,
  mostMessages: 0,
  mostMinutes: 0,
  careWeeks: 0,
  clinicianWeeks: 0,
  fired: new Set(),
});

const WEEK = 7 * 86_400_000;

type Counting = {
  pathway: Pathway;
  /** Of the clinic. */
  zone: Zone;
  /** From 1. */
  client: number;
  behaviour: Behaviour;
  clientZone: Zone;
  minutesOf(instrument: string): number;
};

/** Adds one client’s log to what is known. */
export function countLife(tally: Tally, log: LogEntry[], counting: Counting): void {
  const { pathway, zone, client, behaviour, clientZone, minutesOf } = counting;
  const weeks = new Map<number, { messages: number; minutes: number }>();
  const toClient = new Map<string, string>();
  const one: RehearsedClient = { behaviour, zone: clientZone, messages: 0, tasks: 0, end: 'enrolled' };
  const rulesIn = watchRules(pathway);
  let from = Number.NaN;
  let until = Number.NaN;

  for (const { at, events } of log) {
    if (events.some(({ type }) => type === 'episode.started')) from = milliseconds(at);
    const week = Math.floor((milliseconds(at) - from) / WEEK);
    const mine = weeks.get(week) ?? { messages: 0, minutes: 0 };
    for (const event of events) {
      for (const rule of rulesIn(event)) tally.fired.add(rule);
      const what = count(event, mine);
      if (what?.kind === 'message') one.messages += 1;
      if (what?.kind === 'task') one.tasks += 1;
      const clock = what?.kind === 'message' ? clientZone : zone;
      if (what) tally.lines.push({ local: wallClock(at, clock), client, what });
      if (event.type === 'episode.ended') one.end = 'discharged';
      if (event.type === 'plan.activated') one.end = 'in treatment';
    }
    weeks.set(week, mine);
    if (one.end !== 'discharged') until = milliseconds(at);
  }
  tally.company.push(one);
  tally.careWeeks += Number.isNaN(from) ? 0 : Math.max(1, Math.ceil((until - from) / WEEK));
  for (const { messages, minutes } of weeks.values()) {
    tally.messages += messages;
    tally.minutes += minutes;
    tally.mostMessages = Math.max(tally.mostMessages, messages);
    tally.mostMinutes = Math.max(tally.mostMinutes, minutes);
  }

  function count(event: Event, week: { messages: number; minutes: number }): What | undefined {
    switch (event.type) {
      case 'message.intended':
        if (event.message.to === 'client') toClient.set(event.message.id, event.message.template);
        return undefined;
      case 'message.handed-off': {
        const template = toClient.get(event.messageId);
        if (!template) return undefined;
        week.messages += 1;
        return { kind: 'message', template };
      }
      case 'response.received':
        if (event.complete) week.minutes += minutesOf(event.instrument);
        return undefined;
      case 'task.opened': {
        const { kind: task, title, priority } = event.task;
        return { kind: 'task', task, title, urgent: priority === 'urgent' };
      }
      default:
        return undefined;
    }
  }
}

/** In the order of the clients. */
export function addTally(to: Tally, other: Tally): void {
  to.company.push(...other.company);
  for (const line of other.lines) to.lines.push(line);
  for (const key of ['messages', 'minutes', 'careWeeks'] as const) to[key] += other[key];
  // The clinicians of the parts are the same people.
  to.clinicianWeeks = Math.max(to.clinicianWeeks, other.clinicianWeeks);
  to.mostMessages = Math.max(to.mostMessages, other.mostMessages);
  to.mostMinutes = Math.max(to.mostMinutes, other.mostMinutes);
  for (const rule of other.fired) to.fired.add(rule);
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

function daysOf(lines: readonly Line[]): Day[] {
  const days = new Map<string, Day>();
  for (const { local, what } of lines) {
    const date = local.slice(0, 10);
    const day = days.get(date) ?? { date, messages: 0, tasks: 0, urgent: 0 };
    days.set(date, day);
    if (what.kind === 'message') day.messages += 1;
    else day.tasks += 1;
    if (what.kind === 'task' && what.urgent) day.urgent += 1;
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

const changesOf = (company: RehearsedClient[], from: Instant, weeks: number) => {
  const until = instant(milliseconds(from) + weeks * WEEK);
  return [...new Set(company.map(({ zone }) => zone))].map((zone) => ({
    zone,
    on: clockChanges(zone, from, until).map((at) => wallClock(at, zone).slice(0, 10)),
  }));
};

/** `titles` of instruments and their items. */
export function reportOf(
  tally: Tally,
  { pathway, clinic, weeks, from, language }: Rehearsal,
  titles: Record<string, string>,
): Rehearsed {
  const { company, lines, fired, careWeeks, clinicianWeeks } = tally;
  const days = daysOf(lines);
  const [busiestDay] = days.toSorted((a, b) => b.messages + b.tasks - (a.messages + a.tasks));
  const tasks = company.reduce((sum, one) => sum + one.tasks, 0);
  const ends: Record<string, number> = {};
  for (const { end } of company) ends[end] = (ends[end] ?? 0) + 1;
  const rules = rulesOf(pathway, clinic, titles, language);
  const report: RehearsalReport = {
    clients: company.length,
    weeks,
    company,
    clockChanges: changesOf(company, from, weeks),
    days,
    aClientAWeek: {
      messages: tenths(tally.messages / Math.max(1, careWeeks)),
      minutes: tenths(tally.minutes / Math.max(1, careWeeks)),
    },
    mostInAWeek: { messages: tally.mostMessages, minutes: tally.mostMinutes },
    aClinicianAWeek: { tasks: tenths(tasks / Math.max(1, clinicianWeeks)) },
    ...(busiestDay && { busiestDay }),
    rules: rules.length,
    neverFired: rules.filter(({ rule }) => !fired.has(rule)),
    ends,
  };
  return { report, lines };
}
