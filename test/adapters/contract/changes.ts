/** What a table tells of its changes. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../functions/ports.ts';
import { type Opened, partition, standOn } from './opened.ts';

export function tellsChanges(on: Opened) {
  const stand = standOn(on);

  describe('the changes', () => {
    async function toTheEnd(from?: string) {
      let position = from;
      const seen = [];
      for (;;) {
        const read = await on.changes.read(position, 1000);
        position = read.position;
        if (read.changes.length === 0) return { seen, position };
        seen.push(...read.changes);
      }
    }

    it('tell of each write what stood before and after, in order', async () => {
      const pk = partition();
      const { position } = await toTheEnd();
      const [one, two, other]: Item[] = [
        { pk, sk: 'chart', version: 1, body: 'é', packed: new Uint8Array([0, 255]) },
        { pk, sk: 'chart', version: 2, body: '' },
        { pk, sk: 'log#1' },
      ] as never;
      await stand(one!);
      await on.table.write([{ put: two! }, { put: other! }, { check: { pk, sk: 'none' }, when: 'absent' }]);
      await on.table.write([{ put: one!, when: 'absent' }]);
      await on.table.write([{ delete: two! }, { delete: { pk, sk: 'never' } }]);
      const { seen } = await toTheEnd(position);
      expect(seen.filter(({ before, after }) => (after ?? before)!.sk === 'chart')).toEqual([
        { after: one },
        { before: one, after: two },
        { before: two },
      ]);
      expect(seen.filter(({ before, after }) => (after ?? before)!.sk !== 'chart')).toEqual([
        { after: other },
      ]);
    });

    it('leave out a write that changed nothing', async () => {
      const pk = partition();
      await stand({ pk, sk: 'chart', version: 1, packed: new Uint8Array([1, 2]) });
      const { position } = await toTheEnd();
      await stand({ version: 1, sk: 'chart', pk, packed: new Uint8Array([1, 2]) });
      expect((await toTheEnd(position)).seen).toEqual([]);
    });

    it('go on behind writes that changed nothing', async () => {
      const pk = partition();
      const { position } = await toTheEnd();
      const chart = { pk, sk: 'chart', version: 1 };
      for (const item of [chart, chart, chart, { pk, sk: 'log#1' }]) await stand(item);
      const first = await on.changes.read(position, 1);
      expect(first.changes).toEqual([{ after: chart }]);
      expect((await on.changes.read(first.position, 1)).changes).toEqual([{ after: { pk, sk: 'log#1' } }]);
    });

    it('go on from a position, again and again from the same one', async () => {
      const pk = partition();
      const { position } = await toTheEnd();
      for (const n of [1, 2, 3]) await stand({ pk, sk: 'chart', version: n });
      const versions = (read: { changes: { after?: Item }[] }) =>
        read.changes.map(({ after }) => after?.version);
      const first = await on.changes.read(position, 2);
      expect(versions(first)).toEqual([1, 2]);
      expect(versions(await on.changes.read(first.position, 2))).toEqual([3]);
      expect(versions(await on.changes.read(position, 1))).toEqual([1]);
      expect(versions(await on.changes.read(first.position, 2))).toEqual([3]);
    });

    it('stand at the same position while nothing happens', async () => {
      const { position } = await toTheEnd();
      expect(await on.changes.read(position, 10)).toEqual({ changes: [], position });
    });
  });
}
