import type { Item, Key, Table, Write } from '../../functions/ports.ts';

const keyOf = (write: Write): Key => {
  if ('put' in write) return { pk: write.put.pk, sk: write.put.sk };
  return 'delete' in write ? write.delete : write.check;
};

/** The table, and a way back: whatever was written since is undone, so that two requests can be made of one state. */
export function rewound(table: Table) {
  let undo: { key: Key; stood: Item | undefined }[] = [];
  let written: Write[] = [];
  const stage: Table = {
    ...table,
    async write(writes) {
      const changes = writes.filter((write) => !('check' in write));
      const before = await Promise.all(
        changes.map(async (write) => ({ key: keyOf(write), stood: await table.get(keyOf(write)) })),
      );
      const outcome = await table.write(writes);
      if (outcome.done) {
        written.push(...changes);
        undo.push(...before);
      }
      return outcome;
    },
  };
  return {
    table: stage,
    /** Since the last time that it was rewound. */
    written: () => written,
    async rewind(): Promise<void> {
      for (const { key, stood } of undo.reverse())
        await table.write([stood ? { put: stood } : { delete: key }]);
      undo = [];
      written = [];
    },
  };
}
