import type { Chart, Task } from '../chart.ts';
import type { Instant } from '../time.ts';
import type { Tracked } from './track.ts';

/** A client in care as a list of all of them needs it: read thousands at once, where a chart is read one at a time. */
export type Case = {
  pathway: { id: string; version: number };
  level: string;
  clinician?: string;
  treatedSince?: Instant;
  plan?: Pick<NonNullable<Chart['plan']>, 'activatedAt' | 'reassessEvery'>;
  measures: Tracked['measures'];
  zone: string;
  urgent: Pick<Task, 'title' | 'openedAt'>[];
  /** Open. */
  tasks: number;
  /** Who of the staff has an open task of the client, and the teams behind them. */
  staff: string[];
  teams: string[];
  /** Check-ins, up to now. */
  missedInARow: number;
  /** When the next is due. */
  reassessment?: Instant;
};

/** Nothing where the client is not in care. */
export function caseOf({
  client,
  episode,
  plan,
  measures,
  tasks,
  checkIns,
  timers,
}: Chart): Case | undefined {
  if (!client || !episode || episode.endedAt) return undefined;
  const open = Object.values(tasks);
  const owners = open.map(({ owner }) => owner);
  return {
    pathway: episode.pathway,
    level: episode.level,
    clinician: episode.clinician,
    treatedSince: episode.treatedSince,
    plan: plan && { activatedAt: plan.activatedAt, reassessEvery: plan.reassessEvery },
    measures: Object.fromEntries(
      Object.entries(measures).map(([measure, { baseline, last, count }]) => [
        measure,
        { baseline: { value: baseline.value }, last: { value: last.value, at: last.at }, count },
      ]),
    ),
    zone: client.zone,
    urgent: open
      .filter(({ priority }) => priority === 'urgent')
      .map(({ title, openedAt }) => ({ title, openedAt })),
    tasks: open.length,
    staff: once(owners.flatMap((owner) => ('staff' in owner ? [owner.staff] : []))),
    teams: once([...open.map(({ team }) => team), ...owners.flatMap((o) => ('team' in o ? [o.team] : []))]),
    missedInARow: Math.max(0, ...Object.values(checkIns).map(({ missedInARow }) => missedInARow)),
    reassessment: Object.values(timers).find(({ kind }) => kind === 'reassessment')?.at,
  };
}

const once = (ids: string[]) => [...new Set(ids)].sort();

/** As `trackOf` reads it. */
export const trackedIn = ({ zone, treatedSince, plan, measures, urgent }: Case): Tracked => ({
  client: { zone },
  episode: { treatedSince },
  plan,
  measures,
  tasks: Object.fromEntries(urgent.map((task, n) => [n, { ...task, priority: 'urgent' }])),
});
