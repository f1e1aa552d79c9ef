import type { Table } from '../../functions/ports.ts';

export type Counts = { reads: number; writes: number; transactions: number; items: number; bytes: number };

/** `table`, with what goes through it counted. A transaction is one write call of several items. */
export function countingTable(table: Table): Table & { taken(): Counts } {
  let counts: Counts = { reads: 0, writes: 0, transactions: 0, items: 0, bytes: 0 };
  return {
    get: (key) => {
      counts.reads += 1;
      return table.get(key);
    },
    query: (pk, range) => {
      counts.reads += 1;
      return table.query(pk, range);
    },
    queryIndex: (index, pk, range) => {
      counts.reads += 1;
      return table.queryIndex(index, pk, range);
    },
    write: (writes) => {
      counts[writes.length > 1 ? 'transactions' : 'writes'] += 1;
      counts.items += writes.length;
      for (const write of writes) if ('put' in write) counts.bytes += JSON.stringify(write.put).length;
      return table.write(writes);
    },
    /** Since the last time. */
    taken() {
      const taken = counts;
      counts = { reads: 0, writes: 0, transactions: 0, items: 0, bytes: 0 };
      return taken;
    },
  };
}
