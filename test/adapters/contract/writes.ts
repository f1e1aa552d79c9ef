/** What a table takes: items, conditions, transactions. */
import { describe, expect, it } from 'vitest';
import type { Item, Write } from '../../../functions/ports.ts';
import { type Opened, partition, sks, standOn } from './opened.ts';

export function takesWrites(on: Opened) {
  const stand = standOn(on);

  describe('items', () => {
    it.each([
      ['text', 'Ana'],
      ['empty text', ''],
      ['unicode', 'Zoë 👩‍⚕️ 日本語 \u0000 \u2028 العربية'],
      ['JSON text', '{"a":"\\ud800","b":[1,null]}'],
      ['a long text', 'x'.repeat(300_000)],
      ['zero', 0],
      ['a negative number', -17],
      ['a decimal', 0.1],
      ['the largest safe integer', 9_007_199_254_740_991],
      ['a large number', 1e21],
      ['a small number', 1.5e-7],
      ['bytes', new Uint8Array([0, 127, 128, 255])],
    ])('come back as they were: %s', async (_, value) => {
      const item = { pk: partition(), sk: 'note', value };
      await stand(item);
      expect(await on.table.get({ pk: item.pk, sk: 'note' })).toEqual(item);
    });

    it('come back as bytes where they were a buffer', async () => {
      const item = { pk: partition(), sk: 'note', value: Buffer.from([0, 127, 128, 255]) };
      await stand(item, { ...item, sk: 'copy' });
      for (const sk of ['note', 'copy'])
        expect([...((await on.table.get({ pk: item.pk, sk }))!.value as Uint8Array)]).toEqual([
          ...item.value,
        ]);
    });

    it('are found by their whole key only', async () => {
      const pk = partition();
      await stand({ pk, sk: 'chart' });
      expect(await on.table.get({ pk, sk: 'char' })).toBeUndefined();
      expect(await on.table.get({ pk: `${pk}x`, sk: 'chart' })).toBeUndefined();
    });

    it('are replaced whole by a put', async () => {
      const pk = partition();
      await stand({ pk, sk: 'chart', version: 1, body: '{}' });
      await stand({ pk, sk: 'chart', version: 2 });
      expect(await on.table.get({ pk, sk: 'chart' })).toEqual({ pk, sk: 'chart', version: 2 });
    });

    it('are out of reach of whoever wrote or read them', async () => {
      const pk = partition();
      const mine: Item = { pk, sk: 'chart', version: 1, ownerPk: pk, ownerSk: '1' };
      await stand(mine);
      mine.version = 99;
      const read = (await on.table.get(mine))!;
      read.version = 99;
      for (const page of [await on.table.query(pk), await on.table.queryIndex('owner', pk)])
        page.items[0]!.version = 99;
      expect(await on.table.get(mine)).toMatchObject({ version: 1 });
    });

    it('go with a delete, and a second delete finds nothing to do', async () => {
      const pk = partition();
      await stand({ pk, sk: 'chart' });
      expect(await on.table.write([{ delete: { pk, sk: 'chart' } }])).toEqual({ done: true });
      expect(await on.table.write([{ delete: { pk, sk: 'chart' } }])).toEqual({ done: true });
      expect(await on.table.get({ pk, sk: 'chart' })).toBeUndefined();
    });
  });

  describe('conditions', () => {
    const standing = (pk: string): Item => ({ pk, sk: 'chart', version: 1, state: 'open' });
    const conditions = [
      { when: 'absent', onItem: false, onNone: true },
      { when: 'present', onItem: true, onNone: false },
      { when: { attribute: 'version', equals: 1 }, onItem: true, onNone: false },
      { when: { attribute: 'version', equals: 2 }, onItem: false, onNone: false },
      { when: { attribute: 'version', equals: '1' }, onItem: false, onNone: false },
      { when: { attribute: 'state', equals: 'open' }, onItem: true, onNone: false },
      { when: { attribute: 'closedAt', equals: 'never' }, onItem: false, onNone: false },
    ] as const;
    const writes = (pk: string) => ({
      put: { put: { pk, sk: 'chart', version: 2 } },
      delete: { delete: { pk, sk: 'chart' } },
      check: { check: { pk, sk: 'chart' } },
    });
    const cases = conditions.flatMap((condition) =>
      (['put', 'delete', 'check'] as const).flatMap((verb) =>
        [1, 2].map((size) => ({ ...condition, verb, size, title: JSON.stringify(condition.when) })),
      ),
    );

    it.each(cases)(
      '$title: a $verb, one of $size, on an item and on none',
      async ({ when, verb, size, onItem, onNone }) => {
        for (const [there, holds] of [
          [true, onItem],
          [false, onNone],
        ]) {
          const pk = partition();
          if (there) await stand(standing(pk));
          const write = { ...writes(pk)[verb], when } as Write;
          const others: Write[] = size === 2 ? [{ put: { pk, sk: 'other' } }] : [];
          expect(await on.table.write([...others, write])).toEqual(
            holds
              ? { done: true }
              : { done: false, refused: [{ write: size - 1, ...(there && { standing: standing(pk) }) }] },
          );
          const after = {
            put: { pk, sk: 'chart', version: 2 },
            delete: undefined,
            check: there ? standing(pk) : undefined,
          };
          const left = holds ? after[verb] : there ? standing(pk) : undefined;
          expect(await on.table.get({ pk, sk: 'chart' })).toEqual(left);
        }
      },
    );
  });

  describe('transactions', () => {
    it('write nothing where one write is refused', async () => {
      const pk = partition();
      await stand({ pk, sk: 'old' }, { pk, sk: 'taken', by: 'Ana' });
      const outcome = await on.table.write([
        { put: { pk, sk: 'log#1' } },
        { put: { pk, sk: 'taken', by: 'Ben' }, when: 'absent' },
        { delete: { pk, sk: 'old' } },
        { check: { pk, sk: 'gone' }, when: 'present' },
      ]);
      expect(outcome).toEqual({
        done: false,
        refused: [{ write: 1, standing: { pk, sk: 'taken', by: 'Ana' } }, { write: 3 }],
      });
      expect(sks((await on.table.query(pk)).items)).toEqual(['old', 'taken']);
    });

    it('reach over partitions', async () => {
      const [client, clinic] = [partition(), partition()];
      await stand({ pk: client, sk: 'chart' }, { pk: clinic, sk: 'lookup' });
      expect(await on.table.get({ pk: client, sk: 'chart' })).toBeDefined();
      expect(await on.table.get({ pk: clinic, sk: 'lookup' })).toBeDefined();
    });

    it('take 100 writes', async () => {
      const pk = partition();
      const items = Array.from({ length: 100 }, (_, n) => ({ pk, sk: `n${n}` }));
      expect(await stand(...items)).toEqual({ done: true });
      expect((await on.table.query(pk)).items).toHaveLength(100);
    });

    it.each<[string, (pk: string) => Write[]]>([
      ['no write at all', () => []],
      ['101 writes', (pk) => Array.from({ length: 101 }, (_, n) => ({ put: { pk, sk: `n${n}` } }))],
      ['one item twice', (pk) => [{ put: { pk, sk: 'a' } }, { delete: { pk, sk: 'a' } }]],
      [
        'a put and a check of one item',
        (pk) => [{ put: { pk, sk: 'a' } }, { check: { pk, sk: 'a' }, when: 'absent' }],
      ],
      ['an item over 400 KB', (pk) => [{ put: { pk, sk: 'a', body: 'é'.repeat(210_000) } }]],
      [
        'over 4 MB',
        (pk) =>
          Array.from({ length: 11 }, (_, n) => ({ put: { pk, sk: `n${n}`, body: 'x'.repeat(400_000) } })),
      ],
      ['an empty key', (pk) => [{ put: { pk, sk: '' } }]],
      ['a key over its bytes', (pk) => [{ put: { pk, sk: 'é'.repeat(513) } }]],
      [
        'a key of an index over its bytes',
        (pk) => [{ put: { pk, sk: 'a', duePk: 'x'.repeat(2049), dueSk: '1' } }],
      ],
      ['an empty attribute of an index', (pk) => [{ put: { pk, sk: 'a', duePk: '', dueSk: '1' } }]],
      ['a number in an index', (pk) => [{ put: { pk, sk: 'a', duePk: 'shard', dueSk: 1 } }]],
      ['not a number', (pk) => [{ put: { pk, sk: 'a', score: Number.NaN } }]],
      ['half a character', (pk) => [{ put: { pk, sk: 'a', body: '\ud83d' } }]],
      ['a nested value', (pk) => [{ put: { pk, sk: 'a', body: {} } as unknown as Item }]],
    ])('are refused as a mistake: %s', async (_, writes) => {
      const pk = partition();
      await expect(on.table.write(writes(pk))).rejects.toThrow();
      expect((await on.table.query(pk)).items).toEqual([]);
    });

    it('let exactly one of eight writers go from one version to the next', async () => {
      const pk = partition();
      await stand({ pk, sk: 'chart', version: 1 });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, writer) =>
          on.table.write([
            { put: { pk, sk: 'chart', version: 2, writer }, when: { attribute: 'version', equals: 1 } },
            { put: { pk, sk: `log#${writer}` }, when: 'absent' },
          ]),
        ),
      );
      const losers = outcomes.filter((o) => o.status === 'rejected' || !o.value.done);
      expect(losers).toHaveLength(7);
      for (const loser of losers)
        if (loser.status === 'rejected') expect(loser.reason).toMatchObject({ name: 'TableBusy' });
      const { writer } = (await on.table.get({ pk, sk: 'chart' }))!;
      expect(sks((await on.table.query(pk, { prefix: 'log#' })).items)).toEqual([`log#${writer}`]);
    });
  });
}
