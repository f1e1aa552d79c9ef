/** The table on DynamoDB. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type Condition,
  type Item,
  type Key,
  type Page,
  sameItem,
  type Table,
  TableBusy,
  type Write,
  type WriteOutcome,
} from '../ports.ts';
import { cursorAt, indexKey, placeOfCursor, refuseBadRange, refuseBadWrites } from './table-schema.ts';

const NO_ITEM_STANDS_HERE = 'attribute_not_exists(pk)';
const AN_ITEM_STANDS_HERE = 'attribute_exists(pk)';
const THE_ATTRIBUTE_IS_AS_EXPECTED = '#attribute = :expected';

/** Not `begins_with`: dynoxide 1.2.1 answers that without regard to case, so that an id finds another's items. */
const STARTS_WITH = 'pk = :pk AND sk BETWEEN :first AND :last';

/** Somebody else was writing, or the table is at its throughput: nothing was written. */
const BUSY: ReadonlySet<string | undefined> = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'ThrottlingError',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

export function createDynamoTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): Table {
  const guarded = (when: Condition) => ({
    ...expression(when),
    TableName: tableName,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  });
  const put = ({ put: item, when }: { put: Item; when?: Condition }) => ({
    Item: marshal(item),
    ...(when ? guarded(when) : { TableName: tableName }),
  });
  const remove = ({ delete: key, when }: { delete: Key; when?: Condition }) => ({
    Key: keyAttributes(key),
    ...(when ? guarded(when) : { TableName: tableName }),
  });

  function transactItem(write: Write): TransactWriteItem {
    if ('put' in write) return { Put: put(write) };
    if ('delete' in write) return { Delete: remove(write) };
    return { ConditionCheck: { Key: keyAttributes(write.check), ...guarded(write.when) } };
  }

  async function writeOne(write: Exclude<Write, { check: Key }>): Promise<WriteOutcome> {
    try {
      if ('put' in write) await client.send(new PutItemCommand(put(write)));
      else await client.send(new DeleteItemCommand(remove(write)));
      return { done: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw busyOr(error);
      const standing = error.Item && unmarshal(error.Item);
      return refusedOr([write], [{ write: 0, ...(standing && { standing }) }], error);
    }
  }

  async function writeAll(writes: Write[]): Promise<WriteOutcome> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: writes.map(transactItem) }));
      return { done: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw busyOr(error);
      const reasons = error.CancellationReasons ?? [];
      const refused = reasons.flatMap(({ Code, Item: standing }, write) =>
        Code === 'ConditionalCheckFailed'
          ? [{ write, ...(standing && { standing: unmarshal(standing) }) }]
          : [],
      );
      if (refused.length > 0) return refusedOr(writes, refused, error);
      const code = reasons.find(({ Code }) => BUSY.has(Code))?.Code;
      throw code ? new TableBusy(code, { cause: error }) : error;
    }
  }

  return {
    async get(key) {
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyAttributes(key), ConsistentRead: true }),
      );
      return found && unmarshal(found);
    },

    async query(pk, range = {}) {
      refuseBadRange(range);
      const { prefix, after, limit, backwards } = range;
      const found = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: prefix ? STARTS_WITH : 'pk = :pk',
          ExpressionAttributeValues: marshal({
            ':pk': pk,
            ...(prefix && { ':first': prefix, ':last': `${prefix}\u{10FFFF}` }),
          }),
          ExclusiveStartKey: after ? keyAttributes({ pk, sk: after }) : undefined,
          ScanIndexForward: !backwards,
          Limit: limit && limit + 1,
        }),
      );
      return pageOf(found, limit, ({ sk }) => sk);
    },

    async queryIndex(index, pk, range = {}) {
      const { upTo, after, limit } = range;
      refuseBadRange({ limit });
      const name = indexKey(index);
      const start = after ? placeOfCursor(after) : undefined;
      const found = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          KeyConditionExpression: upTo ? `${name.pk} = :pk AND ${name.sk} <= :upTo` : `${name.pk} = :pk`,
          ExpressionAttributeValues: marshal({ ':pk': pk, ...(upTo && { ':upTo': upTo }) }),
          ExclusiveStartKey:
            start && marshal({ [name.pk]: pk, [name.sk]: start[0], pk: start[1], sk: start[2] }),
          Limit: limit && limit + 1,
        }),
      );
      return pageOf(found, limit, (item) => cursorAt(index, item));
    },

    async write(writes) {
      refuseBadWrites(writes);
      const [first] = writes;
      return writes.length === 1 && !('check' in first!) ? writeOne(first!) : writeAll(writes);
    },
  };
}

function expression(when: Condition) {
  if (when === 'absent') return { ConditionExpression: NO_ITEM_STANDS_HERE };
  if (when === 'present') return { ConditionExpression: AN_ITEM_STANDS_HERE };
  return {
    ConditionExpression: THE_ATTRIBUTE_IS_AS_EXPECTED,
    ExpressionAttributeNames: { '#attribute': when.attribute },
    ExpressionAttributeValues: marshal({ ':expected': when.equals }),
  };
}

/** One item more than `limit` was asked for: it tells whether there is a `next`. */
function pageOf(
  found: QueryCommandOutput,
  limit = Number.POSITIVE_INFINITY,
  cursor: (item: Item) => string,
): Page {
  const items = (found.Items ?? []).map(unmarshal);
  if (items.length > limit) return { items: items.slice(0, limit), next: cursor(items[limit - 1]!) };
  const stoppedAt = found.LastEvaluatedKey;
  return { items, ...(stoppedAt && { next: cursor(unmarshal(stoppedAt)) }) };
}

/**
 * Where the answer to our first try was lost, the second meets what the first wrote. The SDK gives a transaction a
 * token, by which DynamoDB knows it again; a single write has none, and a transaction on the wire (local/wire.ts) neither.
 */
function refusedOr(
  writes: Write[],
  refused: { write: number; standing?: Item }[],
  { $metadata }: DynamoDBServiceException,
): WriteOutcome {
  const asWeLeftIt = refused.every(({ write, standing }) => {
    const at = writes[write]!;
    return 'put' in at && sameItem(at.put, standing);
  });
  return ($metadata.attempts ?? 1) > 1 && asWeLeftIt ? { done: true } : { done: false, refused };
}

const busyOr = (error: unknown) =>
  error instanceof DynamoDBServiceException && BUSY.has(error.name)
    ? new TableBusy(error.name, { cause: error })
    : error;

/** A caller may hand a whole item where a key is meant. */
const keyAttributes = ({ pk, sk }: Key) => marshal({ pk, sk });

export const marshal = (attributes: Partial<Item>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeOf(value!)]));

function attributeOf(value: Item[string]): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { B: value };
}

/** An attribute as the SDK gives it, and as JSON holds it, a Lambda stream event's too: with bytes in base64. */
type Attribute = { S?: string | undefined; N?: string | undefined; B?: Uint8Array | string | undefined };

export function unmarshal(attributes: { [name: string]: Attribute }): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { S, N, B }]) => {
      if (S !== undefined) return [name, S];
      if (N !== undefined) return [name, Number(N)];
      if (B === undefined) throw new Error(`attribute ${name} is neither text nor a number nor bytes`);
      return [name, typeof B === 'string' ? new Uint8Array(Buffer.from(B, 'base64')) : B];
    }),
  ) as Item;
}
