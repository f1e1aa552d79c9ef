/** An episode is pinned to one version of its pathway; only these change which. */
export type MoveEvent =
  /** It lands when what it `waits` for, requests and tasks by their ids, has ended. */
  | { type: 'episode.move-planned'; to: number; waits: string[]; why: string }
  | { type: 'episode.move-dropped'; why: string }
  | { type: 'episode.moved'; from: number; to: number; undone?: true; why: string };
