/** What a table gives: queries and indexes. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../functions/ports.ts';
import { type Opened, partition, sks, standOn } from './opened.ts';

export function givesReads(on: Opened) {
  const stand = standOn(on);

  describe('a query', () => {
    const log = ['log#0001', 'log#0002', 'log#0003', 'log#0004', 'log#0005'];
    async function chart() {
      const pk = partition();
      const all = ['task#b', ...log.toReversed(), 'Log#x', 'chart', 'task#é', 'task#a', 'log'];
      await stand(...all.map((sk) => ({ pk, sk, body: sk })));
      return pk;
    }

    it('gives a partition in the order of its keys', async () => {
      const { items, next } = await on.table.query(await chart());
      expect(sks(items)).toEqual(['Log#x', 'chart', 'log', ...log, 'task#a', 'task#b', 'task#é']);
      expect(items[1]).toMatchObject({ body: 'chart' });
      expect(next).toBeUndefined();
    });

    it('gives what starts with a prefix, either way', async () => {
      const pk = await chart();
      expect(sks((await on.table.query(pk, { prefix: 'log#' })).items)).toEqual(log);
      expect(sks((await on.table.query(pk, { prefix: 'log#', backwards: true })).items)).toEqual(
        log.toReversed(),
      );
      expect((await on.table.query(pk, { prefix: 'goal#' })).items).toEqual([]);
    });

    it.each([false, true])('goes on from page to page (backwards: %s)', async (backwards) => {
      const pk = await chart();
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const page = await on.table.query(pk, { prefix: 'log#', limit: 2, backwards, after });
        pages.push(sks(page.items));
        after = page.next;
      } while (after);
      const order = backwards ? log.toReversed() : log;
      expect(pages).toEqual([order.slice(0, 2), order.slice(2, 4), order.slice(4)]);
    });

    it('has no next where a full page is the last', async () => {
      const { items, next } = await on.table.query(await chart(), { prefix: 'log#', limit: 5 });
      expect(items).toHaveLength(5);
      expect(next).toBeUndefined();
    });

    it('goes on after a key that is gone', async () => {
      const pk = await chart();
      await on.table.write([{ delete: { pk, sk: 'log#0002' } }]);
      expect(sks((await on.table.query(pk, { prefix: 'log#', after: 'log#0002' })).items)).toEqual(
        log.slice(2),
      );
    });

    it('stops within 1 MB and tells that there is more', async () => {
      const pk = partition();
      for (const n of [1, 2, 3, 4, 5]) await stand({ pk, sk: `n${n}`, body: 'x'.repeat(300_000) });
      const first = await on.table.query(pk);
      expect(first.items.length).toBeLessThan(5);
      const rest = await on.table.query(pk, { after: first.next });
      expect(sks([...first.items, ...rest.items])).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    });

    it.each([
      { limit: 0 },
      { prefix: 'log#', after: 'chart' },
      { after: '\ud800' },
      { after: 'é'.repeat(513) },
    ])('is refused as a mistake: %j', async (range) => {
      await expect(on.table.query(partition(), range)).rejects.toThrow();
    });
  });

  describe('an index', () => {
    const timer = (pk: string, n: number, dueSk: string): Item => ({
      pk,
      sk: `timer#${n}`,
      duePk: `due-${pk}`,
      dueSk,
      body: '{}',
    });

    it('gives what is due, soonest first, the instant itself included', async () => {
      const pk = partition();
      await stand(
        timer(pk, 1, '2026-03-02T09:00:00.001Z'),
        timer(pk, 2, '2026-03-01T09:00:00.000Z'),
        timer(pk, 3, '2026-03-02T09:00:00.000Z'),
        { pk, sk: 'chart' },
      );
      const due = await on.table.queryIndex('due', `due-${pk}`, { upTo: '2026-03-02T09:00:00.000Z' });
      expect(sks(due.items)).toEqual(['timer#2', 'timer#3']);
      expect(sks((await on.table.queryIndex('due', `due-${pk}`)).items)).toEqual([
        'timer#2',
        'timer#3',
        'timer#1',
      ]);
    });

    it('holds the keys alone of what is due, and all of an inbox', async () => {
      const pk = partition();
      const due = timer(pk, 1, '2026-03-01T09:00:00.000Z');
      const task: Item = {
        pk,
        sk: 'task#1',
        ownerPk: pk,
        ownerSk: '1',
        teamPk: pk,
        teamSk: '2',
        body: '{"a":1}',
      };
      await stand(due, task);
      const { body: _, ...keys } = due;
      expect((await on.table.queryIndex('due', `due-${pk}`)).items).toEqual([keys]);
      expect((await on.table.queryIndex('owner', pk)).items).toEqual([task]);
      expect((await on.table.queryIndex('team', pk)).items).toEqual([task]);
    });

    it('is left with the attributes, and moved in with them', async () => {
      const pk = partition();
      const inboxOf = async (owner: string) => sks((await on.table.queryIndex('owner', pk + owner)).items);
      await stand({ pk, sk: 'task#1', ownerPk: `${pk}Ana`, ownerSk: '1' });
      await stand({ pk, sk: 'task#1', ownerPk: `${pk}Ben`, ownerSk: '1' });
      expect([await inboxOf('Ana'), await inboxOf('Ben')]).toEqual([[], ['task#1']]);
      await stand({ pk, sk: 'task#1', ownerPk: `${pk}Ben` });
      expect(await inboxOf('Ben')).toEqual([]);
      await stand({ pk, sk: 'task#1', ownerPk: `${pk}Ben`, ownerSk: '2' });
      await on.table.write([{ delete: { pk, sk: 'task#1' } }]);
      expect(await inboxOf('Ben')).toEqual([]);
    });

    it('follows its sort attribute', async () => {
      const pk = partition();
      await stand(timer(pk, 1, '2026-03-01'), timer(pk, 2, '2026-03-02'));
      await stand(timer(pk, 1, '2026-03-03'));
      expect(sks((await on.table.queryIndex('due', `due-${pk}`)).items)).toEqual(['timer#2', 'timer#1']);
    });

    it('goes on from page to page, past items that are level and items that are gone', async () => {
      const pk = partition();
      const at = '2026-03-01T09:00:00.000Z';
      await stand(...[1, 2, 3, 4, 5].map((n) => timer(pk, n, at)), timer(`${pk}b`, 1, at));
      await stand({ ...timer(`${pk}b`, 1, at), duePk: `due-${pk}` });
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await on.table.queryIndex('due', `due-${pk}`, { upTo: at, limit: 2, after });
        expect(page.items.length).toBe(2);
        seen.push(...page.items.map((item) => item.pk + item.sk));
        // The due-scan deletes what it has claimed.
        await on.table.write(page.items.map(({ pk, sk }) => ({ delete: { pk, sk } })));
        after = page.next;
      } while (after);
      expect(seen.toSorted()).toEqual(
        [...[1, 2, 3, 4, 5].map((n) => `${pk}timer#${n}`), `${pk}btimer#1`].toSorted(),
      );
    });

    it.each(['nonsense', 'WzFd'])('refuses a cursor that it did not give: %s', async (after) => {
      await stand({ pk: partition(), sk: 'task', ownerPk: 'Ana', ownerSk: '1' });
      await expect(on.table.queryIndex('owner', 'Ana', { after })).rejects.toThrow();
    });
  });
}
