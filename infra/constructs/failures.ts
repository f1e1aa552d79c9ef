import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Where what could not be done waits for a person, as long as SQS keeps it. */
export class Failures extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, { key, visibility }: { key: IKey; visibility?: Duration }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // "Configuring an Amazon SQS queue for use with Lambda": six times the consumer's timeout.
      visibilityTimeout: visibility && Duration.seconds(6 * visibility.toSeconds()),
    });
  }
}
