import { type Calendar, WEEKDAYS, wallClock } from '../../functions/care/schedule.ts';
import type { Instant } from '../../functions/care/time.ts';
import type { InboxTask } from '../../functions/charts.ts';
import { type Agent, createAgenda, later } from './agenda.ts';
import { createDice } from './chance.ts';
import { type Decide, decideAsUsual } from './decisions.ts';
import { Refused, type StaffDoor } from './doors.ts';

export type Staffer = {
  email: string;
  teams: string[];
  /** Reached at any hour for what is urgent. */
  onCall: boolean;
  calendar: Calendar;
  decide?: Decide;
  /** Nobody covers for them. */
  away?: { from: Instant; until: Instant };
  /** What comes in from then on and is urgent is whoever’s that comes next: its clock runs. */
  leavesUrgentFrom?: Instant;
  /** What comes in from then on and is not urgent waits for whoever comes next. */
  leavesRestFrom?: Instant;
};

/** Hours from hearing of a routine task to doing it. */
const PACE = [0.5, 20] as const;
/** Hours until what is urgent is seen, and then until somebody has spoken with the client. */
const RUSH = [0.05, 0.4] as const;
const CALL = [0.5, 1.5] as const;

/** A clinician who works their inbox, and knows of a client what it shows. `plan` has them do something else. */
export function simulateStaff(
  person: Staffer,
  door: StaffDoor,
  seed: string,
): Agent & { plan(at: Instant, act: () => Promise<unknown>): void } {
  const { calendar, decide = decideAsUsual, leavesUrgentFrom, leavesRestFrom, away } = person;
  const dice = createDice(`${seed}/${person.email}`);
  const agenda = createAgenda();

  async function visit(now: Instant): Promise<void> {
    if (away && away.from <= now && now < away.until) {
      agenda.add(whenOpen(away.until, calendar), visit);
      return;
    }
    const atWork = isOpen(now, calendar);
    for (const task of await door.tasks(person.teams)) {
      if (task.priority === 'urgent') await attend(task, now);
      else if (leavesRestFrom && task.openedAt >= leavesRestFrom) continue;
      else if (atWork && now >= later(task.openedAt, PACE[0])) await complete(task);
    }
  }

  /** Taken at once, so that the others can stand down; ended once somebody has spoken with the client. */
  async function attend(task: InboxTask, now: Instant): Promise<void> {
    const { acknowledged, openedAt } = task;
    if (leavesUrgentFrom && openedAt >= leavesUrgentFrom) return;
    if (!acknowledged) {
      await door.acknowledge(task);
      agenda.add(later(now, dice.between(...CALL)), visit);
    } else if (now >= later(acknowledged.at, CALL[0])) {
      await complete(task);
    }
  }

  async function complete(task: InboxTask): Promise<void> {
    try {
      await door.complete(task, decide(task));
    } catch (error) {
      // What was ended before it in this visit, a discharge say, has ended this one too.
      if (!(error instanceof Refused && error.status === 409)) throw error;
    }
  }

  return {
    addresses: [person.email],
    plan: (at, act) => agenda.add(at, async () => void (await act())),
    hear({ at, subject = '' }) {
      const rush = subject.startsWith('URGENT') || subject.includes('not taken in time');
      const soon = later(at, dice.between(...RUSH));
      const usual = whenOpen(later(at, dice.between(...PACE)), calendar);
      agenda.add(rush && (person.onCall || isOpen(soon, calendar)) ? soon : usual, visit);
    },
    next: agenda.next,
    act: agenda.act,
  };
}

function hoursOf(at: Instant, { zone, hours, holidays }: Calendar) {
  const [date = '', time = ''] = wallClock(at, zone).split('T');
  const day = WEEKDAYS[(new Date(`${date}T00:00:00.000Z`).getUTCDay() + 6) % 7]!;
  return { time, open: holidays.includes(date) ? undefined : hours[day] };
}

export function isOpen(at: Instant, calendar: Calendar): boolean {
  const { time, open } = hoursOf(at, calendar);
  return open !== undefined && open[0] <= time && time < open[1];
}

/** `at`, or the next hour after it in which the clinic is open. */
export function whenOpen(at: Instant, calendar: Calendar): Instant {
  let then = at;
  while (!isOpen(then, calendar)) then = later(then, 1);
  return then;
}
