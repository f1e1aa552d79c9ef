import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IndexName } from '../../functions/ports.ts';
import type { Binding, Need } from './handler.ts';
import type { OwnKey } from './own-key.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
/** A transaction needs what its writes need, each: "Managing complex workflows with DynamoDB transactions", IAM. */
const WRITE = ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

type Kept = { table: TableV2; key: OwnKey };

/** DynamoDB unwraps the table's key in the caller's name: "Encryption at rest", authorizing use of your key. */
const unwrapping = ({ table, key }: Kept): Need => ({
  actions: ['kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
  on: [key.key.keyArn],
  when: { StringEquals: { 'kms:ViaService': `dynamodb.${table.stack.region}.amazonaws.com` } },
});

/** The table, by its key, and of its indexes those that are named. */
export const tableOf = ({ table, key }: Kept, use: 'read' | 'write', indexes: IndexName[] = []): Binding => ({
  env: { TABLE_NAME: table.tableName },
  may: [
    { actions: use === 'write' ? [...READ, ...WRITE] : READ, on: [table.tableArn] },
    ...indexes.map((index) => ({ actions: ['dynamodb:Query'], on: [`${table.tableArn}/index/${index}`] })),
    unwrapping({ table, key }),
  ],
});

/** Of the table what is a clinic's own, item by item: keys with a `#` are of charts, addresses and links. */
export const clinicItemsOf = ({ table, key }: Kept): Binding => ({
  env: { TABLE_NAME: table.tableName },
  may: [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      on: [table.tableArn],
      when: {
        'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': '*#*' },
        // Of no keys at all, everything is true for all.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    },
    unwrapping({ table, key }),
  ],
});

export const putOn = (bus: IEventBus): Binding => ({
  env: { EVENT_BUS: bus.eventBusName },
  may: [{ actions: ['events:PutEvents'], on: [bus.eventBusArn] }],
});

/** What Lambda does in the function's name to bring it the stream; the last names no stream. */
export const streamOf = (table: TableV2): Binding => ({
  may: [
    {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      on: [table.tableStreamArn!],
    },
    { actions: ['dynamodb:ListStreams'], on: ['*'] },
  ],
});

/** To leave behind what failed; the key is what the queue is encrypted with. */
export const failuresTo = (queue: IQueue, key: IKey): Binding => ({
  may: [
    { actions: ['sqs:SendMessage'], on: [queue.queueArn] },
    { actions: ['kms:GenerateDataKey'], on: [key.keyArn] },
  ],
});

/** To be brought what waits there. */
export const readFrom = (queue: IQueue): Binding => ({
  may: [
    {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      on: [queue.queueArn],
    },
  ],
});

/** To add to the archive and to read it; nothing there may be replaced or removed. */
export const archiveOf = (bucket: IBucket, key: IKey): Binding => ({
  env: { AUDIT_BUCKET: bucket.bucketName },
  may: [
    { actions: ['s3:PutObject', 's3:GetObject'], on: [bucket.arnForObjects('digests/*')] },
    { actions: ['s3:ListBucket'], on: [bucket.bucketArn] },
    { actions: ['kms:GenerateDataKey'], on: [key.keyArn] },
  ],
});

/** Where the alarms look for what functions count. */
export const METRICS = 'Attune';
export const metrics: Binding = { env: { METRICS_NAMESPACE: METRICS } };
