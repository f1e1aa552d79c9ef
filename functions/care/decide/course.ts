import { type Refusal, refuse } from '../refusal.ts';
import { nextOccurrence, wallClock } from '../schedule.ts';
import type { Turn } from '../turn.ts';
import { recordSession } from './sessions.ts';
import { openTask } from './tasks.ts';

/** With the first plan, from its day on. A later plan leaves the course as it is: it ends by itself, or by a clinician. */
export function startCourse(turn: Turn): void {
  const { pathway, chart, now, zone } = turn;
  if (chart.plan?.version !== 1) return;
  const anchor = wallClock(now, zone).slice(0, 10);
  for (const row of (pathway.course?.sessions ?? []).keys()) schedule(turn, `${anchor}/${row}`, 0);
}

/** `of`: the day that the course counts from, and which of its rows of sessions, as in `2026-02-03/0`. */
function schedule(turn: Turn, of: string, n: number): void {
  const [anchor = '', row] = of.split('/');
  const sessions = turn.pathway.course?.sessions[Number(row)];
  if (!sessions) return;
  const next = nextOccurrence(sessions, anchor, n, turn.now, turn.zone, turn.calendar);
  if (next) turn.setLocal('session', next.local, { of, n: next.n });
}

export function openSession(turn: Turn, of: string, n: number): void {
  const { course } = turn.pathway;
  if (!course) return;
  openTask(turn, {
    key: `session/${turn.chart.episode!.id}/${of}/${n}`,
    kind: 'session',
    title: `${course.title}: session of ${wallClock(turn.now, turn.zone).slice(0, 10)}`,
    priority: 'routine',
    brief: { note: course.checks.map(({ at, says }) => `${at}: ${says}`).join(' · ') },
    why: 'a session of the course is due',
  });
  schedule(turn, of, n);
}

/** Given or not, what was seen is kept with it; a course that is stopped has no further session. */
export function endSession(turn: Turn, outcome: string, title: string): (() => void) | Refusal {
  if (!turn.chart.episode) return refuse('wrong-state', 'The client is not in care.');
  return () => {
    if (outcome !== 'stop-course') {
      recordSession(turn, {
        do: 'record-session',
        at: turn.now,
        attended: outcome === 'session-given',
        what: title,
      });
      return;
    }
    for (const { id, kind } of Object.values(turn.chart.timers))
      if (kind === 'session') turn.emit({ type: 'timer.cleared', timerId: id });
  };
}
