import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Access, recordAccess } from '../../functions/api/access.ts';
import { type Archive, digest, holdAgainst } from '../../functions/digest/digest.ts';
import { ACCESS, accessPk } from '../../functions/looks.ts';
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

describe('who looked at whom', () => {
  const MONDAY = accessPk('riverside', '2026-06-01');
  const look = (hour: number, why = 'clinician'): Access => ({
    at: `2026-06-01T${String(hour).padStart(2, '0')}:00:00.000Z`,
    by: 'maya',
    operationId: 'getClient',
    requestId: `request-${hour}`,
    clients: ['kim'],
    why: why as Access['why'],
  });

  /** Two looks at Kim and one at a list on Monday; a digest on Tuesday. */
  async function sealed() {
    const riverside = await digested();
    for (const [hour, why] of [[9], [10], [11, 'list']] as [number, string?][])
      await recordAccess({ ...riverside, clinics: riverside.host.clinics }, 'riverside', look(hour, why));
    const tuesday = await riverside.run();
    riverside.clock.to('2026-06-03T12:00:00.000Z');
    const looks = (await riverside.table.query(MONDAY)).items;
    return { ...riverside, tuesday, looks };
  }

  it('on a day that is over is sealed with what it came to', async () => {
    const { tuesday, archive, run } = await sealed();
    expect(tuesday.altered).toEqual([]);
    const lines = [...archive.kept.values()]
      .at(-1)!
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ looks }) => looks)).toEqual([
      { pk: MONDAY, looks: 3, hash: expect.stringMatching(/^[\w-]{43}$/) },
    ]);
    expect(await run()).toEqual({ logs: 2, altered: [] });
  });

  it.each<[string, (table: Table, looks: Item[]) => Promise<unknown>, number]>([
    ['changed', (table, [one]) => table.write([{ put: { ...one!, body: '{}' } }]), 3],
    ['taken out', (table, [one]) => table.write([{ delete: one! }]), 2],
    ['put in', (table, [one]) => table.write([{ put: { ...one!, sk: `${one!.sk}x` } }]), 4],
    [
      'taken out, all of them',
      (table, all) => Promise.all(all.map((one) => table.write([{ delete: one }]))),
      0,
    ],
  ])('and was %s later, is told', async (_, change, left) => {
    const { table, looks, run } = await sealed();
    await change(table, looks);
    expect((await run()).altered).toEqual([
      `${MONDAY}, who looked at whom, is not what it was: ${left} looks of 3`,
    ]);
  });

  it('is sealed for two weeks anew, and held against older digests for good', async () => {
    const { table, looks, clock, run, archive } = await sealed();
    clock.to('2026-06-16T12:00:00.000Z');
    await run();
    const [, tuesday] = [...archive.kept.values()];
    await table.write([{ delete: looks[0]! }]);
    clock.to('2026-06-17T12:00:00.000Z');
    expect((await run()).altered).toEqual([]);
    expect(await holdAgainst(table, tuesday!)).toHaveLength(1);
  });

  it.each<[string, (table: Table) => Promise<unknown>, string]>([
    [
      'is not in the client’s own list',
      async (table) => table.write([{ delete: (await table.query(KIM, { prefix: ACCESS })).items[0]! }]),
      'kim',
    ],
    [
      'says something else there',
      async (table) => {
        const [copy] = (await table.query(KIM, { prefix: ACCESS })).items;
        await table.write([{ put: { ...copy!, body: String(copy!.body).replace('maya', 'ben') } }]);
      },
      'kim',
    ],
    [
      'cannot be read',
      async (table) => table.write([{ put: { ...(await table.query(MONDAY)).items[0]!, body: '{}' } }]),
      'it names none',
    ],
  ])('and %s, is told the day after', async (_, change, whose) => {
    const { table, clock, run, host } = await digested();
    await recordAccess({ table, clock, clinics: host.clinics }, 'riverside', look(9));
    await change(table);
    expect((await run()).altered).toEqual([`a look of ${MONDAY} is not in the list of the client: ${whose}`]);
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
