import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { createCharts } from '../../../functions/charts.ts';
import { createClinics } from '../../../functions/clinics.ts';
import { clientIdOf, makeOriginal } from '../../../local/load/clones.ts';
import { PARTS, SIZES } from '../../../local/load/parts.ts';
import { putBetweenMarks } from '../../../local/load/report.ts';
import { everything, growthOf, onEngine } from '../../../local/load/world.ts';

const AT = '2026-01-05T15:00:00.000Z';
const told: string[] = [];
const ctx = { say: (what: string) => told.push(what) };

describe('the load test', () => {
  it.each(['asked', 'answered'] as const)(
    'makes clients that were %s whom the proof of the logs finds whole',
    async (stage) => {
      const original = await makeOriginal(stage, AT);
      await onEngine(everything(original, 2), async ({ table, changes }) => {
        const clock = () => AT;
        const clinics = createClinics({ table, clock });
        const charts = createCharts({ table, clock, clinics, content });
        for (const n of [1, 2]) expect(await charts.verify('bench', clientIdOf(n))).toBeUndefined();
        const [one, two] = [
          await charts.get('bench', clientIdOf(1)),
          await charts.get('bench', clientIdOf(2)),
        ];
        expect(one.version).toBe(10);
        expect(one.head).not.toBe(two.head);
        expect(Object.keys(one.links)).not.toEqual(Object.keys(two.links));
        expect(Object.values(two.tasks).some(({ kind }) => kind === 'urgent')).toBe(stage === 'answered');
        // Nothing of what was imported is news: a start relays none of it.
        expect((await changes.read(undefined, 10)).changes).toEqual([]);
      });
    },
  );

  it('fires every client who is due', async () => {
    const { rows } = await PARTS.due(SIZES.least, ctx);
    expect(rows.map(({ due }) => due)).toEqual([1, 2, 8]);
  });

  it('sends all of a morning in the end, at the provider’s pace and never at night', async () => {
    const { rows } = await PARTS.morning(SIZES.least, ctx);
    expect(rows).toMatchObject([
      { clients: 5, sent: 5, 'never sent': 0, 'sent at night': 0, 'turned away': 0 },
      { clients: 18, sent: 18, 'never sent': 0, 'sent at night': 0, 'turned away': 0 },
      { clients: 70, sent: 70, 'never sent': 0, 'sent at night': 0, 'turned away': 10 },
    ]);
  });

  it('sends all of a morning that takes hours before half as long again has gone by', async () => {
    const { rows } = await PARTS.morning({ ...SIZES.least, morning: { clients: 96, paces: [1 / 60] } }, ctx);
    expect(rows.at(-1)).toMatchObject({ clients: 96, sent: 96, 'at best min': 96 });
    expect(rows.at(-1)!['all after min']).toBeLessThan(96 * 1.5);
  });

  it('reads an inbox over HTTP', async () => {
    const { rows } = await PARTS.inbox(SIZES.least, ctx);
    expect(rows.map((row) => row['open tasks'])).toEqual([1, 3, 30]);
  });

  it('answers over HTTP until the disk has them, and until the inbox shows the task', async () => {
    const { rows } = await PARTS.answers(SIZES.least, ctx);
    expect(rows).toMatchObject([
      { 'followed to the': 'disk', 'at once': 2 },
      { 'followed to the': 'inbox', 'at once': 2 },
      { 'followed to the': 'disk', 'beside clients': 1 },
      { 'followed to the': 'disk', 'beside clients': 2 },
    ]);
  });

  it('finds the power of the size with which a cost grows', () => {
    const points = (cost: (size: number) => number) =>
      [10, 100, 1000].map((size) => ({ size, cost: cost(size) }));
    expect(growthOf(points((size) => 3 * size))).toBeCloseTo(1);
    expect(growthOf(points((size) => size ** 2))).toBeCloseTo(2);
    expect(growthOf(points(() => 7))).toBeCloseTo(0);
  });

  it('puts a part’s figures between its marks and leaves the rest of the proof alone', () => {
    const directory = mkdtempSync(join(tmpdir(), 'attune-'));
    const file = join(directory, 'PROOF.md');
    try {
      writeFileSync(file, '# Proof\n\nbefore\n');
      putBetweenMarks(file, 'due', 'one');
      putBetweenMarks(file, 'start', 'other');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\nafter\n`);
      putBetweenMarks(file, 'due', 'two');
      expect(readFileSync(file, 'utf8')).toBe(
        [
          '# Proof\n\nbefore\n',
          '<!-- load: due -->\ntwo\n<!-- end of load: due -->\n',
          '<!-- load: start -->\nother\n<!-- end of load: start -->\n',
          'after\n',
        ].join('\n'),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
