import type { Event, LogEntry } from '../../functions/care/events.ts';
import { measuresIn } from '../../functions/care/pathway/condition.ts';
import type { Pathway } from '../../functions/care/pathway/pathway.ts';
import { wallClock, type Zone } from '../../functions/care/schedule.ts';
import type { RehearsalReport } from '../../functions/rehearsals.ts';

export type RehearsedDay = RehearsalReport['days'][number];
export type RehearsedLine = RehearsalReport['story'][number];

/** What one life adds to the report; several are added up, so that they can be lived apart. */
export type Tally = {
  days: Map<string, RehearsedDay>;
  messages: number;
  minutes: number;
  mostMessages: number;
  mostMinutes: number;
  careWeeks: number;
  tasks: number;
  clinicianWeeks: number;
  fired: Set<string>;
  ends: Map<string, number>;
  story: RehearsedLine[];
  clients: number;
};

export const emptyTally = (): Tally => ({
  days: new Map(),
  messages: 0,
  minutes: 0,
  mostMessages: 0,
  mostMinutes: 0,
  careWeeks: 0,
  tasks: 0,
  clinicianWeeks: 0,
  fired: new Set(),
  ends: new Map(),
  story: [],
  clients: 0,
});

const WEEK = 7 * 86_400_000;

type Counting = { zone: Zone; name: string; minutesOf(instrument: string): number; withStory: boolean };

/** Adds one client's log to what is known. */
export function countLife(
  tally: Tally,
  log: LogEntry[],
  { zone, name, minutesOf, withStory }: Counting,
): void {
  const weeks = new Map<number, { messages: number; minutes: number }>();
  const toClient = new Map<string, string>();
  let from = Number.NaN;
  let until = Number.NaN;
  let end = 'enrolled';
  tally.clients += 1;

  for (const { at, events } of log) {
    const day = dayOf(tally.days, wallClock(at, zone).slice(0, 10));
    if (events.some(({ type }) => type === 'episode.started')) from = Date.parse(at);
    const week = Math.floor((Date.parse(at) - from) / WEEK);
    const mine = weeks.get(week) ?? { messages: 0, minutes: 0 };
    for (const event of events) {
      const what = count(event, day, mine);
      if (what && withStory) tally.story.push({ at, client: name, ...what });
      if (event.type === 'episode.ended') end = 'discharged';
      if (event.type === 'cycle.settled') end = 'in treatment';
    }
    weeks.set(week, mine);
    if (end !== 'discharged') until = Date.parse(at);
  }
  tally.careWeeks += Number.isNaN(from) ? 0 : Math.max(1, Math.ceil((until - from) / WEEK));
  for (const { messages, minutes } of weeks.values()) {
    tally.messages += messages;
    tally.minutes += minutes;
    tally.mostMessages = Math.max(tally.mostMessages, messages);
    tally.mostMinutes = Math.max(tally.mostMinutes, minutes);
  }
  tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1);

  function count(event: Event, day: RehearsedDay, week: { messages: number; minutes: number }) {
    switch (event.type) {
      case 'message.intended':
        if (event.message.to === 'client') toClient.set(event.message.id, event.message.template);
        return undefined;
      case 'message.handed-off': {
        const template = toClient.get(event.messageId);
        if (!template) return undefined;
        week.messages += 1;
        day.messages += 1;
        return { kind: 'message' as const, what: template };
      }
      case 'response.received':
        if (event.complete) week.minutes += minutesOf(event.instrument);
        return undefined;
      case 'request.opened':
        for (const { instrument } of event.request.forms) tally.fired.add(`form/${instrument}`);
        return undefined;
      case 'request.extended':
        tally.fired.add(`form/${event.form.instrument}`);
        return undefined;
      case 'task.joined':
        tally.fired.add(event.finding.rule);
        return undefined;
      case 'task.opened': {
        const { task } = event;
        for (const { rule } of task.findings) tally.fired.add(rule);
        tally.tasks += 1;
        day.tasks += 1;
        if (task.priority === 'urgent') day.urgent += 1;
        return { kind: 'task' as const, what: task.title };
      }
      default:
        return undefined;
    }
  }
}

function dayOf(days: Map<string, RehearsedDay>, date: string): RehearsedDay {
  const day = days.get(date) ?? { date, messages: 0, tasks: 0, urgent: 0 };
  days.set(date, day);
  return day;
}

export function addTally(to: Tally, other: Tally): void {
  for (const { date, messages, tasks, urgent } of other.days.values()) {
    const day = dayOf(to.days, date);
    day.messages += messages;
    day.tasks += tasks;
    day.urgent += urgent;
  }
  for (const key of ['messages', 'minutes', 'careWeeks', 'tasks', 'clients'] as const) to[key] += other[key];
  // The clinicians of the parts are the same people.
  to.clinicianWeeks = Math.max(to.clinicianWeeks, other.clinicianWeeks);
  to.mostMessages = Math.max(to.mostMessages, other.mostMessages);
  to.mostMinutes = Math.max(to.mostMinutes, other.mostMinutes);
  for (const rule of other.fired) to.fired.add(rule);
  for (const [end, count] of other.ends) to.ends.set(end, (to.ends.get(end) ?? 0) + count);
  if (to.story.length === 0) to.story.push(...other.story);
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

export function reportOf(tally: Tally, pathway: Pathway, weeks: number): RehearsalReport {
  const days = [...tally.days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
  const [busiestDay] = [...days].sort((a, b) => b.messages + b.tasks - (a.messages + a.tasks));
  const called = [...pathway.assessment.battery, ...pathway.reassessment.battery].filter(({ when }) => when);
  const rules = [
    ...pathway.alerts.map(({ id, title }) => ({ rule: id, title })),
    ...called.map(({ instrument, when }) => ({
      rule: `form/${instrument}`,
      title: `${instrument}, where ${measuresIn(when!).join(' and ')} call for it`,
    })),
  ];
  const known = new Set<string>();
  return {
    clients: tally.clients,
    weeks,
    days,
    aClientAWeek: {
      messages: tenths(tally.messages / Math.max(1, tally.careWeeks)),
      minutes: tenths(tally.minutes / Math.max(1, tally.careWeeks)),
    },
    mostInAWeek: { messages: tally.mostMessages, minutes: tally.mostMinutes },
    aClinicianAWeek: { tasks: tenths(tally.tasks / Math.max(1, tally.clinicianWeeks)) },
    ...(busiestDay && { busiestDay }),
    neverFired: rules.filter(({ rule }) => !tally.fired.has(rule) && known.size < known.add(rule).size),
    ends: Object.fromEntries(tally.ends),
    story: tally.story,
  };
}
