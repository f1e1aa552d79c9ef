import { type Instant, instant, milliseconds } from '../../functions/care/time.ts';
import type { Sent } from '../outbox.ts';

/** Somebody simulated: they are written to, and act when their time comes. */
export interface Agent {
  /** Phone numbers and email addresses that are theirs. */
  addresses: string[];
  hear(message: Sent): void;
  /** When they next do something, if nothing else happens. */
  next(): Instant | undefined;
  act(now: Instant): Promise<void>;
}

/** Nobody acts to the second; a common grid lets several act at one stop of the clock. */
const GRID = 5 * 60_000;

export const later = (at: Instant, hours: number): Instant => instant(milliseconds(at) + hours * 3_600_000);

/** What somebody means to do, in the order of its time. */
export function createAgenda() {
  let entries: { at: Instant; act: (now: Instant) => Promise<void> }[] = [];
  return {
    add(at: Instant, act: (now: Instant) => Promise<void>) {
      const onGrid = instant(Math.ceil(milliseconds(at) / GRID) * GRID);
      const place = entries.findIndex((entry) => entry.at > onGrid);
      entries.splice(place < 0 ? entries.length : place, 0, { at: onGrid, act });
    },
    next: () => entries[0]?.at,
    async act(now: Instant) {
      const due = entries.filter(({ at }) => at <= now);
      entries = entries.slice(due.length);
      for (const { act } of due) await act(now);
    },
  };
}
