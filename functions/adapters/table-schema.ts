/** The table as both engines and the stacks know it: key, indexes, stream, and what DynamoDB takes. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { BadCursor, INDEXES, type IndexName, type Item, type Write } from '../ports.ts';

export const TABLE_NAME = 'attune';

/**
 * `due` is scanned every minute and its items are claimed by key, so it holds keys alone and a chart
 * rewritten with the same timer costs nothing there. An inbox is shown as it is read, so it holds all.
 */
export const PROJECTIONS = { due: 'KEYS_ONLY', owner: 'ALL', team: 'ALL' } as const satisfies Record<
  IndexName,
  'ALL' | 'KEYS_ONLY'
>;

export const indexKey = (index: IndexName) => ({ pk: `${index}Pk`, sk: `${index}Sk` }) as const;

const INDEX_KEYS: readonly string[] = INDEXES.flatMap((index) => Object.values(indexKey(index)));

export function tableSchema(name: string) {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', ...INDEX_KEYS].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexes: INDEXES.map((index) => ({
      IndexName: index,
      KeySchema: [
        { AttributeName: indexKey(index).pk, KeyType: 'HASH' as const },
        { AttributeName: indexKey(index).sk, KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: PROJECTIONS[index] },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  } satisfies CreateTableCommandInput;
}

/** Service quotas: "Quotas in Amazon DynamoDB", items and transactions. */
const MOST_WRITES = 100;
const MOST_ITEM_BYTES = 400 * 1024;
const MOST_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MOST_KEY_BYTES = { pk: 2048, sk: 1024 };
/** A query stops here and hands out a `next`, whatever its limit. */
export const MOST_PAGE_BYTES = 1024 * 1024;

/**
 * The size that DynamoDB counts, in bytes (of a number it counts a little less). Throws where it would refuse
 * the item, so that every engine refuses alike, and before the network.
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (typeof value === 'string') {
      // A lone surrogate has no UTF-8: it would come back as another character.
      if (!value.isWellFormed()) throw new Error(`${name} of ${item.pk} ${item.sk} is not well-formed text`);
    } else if (value instanceof Uint8Array) {
      bytes += Buffer.byteLength(name) + value.length;
      continue;
    } else if (!Number.isFinite(value)) {
      throw new Error(`${name} of ${item.pk} ${item.sk} is neither text nor a finite number: ${value}`);
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(String(value));
  }
  for (const name of ['pk', 'sk']) refuseBadKey(item, name);
  for (const name of INDEX_KEYS) if (name in item) refuseBadKey(item, name);
  if (bytes > MOST_ITEM_BYTES) throw new Error(`${item.pk} ${item.sk} is ${bytes} bytes, over 400 KB`);
  return bytes;
}

function refuseBadKey(item: Item, name: string) {
  const value = item[name];
  if (typeof value !== 'string' || value === '')
    throw new Error(`${name} of an item must be text, not empty`);
  const most = MOST_KEY_BYTES[/pk$/i.test(name) ? 'pk' : 'sk'];
  if (isOver(value, most)) throw new Error(`${name} of an item is over ${most} bytes`);
}

/** No letter has more than three bytes for each of its UTF-16 units: few texts have to be counted. */
const isOver = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

const isPlace = (text: string, bytes: number): boolean => text.isWellFormed() && !isOver(text, bytes);

/** Throws where DynamoDB would refuse the list as a whole. Returns the bytes of each put, by position. */
export function refuseBadWrites(writes: Write[]): number[] {
  if (writes.length === 0) throw new Error('nothing to write');
  if (writes.length > MOST_WRITES) throw new Error(`${writes.length} writes in one transaction, over 100`);
  const keys = new Set<string>();
  let total = 0;
  const bytes = writes.map((write) => {
    const { pk, sk } = keyOf(write);
    keys.add(`${pk}\0${sk}`);
    const size = 'put' in write ? itemBytes(write.put) : 0;
    total += size;
    return size;
  });
  if (keys.size < writes.length) throw new Error('two writes of one transaction are on the same item');
  if (total > MOST_TRANSACTION_BYTES) throw new Error(`a transaction of ${total} bytes is over 4 MB`);
  return bytes;
}

export const keyOf = (write: Write) =>
  'put' in write ? write.put : 'delete' in write ? write.delete : write.check;

/** `after` must lie within `prefix`: DynamoDB refuses a starting key outside of the query. */
export function refuseBadRange({
  prefix,
  after,
  limit,
}: {
  prefix?: string;
  after?: string;
  limit?: number;
}) {
  if (after && !(after.startsWith(prefix ?? '') && isPlace(after, MOST_KEY_BYTES.sk)))
    throw new BadCursor(`no place after which a page could begin, with the prefix ${prefix}`);
  if (limit !== undefined && !(limit >= 1)) throw new Error(`a limit of ${limit} is below 1`);
}

/** Where a page of an index ended, as text for a URL: the sort attribute, `pk` and `sk`. It names no partition. */
export function cursorAt(index: IndexName, item: Item): string {
  const place = [item[indexKey(index).sk], item.pk, item.sk];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

const partOf = (bytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => isPlace(text, bytes));
const place = z.tuple([partOf(MOST_KEY_BYTES.sk), partOf(MOST_KEY_BYTES.pk), partOf(MOST_KEY_BYTES.sk)]);

/** @throws BadCursor where `cursor` was not made by `cursorAt` */
export function placeOfCursor(cursor: string): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new BadCursor('no place in the index');
  }
}
