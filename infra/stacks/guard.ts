import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { INDEXES } from '../../functions/ports.ts';
import { type Config, daysIn } from '../config.ts';
import { BreakGlass } from '../constructs/break-glass.ts';
import { recordsIn } from '../constructs/bucket.ts';
import { Log } from '../constructs/log.ts';
import type { ChannelsStack } from './channels.ts';
import type { DataStack } from './data.ts';

type Props = StackProps & { config: Config; data: DataStack; channels: ChannelsStack };

/** What is done in the account past Attune: all of it is kept, and who reads records in an emergency says why. */
export class GuardStack extends Stack {
  private readonly key: IKey;
  private readonly props: Props;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    this.props = props;
    const { config, data } = props;
    this.key = data.key.seenFrom(this);
    const log = new Log(this, 'Log', { key: this.key, days: config.retention.logDays });
    this.keepTrail(log);
    new BreakGlass(this, 'BreakGlass', {
      clinic: config.clinic,
      who: config.breakGlass,
      log: log.group,
      may: [
        {
          actions: ['dynamodb:GetItem', 'dynamodb:Query'],
          on: [data.table.tableArn, ...INDEXES.map((index) => `${data.table.tableArn}/index/${index}`)],
        },
        { actions: ['kms:Decrypt', 'kms:DescribeKey'], on: [data.key.key.keyArn] },
      ],
    });
  }

  private keepTrail({ group }: Log): void {
    const { clinic } = this.props.config;
    const trailName = `attune-${clinic}`;
    const trailArn = this.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    const bucket = this.bucketFor(trailArn);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'To write what is done in the account into its log',
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
        }),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com'),
      managedPolicies: [policy],
    });
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: this.key.keyArn,
      cloudWatchLogsLogGroupArn: group.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: this.selectors(),
    });
    trail.node.addDependency(bucket, policy);
  }

  /** Every call to the account but those of the key, of which each of ours makes some; and whatever touches records but is not ours. */
  private selectors(): CfnTrail.AdvancedEventSelectorProperty[] {
    const { config, data, channels } = this.props;
    const ours = `arn:${this.partition}:sts::${this.account}:assumed-role/attune-${config.clinic}-`;
    const touched = (name: string, type: string, arn: Omit<Field, 'field'>) => ({
      name,
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: [type] },
        { field: 'resources.ARN', ...arn },
        { field: 'userIdentity.arn', notStartsWith: [ours] },
      ],
    });
    const mail = channels.mailIn?.bucket;
    return [
      {
        name: 'The account',
        fieldSelectors: [
          { field: 'eventCategory', equalTo: ['Management'] },
          { field: 'eventSource', notEquals: ['kms.amazonaws.com'] },
        ],
      },
      touched('Charts', 'AWS::DynamoDB::Table', { equalTo: [data.table.tableArn] }),
      ...(mail ? [touched('Mail', 'AWS::S3::Object', { startsWith: [mail.arnForObjects('')] })] : []),
    ];
  }

  private bucketFor(trailArn: string): Bucket {
    const { logDays, auditYears } = this.props.config.retention;
    const bucket = recordsIn(this, 'Records', {
      key: this.key,
      logDays,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(daysIn(auditYears))),
      serverAccessLogsPrefix: 'records/',
    });
    // "Amazon S3 bucket policy for CloudTrail", AWS CloudTrail User Guide.
    const byTrail = (action: string, on: string, more: object = {}) =>
      bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
          actions: [action],
          resources: [on],
          conditions: { StringEquals: { 'aws:SourceArn': trailArn, ...more } },
        }),
      );
    byTrail('s3:GetBucketAcl', bucket.bucketArn);
    byTrail('s3:PutObject', bucket.arnForObjects(`AWSLogs/${this.account}/*`), {
      's3:x-amz-acl': 'bucket-owner-full-control',
    });
    return bucket;
  }
}

type Field = CfnTrail.AdvancedFieldSelectorProperty;
