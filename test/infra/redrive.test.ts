import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { isLogged, recordsOf } from '../../functions/redrive/redrive.ts';

const streams = mockClient(DynamoDBStreamsClient);
const client = new DynamoDBStreamsClient({ region: 'us-east-1' });

const STREAM = 'arn:aws:dynamodb:us-east-1:123456789012:table/attune/stream/2026-01-01T00:00:00.000';
/** As Lambda leaves it: "Retain discarded batches", AWS Lambda Developer Guide. */
const abandoned = (start: string, end: string) =>
  JSON.stringify({
    requestContext: { requestId: 'r-1', condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
    version: '1.0',
    DDBStreamBatchInfo: {
      shardId: 'shardId-1',
      startSequenceNumber: start,
      endSequenceNumber: end,
      batchSize: 2,
      streamArn: STREAM,
    },
  });
const record = (SequenceNumber: string): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber, Keys: { pk: { S: 'riverside#kim' }, sk: { S: `LOG#${SequenceNumber}` } } },
});
const numbers = (records: DynamoDBRecord[]) => records.map(({ dynamodb }) => dynamodb?.SequenceNumber);

beforeEach(() => {
  streams.reset();
  streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'first' });
});

describe('a batch that was given up', () => {
  it('is read again from its first record to its last, over as many pages as that takes', async () => {
    streams
      .on(GetRecordsCommand, { ShardIterator: 'first' })
      .resolves({ Records: [], NextShardIterator: 'second' })
      .on(GetRecordsCommand, { ShardIterator: 'second' })
      .resolves({ Records: [record('7')] as never, NextShardIterator: 'third' })
      .on(GetRecordsCommand, { ShardIterator: 'third' })
      .resolves({ Records: [record('9'), record('12'), record('13')] as never, NextShardIterator: 'fourth' });
    expect(numbers(await recordsOf(client, abandoned('7', '12')))).toEqual(['7', '9', '12']);
    expect(streams.commandCalls(GetShardIteratorCommand)[0]!.args[0].input).toEqual({
      StreamArn: STREAM,
      ShardId: 'shardId-1',
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: '7',
    });
  });

  it('asks no further than its last record, behind which an open shard never ends', async () => {
    streams.on(GetRecordsCommand).resolves({ Records: [record('7')] as never, NextShardIterator: 'first' });
    expect(numbers(await recordsOf(client, abandoned('7', '7')))).toEqual(['7']);
    expect(streams.commandCalls(GetRecordsCommand)).toHaveLength(1);
  });

  it('stays in the queue where the stream has forgotten it', async () => {
    streams
      .on(GetShardIteratorCommand)
      .rejects(Object.assign(new Error('a day has passed'), { name: 'TrimmedDataAccessException' }));
    await expect(recordsOf(client, abandoned('7', '7'))).rejects.toThrow('a day has passed');
  });

  it('is refused where it is something else', async () => {
    await expect(recordsOf(client, '{"hello":1}')).rejects.toThrow();
  });
});

it('only what the mapping lets through goes to the relay', () => {
  const changed = { ...record('1'), eventName: 'MODIFY' as const };
  const chart = { ...record('1'), dynamodb: { Keys: { sk: { S: 'CHART' } } } };
  expect([record('1'), changed, chart].map(isLogged)).toEqual([true, false, false]);
});
