import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../functions/adapters/table-memory.ts';
import { itemBytes } from '../functions/adapters/table-schema.ts';
import { isRefusal, refuse } from '../functions/care/refusal.ts';
import { type Item, TableBusy } from '../functions/ports.ts';
import { verify } from '../functions/store/verify.ts';
import {
  type Attempt,
  Contended,
  commit,
  hashOf,
  type Kind,
  type Logged,
  load,
  logSk,
  pack,
  unpack,
} from '../functions/store.ts';
import { scene } from './support/scene.ts';

type Count = Logged & { total: number };
type Added = { by: number };
const NOW = '2026-01-05T15:00:00.000Z';

/** The smallest thing that has a log: it counts, and is found by its total where that is even. */
const COUNTER: Kind<Count, Added> = {
  stateSk: 'COUNT',
  empty: () => ({ version: 0, head: '', total: 0 }),
  copy: (state) => ({ ...state }),
  apply(state, entry, hash) {
    for (const { by } of entry.events) state.total += by;
    state.version = entry.seq;
    state.head = hash;
  },
  attributes: () => ({}),
  items: ({ total }) => (total % 2 ? [] : [{ pk: 'even', sk: `EVEN#${total}` }]),
  documents: () => [],
  own: [],
};

const add = (by: number, rest: Partial<Attempt<Count, Added>> = {}): Attempt<Count, Added> => ({
  pk: 'counter',
  by: 'ada',
  command: 'add',
  now: () => NOW,
  decide: () => [{ by }],
  ...rest,
});

describe('a state', () => {
  it('that costs more than one unit is written packed, and is read as it was, to the letter', async () => {
    const long = JSON.stringify({ words: 'Ich kann nicht schlafen, שלום, 😴. '.repeat(100) });
    expect(pack(long).length).toBeLessThan(long.length / 4);
    expect(unpack(pack(long))).toBe(long);
  });

  it('counts as the bytes that it is packed into', () => {
    const body = pack(JSON.stringify({ words: 'Ich kann nicht schlafen. '.repeat(100) })) as Uint8Array;
    expect(itemBytes({ pk: 'p', sk: 's', body })).toBe('pkpsksbody'.length + body.length);
  });

  it('that costs one unit anyhow is written as it reads, and so is read one that was written so before', () => {
    expect(pack('{"version":1}')).toBe('{"version":1}');
    const before = JSON.stringify({ words: 'x'.repeat(2000) });
    expect(unpack(before)).toBe(before);
  });
});

describe('a commit', () => {
  it('packs what others find it by only as it is written, and not at all where bytes are free', async () => {
    const body = JSON.stringify({ words: 'Ich kann nicht schlafen. '.repeat(100) });
    const found = {
      ...COUNTER,
      items: ({ version }: Count) => (version ? [{ pk: 'found', sk: 'LONG', body }] : []),
    };
    const [costly, free] = [createMemoryTable(), { ...createMemoryTable(), bytesAreFree: true as const }];
    for (const table of [costly, free]) {
      await commit(table, found, add(2));
      expect(unpack((await table.get({ pk: 'found', sk: 'LONG' }))!.body)).toBe(body);
      expect(await verify(table, found, 'counter')).toBeUndefined();
    }
    expect((await costly.get({ pk: 'found', sk: 'LONG' }))!.body).toBeInstanceOf(Uint8Array);
    expect((await free.get({ pk: 'found', sk: 'LONG' }))!.body).toBe(body);
  });

  it('writes the entry, the state and what others find it by, all or nothing', async () => {
    const table = createMemoryTable();
    await commit(table, COUNTER, add(2));
    await commit(table, COUNTER, add(1));
    expect(await load(table, COUNTER, 'counter')).toMatchObject({ version: 2, total: 3 });
    expect((await table.query('even')).items).toEqual([]);
    expect((await table.query('counter', { prefix: 'LOG#' })).items.map(({ sk }) => sk)).toEqual([
      'LOG#000000001',
      'LOG#000000002',
    ]);
  });

  it('by sixteen at once loses none and leaves no gap', async () => {
    const table = createMemoryTable();
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, n) => commit(table, COUNTER, add(2 ** n))),
    );
    expect(outcomes.filter(isRefusal)).toEqual([]);
    expect(await load(table, COUNTER, 'counter')).toMatchObject({ version: 16, total: 2 ** 16 - 1 });
    expect(await verify(table, COUNTER, 'counter')).toBeUndefined();
  });

  it('decides anew on what another left', async () => {
    const table = createMemoryTable();
    const seen: number[] = [];
    const once = add(1, {
      async decide({ total }) {
        seen.push(total);
        if (seen.length === 1) await commit(table, COUNTER, add(40));
        return total < 40 ? [{ by: 1 }] : refuse('wrong-state', 'there are enough');
      },
    });
    expect(await commit(table, COUNTER, once)).toMatchObject({ refused: 'wrong-state' });
    expect(seen).toEqual([0, 40]);
  });

  it('on a state that the caller had seen, and that has moved on, decides on what stands', async () => {
    const table = createMemoryTable();
    const seen = await load(table, COUNTER, 'counter');
    await commit(table, COUNTER, add(1));
    expect(await commit(table, COUNTER, add(2, { seen }))).toMatchObject({ state: { total: 3 }, seq: 2 });
  });

  it('writes over no entry of the log, though the state beside it is lost', async () => {
    const table = createMemoryTable();
    await commit(table, COUNTER, add(1));
    await table.write([{ delete: { pk: 'counter', sk: 'COUNT' } }]);
    await expect(commit(table, COUNTER, add(2))).rejects.toThrow(Contended);
    const { body } = (await table.get({ pk: 'counter', sk: logSk(1) }))!;
    expect(JSON.parse(String(body)).events).toEqual([{ by: 1 }]);
  });

  it('tries again while the table is busy, and gives up by name', async () => {
    const table = createMemoryTable();
    let busy = 3;
    const write: typeof table.write = async (writes) => {
      busy -= 1;
      if (busy >= 0) throw new TableBusy();
      return table.write(writes);
    };
    await commit({ ...table, write }, COUNTER, add(1));
    expect(await load(table, COUNTER, 'counter')).toMatchObject({ total: 1 });
    busy = Number.POSITIVE_INFINITY;
    await expect(commit({ ...table, write }, COUNTER, add(1))).rejects.toThrow(Contended);
  });

  it('that fails for another reason fails', async () => {
    const table = createMemoryTable();
    const write = () => Promise.reject(new Error('out of reach'));
    await expect(commit({ ...table, write }, COUNTER, add(1))).rejects.toThrow('out of reach');
  });

  it('by a key that was used changes nothing, also where the state has moved on', async () => {
    const table = createMemoryTable();
    await commit(table, COUNTER, add(1, { key: 'k1' }));
    const done = { refused: 'duplicate', because: 'This has been done already.' };
    expect(await commit(table, COUNTER, add(1, { key: 'k1' }))).toEqual(done);
    const decide = () => refuse('wrong-state', 'no more');
    expect(await commit(table, COUNTER, add(1, { key: 'k1', decide }))).toEqual(done);
    expect(await commit(table, COUNTER, add(1, { key: 'k2', decide }))).toMatchObject({
      refused: 'wrong-state',
    });
    expect(await load(table, COUNTER, 'counter')).toMatchObject({ total: 1 });
  });

  it('by one key sixteen times at once happens once', async () => {
    const table = createMemoryTable();
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => commit(table, COUNTER, add(1, { key: 'k1' }))),
    );
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1);
    expect(await load(table, COUNTER, 'counter')).toMatchObject({ version: 1, total: 1 });
  });

  it('of nothing leaves no entry', async () => {
    const table = createMemoryTable();
    expect(await commit(table, COUNTER, add(1, { decide: () => [] }))).toMatchObject({ events: [], seq: 0 });
    expect(table.size()).toBe(0);
  });
});

describe('the check of a log finds', () => {
  const PK = 'riverside#kim';
  async function tampered(change: (table: Awaited<ReturnType<typeof scene>>['table']) => Promise<unknown>) {
    const one = await scene();
    await one.treats();
    await one.passes('2026-01-07T15:00:00.000Z');
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
    await change(one.table);
    return one.host.charts.verify('riverside', 'kim');
  }
  const entry = (seq: number) => ({ pk: PK, sk: logSk(seq) });
  const put = (item: Item) => [{ put: item }];
  type Table = Awaited<ReturnType<typeof scene>>['table'];
  const edit = async (table: Table, key: { pk: string; sk: string }, from: string, to: string) => {
    const item = (await table.get(key))!;
    const body = unpack(item.body);
    expect(body).toContain(from);
    const edited = body.replace(from, to);
    await table.write(put({ ...item, body: body === item.body ? edited : pack(edited) }));
  };

  it('nothing where nothing was done', async () => {
    expect(await tampered(async () => {})).toBeUndefined();
  });

  it.each([
    [
      'an edited entry',
      'log entry 2 of riverside#kim does not match its hash',
      (t: Table) => edit(t, entry(2), 'ada', 'ben'),
    ],
    [
      'one that is no JSON any more',
      'log entry 2 of riverside#kim does not match its hash',
      (t: Table) => edit(t, entry(2), '{', ''),
    ],
    [
      'a deleted one',
      'log entry 5 of riverside#kim is missing; entry 6 stands there',
      (t: Table) => t.write([{ delete: entry(5) }]),
    ],
    [
      'an inserted one',
      'is missing; entry 3 stands there',
      async (t: Table) => t.write(put({ ...(await t.get(entry(3)))!, sk: 'LOG#0000000021' })),
    ],
    [
      'swapped ones',
      'log entry 3 of riverside#kim is missing; entry 4 stands there',
      async (t: Table) => {
        const [three, four] = [(await t.get(entry(3)))!, (await t.get(entry(4)))!];
        await t.write([...put({ ...three, sk: four.sk }), ...put({ ...four, sk: three.sk })]);
      },
    ],
    [
      'an edited chart',
      'the chart of riverside#kim is not what its',
      (t: Table) => edit(t, { pk: PK, sk: 'CHART' }, '"goals"', '"goalz"'),
    ],
    [
      'a chart of which nothing can be read',
      'the chart of riverside#kim cannot be read',
      async (t: Table) => t.write(put({ ...(await t.get({ pk: PK, sk: 'CHART' }))!, body: 'AAAA' })),
    ],
    [
      'a chart that the scan no longer finds',
      'the chart of riverside#kim stands elsewhere in the indexes',
      async (t: Table) => {
        const { duePk: _, dueSk: __, ...chart } = (await t.get({ pk: PK, sk: 'CHART' }))!;
        await t.write(put(chart as Item));
      },
    ],
    [
      'a client that nobody is listed by',
      'CLIENT#kim of riverside is not what',
      (t: Table) => t.write([{ delete: { pk: 'riverside', sk: 'CLIENT#kim' } }]),
    ],
    [
      'a task that the log does not know',
      'TASK#task-1.1 of riverside#kim is there',
      (t: Table) => t.write(put({ pk: PK, sk: 'TASK#task-1.1', body: '{}' })),
    ],
  ])('%s', async (_, says, change) => {
    expect(await tampered(change)).toContain(says);
  });

  it('an entry that was written anew with a hash of its own', async () => {
    const found = await tampered(async (table) => {
      const item = (await table.get(entry(3)))!;
      const body = String(item.body).replace('attune-step', 'ada');
      await table.write(put({ ...item, body, hash: hashOf(body) }));
    });
    expect(found).toBe('log entry 4 of riverside#kim does not follow the entry before it');
  });

  it('a task that is not what the log says', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    await edit(one.table, { pk: PK, sk: `TASK#${task!.id}` }, '"ada"', '"ben"');
    expect(await one.host.charts.verify('riverside', 'kim')).toBe(
      `TASK#${task!.id} of riverside#kim is not what the log says`,
    );
  });

  it('nothing where a task’s fields stand in another order', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    const key = { pk: PK, sk: `TASK#${task!.id}` };
    const item = (await one.table.get(key))!;
    const fields = Object.entries(JSON.parse(unpack(item.body)));
    await one.table.write(put({ ...item, body: JSON.stringify(Object.fromEntries(fields.reverse())) }));
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });
});
