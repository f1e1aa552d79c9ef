import type { Instant } from './time.ts';

/** One log entry: what one command did. `prev` is the hash, over its canonical JSON, of the entry before. */
export type Entry<Event> = {
  seq: number;
  prev: string;
  at: Instant;
  by: string;
  command: string;
  /** A second command by the same key changed nothing. */
  key?: string;
  events: Event[];
};
