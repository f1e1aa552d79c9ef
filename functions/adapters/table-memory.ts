/** The table in memory: the behaviour of DynamoDB that the contract tests hold, at the speed of a simulation. */
import {
  type Change,
  type ChangeFeed,
  type Condition,
  INDEXES,
  type IndexName,
  type Item,
  type Key,
  type Page,
  sameItem,
  type Table,
  type Write,
} from '../ports.ts';
import {
  cursorAt,
  indexKey,
  keyOf,
  MOST_PAGE_BYTES,
  PROJECTIONS,
  placeOfCursor,
  refuseBadRange,
  refuseBadWrites,
} from './table-schema.ts';

/** Items are never changed once stored, only replaced: indexes and changes share them. */
type Stored = { item: Item; bytes: number };
type Entry = Stored & { order: string };

/** A reader may come back to a position this far behind the furthest one: a restart, not an archive. */
const KEPT_CHANGES = 10_000;

export function createMemoryTable(): Table & { changes: ChangeFeed; size(): number } {
  const partitions = new Map<string, Ordered>();
  const indexes = Object.fromEntries(INDEXES.map((index) => [index, new Map<string, Ordered>()])) as Record<
    IndexName,
    Map<string, Ordered>
  >;
  const log = createMemoryChanges();
  let size = 0;

  const standing = ({ pk, sk }: Key) => partitions.get(pk)?.find(sk);

  function place(key: Key, after: Stored | undefined) {
    const before = standing(key);
    if (after) within(partitions, key.pk).put({ order: key.sk, ...after });
    else partitions.get(key.pk)?.remove(key.sk);
    size += (after ? 1 : 0) - (before ? 1 : 0);
    for (const index of INDEXES) {
      const old = before && placeInIndex(index, before.item);
      const now = after && placeInIndex(index, after.item);
      if (old && (old.pk !== now?.pk || old.order !== now.order))
        indexes[index].get(old.pk)?.remove(old.order);
      if (now) within(indexes[index], now.pk).put({ order: now.order, ...after });
    }
    log.record(before?.item, after?.item);
  }

  return {
    changes: log.feed,
    size: () => size,

    async get(key) {
      const entry = standing(key);
      return entry && { ...entry.item };
    },

    async query(pk, range = {}) {
      refuseBadRange(range);
      const { prefix = '', after, limit, backwards } = range;
      const partition = partitions.get(pk);
      if (!partition) return { items: [] };
      let from = partition.firstAtOrAfter(prefix);
      let to = prefix ? partition.firstAtOrAfter(`${prefix}${LAST_CHARACTER}`) : partition.entries.length;
      if (after && backwards) to = partition.firstAtOrAfter(after);
      else if (after) from = partition.firstAfter(after);
      return partition.page(from, to, { limit, backwards, project: copy, cursor: ({ item }) => item.sk });
    },

    async queryIndex(index, pk, range = {}) {
      refuseBadRange({ limit: range.limit });
      const { upTo, after, limit } = range;
      const partition = indexes[index].get(pk);
      if (!partition) return { items: [] };
      const from = after ? partition.firstAfter(placeOfCursor(after).join('\0')) : 0;
      const to = upTo === undefined ? partition.entries.length : partition.firstAtOrAfter(`${upTo}\u0001`);
      return partition.page(from, to, {
        limit,
        project: PROJECTIONS[index] === 'ALL' ? copy : (item) => keysOnly(index, item),
        cursor: ({ item }) => cursorAt(index, item),
      });
    },

    async write(writes) {
      const bytes = refuseBadWrites(writes);
      const refused = writes.flatMap((write, position) => {
        const entry = standing(keyOf(write));
        if (holds(write.when, entry?.item)) return [];
        return [entry ? { write: position, standing: { ...entry.item } } : { write: position }];
      });
      if (refused.length > 0) return { done: false, refused };
      writes.forEach((write: Write, position) => {
        if ('put' in write) place(write.put, { item: { ...write.put }, bytes: bytes[position]! });
        else if ('delete' in write) place(write.delete, undefined);
      });
      return { done: true };
    },
  };
}

/** Text is ordered by UTF-16 unit here and by UTF-8 byte there: alike for all but astral characters in keys. */
const LAST_CHARACTER = '\uffff';

const copy = (item: Item): Item => ({ ...item });

function holds(condition: Condition | undefined, item: Item | undefined): boolean {
  if (condition === undefined) return true;
  if (condition === 'absent') return item === undefined;
  if (condition === 'present') return item !== undefined;
  return item?.[condition.attribute] === condition.equals;
}

/** Where an item stands in an index: by the sort attribute, then by key, so that no two are level. */
function placeInIndex(index: IndexName, item: Item): { pk: string; order: string } | undefined {
  const { pk, sk } = indexKey(index);
  if (item[pk] === undefined || item[sk] === undefined) return undefined;
  return { pk: item[pk] as string, order: `${item[sk]}\0${item.pk}\0${item.sk}` };
}

function keysOnly(index: IndexName, item: Item): Item {
  const { pk, sk } = indexKey(index);
  return { pk: item.pk, sk: item.sk, [pk]: item[pk]!, [sk]: item[sk]! };
}

function within(partitions: Map<string, Ordered>, pk: string): Ordered {
  const found = partitions.get(pk) ?? new Ordered();
  partitions.set(pk, found);
  return found;
}

/** Entries in text order, found by halving. Inserting shifts the rest, which is cheap up to some 100,000. */
class Ordered {
  entries: Entry[] = [];

  firstAtOrAfter(order: string): number {
    let low = 0;
    let high = this.entries.length;
    // Most items are appended: log entries are numbered, timers lie ahead.
    if (high > 0 && this.entries[high - 1]!.order < order) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.entries[middle]!.order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  firstAfter(order: string): number {
    const at = this.firstAtOrAfter(order);
    return this.entries[at]?.order === order ? at + 1 : at;
  }

  find(order: string): Entry | undefined {
    const entry = this.entries[this.firstAtOrAfter(order)];
    return entry?.order === order ? entry : undefined;
  }

  put(entry: Entry) {
    const at = this.firstAtOrAfter(entry.order);
    if (this.entries[at]?.order === entry.order) this.entries[at] = entry;
    else this.entries.splice(at, 0, entry);
  }

  remove(order: string) {
    const at = this.firstAtOrAfter(order);
    if (this.entries[at]?.order === order) this.entries.splice(at, 1);
  }

  page(
    from: number,
    to: number,
    how: {
      limit?: number;
      backwards?: boolean;
      project: (item: Item) => Item;
      cursor: (entry: Stored) => string;
    },
  ): Page {
    const items: Item[] = [];
    const most = Math.min(how.limit ?? Number.POSITIVE_INFINITY, to - from);
    let bytes = 0;
    for (let taken = 0; taken < most; taken++) {
      const entry = this.entries[how.backwards ? to - 1 - taken : from + taken]!;
      items.push(how.project(entry.item));
      bytes += entry.bytes;
      const more = taken + 1 < to - from;
      if (more && (taken + 1 === most || bytes >= MOST_PAGE_BYTES)) return { items, next: how.cursor(entry) };
    }
    return { items };
  }
}

function createMemoryChanges() {
  const changes: Change[] = [];
  let trimmed = 0;

  function record(before: Item | undefined, after: Item | undefined) {
    // As DynamoDB Streams: a write that changes nothing is no change.
    if (before === after || (before && after && sameItem(before, after))) return;
    changes.push({ ...(before && { before }), ...(after && { after }) });
  }

  const feed: ChangeFeed = {
    async read(position, limit) {
      const from = position === undefined ? trimmed : Number(position);
      if (!(from >= trimmed)) throw new Error(`the changes at ${position} have been trimmed`);
      const page = changes.slice(from - trimmed, from - trimmed + limit).map(({ before, after }) => ({
        ...(before && { before: { ...before } }),
        ...(after && { after: { ...after } }),
      }));
      if (from - trimmed > 2 * KEPT_CHANGES)
        trimmed += changes.splice(0, from - trimmed - KEPT_CHANGES).length;
      return { changes: page, position: String(from + page.length) };
    },
  };
  return { record, feed };
}
