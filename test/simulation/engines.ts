import { openEngine } from '../../local/engine.ts';
import { type Life, live } from './life.ts';

/** What happened in each chart, and what went wrong meanwhile. */
function storyOf({ commits, struck }: Life): {
  charts: Record<string, string[]>;
  struck: Record<string, number>;
} {
  const charts: Record<string, string[]> = {};
  for (const { pk, entry } of commits) {
    charts[pk] ??= [];
    charts[pk].push(JSON.stringify(entry));
  }
  return { charts, struck: Object.fromEntries(struck) };
}

/** One life twice, on the table in memory and on the engine that ships: what it was to the clients, and what it broke. */
export async function liveTwice(seed: string, days: number) {
  const here = await live(seed, { days });
  const engine = await openEngine({});
  try {
    const there = await live(seed, { days, table: { ...engine.table, changes: engine.changes } });
    return { here: storyOf(here), there: storyOf(there), broken: [...here.broken, ...there.broken] };
  } finally {
    await engine.close();
  }
}
