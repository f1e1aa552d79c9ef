import type { Table } from '../../functions/ports.ts';

export type Death = { write: number; when: 'before' | 'after' };

/** Kills a process at one of its writes, before or after that is done; what runs on in it meets a table out of reach. */
export function killing(death?: Death) {
  let writes = 0;
  /** The table as one process has it. */
  const around = (table: Table): Table => {
    let dead = false;
    const alive = <T>(work: () => Promise<T>): Promise<T> =>
      dead ? Promise.reject(new Error('killed')) : work();
    return {
      get: (key) => alive(() => table.get(key)),
      query: (pk, range) => alive(() => table.query(pk, range)),
      queryIndex: (index, pk, range) => alive(() => table.queryIndex(index, pk, range)),
      write: (list) =>
        alive(async () => {
          writes += 1;
          if (writes !== death?.write) return table.write(list);
          dead = true;
          if (death.when === 'after') await table.write(list);
          throw new Error('killed');
        }),
    };
  };
  return { around, writes: () => writes, hasKilled: () => death !== undefined && writes >= death.write };
}
