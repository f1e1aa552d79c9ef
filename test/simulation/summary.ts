import { createHash } from 'node:crypto';
import type { Invariant } from './invariant.ts';
import type { Life } from './life.ts';

/** What one life leaves behind for the count. */
export type Summary = {
  seed: string;
  days: number;
  broken: Life['broken'];
  reached: [number, number][];
  struck: [string, number][];
  hash: string;
  commits: number;
  operations: number;
};

export const summaryOf = ({
  seed,
  days,
  broken,
  reached,
  struck,
  hash,
  commits,
  operations,
}: Life): Summary => ({
  seed,
  days,
  broken,
  reached: [...reached],
  struck: [...struck],
  hash,
  commits: commits.length,
  operations,
});

export type Total = {
  reached: Map<number, number>;
  struck: Map<string, number>;
  broken: Map<number, number>;
  commits: number;
  operations: number;
  hash: string;
};

export function totalOf(summaries: Summary[]): Total {
  const total: Total = {
    reached: new Map(),
    struck: new Map(),
    broken: new Map(),
    commits: 0,
    operations: 0,
    hash: '',
  };
  const more = <K>(map: Map<K, number>, key: K, count: number) => map.set(key, (map.get(key) ?? 0) + count);
  const trace = createHash('sha256');
  for (const one of [...summaries].sort((a, b) => (a.seed < b.seed ? -1 : 1))) {
    for (const [n, count] of one.reached) more(total.reached, n, count);
    for (const [kind, count] of one.struck) more(total.struck, kind, count);
    for (const { n } of one.broken) more(total.broken, n, 1);
    total.commits += one.commits;
    total.operations += one.operations;
    trace.update(one.hash);
  }
  return { ...total, hash: trace.digest('hex').slice(0, 16) };
}

/** A total as a file. */
export type Told = {
  reached: [number, number][];
  struck: [string, number][];
  broken: [number, number][];
  commits: number;
  operations: number;
  hash: string;
  /** What this took, of the clock on the wall and of the processor, for so many of the lives: the others had been lived before. */
  lived: number;
  seconds: number;
  cpuSeconds: number;
};

/** Each rule with how often it was put to the test, and each fault with how often it struck. */
export function tableOf(
  { reached, struck, broken, commits, operations }: Total,
  invariants: readonly Invariant[],
): string {
  const line = (n: number, rule: string) => {
    const times = reached.get(n) ?? 0;
    const verdict = broken.has(n)
      ? `BROKEN ${broken.get(n)} times`
      : times === 0
        ? 'never put to the test'
        : 'held';
    return `${String(n).padStart(2)}  ${rule.padEnd(86)} ${String(times).padStart(9)}  ${verdict}`;
  };
  const faults = [...struck]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${String(count).padStart(9)}  ${kind}`);
  const all = [...struck.values()].reduce((sum, count) => sum + count, 0);
  return [
    '    the rule, and how often it was put to the test',
    ...invariants.map(({ n, rule }) => line(n, rule)),
    '',
    `${all} faults struck, over ${commits} commits and ${operations} operations:`,
    ...faults,
    '',
  ].join('\n');
}
