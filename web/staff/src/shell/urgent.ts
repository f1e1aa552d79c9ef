import { notifications } from '@mantine/notifications';
import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call } from '../api.ts';
import { useUrgentInTitle } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import type { Person } from '../session.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** What is urgent comes first in every inbox, so one page tells of all that a person could act on. */
const ENOUGH = 50;
/** How often an inbox is asked for; what it costs is on the bill (infra/cost.ts). */
export const LOOK_EVERY_MS = 10_000;

/** The urgent tasks of mine and of my teams, looked for wherever one is in the console. */
export function useUrgent({ staffId, roles }: Pick<Person, 'staffId' | 'roles'>) {
  const { personBy } = useStaff();
  const isClinician = roles.includes('clinician');
  const teams = isClinician ? (personBy(staffId)?.teams ?? []) : [];
  const inboxes = [
    { inbox: 'mine' as const, limit: ENOUGH },
    ...teams.map((team) => ({ inbox: 'team' as const, team, limit: ENOUGH })),
  ];
  const found = useQueries({
    queries: inboxes.map((query) => ({
      queryKey: ['tasks', 'urgent', query],
      queryFn: () => call('GET /tasks', { query }),
      refetchInterval: LOOK_EVERY_MS,
      enabled: isClinician,
    })),
  });
  const tasks = found
    .flatMap(({ data }) => data?.tasks ?? [])
    .filter(({ priority }) => priority === 'urgent');
  const byId = new Map(tasks.map((task) => [`${task.clientId}/${task.id}`, task]));
  return [...byId.values()].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}

/** How many urgent tasks nobody has acknowledged; says so when there are more than before. */
export function useUrgentWatch(session: Person): number {
  const say = useTexts(texts);
  const waiting = useUrgent(session).filter(({ acknowledged }) => !acknowledged);
  const known = useRef<Set<string>>(undefined);
  const ids = waiting.map(({ clientId, id }) => `${clientId}/${id}`).join(' ');
  useEffect(() => {
    const now = new Set(ids.split(' ').filter(Boolean));
    const before = known.current;
    known.current = now;
    if (before && [...now].some((id) => !before.has(id)))
      notifications.show({ color: 'red', message: say('urgentArrived'), autoClose: 15_000 });
  }, [ids]);
  useUrgentInTitle(waiting.length ? say('urgentTitle', { n: waiting.length }) : '');
  return waiting.length;
}
