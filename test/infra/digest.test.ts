import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Archive, digest, holdAgainst } from '../../functions/digest/digest.ts';
import type { Item, Table } from '../../functions/ports.ts';
import { scene } from '../support/scene.ts';

/** What is put there stays. */
function lockedArchive(): Archive & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    async put(name, text) {
      if (kept.has(name)) throw new Error(`${name} is locked`);
      kept.set(name, text);
    },
    async last(prefix) {
      const name = [...kept.keys()]
        .filter((one) => one.startsWith(prefix))
        .sort()
        .at(-1);
      return name === undefined ? undefined : kept.get(name);
    },
  };
}

const KIM = 'riverside#kim';

async function digested() {
  const riverside = await scene();
  await riverside.enrols();
  const archive = lockedArchive();
  const run = (table: Table = riverside.table) =>
    digest({ table, archive, clock: riverside.clock }, 'riverside');
  const first = await run();
  riverside.clock.to('2026-06-02T12:00:00.000Z');
  return { ...riverside, archive, first, run };
}

async function lastEntry(table: Table) {
  const { items } = await table.query(KIM, { prefix: 'LOG#', backwards: true, limit: 1 });
  return items[0]!;
}

describe('the digest of a clinic', () => {
  it('has the head of every log: the clinic’s, and each client’s', async () => {
    const { archive, table, first } = await digested();
    const [[name, text] = ['', '']] = archive.kept;
    expect(name).toMatch(/^digests\/riverside\/20\d\d-.+Z\.jsonl$/);
    const lines = text.split('\n').map((line) => JSON.parse(line));
    const head = await lastEntry(table);
    expect(lines.map(({ pk }) => pk)).toEqual(['riverside', KIM]);
    expect(lines[1]).toEqual({ pk: KIM, seq: Number(head.sk.slice(4)), hash: head.hash });
    expect(first).toEqual({ logs: 2, altered: [] });
  });

  it('finds nothing amiss where care has only gone on', async () => {
    const { run, does } = await digested();
    await does({ do: 'pause', why: 'on holiday' });
    expect(await run()).toEqual({ logs: 2, altered: [] });
  });

  it('finds an entry that was changed, and its hash with it', async () => {
    const { run, table } = await digested();
    const entry = await lastEntry(table);
    await table.write([{ put: { ...entry, body: '{}', hash: 'another' } }]);
    const { altered } = await run();
    expect(altered).toEqual([`log entry ${Number(entry.sk.slice(4))} of ${KIM} is not what it was`]);
  });

  it('finds a log whose end was cut together with its chart, which agrees with itself', async () => {
    const { table, host, archive, clock, does, run } = await digested();
    const before = await everything(table);
    await does({ do: 'pause', why: 'on holiday' });
    clock.to('2026-06-03T12:00:00.000Z');
    await run();
    const { sk } = await lastEntry(table);
    await rewind(table, before);
    expect(await host.charts.verify('riverside', 'kim')).toBeUndefined();
    clock.to('2026-06-04T12:00:00.000Z');
    expect((await run()).altered).toEqual([`log entry ${Number(sk.slice(4))} of ${KIM} is gone`]);
    expect(archive.kept.size).toBe(3);
  });

  it('is not swayed by a log that was taken out whole', async () => {
    const { archive } = await digested();
    const [text] = archive.kept.values();
    expect(await holdAgainst(createMemoryTable(), text!)).toHaveLength(2);
  });
});

/** All that stands of Kim, and of the clinic. */
const everything = async (table: Table): Promise<Item[]> =>
  (await Promise.all([KIM, 'riverside'].map((pk) => table.query(pk)))).flatMap(({ items }) => items);

async function rewind(table: Table, to: Item[]): Promise<void> {
  const idOf = ({ pk, sk }: Item) => `${pk}\n${sk}`;
  const kept = new Set(to.map(idOf));
  for (const item of await everything(table)) {
    if (!kept.has(idOf(item))) await table.write([{ delete: { pk: item.pk, sk: item.sk } }]);
  }
  for (const put of to) await table.write([{ put }]);
}
