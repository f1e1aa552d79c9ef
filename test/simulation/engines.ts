import { openEngine } from '../../local/engine.ts';
import { NO_FAULTS } from './faults.ts';
import { type Life, live } from './life.ts';

/** What happened in each chart, without what chance alone has made: tokens and their hashes. */
function domainTrace({ commits }: Life): Record<string, string[]> {
  const trace: Record<string, string[]> = {};
  for (const { pk, entry } of commits) {
    const { at, by, command, events } = entry;
    const said = JSON.stringify({ at, by, command, events }).replaceAll(
      /"(hash|token|waiter)":"[^"]*"/g,
      '"$1":"…"',
    );
    trace[pk] = [...(trace[pk] ?? []), said];
  }
  return trace;
}

/** One life twice, on the table in memory and on the engine that ships: what it was to the clients, and what it broke. */
export async function liveTwice(seed: string, days: number) {
  const options = { days, faults: NO_FAULTS };
  const here = await live(seed, options);
  const engine = await openEngine({});
  try {
    const there = await live(seed, { ...options, table: { ...engine.table, changes: engine.changes } });
    return { here: domainTrace(here), there: domainTrace(there), broken: [...here.broken, ...there.broken] };
  } finally {
    await engine.close();
  }
}
