/** What any function on DynamoDB loads, and nothing of Attune: what the others' start is held against. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';

const logger = new Logger({ serviceName: 'bare' });
const client = new DynamoDBClient();

export const handler = middy(async () => {
  logger.info('bare');
  return client.send(new GetItemCommand({ TableName: 'bare', Key: { pk: { S: 'bare' } } }));
});
