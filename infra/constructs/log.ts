import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type DataProtectionPolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A log that is encrypted with our key, kept for as long as the clinic says, and outlives its stack. */
export class Log extends Construct {
  readonly group: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    props: { key: IKey; days: number; name?: string; dataProtectionPolicy?: DataProtectionPolicy },
  ) {
    super(scope, id);
    const { key, days, name, dataProtectionPolicy } = props;
    this.group = new LogGroup(this, 'Group', {
      logGroupName: name,
      encryptionKey: key,
      retention: days,
      removalPolicy: RemovalPolicy.RETAIN,
      dataProtectionPolicy,
    });
  }
}
