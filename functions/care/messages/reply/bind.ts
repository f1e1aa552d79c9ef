import { type Instant, milliseconds } from '../../time.ts';

/** A question that was asked in a thread and has no answer yet. */
export type Open = {
  clientId: string;
  requestId: string;
  linkId: string;
  askedAt: Instant;
  closedAt?: Instant;
};

/** A reply this soon after a question was sent may have been on its way before it: reading and typing take longer. */
const CROSSING = 60_000;

/**
 * Which question of a thread a text that came in at `at` answers; otherwise why a person must say. `open` holds what
 * was asked of everybody who shares the number. An older question without an answer does not hold up a newer one,
 * except where the reply may have crossed with it on the way.
 */
export function bindReply<Question extends Open>(
  open: Question[],
  at: Instant,
): { to: Question } | { late: Question } | { held: 'nothing-asked' | 'shared-phone' | 'crossed' } {
  const asked = open
    .filter(({ askedAt }) => askedAt <= at)
    .sort((a, b) => (a.askedAt < b.askedAt ? 1 : a.askedAt > b.askedAt ? -1 : 0));
  const [newest, ...older] = asked;
  if (!newest) return { held: 'nothing-asked' };
  if (asked.some(({ clientId }) => clientId !== newest.clientId)) return { held: 'shared-phone' };
  if (older.length && milliseconds(at) - milliseconds(newest.askedAt) < CROSSING) return { held: 'crossed' };
  return newest.closedAt !== undefined && newest.closedAt <= at ? { late: newest } : { to: newest };
}
