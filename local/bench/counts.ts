import type { Table } from '../../functions/ports.ts';

export type Counts = {
  reads: number;
  /** Of indexes and item collections: what is due, what was logged, what is in an inbox. */
  queries: number;
  writes: number;
  transactions: number;
  items: number;
  bytes: number;
};

/** `table`, with what goes through it counted. A transaction is one write call of several items. */
export function countingTable(table: Table): Table & { taken(): Counts; so(): Counts } {
  const none: Counts = { reads: 0, queries: 0, writes: 0, transactions: 0, items: 0, bytes: 0 };
  let counts = { ...none };
  return {
    get: (key) => {
      counts.reads += 1;
      return table.get(key);
    },
    query: (pk, range) => {
      counts.queries += 1;
      return table.query(pk, range);
    },
    queryIndex: (index, pk, range) => {
      counts.queries += 1;
      return table.queryIndex(index, pk, range);
    },
    write: (writes) => {
      counts[writes.length > 1 ? 'transactions' : 'writes'] += 1;
      counts.items += writes.length;
      for (const write of writes) if ('put' in write) counts.bytes += JSON.stringify(write.put).length;
      return table.write(writes);
    },
    so: () => ({ ...counts }),
    /** Since the last time. */
    taken() {
      const taken = counts;
      counts = { ...none };
      return taken;
    },
  };
}

export const less = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - before[name as keyof Counts]]),
  ) as Counts;
