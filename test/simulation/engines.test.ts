import { describe, expect, it } from 'vitest';
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

describe('two engines', () => {
  it.each(['agree-1', 'agree-2'])(
    'the table in memory and the engine that ships live the same life (%s)',
    async (seed) => {
      const options = { days: 25, faults: NO_FAULTS };
      const here = await live(seed, options);
      const engine = await openEngine({});
      try {
        const there = await live(seed, { ...options, table: { ...engine.table, changes: engine.changes } });
        expect(there.broken).toEqual([]);
        expect(domainTrace(there)).toEqual(domainTrace(here));
        expect(here.commits.length).toBeGreaterThan(50);
      } finally {
        await engine.close();
      }
    },
    300_000,
  );
});
