import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IHostedZone, MxRecord } from 'aws-cdk-lib/aws-route53';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { recordsIn } from './bucket.ts';
import type { Binding } from './handler.ts';
import type { Inbox } from './inbox.ts';

export type MailInSettings = {
  zone: IHostedZone;
  key: IKey;
  inbox: Inbox;
  logDays: number;
  mailDays: number;
};

const FOLDER = 'mail/';

/** Mail to the zone, as it came, into a bucket; the name of each into the inbox. */
export class MailIn extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, settings: MailInSettings) {
    super(scope, id);
    const { zone, key, inbox, logDays, mailDays } = settings;
    this.bucket = recordsIn(this, 'Bucket', {
      key,
      logDays,
      serverAccessLogsPrefix: 'mail/',
      lifecycleRules: [
        { expiration: Duration.days(mailDays), noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    // By property: the construct's own way brings along a function with rights to every bucket.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    new Rule(this, 'Arrived', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [
        new SqsQueue(inbox.queue, {
          deadLetterQueue: inbox.failures.queue,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    this.receive(zone, key);
  }

  /** To read what came. */
  get reading(): Binding {
    return {
      env: { MAIL_BUCKET: this.bucket.bucketName },
      may: [{ actions: ['s3:GetObject'], on: [this.bucket.arnForObjects(`${FOLDER}*`)] }],
    };
  }

  private receive(zone: IHostedZone, key: IKey): void {
    const { account, region } = Stack.of(this);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'To put mail that came in where it is kept',
      statements: [
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: [this.bucket.arnForObjects(`${FOLDER}*`)],
        }),
        new PolicyStatement({ actions: ['kms:Encrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ses.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      managedPolicies: [policy],
    });
    const rules = new ReceiptRuleSet(this, 'Rules');
    const rule = rules.addRule('Keep', {
      recipients: [zone.zoneName],
      // As with what we send: a server without TLS is told so, and its sender hears of it.
      tlsPolicy: TlsPolicy.REQUIRE,
      scanEnabled: true,
      actions: [
        {
          bind: () => ({
            s3Action: {
              bucketName: this.bucket.bucketName,
              objectKeyPrefix: FOLDER,
              iamRoleArn: role.roleArn,
            },
          }),
        },
      ],
    });
    // An account has one that is active, which CloudFormation cannot say: infra/deploy.ts tells how.
    new CfnOutput(Stack.of(this), 'RuleSet', { value: rules.receiptRuleSetName });
    // SES tries the bucket out when the rule is made.
    rule.node.addDependency(policy);
    new MxRecord(this, 'Mx', {
      zone,
      recordName: zone.zoneName,
      values: [{ priority: 10, hostName: `inbound-smtp.${region}.amazonaws.com` }],
    });
  }
}
