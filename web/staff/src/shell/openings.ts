import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import type { Person } from '../session.ts';

const PAGE = 100;
/** Nobody waits at the door for it: the chart is open, and the task is due in days. */
const LOOK_EVERY_MS = 30_000;

/** The opened charts that one who is an admin and no clinician is to look into. */
export const useOpenings = ({ roles }: Pick<Person, 'roles'>) =>
  useInfiniteQuery({
    queryKey: ['tasks', 'openings'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /tasks', { query: { inbox: 'mine', limit: PAGE, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    enabled: roles.includes('admin') && !roles.includes('clinician'),
    refetchInterval: LOOK_EVERY_MS,
  });
