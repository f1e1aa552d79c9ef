import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { createEventBridgeBus } from '../adapters/bus-eventbridge.ts';
import { changesOf } from '../adapters/changes-dynamodb.ts';
import { setting } from '../setting.ts';
import { announce } from './announce.ts';

const logger = new Logger({ serviceName: 'attune-announce' });
const bus = createEventBridgeBus(new EventBridgeClient(), setting('EVENT_BUS'));

export const handler = middy(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const refused = await announce(
    bus,
    Records.map((record) => changesOf([record])[0] ?? {}),
  );
  if (refused.length > 0) logger.error('announce', { refused: refused.length });
  return {
    batchItemFailures: refused.map((at) => ({
      itemIdentifier: Records[at]!.dynamodb?.SequenceNumber ?? '',
    })),
  };
}).use(injectLambdaContext(logger));
