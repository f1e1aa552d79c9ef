import { describe, expect, test } from 'vitest';
import { createMemoryTable } from '../../../functions/adapters/table-memory.ts';
import { type Json, type Table, TableBusy } from '../../../functions/ports.ts';
import { askAndWait, invoke, machineOf, startAndWait, world } from './support.ts';

const round = {
  Ask: { ...invoke('echo', '{% $states.input %}'), Output: '{% $states.result.Payload %}', Next: 'High?' },
  'High?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.n > 5 %}', Next: 'Note' }],
    Default: 'Note',
  },
  Note: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'Tell' },
  Tell: { ...invoke('echo', '{% $n %}'), Output: '{% $states.result.Payload %}', Next: 'Done' },
  Done: { Type: 'Succeed' },
};
const echo = async (payload: Json) => payload;
const noting = (seen: Json[]) => async (payload: Json) => {
  seen.push(payload);
  return payload;
};

function counting(table: Table) {
  const counts = { get: 0, queryIndex: 0, write: 0 };
  const counted = <Args extends unknown[], R>(name: keyof typeof counts, call: (...args: Args) => R) => {
    return (...args: Args) => {
      counts[name] += 1;
      return call(...args);
    };
  };
  const { get, queryIndex, write } = table;
  const all = { ...table, get: counted('get', get), queryIndex: counted('queryIndex', queryIndex) };
  return { table: { ...all, write: counted('write', write) } satisfies Table, counts };
}

describe('what it costs', () => {
  test('an idle run is one index query', async () => {
    const { table, counts } = counting(createMemoryTable());
    const { interpreter } = world({ care: { Go: { Type: 'Wait', Seconds: 60, End: true } } }, {}, table);
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    Object.assign(counts, { get: 0, queryIndex: 0, write: 0 });
    expect(await interpreter.run()).toBe(0);
    expect(counts).toEqual({ get: 0, queryIndex: 1, write: 0 });
  });

  test('five states with two functions are written three times: at the start, between the two, at the end', async () => {
    const { table, counts } = counting(createMemoryTable());
    const { interpreter } = world({ care: round }, { echo }, table);
    await interpreter.start('care', 'zero', { n: 0 });
    await interpreter.run();
    Object.assign(counts, { get: 0, queryIndex: 0, write: 0 });
    await interpreter.start('care', 'one', { n: 1 });
    expect(await interpreter.run()).toBe(5);
    expect(interpreter.transitions()).toBe(10);
    expect(counts).toEqual({ get: 1, queryIndex: 2, write: 3 });
  });
});

describe('starting (API_StartExecution)', () => {
  test('a second start by the same name changes nothing, before and after the end', async () => {
    const { interpreter } = world({ care: round }, { echo });
    await interpreter.start('care', 'one', { n: 1 });
    await interpreter.start('care', 'one', { n: 2 });
    expect(await interpreter.run()).toBe(5);
    await interpreter.start('care', 'one', { n: 3 });
    expect(await interpreter.run()).toBe(0);
    expect(await interpreter.describe('care', 'one')).toMatchObject({ output: 1 });
  });

  test('the same name is another execution of another machine', async () => {
    const { interpreter } = world({ care: round, other: { Go: { Type: 'Succeed' } } }, { echo });
    await interpreter.start('care', 'one', { n: 1 });
    await interpreter.start('other', 'one', { n: 2 });
    await interpreter.run();
    expect(await interpreter.describe('other', 'one')).toMatchObject({ output: { n: 2 } });
  });
});

test('an execution keeps the definition that it started with; the next one has the new (UpdateStateMachine)', async () => {
  const version = (said: string) =>
    machineOf({
      Rest: { Type: 'Wait', Seconds: 60, Next: said },
      [said]: { Type: 'Pass', Output: said, End: true },
    });
  const { interpreter, time, create, table } = world({ care: version('old') });
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  const upgraded = create(table, { care: version('new') });
  await upgraded.start('care', 'two', {});
  await upgraded.run();
  time.now = '2026-03-02T09:01:00.000Z';
  await upgraded.run();
  expect(await upgraded.describe('care', 'one')).toMatchObject({ output: 'old' });
  expect(await upgraded.describe('care', 'two')).toMatchObject({ output: 'new' });
});

describe('at once', () => {
  test('two runs of one process do nothing twice', async () => {
    const seen: Json[] = [];
    const { interpreter } = world({ care: round }, { echo: noting(seen) });
    for (let n = 0; n < 40; n += 1) await interpreter.start('care', `e${n}`, { n });
    await Promise.all([interpreter.run(), interpreter.run()]);
    expect(interpreter.transitions()).toBe(200);
    expect(seen).toHaveLength(80);
  });

  test('a run returns only when what another run is at is done', async () => {
    const gate = Promise.withResolvers<Json>();
    const entered = Promise.withResolvers<void>();
    const slow = () => {
      entered.resolve();
      return gate.promise;
    };
    const { interpreter } = world({ care: { Go: { ...invoke('slow'), End: true } } }, { slow });
    await interpreter.start('care', 'one', {});
    const first = interpreter.run();
    await entered.promise;
    const second = interpreter.run().then(() => interpreter.describe('care', 'one'));
    const soon = new Promise((resolve) => setImmediate(() => resolve('not yet')));
    expect(await Promise.race([second, soon])).toBe('not yet');
    gate.resolve(null);
    expect(await second).toMatchObject({ status: 'SUCCEEDED' });
    await first;
  });

  test('two processes on one table come to one end for each execution', async () => {
    const { create } = world({ care: round }, { echo: echo });
    const [one, other] = [create(), create()];
    for (let n = 0; n < 40; n += 1) await one.start('care', `e${n}`, { n });
    await Promise.all([one.run(), other.run()]);
    await one.run();
    for (let n = 0; n < 40; n += 1) {
      expect(await one.describe('care', `e${n}`)).toMatchObject({ status: 'SUCCEEDED', output: n });
    }
    expect(one.transitions() + other.transitions()).toBe(200);
  });

  test('a function may run the interpreter, and start another execution', async () => {
    const all = world(
      { care: { Go: { ...invoke('start'), End: true } }, other: { Go: { Type: 'Succeed' } } },
      {
        start: async () => {
          await all.interpreter.start('other', 'one', {});
          await all.interpreter.run();
          return (await all.interpreter.describe('other', 'one'))!.status;
        },
      },
    );
    await all.interpreter.start('care', 'one', {});
    await all.interpreter.run();
    expect(await all.interpreter.describe('care', 'one')).toMatchObject({ output: { Payload: 'SUCCEEDED' } });
  });
});

describe('a table in trouble', () => {
  test('a busy table is tried again', async () => {
    const table = createMemoryTable();
    let writes = 0;
    const busy: Table = {
      ...table,
      write: async (list) => {
        writes += 1;
        if (writes % 2 === 1) throw new TableBusy();
        return table.write(list);
      },
    };
    const { interpreter } = world({ care: round }, { echo }, busy);
    await interpreter.start('care', 'one', { n: 1 });
    await interpreter.run();
    expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('a child that ends while its parent is written by someone else ends all the same', async () => {
    const table = createMemoryTable();
    let meddled = 0;
    const contended: Table = {
      ...table,
      write: async (writes) => {
        const parent = writes
          .slice(1)
          .find((write) => 'put' in write && write.put.pk === 'EXECUTION#care#one');
        if (parent && meddled === 0) {
          meddled += 1;
          const standing = (await table.get({ pk: 'EXECUTION#care#one', sk: 'STATE' }))!;
          await table.write([{ put: { ...standing, revision: Number(standing.revision) + 1 } }]);
        }
        return table.write(writes);
      },
    };
    const seen: Json[] = [];
    const machines = {
      care: { Go: { ...startAndWait('child'), End: true } },
      child: { Go: { ...invoke('echo'), End: true } },
    };
    const { interpreter } = world(machines, { echo: noting(seen) }, contended);
    await interpreter.start('care', 'one', {});
    await interpreter.run();
    expect(meddled).toBe(1);
    expect(await interpreter.describe('care', 'one')).toMatchObject({ status: 'SUCCEEDED' });
    expect(seen).toHaveLength(1);
  });

  test('executions that cannot be read do not hold up the others, and are not passed over in silence', async () => {
    const table = createMemoryTable();
    let reads = 0;
    const broken: Table = {
      ...table,
      get: (key) => {
        if (!key.pk.includes('#bad')) return table.get(key);
        reads += 1;
        return Promise.reject(new Error('unreadable'));
      },
    };
    const { interpreter } = world({ care: round }, { echo }, broken);
    for (let n = 0; n < 120; n += 1) await interpreter.start('care', `bad${n}`, { n });
    await interpreter.start('care', 'good', { n: 1 });
    await expect(interpreter.run()).rejects.toThrow('120 executions could not be advanced');
    expect(await interpreter.describe('care', 'good')).toMatchObject({ status: 'SUCCEEDED' });
    expect(reads).toBe(120);
  });

  test.each<[string, { [name: string]: object }]>([
    ['has ended', { Go: { ...invoke('echo'), End: true } }],
    [
      'waits by now',
      { Go: { ...invoke('echo'), Next: 'Rest' }, Rest: { Type: 'Wait', Seconds: 9, End: true } },
    ],
  ])('an index that lags behind, and lists what %s, leads to nothing', async (_, states) => {
    const { table, counts } = counting(createMemoryTable());
    let lagging: Awaited<ReturnType<Table['queryIndex']>> | undefined;
    const late: Table = { ...table, queryIndex: async (...args) => lagging ?? table.queryIndex(...args) };
    const seen: Json[] = [];
    const { interpreter } = world({ care: states }, { echo: noting(seen) }, late);
    await interpreter.start('care', 'one', {});
    const before = await table.queryIndex('due', 'EXECUTION');
    await interpreter.run();
    lagging = before;
    counts.write = 0;
    expect(await interpreter.run()).toBe(0);
    expect(seen).toHaveLength(1);
    expect(counts.write).toBe(0);
  });
});

test('more executions than a page of the index holds are all run', async () => {
  const { interpreter } = world({ care: { Go: { Type: 'Succeed' } } });
  for (let n = 0; n < 250; n += 1) await interpreter.start('care', `e${n}`, n);
  expect(await interpreter.run()).toBe(250);
});

test('ended executions are kept to be described, and are not due; no token is left behind', async () => {
  const tokens: string[] = [];
  const { interpreter, table } = world(
    {
      care: { Go: { ...startAndWait('child', { Name: 'c' }), End: true } },
      child: { Ask: { ...askAndWait('ask'), End: true } },
    },
    { ask: async (payload) => tokens.push((payload as { token: string }).token) },
  );
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  await interpreter.succeed(tokens[0]!, {});
  await interpreter.run();
  expect((await table.queryIndex('due', 'EXECUTION')).items).toEqual([]);
  expect((table as unknown as { size(): number }).size()).toBe(4);
});
