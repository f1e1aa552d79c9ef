/**
 * dynoxide's SQLite file, read beside dynoxide. What was committed is there for every connection to see, and reading
 * it here takes 20 µs in place of a millisecond over HTTP; whatever is written to the table goes through dynoxide.
 */
import { DatabaseSync } from 'node:sqlite';
import { changesIn, readPosition } from '../functions/adapters/changes-dynamodb.ts';
import { unmarshal } from '../functions/adapters/table-dynamodb.ts';
import {
  cursorAt,
  MOST_PAGE_BYTES,
  placeOfCursor,
  refuseBadRange,
} from '../functions/adapters/table-schema.ts';
import {
  type ChangeFeed,
  INDEXES,
  type IndexName,
  type Item,
  type Page,
  type Table,
} from '../functions/ports.ts';

/** As long as DynamoDB Streams keeps a change. */
const KEPT_SECONDS = 24 * 60 * 60;
const FORGET_EVERY_MS = 60 * 60 * 1000;
/** Rows deleted in one go: some milliseconds, in which nobody else writes. */
const FORGOTTEN_AT_ONCE = 200;

/** After every key that begins with what stands before it. */
const LAST_CHARACTER = '\u{10FFFF}';

type Row = { item_json: string };
type Statement = ReturnType<DatabaseSync['prepare']>;

export type EngineFile = Pick<Table, 'get' | 'query' | 'queryIndex'> & {
  changes: ChangeFeed;
  close(): void;
};

export function openEngineFile(file: string, tableName: string): EngineFile {
  const db = new DatabaseSync(file, { timeout: 5000 });
  const name = quoted(tableName);
  const one = db.prepare(`SELECT item_json FROM ${name} WHERE pk = ? AND sk = ?`);
  const ordered = (order: 'ASC' | 'DESC') =>
    db.prepare(
      `SELECT item_json FROM ${name} WHERE pk = ? AND sk BETWEEN ? AND ? AND sk <> ? ORDER BY sk ${order} LIMIT ?`,
    );
  const [forwards, backwards] = [ordered('ASC'), ordered('DESC')];
  const indexes = Object.fromEntries(
    INDEXES.map((index) => [
      index,
      db.prepare(
        `SELECT item_json FROM ${quoted(`${tableName}::gsi::${index}`)}
         WHERE gsi_pk = ? AND gsi_sk <= ? AND (gsi_sk, table_pk, table_sk) > (?, ?, ?)
         ORDER BY gsi_sk, table_pk, table_sk LIMIT ?`,
      ),
    ]),
  ) as Record<IndexName, Statement>;

  return {
    async get({ pk, sk }) {
      const row = one.get(text(pk), text(sk)) as Row | undefined;
      return row && itemIn(row);
    },

    async query(pk, range = {}) {
      refuseBadRange(range);
      const { prefix = '', after, limit } = range;
      const first = after && !range.backwards ? after : prefix;
      const last = after && range.backwards ? after : prefix + LAST_CHARACTER;
      const statement = range.backwards ? backwards : forwards;
      const rows = statement.iterate(text(pk), text(first), text(last), text(after ?? ''), most(limit));
      return pageOf(rows, limit, ({ sk }) => sk);
    },

    async queryIndex(index, pk, range = {}) {
      const { upTo = LAST_CHARACTER, after, limit } = range;
      refuseBadRange({ limit });
      const [sk, tablePk, tableSk] = after ? placeOfCursor(after) : ['', '', ''];
      const place = [sk, tablePk, tableSk].map(text) as [string, string, string];
      const rows = indexes[index].iterate(text(pk), text(upTo), ...place, most(limit));
      return pageOf(rows, limit, (item) => cursorAt(index, item));
    },

    changes: openStream(db, tableName),
    close: () => db.close(),
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A key as dynoxide keeps it, with its type. */
const text = (key: string): string => `S:${key}`;

const itemIn = ({ item_json }: Row): Item => unmarshal(JSON.parse(item_json));

/** One more tells whether there is a `next`; below 0 SQLite gives all. */
const most = (limit = -2): number => limit + 1;

function pageOf(rows: Iterable<unknown>, limit: number | undefined, cursor: (item: Item) => string): Page {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows as Iterable<Row>) {
    bytes += row.item_json.length;
    if (items.length === limit || (items.length > 0 && bytes > MOST_PAGE_BYTES))
      return { items, next: cursor(items.at(-1)!) };
    items.push(itemIn(row));
  }
  return { items };
}

/**
 * dynoxide 1.2.1 looks through all changes for the newest at every write, and never drops any: a table slows from
 * 370 to 15 puts/s within 3,600 writes of 20 KB. An index on what it looks for, and forgetting what has been
 * read and is a day old, keep it at its speed. The other index is of versions that read the stream through dynoxide, and
 * would be kept up for nobody.
 */
function openStream(db: DatabaseSync, tableName: string): ChangeFeed {
  db.exec(`
    CREATE INDEX IF NOT EXISTS attune_newest ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    DROP INDEX IF EXISTS attune_next`);
  const next = db.prepare(`
    SELECT shard_id, sequence_number, new_image, old_image FROM _stream_records
    WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > ?
    ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?`);
  const forgotten = db.prepare(`
    DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records
      WHERE table_name = ? AND CAST(sequence_number AS INTEGER) < ?
      ORDER BY CAST(sequence_number AS INTEGER) LIMIT ${FORGOTTEN_AT_ONCE}
    ) AND created_at < unixepoch() - ${KEPT_SECONDS}`);
  let due = 0;

  /** What was read stays before it, and the newest change stays: the next number follows from it. */
  function forgetBefore(sequence: number) {
    if (Date.now() < due) return;
    due = Date.now() + FORGET_EVERY_MS;
    while (forgotten.run(tableName, sequence).changes === FORGOTTEN_AT_ONCE);
  }

  return {
    async read(position, limit) {
      const read = position === undefined ? {} : readPosition(position);
      // A table's changes are numbered through, whichever shard they are in.
      let last = Math.max(0, ...Object.values(read).map(Number));
      if (last > 0) forgetBefore(last);
      for (;;) {
        const rows = next.all(tableName, last, limit) as StreamRow[];
        const changes = changesIn(
          rows.map(({ new_image, old_image }) => ({
            dynamodb: { NewImage: imageIn(new_image), OldImage: imageIn(old_image) },
          })),
        );
        for (const { shard_id, sequence_number } of rows) read[shard_id] = sequence_number;
        last = Number(rows.at(-1)?.sequence_number ?? last);
        // Records that are no change are not the end: whoever reads until nothing comes would stop there.
        if (changes.length > 0 || rows.length === 0) return { changes, position: JSON.stringify(read) };
      }
    },
  };
}

type StreamRow = {
  shard_id: string;
  sequence_number: string;
  new_image: string | null;
  old_image: string | null;
};

const imageIn = (json: string | null) => (json === null ? undefined : JSON.parse(json));
