import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createS3Mailbox } from '../adapters/mailbox-s3.ts';
import { setting } from '../setting.ts';
import { wire } from '../wiring.ts';
import { take } from './notices.ts';

const logger = new Logger({ serviceName: 'attune-inbound' });
const deps = {
  ...wire(),
  mailbox: createS3Mailbox(new S3Client(), process.env.MAIL_BUCKET),
  topics: setting('TOPICS').split(' '),
};

export const handler = middy(async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const done = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      try {
        logger.info('taken', { messageId, kind: await take(deps, body) });
        return [];
      } catch (error) {
        // Its name only: a message may quote what a client wrote.
        logger.error('inbound', { messageId, failure: error instanceof Error ? error.name : typeof error });
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: done.flat() };
}).use(injectLambdaContext(logger));
