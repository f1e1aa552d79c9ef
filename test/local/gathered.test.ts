/** Writes that go to disk together. */
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Table, Write } from '../../functions/ports.ts';
import { gathered } from '../../local/gathered.ts';

const item = (sk: string, body = 'x'): Write => ({ put: { pk: 'P', sk, body }, when: 'absent' });

/** A table whose first write is under way until `go`, and what each of its transactions held. */
function held() {
  const memory = createMemoryTable();
  const transactions: string[][] = [];
  const { promise, resolve: go } = Promise.withResolvers<void>();
  let failing: Error | undefined;
  const table: Table = {
    ...memory,
    async write(writes) {
      transactions.push(writes.map((write) => ('put' in write ? write.put.sk : '')));
      await promise;
      if (failing && writes.length > 1) throw failing;
      return memory.write(writes);
    },
  };
  return {
    table: gathered(table),
    memory,
    transactions,
    go,
    fail: (error?: Error) => {
      failing = error;
    },
  };
}

describe('writes that come while one is under way', () => {
  it('are one transaction, and each is told that it is done', async () => {
    const { table, memory, transactions, go } = held();
    const all = ['a', 'b', 'c', 'd'].map((sk) => table.write([item(sk)]));
    go();
    expect(await Promise.all(all)).toEqual(Array(4).fill({ done: true }));
    expect(transactions).toEqual([['a'], ['b', 'c', 'd']]);
    expect((await memory.query('P')).items.map(({ sk }) => sk)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are none of each other’s business where one is refused', async () => {
    const { table, memory, go } = held();
    await memory.write([item('c', 'before')]);
    const all = [[item('a')], [item('b')], [item('z'), item('c')], [item('d')]].map(table.write);
    go();
    const [done, standing] = [{ done: true }, { pk: 'P', sk: 'c', body: 'before' }];
    const refused = { done: false, refused: [{ write: 1, standing }] };
    expect(await Promise.all(all)).toEqual([done, done, refused, done]);
    expect((await memory.query('P')).items.map(({ sk }) => sk)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of one item go one after the other', async () => {
    const { table, transactions, go } = held();
    const all = ['a', 'b', 'c', 'b', 'd'].map((sk) => table.write([item(sk)]));
    go();
    expect((await Promise.all(all)).map(({ done }) => done)).toEqual([true, true, true, false, true]);
    expect(transactions.slice(0, 3)).toEqual([['a'], ['b', 'c'], ['b', 'd']]);
  });

  it('are as many as one transaction takes, and no more', async () => {
    const { table, transactions, go } = held();
    const many = Array.from({ length: 30 }, (_, n) => [0, 1, 2, 3, 4].map((k) => item(`${n}.${k}`)));
    const large = ['x', 'y', 'z'].map((sk) => [item(sk, 'x'.repeat(200_000))]);
    const all = [...many, ...large].map(table.write);
    go();
    expect((await Promise.all(all)).every(({ done }) => done)).toBe(true);
    expect(transactions.map(({ length }) => length)).toEqual([5, 100, 46, 1, 1]);
  });

  it('are each told of an outage, once: what became of them nobody knows; and the next goes through', async () => {
    const { table, transactions, go, fail } = held();
    fail(new Error('the engine ended the connection'));
    const all = ['a', 'b', 'c'].map((sk) => table.write([item(sk)]));
    go();
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(transactions).toHaveLength(2);
    fail();
    expect(await table.write([item('e')])).toEqual({ done: true });
  });

  it('keep nobody back by one that no table takes', async () => {
    const { table, go } = held();
    const all = [[item('a')], [], [item('b', '\ud800')], [item('c')]].map(table.write);
    go();
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });
});
