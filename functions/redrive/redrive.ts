import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';

/** What Lambda leaves in a queue for a batch of a stream that it gave up: where the records are, not what they say. */
const abandonedSchema = z.object({
  DDBStreamBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string().regex(/^\d+$/),
    endSequenceNumber: z.string().regex(/^\d+$/),
  }),
});

/**
 * The records of a batch that was given up, as the stream still has them.
 * @throws TrimmedDataAccessException of the SDK where a day has passed, and the stream has dropped them
 */
export async function recordsOf(streams: DynamoDBStreamsClient, message: string): Promise<DynamoDBRecord[]> {
  const { DDBStreamBatchInfo: batch } = abandonedSchema.parse(JSON.parse(message));
  const last = BigInt(batch.endSequenceNumber);
  const found: DynamoDBRecord[] = [];
  let { ShardIterator: next } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: batch.streamArn,
      ShardId: batch.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: batch.startSequenceNumber,
    }),
  );
  while (next) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: next }));
    const records = (page.Records ?? []) as DynamoDBRecord[];
    const placeOf = ({ dynamodb }: DynamoDBRecord) => BigInt(dynamodb!.SequenceNumber!);
    found.push(...records.filter((record) => placeOf(record) <= last));
    // An open shard never ends.
    if (records.some((record) => placeOf(record) >= last)) break;
    next = page.NextShardIterator;
  }
  return found;
}

/** What the mapping would have let through: functions/relay/relay.ts. */
export const isLogged = ({ eventName, dynamodb }: DynamoDBRecord): boolean =>
  eventName === 'INSERT' && (dynamodb?.Keys?.sk?.S ?? '').startsWith('LOG#');
