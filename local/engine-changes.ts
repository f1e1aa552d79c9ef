import { DatabaseSync } from 'node:sqlite';
import { changesIn, readPosition } from '../functions/adapters/changes-dynamodb.ts';
import type { ChangeFeed } from '../functions/ports.ts';

/** As long as DynamoDB Streams keeps a change. */
const KEPT_SECONDS = 24 * 60 * 60;
const FORGET_EVERY_MS = 60 * 60 * 1000;
/** Rows deleted in one go: some milliseconds, in which nobody else writes. */
const FORGOTTEN_AT_ONCE = 200;

/**
 * dynoxide 1.2.1 looks through all changes for the newest at every write, and never drops any: a table slows from
 * 370 to 15 puts/s within 3,600 writes of 20 KB. An index on what it looks for, and forgetting what has been
 * read and is a day old, keep it at its speed. The other index is of versions that read the stream through dynoxide, and
 * would be kept up for nobody.
 */
export function openEngineChanges(file: string, tableName: string): ChangeFeed & { close(): void } {
  const db = new DatabaseSync(file, { timeout: 5000 });
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
    close: () => db.close(),
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
