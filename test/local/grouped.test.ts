/** Single puts that meet on their way to the engine. */
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { TableBusy, type Write } from '../../functions/ports.ts';
import { grouped } from '../../local/grouped.ts';

function meeting(fails: (writes: Write[]) => Error | undefined = () => undefined) {
  const table = createMemoryTable();
  const sent: string[][] = [];
  const write = grouped(async (writes) => {
    sent.push(writes.map((one) => ('put' in one ? one.put.sk : 'other')));
    const error = fails(writes);
    if (error) throw error;
    return table.write(writes);
  });
  const put = (sk: string, body = sk) => write([{ put: { pk: 'looks', sk, body }, when: 'absent' }]);
  const standing = async () => (await table.query('looks')).items.map(({ body }) => body);
  return { write, put, sent, standing };
}

describe('single puts at the same time', () => {
  it('go together behind the first, and each is told once it stands', async () => {
    const { put, sent, standing } = meeting();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((sk) => put(sk)));
    expect(outcomes).toEqual(Array(3).fill({ done: true }));
    expect(sent).toEqual([['a'], ['b', 'c']]);
    expect(await standing()).toEqual(['a', 'b', 'c']);
  });

  it('each have their own outcome, where one is refused', async () => {
    const { put, standing } = meeting();
    await put('b', 'before');
    const outcomes = await Promise.all(['a', 'b', 'c'].map((sk) => put(sk)));
    const refused = {
      done: false,
      refused: [{ write: 0, standing: { pk: 'looks', sk: 'b', body: 'before' } }],
    };
    expect(outcomes).toEqual([{ done: true }, refused, { done: true }]);
    expect(await standing()).toEqual(['a', 'before', 'c']);
  });

  it('each have their own error, where one fails', async () => {
    const fails = (writes: Write[]) =>
      writes.some((one) => 'put' in one && one.put.sk === 'b') ? new TableBusy('b') : undefined;
    const { put, standing } = meeting(fails);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((sk) => put(sk)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await standing()).toEqual(['a', 'c']);
  });

  it('are told that they stand, where the reply to all of them was lost', async () => {
    const table = createMemoryTable();
    const write = grouped(async (writes) => {
      const outcome = await table.write(writes);
      if (writes.length > 1) throw new Error('the connection broke');
      return outcome;
    });
    const put = (sk: string) => write([{ put: { pk: 'looks', sk }, when: 'absent' }]);
    expect(await Promise.all(['a', 'b', 'c'].map(put))).toEqual(Array(3).fill({ done: true }));
  });

  it('come to the same item in the order in which they were written', async () => {
    const { write, sent, standing } = meeting();
    const bodies = ['1', '2', '3'];
    await Promise.all(bodies.map((body) => write([{ put: { pk: 'looks', sk: 'a', body } }])));
    expect(sent).toEqual([['a'], ['a'], ['a']]);
    expect(await standing()).toEqual(['3']);
  });

  it('wait for no transaction, and are no part of one', async () => {
    const { write, put, sent } = meeting();
    const both = ['x', 'y'].map((sk): Write => ({ put: { pk: 'chart', sk } }));
    await Promise.all([put('a'), write(both), put('b'), write(both)]);
    expect(sent).toEqual([['a'], ['x', 'y'], ['x', 'y'], ['b']]);
  });
});
