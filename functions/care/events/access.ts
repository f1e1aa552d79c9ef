import type { Instant } from '../time.ts';

/** Who may see a chart beside its care team, and that nothing of it may go. */
export type AccessEvent =
  | { type: 'glass.broken'; by: string; reason: string; until: Instant }
  | { type: 'hold.set'; by: string; why: string }
  | { type: 'hold.lifted'; by: string; why: string };
