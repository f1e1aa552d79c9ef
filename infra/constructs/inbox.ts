import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Failures } from './failures.ts';

/** Each try waits for six timeouts of its reader: half an hour in all, past most outages. */
const TRIES = 10;

/** Where what others send us waits for its reader; what the reader cannot take goes to `failures`. */
export class Inbox extends Construct {
  readonly queue: IQueue;
  readonly failures: Failures;

  constructor(scope: Construct, id: string, { key, reader }: { key: IKey; reader: Duration }) {
    super(scope, id);
    this.failures = new Failures(this, 'Failures', { key });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // "Configuring an Amazon SQS queue for use with Lambda": six times the consumer's timeout.
      visibilityTimeout: Duration.seconds(6 * reader.toSeconds()),
      deadLetterQueue: { queue: this.failures.queue, maxReceiveCount: TRIES },
    });
  }
}
