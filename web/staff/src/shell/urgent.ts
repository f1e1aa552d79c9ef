import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useUrgentInTitle } from '../parts/page.tsx';
import type { Person } from '../session.ts';
import { useTexts } from '../texts.ts';
import { useNewsWatch } from './news.ts';
import { texts } from './texts.ts';

/** How many urgent tasks nobody has acknowledged; says so when there are more than before. */
export function useUrgentWatch(session: Person): number {
  const say = useTexts(texts);
  const news = useNewsWatch(session);
  const waiting = news?.urgent ?? [];
  const known = useRef<Set<string>>(undefined);
  const ids = waiting.map(({ clientId, id }) => `${clientId}/${id}`).join(' ');
  const isKnown = news !== undefined;
  useEffect(() => {
    if (!isKnown) return;
    const now = new Set(ids.split(' ').filter(Boolean));
    const before = known.current;
    known.current = now;
    if (before && [...now].some((id) => !before.has(id)))
      notifications.show({ color: 'red', message: say('urgentArrived'), autoClose: 15_000 });
  }, [ids, isKnown]);
  useUrgentInTitle(waiting.length ? say('urgentTitle', { n: waiting.length }) : '');
  return waiting.length;
}
