/**
 * A console asks one thing again and again: what is urgent, and whether one’s inbox has changed. What is open is fetched
 * anew when that is another answer, or when somebody comes back to it.
 */
import { type Query, type QueryClient, type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call, Problem, type Reply } from '../api.ts';
import { isAtRest, onReturn, type Person, useMe, useSession } from '../session.ts';
import { PACE } from './pace.ts';

type News = Reply<'GET /tasks/news'>;

const meta = { live: true };
/** Of a query: what it found is fetched anew when there is news, and now and then, for what makes none. */
export const LIVE = { meta, refetchInterval: () => !isAtRest() && PACE.open };
/** The same, where others work on what is shown, and of which there may be no news here. */
export const SHARED = { meta, refetchInterval: () => !isAtRest() && PACE.shared };
const isLive = (query: Query): boolean => query.meta === meta;
/** Whether what it shows is older than it knows, for want of an answer. */
const isBehind = (query: Query): boolean => {
  const { data, error } = query.state;
  return isLive(query) && data !== undefined && error instanceof Problem && error.passes;
};

const KEY: QueryKey = ['tasks', 'news'];
const tabs = new BroadcastChannel('attune-news');
type Told = { staffId: string; news: News };

/** One tab asks, and tells the others, whose own time to ask begins anew with that. */
const askOnce = (queries: QueryClient, staffId: string): Promise<News> =>
  navigator.locks.request('attune-news', { ifAvailable: true }, async (lock) => {
    const known = queries.getQueryData<News>(KEY);
    if (!lock && known) return known;
    const news = await call('GET /tasks/news');
    tabs.postMessage({ staffId, news } satisfies Told);
    return news;
  });

const useAsking = ({ staffId }: Pick<Person, 'staffId'>) => {
  const queries = useQueryClient();
  return { queryKey: KEY, queryFn: () => askOnce(queries, staffId) };
};

/** What is known; nothing is asked for it. */
export function useNews(): News | undefined {
  const asking = useAsking(useMe());
  return useQuery({ ...asking, enabled: false }).data;
}

/** Once in a console. */
export function useNewsWatch({ staffId, roles }: Pick<Person, 'staffId' | 'roles'>): News | undefined {
  const queries = useQueryClient();
  const asking = useAsking({ staffId });
  const { session } = useSession();
  const { data, dataUpdatedAt } = useQuery({
    ...asking,
    enabled: session !== undefined && roles.includes('clinician'),
    refetchInterval: () => (document.hidden || isAtRest() ? PACE.atRest : PACE.inUse),
    refetchIntervalInBackground: true,
  });
  useEffect(() => {
    const hear = ({ data: told }: MessageEvent<Told>) => {
      if (told.staffId === staffId) queries.setQueryData(KEY, told.news);
    };
    tabs.addEventListener('message', hear);
    return () => tabs.removeEventListener('message', hear);
  }, [queries, staffId]);
  useEffect(
    () =>
      onReturn(() => {
        void queries.invalidateQueries({ queryKey: KEY });
        void queries.invalidateQueries({ predicate: isLive });
      }),
    [queries],
  );
  const known = useRef<News>(undefined);
  useEffect(() => {
    // The same answer is the same object.
    if (known.current && known.current !== data) void queries.invalidateQueries({ predicate: isLive });
    // Where this was answered, that is too.
    else void queries.refetchQueries({ type: 'active', predicate: isBehind }, { cancelRefetch: false });
    known.current = data;
  }, [queries, data, dataUpdatedAt]);
  return data;
}
