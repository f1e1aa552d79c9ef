import * as Durations from 'temporal-polyfill/fns/Duration';
import type { Fault } from '../faults.ts';
import {
  type Cadence,
  longer,
  nominalSeconds,
  type QuietHours,
  type TimeOfDay,
  WEEKDAYS,
} from '../schedule.ts';
import type { Asking, CheckIn, Pathway } from './pathway.ts';

/** A state machine waits 35 days for a person. A request must end well before that, or its answer reaches nobody. */
export const LONGEST_EXPIRY = 'P30D';
/** An urgent task that nobody has taken for an hour is in no one's hands. */
const LATEST_URGENT_RUNG = 'PT1H';
/** What is due is looked for once a minute. */
const SHORTEST_REPEAT = 'PT1M';
/** No calls before 8 a.m. and after 9 p.m. by the recipient's clock, and a text is a call: 47 CFR 64.1200(c)(1). */
const QUIET_FLOOR: QuietHours = { from: '21:00', to: '08:00' };

const NOTHING = 'PT0S';
const DAY = nominalSeconds('P1D');

export type Team = { members: number };

/** `faults` as they stand inside of what is at `path`. */
export const under = (path: string, faults: Iterable<Fault>): Fault[] =>
  [...faults].map((fault) => ({ ...fault, path: `${path}.${fault.path}` }));

export function* timeFaults(pathway: Pathway): Generator<Fault> {
  const { intake, assessment, goals, plan, reassessment, checkIns } = pathway;
  for (const [name, asking] of Object.entries({ intake, assessment, goals, plan, reassessment }))
    yield* under(name, askingFaults(asking));
  for (const [n, cadence] of (pathway.course?.sessions ?? []).entries())
    yield* under(`course.sessions[${n}]`, cadenceFaults(cadence));
  for (const [n, checkIn] of checkIns.entries())
    yield* under(`checkIns[${n}]`, checkInFaults(checkIn, pathway.quietHours));
  if (longer(plan.review.remindBefore, plan.review.every) >= 0)
    yield {
      path: 'plan.review.remindBefore',
      fault: `the plan is reviewed every ${plan.review.every}, and the reminder would come ${plan.review.remindBefore} before that`,
      mend: `use less than ${plan.review.every}`,
    };
  if (longer(reassessment.every, reassessment.expiresAfter) <= 0)
    yield {
      path: 'reassessment.every',
      fault: `the next reassessment would fall due while the last one is still open for ${reassessment.expiresAfter}`,
      mend: `use more than ${reassessment.expiresAfter}, or let a reassessment expire sooner`,
    };
  yield* quietFaults(pathway.quietHours);
  for (const day of WEEKDAYS) {
    const hours = pathway.calendar?.hours[day];
    if (hours && hours[0] >= hours[1])
      yield {
        path: `calendar.hours.${day}`,
        fault: 'the clinic closes before it opens',
        mend: 'give opening, then closing',
      };
  }
}

function* askingFaults({ reminders, expiresAfter }: Asking): Generator<Fault> {
  if (longer(expiresAfter, NOTHING) <= 0) {
    yield {
      path: 'expiresAfter',
      fault: 'it would expire as it opens',
      mend: 'use a length of time such as P3D',
    };
    return;
  }
  if (longer(expiresAfter, LONGEST_EXPIRY) > 0)
    yield {
      path: 'expiresAfter',
      fault: `${expiresAfter} is longer than a request may stay open`,
      mend: `use at most ${LONGEST_EXPIRY}`,
    };
  for (const [n, reminder] of reminders.entries()) {
    const path = `reminders[${n}]`;
    if (longer(reminder, reminders[n - 1] ?? NOTHING) <= 0)
      yield {
        path,
        fault:
          n > 0 ? 'it is not later than the reminder before it' : 'it would go out with the request itself',
        mend: 'count each reminder from the opening of the request, and let them rise, as in P1D, P3D',
      };
    if (longer(reminder, expiresAfter) >= 0)
      yield {
        path,
        fault: 'by then the request has expired',
        mend: `remind before ${expiresAfter}, or let the request expire later`,
      };
  }
}

/** What is wrong with a check-in, in a pathway or in one client's plan; the paths start at the check-in. */
export function* checkInFaults(checkIn: CheckIn, quiet: QuietHours): Generator<Fault> {
  const { cadence, window, expiresAfter } = checkIn;
  yield* askingFaults(checkIn);
  if (isQuiet(cadence.at, quiet))
    yield {
      path: 'cadence.at',
      fault: `${cadence.at} is in the quiet hours, so that every check-in would be held`,
      mend: `use a time from ${quiet.to} to before ${quiet.from}`,
    };
  const wrong = [...under('cadence', cadenceFaults(cadence))];
  yield* wrong;
  if (wrong.length > 0) return;
  const gap = leastGap(cadence);
  const overlap = `two of these check-ins can be ${gap} days apart`;
  if (nominalSeconds(expiresAfter) > gap * DAY)
    yield {
      path: 'expiresAfter',
      fault: `${overlap}, and one would open while the other is`,
      mend: `use at most P${gap}D, or ask less often`,
    };
  if (longer(window, NOTHING) <= 0)
    yield {
      path: 'window',
      fault: 'no check-in could open, for none opens to the second',
      mend: 'use a window such as P1D',
    };
  if (nominalSeconds(window) > gap * DAY)
    yield {
      path: 'window',
      fault: `${overlap}, and one could open after the next`,
      mend: `use at most P${gap}D`,
    };
}

/**
 * The last phase may go on without `times`: what ends a check-in is the review after a reassessment, or discharge, and
 * every pathway has a reassessment whose interval is longer than nothing.
 */
export function* cadenceFaults({ phases, days = [] }: Cadence): Generator<Fault> {
  for (const [n, { every, times }] of phases.entries()) {
    const path = `phases[${n}].every`;
    if (longer(every, NOTHING) <= 0)
      yield {
        path,
        fault: 'it would ask again at once, without end',
        mend: 'use a length of time such as P1W',
      };
    else if (every.toUpperCase().includes('T'))
      yield {
        path,
        fault: `${every} is not in whole days`,
        mend: 'use days, weeks or months, and “at” for the hour',
      };
    else if (days.length > 0 && !wholeWeeks(every))
      yield {
        path,
        fault: `${every} is not in whole weeks, so the weekdays would drift`,
        mend: 'use weeks such as P2W, or leave out “days”',
      };
    if (n < phases.length - 1 && times === undefined)
      yield {
        path: `phases[${n}].times`,
        fault: 'this phase never ends, so the next never begins',
        mend: 'say how many times',
      };
  }
}

function wholeWeeks(every: string): boolean {
  const { years, months, days } = Durations.fromString(every);
  return years === 0 && months === 0 && days % 7 === 0;
}

/** Days between the two occurrences that are closest to each other; a month may have 28. Infinity where there is one only. */
function leastGap({ phases, days = [] }: Cadence): number {
  const listed = WEEKDAYS.flatMap((day, n) => (days.includes(day) ? [n] : []));
  // What leads up to the first occurrence of all lies between no two.
  const steps = phases.filter(({ times }, n) => n > 0 || times !== 1).map(({ every }) => leastDays(every));
  if (steps.length === 0) return Infinity;
  const inWeek = listed.slice(1).map((day, n) => day - listed[n]!);
  const spread = (listed.at(-1) ?? 0) - (listed[0] ?? 0);
  return Math.min(...inWeek, ...steps.map((step) => step - spread));
}

function leastDays(every: string): number {
  const { years, months, weeks, days } = Durations.fromString(every);
  return years * 365 + months * 28 + weeks * 7 + days;
}

const isQuiet = (at: TimeOfDay, { from, to }: QuietHours) =>
  from <= to ? from <= at && at < to : from <= at || at < to;

function* quietFaults({ from, to }: QuietHours): Generator<Fault> {
  if (from <= to || from > QUIET_FLOOR.from || to < QUIET_FLOOR.to)
    yield {
      path: 'quietHours',
      fault: `the law forbids messages from ${QUIET_FLOOR.from} to ${QUIET_FLOOR.to} (47 CFR 64.1200), and ${from} to ${to} does not keep all of that quiet`,
      mend: `begin at ${QUIET_FLOOR.from} or earlier, and end at ${QUIET_FLOOR.to} or later, as in 20:00 to 08:00`,
    };
}

export function* escalationFaults(
  { escalation, team }: Pathway,
  teams?: Record<string, Team>,
): Generator<Fault> {
  yield* teamFaults('team', team, teams);
  for (const priority of ['urgent', 'routine'] as const) {
    const { rungs, repeatEvery } = escalation[priority];
    const path = `escalation.${priority}`;
    const last = rungs.at(-1);
    if (last === undefined)
      yield {
        path: `${path}.rungs`,
        fault: 'it ends with nobody: there is no rung',
        mend: 'add a rung that goes to a team',
      };
    else if (last.to === 'clinician')
      yield {
        path: `${path}.rungs[${rungs.length - 1}].to`,
        fault: 'it ends with the clinician, and an episode may have none',
        mend: 'let the last rung go to a team',
      };
    for (const [n, { after, to }] of rungs.entries()) {
      const before = rungs[n - 1];
      if (before && longer(after, before.after) <= 0)
        yield {
          path: `${path}.rungs[${n}].after`,
          fault: 'it is not later than the rung before it',
          mend: 'count each from when the task was made, and let them rise',
        };
      if (to !== 'clinician') yield* teamFaults(`${path}.rungs[${n}].to.team`, to.team, teams);
    }
    if (priority === 'urgent' && rungs[0] && longer(rungs[0].after, LATEST_URGENT_RUNG) > 0)
      yield {
        path: `${path}.rungs[0].after`,
        fault: `an urgent task would be left alone for ${rungs[0].after}`,
        mend: `use at most ${LATEST_URGENT_RUNG}`,
      };
    if (longer(repeatEvery, SHORTEST_REPEAT) < 0)
      yield {
        path: `${path}.repeatEvery`,
        fault: `${repeatEvery} is too short to repeat at`,
        mend: `use at least ${SHORTEST_REPEAT}`,
      };
  }
}

function* teamFaults(path: string, team: string, teams?: Record<string, Team>): Generator<Fault> {
  if (!teams) return;
  if (!Object.hasOwn(teams, team))
    yield { path, fault: `the clinic has no team “${team}”`, mend: 'name one of its teams, or add the team' };
  else if (teams[team]!.members < 1)
    yield {
      path,
      fault: `it ends with nobody: the team “${team}” has no members`,
      mend: 'add members to the team, or name another',
    };
}

/** Where the check-ins by themselves ask for more messages than a client may be sent. */
export function* burdenWarnings({ checkIns, burden }: Pathway): Generator<Fault> {
  const most = (cadence: Cadence, days: number) =>
    cadence.days ? Math.min(days, cadence.days.length) : Math.max(1, Math.ceil(days / leastGap(cadence)));
  const busiest = (days: number) =>
    checkIns.reduce((sum, { cadence, reminders }) => {
      const inTime = reminders.filter((reminder) => nominalSeconds(reminder) < days * DAY).length;
      return sum + most(cadence, days) * (1 + inTime);
    }, 0);
  for (const [limit, days, name] of [
    ['messagesPerDay', 1, 'a day'],
    ['messagesPerWeek', 7, 'a week'],
  ] as const)
    if (busiest(days) > burden[limit])
      yield {
        path: `burden.${limit}`,
        fault: `the check-ins alone can come to ${busiest(days)} messages ${name}, and ${burden[limit]} are allowed: the others would wait`,
        mend: 'ask or remind less often, or allow more',
      };
}
