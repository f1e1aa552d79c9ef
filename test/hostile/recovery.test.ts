/** An index that is behind, records that come again, a version that goes and comes back, a table of an hour ago. */
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Event } from '../../functions/care/events.ts';
import { CHART, chartPk } from '../../functions/charts.ts';
import { digest, holdAgainst } from '../../functions/digest/digest.ts';
import type { Change, ChangeFeed, Table } from '../../functions/ports.ts';
import { commit } from '../../functions/store.ts';
import { scan } from '../../functions/timer/timer.ts';
import { POSITION } from '../../local/host.ts';
import { openClinics } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';

type Memory = ReturnType<typeof createMemoryTable>;

/** Brings `copy` to where the table is now. */
function copier(table: Memory, copy = createMemoryTable()) {
  let position: string | undefined;
  return async (): Promise<Memory> => {
    for (;;) {
      const page = await table.changes.read(position, 1000);
      if (page.changes.length === 0) return copy;
      position = page.position;
      for (const { before, after } of page.changes)
        await copy.write([after ? { put: after } : { delete: before! }]);
    }
  };
}

const nothingIsWrong = async (kim: AtTheDoors) =>
  expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();

describe('what is behind or comes again', () => {
  it('139 · an index that is two minutes behind shows what is done already and not yet what is due: all is asked, once', async () => {
    const kim = await atTheDoors();
    await kim.treats();
    const catchUp = copier(kim.table);
    const behind = await catchUp();
    const lagging: Table = { ...kim.table, queryIndex: behind.queryIndex };
    const look = async () => {
      const { fired } = await scan({ table: lagging, charts: kim.host.charts, clock: kim.clock });
      await kim.host.settle();
      return fired;
    };
    const before = (await kim.arrived()).length;
    kim.clock.to('2026-01-06T15:00:00.000Z');
    await look();
    expect(await kim.requests('check-in')).toHaveLength(1);
    await kim.answers('check-in');
    // It still shows the chart as due, for what was done a minute ago.
    const { head } = await kim.chart();
    kim.clock.to('2026-01-06T15:01:00.000Z');
    await look();
    kim.clock.to('2026-01-06T15:02:00.000Z');
    await look();
    expect((await kim.chart()).head).toBe(head);
    await catchUp();
    kim.clock.to('2026-01-13T15:00:00.000Z');
    await look();
    expect(await kim.requests('check-in')).toHaveLength(1);
    expect((await kim.arrived()).length).toBe(before + 2);
    await nothingIsWrong(kim);
  });

  it('145 · records that were given up and are read again in live traffic go past every check, and change nothing', async () => {
    const all: Change[] = [];
    let again: Change[] = [];
    const feed = (changes: ChangeFeed): ChangeFeed => ({
      async read(position, limit) {
        const page = await changes.read(position, limit);
        all.push(...page.changes);
        const redriven = again;
        again = [];
        return { ...page, changes: [...redriven, ...page.changes, ...redriven] };
      },
    });
    const live = async (redrives: boolean) => {
      all.length = 0;
      const kim = await atTheDoors({ feed });
      await kim.treats();
      for (const day of ['06', '07', '08', '13']) {
        if (redrives) again = [...all].reverse();
        await kim.passes(`2026-01-${day}T16:00:00.000Z`);
        await kim.texts(`day ${day}`);
      }
      await kim.run({ do: 'discharge', why: 'moves away' });
      if (redrives) again = [...all];
      await kim.passes('2026-01-20T16:00:00.000Z');
      await nothingIsWrong(kim);
      return (await kim.arrived()).map(({ at, template }) => `${at} ${template}`);
    };
    expect(await live(true)).toEqual(await live(false));
  });
});

describe('another version', () => {
  it('146 · that ran for a while and was taken back leaves what this one does not know, and care goes on with it in place', async () => {
    const clinics = await openClinics();
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const pk = chartPk('north', 'c-1');
    const now = clinics.clock;
    // As newer code would write it: a field of a known event, and one beside it.
    const newer = { type: 'client.changed', changes: { nickname: 'Mia' }, why: 'asked', byPage: 3 };
    const wrote = { pk, by: 'cleo', command: 'change-client', now, decide: () => [newer as never as Event] };
    await commit(clinics.table, CHART, wrote);
    for (const what of ['', '/timeline', '/export', '/document', '/progress', '/goals', '/plans'])
      expect([what, (await clinics.ask('GET', `/clients/c-1${what}`, { as: 'cleo' })).status]).toEqual([
        what,
        200,
      ]);
    expect((await clinics.ask('POST', '/link/open', { body: { token } })).status).toBe(200);
    const responses = [{ instrument: 'phq-9', answers: { 9: 'LA6571-9' }, complete: false }];
    const { status } = await clinics.ask('POST', '/link/answers', { body: { token, requestId, responses } });
    expect(status).toBe(200);
    const chart = await clinics.charts.get('north', 'c-1');
    expect(chart.client).toMatchObject({ nickname: 'Mia' });
    expect(await clinics.charts.verify('north', 'c-1')).toBeUndefined();
  });
});

describe('a table of an hour ago', () => {
  /** Kim in treatment, whose check-in is at the provider's door at 15:00; and the table as it stood at that moment. */
  async function lost() {
    let restored: Memory | undefined;
    let backup: Memory | undefined;
    let copies = false;
    const kim: AtTheDoors = await atTheDoors({
      wrap: (table) => restored ?? table,
      feed: (changes) => restored?.changes ?? changes,
      sender: (outbox) => ({
        async send(message) {
          if (copies && !backup) backup = await copier(kim.table)();
          return outbox.send(message);
        },
      }),
    });
    await kim.treats();
    copies = true;
    await kim.passes('2026-01-06T15:00:00.000Z');
    return {
      kim,
      /** The damage is seen at 16:00: nothing ticks until the table of 15:00 stands there, with a stream that begins anew. */
      async restore() {
        kim.clock.to('2026-01-06T16:00:00.000Z');
        restored = backup!;
        const { position } = await restored.changes.read(undefined, Number.MAX_SAFE_INTEGER);
        await restored.write([{ put: { ...POSITION, body: position } }]);
        kim.restarts();
        return restored;
      },
    };
  }

  it('147 · what was sent since is not sent again: what the provider reports settles it, and what nobody knows stays unknown', async () => {
    for (const reported of [true, false]) {
      const { kim, restore } = await lost();
      const { key } = (await kim.arrived()).at(-1)!;
      const [, , messageId = ''] = key.split('#');
      const archived = new Map<string, string>();
      const archive = {
        put: async (name: string, text: string) => void archived.set(name, text),
        last: async () => [...archived.values()].at(-1),
      };
      await digest({ table: kim.table, archive, clock: kim.clock }, 'riverside');
      await kim.texts('I am better');
      await digest({ table: kim.table, archive, clock: kim.clock }, 'riverside');
      const sent = await kim.arrived();
      const table = await restore();
      // The archive tells whose log has lost its end: the log and its chart agree with each other.
      const kims = (places: string[]) => places.filter((place) => place.includes('#kim'));
      expect(kims(await holdAgainst(table, (await archive.last())!))).toHaveLength(1);
      await nothingIsWrong(kim);
      if (reported) await kim.reports(key, 'delivered');
      await kim.host.tick();
      await kim.host.settle();
      await kim.passes('2026-01-06T23:00:00.000Z');
      const keys = (all: typeof sent) => all.map((one) => one.key);
      expect(keys(await kim.arrived())).toEqual(keys(sent));
      expect((await kim.chart()).sent[messageId]).toMatchObject({
        state: reported ? 'delivered' : 'unknown',
      });
      await nothingIsWrong(kim);
    }
  });
});
