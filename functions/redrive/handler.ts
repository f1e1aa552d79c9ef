import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Context, SQSEvent } from 'aws-lambda';
import { handler as relay } from '../relay/handler.ts';
import { isLogged, recordsOf } from './redrive.ts';

const streams = new DynamoDBStreamsClient();

/** What was given up goes in again by the relay's own door, and so past every check that it would meet there. */
export async function handler({ Records }: SQSEvent, context: Context) {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { body, messageId } of Records) {
    const records = (await recordsOf(streams, body)).filter(isLogged);
    const failed = await relay({ Records: records }, context);
    if (failed.batchItemFailures.length > 0) batchItemFailures.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures };
}
