/** The table's stream: as a Lambda event gives it, and as one machine reads it for itself. */
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { type Change, type ChangeFeed, sameItem } from '../ports.ts';
import { unmarshal } from './table-dynamodb.ts';

type StreamRecord = { dynamodb?: { OldImage?: Image | undefined; NewImage?: Image | undefined } };
type Image = Parameters<typeof unmarshal>[0];

export const changesOf = (records: readonly DynamoDBRecord[]): Change[] =>
  changesIn(records as readonly StreamRecord[]);

/** DynamoDB leaves out a write that changed nothing; dynoxide 1.2.1 does not. */
export const changesIn = (records: readonly StreamRecord[]): Change[] =>
  records
    .map(({ dynamodb: { OldImage, NewImage } = {} }) => ({
      ...(OldImage && { before: unmarshal(OldImage) }),
      ...(NewImage && { after: unmarshal(NewImage) }),
    }))
    .filter(({ before, after }) => !(before && sameItem(before, after)));

/** By shard: the sequence number of the last record read; `null` where the shard is read to its end. */
const positionSchema = z.record(z.string(), z.string().nullable());
export type StreamPosition = z.infer<typeof positionSchema>;
export const readPosition = (position: string): StreamPosition => positionSchema.parse(JSON.parse(position));

/** GetRecords gives no more at a time. */
const MOST_RECORDS = 1000;

/**
 * Reads the stream of `tableName` from its oldest record on, parents before children, so that the changes of a
 * partition keep their order. An idle read costs one call an open shard.
 */
export function createDynamoChanges(
  client: DynamoDBClient,
  streams: DynamoDBStreamsClient,
  tableName: string,
): ChangeFeed {
  let streamArn: string | undefined;
  let shards: Shard[] = [];
  /** Where the iterators stand: of use to whoever comes back with the position handed out last. */
  let at: { position: string; iterators: Map<string, string> } | undefined;

  async function describe() {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    streamArn = Table?.LatestStreamArn;
    if (streamArn === undefined) throw new Error(`table ${tableName} has no stream`);
    shards = [];
    let last: string | undefined;
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: last }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      last = StreamDescription?.LastEvaluatedShardId;
    } while (last);
  }

  async function iteratorOf(shard: string, sequenceNumber: string | undefined) {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shard,
        ...(sequenceNumber
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequenceNumber }
          : { ShardIteratorType: 'TRIM_HORIZON' }),
      }),
    );
    return ShardIterator;
  }

  /** One GetRecords; an iterator lives for 15 minutes, after which the sequence number makes another. */
  async function recordsFrom(iterator: string, again: () => Promise<string | undefined>, limit: number) {
    try {
      return await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
    } catch (error) {
      if (!(error instanceof ExpiredIteratorException)) throw error;
      return streams.send(new GetRecordsCommand({ ShardIterator: await again(), Limit: limit }));
    }
  }

  return {
    async read(position, limit) {
      const read: StreamPosition = position === undefined ? {} : readPosition(position);
      // A copy: where this read fails half-way, the next must not start behind it.
      const iterators = new Map(at && at.position === position ? at.iterators : []);
      if (shards.length === 0 || shards.some(({ ShardId }) => isLastOfItsLine(ShardId!, read)))
        await describe();

      const known = new Set(shards.map(({ ShardId }) => ShardId));
      const changes: Change[] = [];
      const visited = new Set<string>();
      while (changes.length < limit) {
        const next = shards.find(({ ShardId }) => !visited.has(ShardId!) && isReady(ShardId!));
        if (!next) break;
        visited.add(next.ShardId!);
        await readShard(next.ShardId!);
      }
      for (const shard of Object.keys(read)) if (!known.has(shard)) delete read[shard];
      at = { position: JSON.stringify(read), iterators };
      return { changes, position: at.position };

      function isReady(shard: string) {
        const parent = shards.find(({ ShardId }) => ShardId === shard)?.ParentShardId;
        return read[shard] !== null && (!known.has(parent) || read[parent!] === null);
      }

      async function readShard(shard: string) {
        const renew = () => iteratorOf(shard, read[shard] ?? undefined);
        let received: number;
        do {
          const iterator = iterators.get(shard) ?? (await renew());
          const { Records = [], NextShardIterator } = iterator
            ? await recordsFrom(iterator, renew, Math.min(limit - changes.length, MOST_RECORDS))
            : { NextShardIterator: undefined };
          changes.push(...changesIn(Records));
          if (Records.length > 0) read[shard] = Records.at(-1)!.dynamodb!.SequenceNumber!;
          if (NextShardIterator) iterators.set(shard, NextShardIterator);
          else read[shard] = null;
          received = Records.length;
          // Records that are no change are not the end: whoever reads until nothing comes would stop there.
        } while (received > 0 && changes.length === 0 && read[shard] !== null);
      }
    },
  };

  /** Read to its end, with no child known yet: time to ask for new shards. */
  function isLastOfItsLine(shard: string, read: StreamPosition) {
    return read[shard] === null && !shards.some(({ ParentShardId }) => ParentShardId === shard);
  }
}
