import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import type { Person } from '../session.ts';

const PAGE = 100;
/** It is due in days, a mail has told of it, and each look at what is open goes on record in the access log. */
const LOOK_EVERY_MS = 5 * 60_000;

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
