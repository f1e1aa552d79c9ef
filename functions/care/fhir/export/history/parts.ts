import type { History, Mark } from '../records.ts';

/** Of the course of care that is under way, or was the last. */
export const episode = ({ episodes }: History) => episodes.at(-1);

export const ofEpisode = <R extends { episodeId?: string }>(history: History, records: R[]): R[] =>
  records.filter(({ episodeId }) => episodeId === episode(history)?.id);

export const touch = (found: { changed: Mark } | undefined, mark: Mark): void => {
  if (found) found.changed = mark;
};

export const requestOf = ({ requests }: History, id: string | undefined) =>
  requests.findLast(({ request }) => request.id === id);
