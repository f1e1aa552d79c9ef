import canonicalize from 'canonicalize';
import type { Plan, Task } from '../chart.ts';
import type { Pathway, SessionCourse } from '../pathway/pathway.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { sayDay } from '../say-day.ts';
import { nextOccurrence, wallClock } from '../schedule.ts';
import type { Turn } from '../turn.ts';
import { recordSession } from './sessions.ts';
import { openTask } from './tasks.ts';

/** The course of the pathway itself; the others go by the option, or the title, of their intervention. */
const PATHWAYS = '';

/**
 * The pathway's course begins with the first plan and leaves later plans aside; one that an intervention brings begins
 * with the first plan that holds it so, and ends with the first that does not. What the pathway runs, no plan runs again.
 */
export function startCourses(turn: Turn, before: Plan | undefined): void {
  const { pathway, chart, now, zone } = turn;
  const anchor = wallClock(now, zone).slice(0, 10);
  const begin = (name: string, { sessions }: SessionCourse) => {
    for (const row of sessions.keys()) schedule(turn, [anchor, row, name].join('/'), 0);
  };
  if (chart.plan?.version === 1 && pathway.course) begin(PATHWAYS, pathway.course);
  const [was, is] = [coursesIn(before, pathway), coursesIn(chart.plan, pathway)];
  const goesOn = (name: string) => canonicalize(was.get(name)) === canonicalize(is.get(name));
  for (const name of was.keys()) if (!goesOn(name)) stop(turn, name);
  for (const [name, course] of is) if (!goesOn(name)) begin(name, course);
}

const coursesIn = (plan: Plan | undefined, pathway: Pathway): Map<string, SessionCourse> =>
  new Map(
    (plan?.interventions ?? []).flatMap(({ title, option, course }) =>
      course && !(option && option === pathway.course?.option) ? [[option ?? title, course] as const] : [],
    ),
  );

const courseNamed = ({ pathway, chart }: Turn, name: string): SessionCourse | undefined =>
  name === PATHWAYS ? pathway.course : coursesIn(chart.plan, pathway).get(name);

/** `of`: the day that a course counts from, which of its rows of sessions, and its name, as in `2026-02-03/0/tms`. */
function read(of: string): { anchor: string; row: number; name: string } {
  const [anchor = '', row, ...name] = of.split('/');
  return { anchor, row: Number(row), name: name.join('/') };
}

function schedule(turn: Turn, of: string, n: number): void {
  const { anchor, row, name } = read(of);
  const sessions = courseNamed(turn, name)?.sessions[row];
  if (!sessions) return;
  const next = nextOccurrence(sessions, anchor, n, turn.now, turn.zone, turn.calendar);
  if (next) turn.setLocal('session', next.local, { of, n: next.n });
}

export function openSession(turn: Turn, of: string, n: number): void {
  const course = courseNamed(turn, read(of).name);
  if (!course) return;
  openTask(turn, {
    key: `${prefixOf(turn)}${of}/${n}`,
    kind: 'session',
    title: `${course.title}: session of ${sayDay(wallClock(turn.now, turn.zone).slice(0, 10))}`,
    priority: 'routine',
    brief: { note: course.checks.map(({ at, says }) => `${at}: ${says}`).join(' · ') },
    why: 'a session of the course is due',
  });
  schedule(turn, of, n);
}

const prefixOf = ({ chart }: Turn): string => `session/${chart.episode!.id}/`;

/** Given or not, what was seen is kept with it; a course that is stopped has no further session. */
export function endSession(
  turn: Turn,
  outcome: string,
  { key, title }: Pick<Task, 'key' | 'title'>,
): (() => void) | Refusal {
  if (!turn.chart.episode) return refuse('wrong-state', 'The client is not in care.');
  return () => {
    if (outcome === 'stop-course') {
      const of = key.slice(prefixOf(turn).length);
      stop(turn, read(of.slice(0, of.lastIndexOf('/'))).name);
      return;
    }
    const attended = outcome === 'session-given';
    recordSession(turn, { do: 'record-session', at: turn.now, attended, what: title });
  };
}

function stop(turn: Turn, name: string): void {
  for (const { id, kind, of = '' } of Object.values(turn.chart.timers))
    if (kind === 'session' && read(of).name === name) turn.emit({ type: 'timer.cleared', timerId: id });
}
