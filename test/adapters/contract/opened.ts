/** What the parts of the contract share. */
import type { ChangeFeed, Item, Table } from '../../../functions/ports.ts';

/** Filled before the first test of an engine. */
export type Opened = { table: Table; changes: ChangeFeed; close(): Promise<void> };

let partitions = 0;
/** A partition that no other test writes to. */
export const partition = () => `p${++partitions}`;

export const standOn =
  (on: Opened) =>
  (...items: Item[]) =>
    on.table.write(items.map((put) => ({ put })));

export const sks = (items: Item[]) => items.map(({ sk }) => sk);
