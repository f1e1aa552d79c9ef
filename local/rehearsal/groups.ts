import type { Rehearsal } from '../../functions/rehearsals.ts';

/** Lived together; an inbox of thousands would be another clinic's. */
const GROUP = 10;

/** `size` clients from number `first` on. No group knows of another. */
export type Group = { first: number; size: number };

export const groupsOf = ({ clients }: Pick<Rehearsal, 'clients'>): Group[] =>
  Array.from({ length: Math.ceil(clients / GROUP) }, (_, n) => ({
    first: n * GROUP,
    size: Math.min(GROUP, clients - n * GROUP),
  }));
