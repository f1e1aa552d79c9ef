import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Every bucket: nobody else's, over TLS alone, and still there when its stack is not. */
export const HELD = {
  versioned: true,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Who read the buckets of `scope`. */
export const accessLogsIn = (scope: Construct, logDays: number): Bucket =>
  new Bucket(scope, 'AccessLogs', {
    ...HELD,
    // S3 delivers access logs into SSE-S3 only.
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(logDays) }],
  });

type Records = BucketProps & { key: IKey; logDays: number; serverAccessLogsPrefix: string };

/** A bucket of records under `key`, with one beside it that says for `logDays` who read them. */
export const recordsIn = (scope: Construct, id: string, { key, logDays, ...props }: Records): Bucket =>
  new Bucket(scope, id, {
    ...HELD,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogsIn(scope, logDays),
    ...props,
  });
