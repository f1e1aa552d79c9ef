/** What no engine does on demand: contention, throttling, lost answers, shards that split. */
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { changesOf, createDynamoChanges } from '../../functions/adapters/changes-dynamodb.ts';
import { createDynamoTable } from '../../functions/adapters/table-dynamodb.ts';
import { TableBusy } from '../../functions/ports.ts';

const client = new DynamoDBClient({ region: 'eu-west-1' });
const dynamo = mockClient(client);
const streamsClient = new DynamoDBStreamsClient({ region: 'eu-west-1' });
const streams = mockClient(streamsClient);
beforeEach(() => {
  dynamo.reset();
  streams.reset();
});

const table = createDynamoTable(client, 'attune');
const put = { put: { pk: 'client#1', sk: 'chart', version: 2 }, when: { attribute: 'version', equals: 1 } };
const log = { put: { pk: 'client#1', sk: 'log#2' } };
const failure = (name: string, attempts = 1) => ({
  name,
  message: name,
  $fault: 'client' as const,
  $metadata: { attempts },
});
const cancelled = (...codes: string[]) => cancelledFor(codes.map((Code) => ({ Code })));
const cancelledFor = (CancellationReasons: CancellationReason[], attempts = 1) =>
  new TransactionCanceledException({
    ...failure('TransactionCanceledException', attempts),
    CancellationReasons,
  });

describe('a table that is busy', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'says so where a transaction meets %s',
    async (code) => {
      dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', code));
      await expect(table.write([put, log])).rejects.toThrow(TableBusy);
    },
  );

  it.each(['TransactionConflictException', 'ThrottlingException', 'TransactionInProgressException'])(
    'says so where one write meets %s',
    async (name) => {
      dynamo.on(PutItemCommand).rejects(new DynamoDBServiceException(failure(name)));
      await expect(table.write([log])).rejects.toThrow(TableBusy);
    },
  );

  it('refuses all the same, where a condition did not hold', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    expect(await table.write([put, log])).toEqual({ done: false, refused: [{ write: 1 }] });
  });

  it('is not what other errors are taken for', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', 'ValidationError'));
    await expect(table.write([put, log])).rejects.toThrow(TransactionCanceledException);
    dynamo.on(PutItemCommand).rejects(new DynamoDBServiceException(failure('AccessDeniedException')));
    await expect(table.write([log])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a write whose answer was lost', () => {
  const stands = (version: string, attempts: number) =>
    dynamo.on(PutItemCommand).rejects(
      new ConditionalCheckFailedException({
        ...failure('ConditionalCheckFailedException', attempts),
        Item: { pk: { S: 'client#1' }, sk: { S: 'chart' }, version: { N: version } },
      }),
    );

  it('is done, where the second try meets what the first wrote', async () => {
    stands('2', 2);
    expect(await table.write([put])).toEqual({ done: true });
  });

  it.each([
    ['another item stands there', '3', 2],
    ['there was no second try', '2', 1],
  ])('is refused, where %s', async (_, version, attempts) => {
    stands(version, attempts);
    expect(await table.write([put])).toMatchObject({
      done: false,
      refused: [{ standing: { version: Number(version) } }],
    });
  });
});

describe('a transaction whose answer was lost', () => {
  const refused = (version: string) => ({
    Code: 'ConditionalCheckFailed',
    Item: { pk: { S: 'client#1' }, sk: { S: 'chart' }, version: { N: version } },
  });
  const others = (sk: string) => ({
    Code: 'ConditionalCheckFailed',
    Item: { pk: { S: 'client#1' }, sk: { S: sk } },
  });

  it.each([
    ['both stand as it wrote them', [refused('2'), others('log#2')]],
    ['the one stands so that could be refused', [refused('2'), { Code: 'None' }]],
  ])('is done, where the second try finds that %s', async (_, reasons) => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelledFor(reasons, 2));
    expect(await table.write([put, log])).toEqual({ done: true });
  });

  it.each([
    ['one of the two is another’s', [refused('3'), others('log#2')], 2],
    ['nothing stands there', [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }], 2],
    ['there was no second try', [refused('2'), others('log#2')], 1],
  ])('is refused, where %s', async (_, reasons, attempts) => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelledFor(reasons, attempts));
    expect(await table.write([put, log])).toMatchObject({ done: false });
  });
});

describe('a stream', () => {
  const record = (sk: string, SequenceNumber: string) => ({
    dynamodb: { SequenceNumber, NewImage: { pk: { S: 'client#1' }, sk: { S: sk } } },
  });
  /** What each shard holds, and whether it is closed; an iterator is `shard:records already read`. */
  function holds(shards: { id: string; parent?: string; records: string[]; closed?: boolean }[]) {
    dynamo.on(DescribeTableCommand).resolves({ Table: { LatestStreamArn: 'stream' } });
    streams.on(DescribeStreamCommand).resolves({
      StreamDescription: { Shards: shards.map(({ id, parent }) => ({ ShardId: id, ParentShardId: parent })) },
    });
    streams.on(GetShardIteratorCommand).callsFake(({ ShardId, SequenceNumber }) => ({
      ShardIterator: `${ShardId}:${Number(SequenceNumber ?? 0)}`,
    }));
    streams.on(GetRecordsCommand).callsFake(({ ShardIterator, Limit }) => {
      const [id, read] = ShardIterator.split(':');
      const { records, closed } = shards.find((shard) => shard.id === id)!;
      const upTo = Math.min(Number(read) + Limit, records.length);
      return {
        Records: records.slice(Number(read), upTo).map((sk, n) => record(sk, String(Number(read) + n + 1))),
        NextShardIterator: closed && upTo === records.length ? undefined : `${id}:${upTo}`,
      };
    });
  }
  const feed = () => createDynamoChanges(client, streamsClient, 'attune');
  const read = async (from: ReturnType<typeof feed>, position: string | undefined, limit = 10) => {
    const { changes, position: next } = await from.read(position, limit);
    return { seen: changes.map(({ after }) => after!.sk), next };
  };
  const split = [
    { id: 'left', parent: 'root', records: ['3'] },
    { id: 'right', parent: 'root', records: ['4'] },
    { id: 'root', records: ['1', '2'], closed: true },
  ];

  it('is read from parents to children, and on from there after a restart', async () => {
    holds(split);
    const first = await read(feed(), undefined, 1);
    expect(first.seen).toEqual(['1']);
    const second = await read(feed(), first.next);
    expect(second.seen).toEqual(['2', '3', '4']);
    expect((await read(feed(), second.next)).seen).toEqual([]);
  });

  it('shows the children of a shard that closed while it was read', async () => {
    holds([{ id: 'root', records: ['1', '2'] }]);
    const changes = feed();
    const { next } = await read(changes, undefined);
    holds(split);
    const closing = await read(changes, next);
    expect([...closing.seen, ...(await read(changes, closing.next)).seen]).toEqual(['3', '4']);
  });

  it('costs one call an open shard while nothing happens', async () => {
    holds(split);
    const changes = feed();
    const { next } = await read(changes, undefined);
    streams.resetHistory();
    dynamo.resetHistory();
    await read(changes, next);
    expect([streams.calls().length, dynamo.calls().length]).toEqual([2, 0]);
  });

  it('is read on where an iterator ran out', async () => {
    holds([{ id: 'root', records: ['1'] }]);
    const changes = feed();
    const { next } = await read(changes, undefined);
    streams
      .on(GetRecordsCommand, { ShardIterator: 'root:1' })
      .rejectsOnce(new ExpiredIteratorException(failure('ExpiredIteratorException')))
      .resolves({ Records: [record('2', '2')], NextShardIterator: 'root:2' });
    expect((await read(changes, next)).seen).toEqual(['2']);
    expect(streams.commandCalls(GetShardIteratorCommand).at(-1)!.args[0].input).toMatchObject({
      SequenceNumber: '1',
    });
  });

  it('loses nothing where a read fails half-way', async () => {
    holds(split);
    const changes = feed();
    const { next } = await read(changes, undefined, 2);
    const whole = streams.commandCalls(GetRecordsCommand).length;
    expect(whole).toBe(1);
    streams.on(GetRecordsCommand, { ShardIterator: 'right:0' }).rejectsOnce(new Error('the network is down'));
    await expect(read(changes, next)).rejects.toThrow('the network is down');
    holds(split);
    expect((await read(changes, next)).seen).toEqual(['3', '4']);
  });

  it('comes to a Lambda as the same changes', () => {
    const records: DynamoDBRecord[] = [
      {
        dynamodb: {
          OldImage: { pk: { S: 'client#1' }, sk: { S: 'chart' }, version: { N: '1' } },
          NewImage: { pk: { S: 'client#1' }, sk: { S: 'chart' }, version: { N: '2' } },
        },
      },
      { dynamodb: { OldImage: { pk: { S: 'client#1' }, sk: { S: 'chart' }, version: { N: '2' } } } },
    ];
    expect(changesOf(records)).toEqual([
      {
        before: { pk: 'client#1', sk: 'chart', version: 1 },
        after: { pk: 'client#1', sk: 'chart', version: 2 },
      },
      { before: { pk: 'client#1', sk: 'chart', version: 2 } },
    ]);
  });

  it('has bytes as base64 in the stream event of Lambda, and they are bytes again', () => {
    const image = { pk: { S: 'client#1' }, sk: { S: 'chart' }, body: { B: 'AP8=' } };
    expect(changesOf([{ dynamodb: { NewImage: image } }])).toEqual([
      { after: { pk: 'client#1', sk: 'chart', body: new Uint8Array([0, 255]) } },
    ]);
  });
});
