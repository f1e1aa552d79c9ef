/** The table as it truly is, seen by an onlooker: every commit, and what is due when. */
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Chart } from '../../functions/care/chart.ts';
import type { ClinicEvent } from '../../functions/care/clinic.ts';
import type { LogEntry } from '../../functions/care/events.ts';
import type { Entry } from '../../functions/care/log.ts';
import type { ChangeFeed, Item, Table, Write } from '../../functions/ports.ts';
import { stateIn } from '../../functions/store.ts';

export type Commit =
  | { pk: string; clinicId: string; clientId: string; entry: LogEntry; chart: Chart; body: string }
  | { pk: string; clinicId: string; clientId?: undefined; entry: Entry<ClinicEvent> };

export type Onlooker = {
  onCommit(commit: Commit): void;
  /** Somebody's look at a client, or at a list of them, is on record under this `pk`. */
  onLooked(pk: string, body: string): void;
  /** A log entry was written over or deleted. */
  onLogChanged(pk: string, sk: string): void;
};

export type Observed = {
  table: Table;
  /** Of the index only, as it was when the lag is over. */
  lagging(now: () => number, lag: () => number, onLag: () => void): Table['queryIndex'];
  changes: ChangeFeed;
  chartKeys(): Iterable<string>;
  /** All that was ever kept of executions. */
  executionBodies(): Iterable<string>;
  /** When something is next due, of charts or of executions. */
  nextDue(of: 'charts' | 'executions'): string | undefined;
};

/** Executions are of one machine, and never looked for by an index of AWS's. */
const isIndexed = ({ duePk, ownerPk, teamPk }: Item): boolean =>
  (duePk ?? ownerPk ?? teamPk) !== undefined && duePk !== 'EXECUTION';

/** `engine`: another than the table in memory, to stand behind it. */
export function observe(onlooker: Onlooker, engine?: Table & { changes: ChangeFeed }): Observed {
  const real = engine ?? createMemoryTable();
  const due = { charts: new Map<string, string>(), executions: new Map<string, string>() };
  const logs = new Set<string>();
  const chartKeys = new Set<string>();
  const executions = new Set<string>();
  const onceIndexed = new Set<string>();

  let indexed = (_: Write) => {};

  function placed(item: Item) {
    if (item.duePk === undefined) return removed(item);
    const of = String(item.duePk).startsWith('DUE#') ? due.charts : due.executions;
    of.set(`${item.pk}\n${item.sk}`, String(item.dueSk));
  }
  function removed({ pk, sk }: { pk: string; sk: string }) {
    due.charts.delete(`${pk}\n${sk}`);
    due.executions.delete(`${pk}\n${sk}`);
  }

  function told(writes: Write[]) {
    let log: Item | undefined;
    let chart: Item | undefined;
    for (const write of writes) {
      if ('put' in write) {
        const { put } = write;
        placed(put);
        if (isIndexed(put)) {
          onceIndexed.add(`${put.pk}\n${put.sk}`);
          indexed({ put });
        } else if (onceIndexed.has(`${put.pk}\n${put.sk}`)) indexed({ delete: put });
        if (put.sk.startsWith('LOG#')) {
          const key = `${put.pk}\n${put.sk}`;
          if (logs.has(key)) onlooker.onLogChanged(put.pk, put.sk);
          logs.add(key);
          log = put;
        } else if (put.sk === 'CHART') {
          chart = put;
          chartKeys.add(put.pk);
        } else if (put.sk.startsWith('ACCESS#') || put.pk.includes('#ACCESS#'))
          onlooker.onLooked(put.pk, String(put.body));
        else if (put.duePk === 'EXECUTION') executions.add(String(put.body));
      } else if ('delete' in write) {
        removed(write.delete);
        if (onceIndexed.has(`${write.delete.pk}\n${write.delete.sk}`)) indexed(write);
        if (write.delete.sk.startsWith('LOG#')) onlooker.onLogChanged(write.delete.pk, write.delete.sk);
      }
    }
    if (!log) return;
    const [clinicId = '', clientId] = log.pk.split('#');
    const body = String(log.body);
    const entry = JSON.parse(body);
    if (clientId)
      onlooker.onCommit({
        pk: log.pk,
        clinicId,
        clientId,
        entry,
        chart: stateIn<Chart>(chart!),
        body,
      });
    else onlooker.onCommit({ pk: log.pk, clinicId, entry });
  }

  const table: Table = {
    bytesAreFree: engine ? undefined : true,
    get: (key) => real.get(key),
    query: (pk, range) => real.query(pk, range),
    queryIndex: (index, pk, range) => real.queryIndex(index, pk, range),
    async write(writes) {
      const outcome = await real.write(writes);
      if (outcome.done) told(writes);
      return outcome;
    },
  };

  return {
    table,
    changes: real.changes,
    chartKeys: () => chartKeys,
    executionBodies: () => executions,
    nextDue(of) {
      let first: string | undefined;
      for (const at of due[of].values()) if (first === undefined || at < first) first = at;
      return first;
    },
    lagging(now, lag, onLag) {
      const behind = createMemoryTable();
      const waiting: { at: number; write: Write }[] = [];
      indexed = (write) => void waiting.push({ at: now() + lag(), write });
      return async (index, pk, range) => {
        // In the order of the writes: an index never shows the later of two before the earlier.
        while (waiting.length > 0 && waiting[0]!.at <= now()) await behind.write([waiting.shift()!.write]);
        if (waiting.length > 0) onLag();
        return behind.queryIndex(index, pk, range);
      };
    },
  };
}
