import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../functions/ports.ts';
import { type Engine, openEngine } from '../engine.ts';
import { cloneOf, type Original } from './clones.ts';
import { importItems } from './import.ts';

/** `say` tells what is being done. */
export type Ctx = { say(what: string): void };

/** What one part of the load test found: a table, and what has to be said of it. */
export type Found = { title: string; said: string[]; rows: Record<string, string | number>[] };

export function* everything(original: Original, count: number, wanted = (_: Item) => true): Generator<Item> {
  yield* original.clinic;
  for (let n = 1; n <= count; n += 1) yield* cloneOf(original, n).filter(wanted);
}

export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'attune-load-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The engine with `items` in it, as long as `work` takes. */
export const onEngine = <T>(items: Iterable<Item>, work: (engine: Engine) => Promise<T>): Promise<T> =>
  inDirectory(async (directory) => {
    await importItems(directory, items);
    const engine = await openEngine({ directory });
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  });

/**
 * The power of the size with which a cost grows: 1 is linear, 0 not at all. The slope of the least squares through the
 * logarithms.
 */
export function growthOf(points: { size: number; cost: number }[]): number {
  const logs = points.map(({ size, cost }) => [Math.log(size), Math.log(cost)] as const);
  const mean = (at: 0 | 1) => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const above = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

export const power = (found: number): string =>
  `Growth: the size to the power of ${found.toFixed(2)} (1 is linear)`;
