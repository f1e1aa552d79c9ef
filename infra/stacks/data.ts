import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type CronOptions, Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { INDEXES, type IndexName } from '../../functions/ports.ts';
import { type Config, daysIn } from '../config.ts';
import { recordsIn } from '../constructs/bucket.ts';
import { OwnKey } from '../constructs/own-key.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** functions/adapters/table-schema.ts says why; a test holds the two together. */
const PROJECTED: Record<IndexName, ProjectionType> = {
  due: ProjectionType.KEYS_ONLY,
  owner: ProjectionType.ALL,
  team: ProjectionType.ALL,
};

/** The longest that DynamoDB offers. */
const RECOVERY_DAYS = 35;

/** What must outlive everything else: the table, its backups, the audit archive, and the key to them. */
export class DataStack extends Stack {
  readonly key: OwnKey;
  readonly table: TableV2;
  readonly audit: Bucket;

  constructor(scope: Construct, id: string, props: StackProps & { config: Config }) {
    super(scope, id, { ...props, terminationProtection: true });
    const { retention } = props.config;
    this.key = new OwnKey(this, 'Key', {
      description: 'Clinical data and the logs of what was done with it',
    });

    this.table = new TableV2(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: INDEXES.map((index) => ({
        indexName: index,
        partitionKey: text(`${index}Pk`),
        sortKey: text(`${index}Sk`),
        projectionType: PROJECTED[index],
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryptionV2.customerManagedKey(this.key.key),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY_DAYS,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    this.audit = recordsIn(this, 'Audit', {
      key: this.key.key,
      logDays: retention.logDays,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(daysIn(retention.auditYears))),
      serverAccessLogsPrefix: 'audit/',
    });

    this.backUp(retention.backupDays);
    // What a restore asks for: infra/README.md.
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'KeyId', { value: this.key.key.keyId });
    new CfnOutput(this, 'AuditBucket', { value: this.audit.bucketName });
  }

  private backUp(days: number): void {
    const vault = new BackupVault(this, 'Vault', {
      encryptionKey: this.key.key,
      blockRecoveryPointDeletion: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Every backup of a table is a whole one, and paid as such: the days between are the recovery's.
    const rule = (ruleName: string, on: CronOptions, keepDays: number) =>
      new BackupPlanRule({
        ruleName,
        scheduleExpression: Schedule.cron({ ...on, hour: '8', minute: '0' }),
        startWindow: Duration.hours(1),
        completionWindow: Duration.hours(6),
        deleteAfter: Duration.days(keepDays),
      });
    const plan = new BackupPlan(this, 'Backups', {
      backupVault: vault,
      backupPlanRules: [
        rule('weekly', { weekDay: 'SUN' }, RECOVERY_DAYS),
        rule('monthly', { day: '1' }, days),
      ],
    });
    const role = new Role(this, 'BackupRole', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: ['Backup', 'Restores'].map((what) =>
        ManagedPolicy.fromAwsManagedPolicyName(`service-role/AWSBackupServiceRolePolicyFor${what}`),
      ),
    });
    plan.addSelection('Table', {
      role: role.withoutPolicyUpdates(),
      disableDefaultBackupPolicy: true,
      resources: [BackupResource.fromArn(this.table.tableArn)],
    });
  }
}
