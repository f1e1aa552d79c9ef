import { describe, expect, it } from 'vitest';
import { TABLE_NAME, tableSchema } from '../../functions/adapters/table-schema.ts';
import { list, type Made, named, oneOf, type Properties, statementsOf } from './made.ts';

/** With the two leap days that they may have. */
const SIX_YEARS = 6 * 365 + 2;

export function promises(made: Made): void {
  const { of } = made;
  const one = (type: string) => oneOf(made, type);
  const statements = () => statementsOf(made);

  describe('the data', () => {
    it('has a table that is encrypted with our key, can be brought back to any second, and cannot be deleted by mistake', () => {
      const [table] = of('AWS::DynamoDB::GlobalTable');
      const [replica] = table!.Properties.Replicas;
      expect(table!.DeletionPolicy).toBe('Retain');
      expect(replica.DeletionProtectionEnabled).toBe(true);
      expect(replica.PointInTimeRecoverySpecification).toEqual({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 35,
      });
      expect(table!.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      const [key] = of('AWS::KMS::Key').filter(({ stack }) => stack === 'data');
      expect(named(replica.SSESpecification.KMSMasterKeyId)).toBe(key!.id);
      expect(key!.Properties.EnableKeyRotation).toBe(true);
      expect(key!.DeletionPolicy).toBe('Retain');
    });

    it('has the table that the adapters know: the same key, indexes, projections and stream', () => {
      const known = tableSchema(TABLE_NAME);
      const table = one('AWS::DynamoDB::GlobalTable');
      expect(table.BillingMode).toBe(known.BillingMode);
      expect(table.KeySchema).toEqual(known.KeySchema);
      expect(table.StreamSpecification.StreamViewType).toBe(known.StreamSpecification.StreamViewType);
      expect(table.GlobalSecondaryIndexes).toEqual(known.GlobalSecondaryIndexes);
      expect(sorted(table.AttributeDefinitions)).toEqual(sorted(known.AttributeDefinitions));
    });

    it('keeps digests, and the record of what was done in the account, for six years, whoever wants them gone', () => {
      const locked = of('AWS::S3::Bucket').filter(({ Properties }) => Properties.ObjectLockEnabled);
      expect(locked.map(({ stack }) => stack).sort()).toEqual(['data', 'guard']);
      for (const { Properties } of locked) {
        const { Mode, Days } = Properties.ObjectLockConfiguration.Rule.DefaultRetention;
        expect([Mode, Days >= SIX_YEARS]).toEqual(['COMPLIANCE', true]);
        expect(Properties.VersioningConfiguration.Status).toBe('Enabled');
      }
    });

    it('backs the table up every week and month, into a vault whose backups nobody may delete', () => {
      const rules = one('AWS::Backup::BackupPlan').BackupPlan.BackupPlanRule;
      expect(
        rules.map(({ ScheduleExpression, Lifecycle }: Properties) => [
          ScheduleExpression,
          Lifecycle.DeleteAfterDays,
        ]),
      ).toEqual([
        ['cron(0 8 ? * SUN *)', 35],
        ['cron(0 8 1 * ? *)', 365],
      ]);
      const selection = one('AWS::Backup::BackupSelection').BackupSelection;
      expect(selection.Resources.map(named)).toEqual([of('AWS::DynamoDB::GlobalTable')[0]!.id]);
      const [deny] = one('AWS::Backup::BackupVault').AccessPolicy.Statement;
      expect([deny.Effect, deny.Action]).toEqual([
        'Deny',
        ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
      ]);
    });

    it('is in a stack of its own that cannot be deleted by mistake', () => {
      const guarded = made.assembly.stacks.filter(({ terminationProtection }) => terminationProtection);
      expect(guarded.map(({ stackName }) => stackName)).toEqual(['attune-example-data']);
    });
  });

  describe('a function', () => {
    it('runs on Node 24 on arm64, with a log, traces, a key and executions of its own', () => {
      for (const { id, Properties: f } of of('AWS::Lambda::Function')) {
        expect([id, f.Runtime, f.Architectures, f.TracingConfig?.Mode]).toEqual([
          id,
          'nodejs24.x',
          ['arm64'],
          'Active',
        ]);
        expect(f.ReservedConcurrentExecutions, id).toBeGreaterThan(0);
        expect(f.KmsKeyArn, id).toBeDefined();
        expect(f.Timeout * f.MemorySize, id).toBeGreaterThan(0);
      }
      const logs = of('AWS::Lambda::Function').map(({ Properties }) =>
        named(Properties.LoggingConfig.LogGroup),
      );
      expect(new Set(logs).size).toBe(logs.length);
    });

    it('has a role that no other function has', () => {
      const roles = of('AWS::Lambda::Function').map(({ Properties }) => named(Properties.Role));
      expect(new Set(roles).size).toBe(roles.length);
    });

    it('may read no secret: there is none, and no role may ask for one', () => {
      expect(made.resources.filter(({ Type }) => /Secret|SSM::Parameter/.test(Type))).toEqual([]);
      const asking = statements().filter(({ Action }) =>
        list<string>(Action).some((a) => /^(secretsmanager|ssm):/.test(a)),
      );
      expect(asking).toEqual([]);
    });

    it('may do nothing to everything but what IAM cannot narrow', () => {
      const wide = statements().filter(({ Resource }) => list(Resource).includes('*'));
      const actions = new Set(wide.flatMap(({ Action }) => list<string>(Action)));
      expect([...actions].filter((action) => !/^(logs|xray):|^dynamodb:ListStreams$/.test(action))).toEqual(
        [],
      );
      expect([...actions].filter((action) => action.includes('*'))).toEqual([]);
      const logging = wide.filter(({ Action }) => list<string>(Action).some((a) => a.startsWith('logs:')));
      expect(
        logging.every(({ id }) => /^(Intake|Assessment|GoalSetting|Reassessment|CareCycle)Policy/.test(id)),
      ).toBe(true);
    });

    it('of the digest may not write to the table that it vouches for, nor take anything out of the archive', () => {
      const mine = statements()
        .filter(({ id }) => id.startsWith('DigestPolicy'))
        .flatMap(({ Action }) => list<string>(Action));
      expect(mine.filter((action) => /^dynamodb:|^s3:/.test(action)).sort()).toEqual([
        'dynamodb:GetItem',
        'dynamodb:Query',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
      ]);
    });

    it('of rehearsals may read and write no chart: items of a clinic one by one, and no key with a #', () => {
      const mine = statements().filter(
        ({ id, Action }) =>
          id.startsWith('RehearsePolicy') && list<string>(Action).some((a) => a.startsWith('dynamodb:')),
      );
      expect(mine.map(({ Action, Condition }) => [Action, Condition])).toEqual([
        [
          ['dynamodb:GetItem', 'dynamodb:PutItem'],
          {
            'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': '*#*' },
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
        ],
      ]);
      const rule = of('AWS::Events::Rule').find(({ Properties }) =>
        Properties.EventPattern?.source?.includes('attune.rehearsals'),
      )!;
      expect(rule.Properties.Targets.map(({ Arn }: Properties) => named(Arn))).toEqual([
        functionOf(made, 'rehearse'),
      ]);
    });

    it('for what clients send is apart from the one for staff, so that neither can use up the other’s executions', () => {
      const reservedFor = (entry: string) =>
        of('AWS::Lambda::Function')
          .filter(({ Properties }) => Properties.Description === `functions/${entry}`)
          .map(({ Properties }) => Properties.ReservedConcurrentExecutions);
      expect([reservedFor('answers'), reservedFor('api')]).toEqual([[100], [50]]);
    });
  });

  describe('what must not be lost', () => {
    it('is looked for every minute, by the function that finds what is due', () => {
      const [minute] = of('AWS::Events::Rule').filter(
        ({ Properties }) => Properties.ScheduleExpression === 'rate(1 minute)',
      );
      expect(minute!.Properties.Targets.map(({ Arn }: Properties) => named(Arn))).toEqual([
        functionOf(made, 'timer'),
      ]);
      expect(minute!.Properties.State).toBe('ENABLED');
    });

    it('goes from the stream to the relay, and apart from it to the bus, with no other being held up by one that fails', () => {
      const streams = of('AWS::Lambda::EventSourceMapping').filter(
        ({ Properties }) => Properties.StartingPosition,
      );
      expect(streams.map(({ Properties }) => named(Properties.FunctionName)).sort()).toEqual(
        ['relay', 'announce'].map((entry) => functionOf(made, entry)).sort(),
      );
      for (const { Properties } of streams) {
        expect(Properties).toMatchObject({
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        });
        expect(JSON.parse(Properties.FilterCriteria.Filters[0].Pattern)).toEqual({
          eventName: ['INSERT'],
          dynamodb: { Keys: { sk: { S: [{ prefix: 'LOG#' }] } } },
        });
      }
      const patience = Object.fromEntries(
        streams.map(({ Properties: { FunctionName, MaximumRetryAttempts, MaximumRecordAgeInSeconds } }) => [
          named(FunctionName),
          [MaximumRetryAttempts, MaximumRecordAgeInSeconds],
        ]),
      );
      expect(patience).toEqual({
        [functionOf(made, 'relay')]: [10, 3600],
        [functionOf(made, 'announce')]: [10_000, 23 * 3600],
      });
    });

    it('waits in a queue for two weeks, and every queue has an alarm for how long', () => {
      const queues = of('AWS::SQS::Queue');
      const last = queues.filter(({ Properties }) => !Properties.RedrivePolicy);
      expect([queues.length, last.length]).toEqual([7, 5]);
      for (const { id, Properties } of queues) {
        expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
        const watched = of('AWS::CloudWatch::Alarm').filter(
          ({ Properties: { Dimensions = [] } }) => named(Dimensions[0]?.Value) === id,
        );
        const metrics = watched.map(({ Properties: { MetricName } }) => MetricName).sort();
        const age = 'ApproximateAgeOfOldestMessage';
        // What was given up on is told at once, too.
        expect(metrics, id).toEqual(
          Properties.RedrivePolicy ? [age] : [age, 'ApproximateNumberOfMessagesVisible'],
        );
      }
    });

    it('is brought back only when somebody says so', () => {
      const waiting = of('AWS::Lambda::EventSourceMapping').filter(
        ({ Properties }) => Properties.Enabled === false,
      );
      expect(waiting.map(({ Properties }) => named(Properties.FunctionName))).toEqual([
        functionOf(made, 'redrive'),
      ]);
    });

    it('is told on a bus of our own, encrypted with our key, and can be told again for ninety days', () => {
      const [bus] = of('AWS::Events::EventBus');
      const [key] = of('AWS::KMS::Key').filter(({ stack }) => stack === 'data');
      expect(named(bus!.Properties.KmsKeyIdentifier)).toBe(key!.id);
      const archive = one('AWS::Events::Archive');
      expect([named(archive.SourceArn), archive.RetentionDays]).toEqual([bus!.id, 90]);
      expect(archive.EventPattern).toEqual({ source: ['attune'] });
    });
  });

  describe('messages', () => {
    it('go by mail only over TLS, and only as the clinic’s own address', () => {
      expect(one('AWS::SES::ConfigurationSet').DeliveryOptions.TlsPolicy).toBe('REQUIRE');
      const sending = statements().filter(({ Action }) => list(Action).includes('ses:SendEmail'));
      expect(sending).toHaveLength(2);
      for (const { Condition } of sending) {
        expect(Condition.StringEquals['ses:FromAddress']).toBe('no-reply@care.clinic.example');
      }
    });

    it('that a client writes are read by our door alone: texts by topic, mail by bucket, each from a queue', () => {
      const number = one('AWS::SMSVOICE::PhoneNumber');
      expect([number.TwoWay, one('AWS::SMSVOICE::Pool').TwoWay]).toEqual(
        Array(2).fill({ Enabled: true, ChannelArn: { Ref: expect.stringMatching(/^TextsIn/) } }),
      );
      const { Rule } = one('AWS::SES::ReceiptRule');
      expect(Rule).toMatchObject({
        Recipients: ['care.clinic.example'],
        TlsPolicy: 'Require',
        ScanEnabled: true,
      });
      const [{ S3Action }] = Rule.Actions;
      const arrived = of('AWS::Events::Rule').find(({ Properties }) => Properties.EventPattern)!;
      expect(arrived.Properties.EventPattern.detail.bucket.name.map(named)).toEqual([
        named(S3Action.BucketName),
      ]);
      const words = named(arrived.Properties.Targets[0].Arn);
      const subscribed = Object.fromEntries(
        of('AWS::SNS::Subscription')
          .filter(({ Properties }) => Properties.Protocol === 'sqs')
          .map(({ Properties }) => [named(Properties.TopicArn), named(Properties.Endpoint)]),
      );
      expect(subscribed[named(number.TwoWay.ChannelArn)]).toBe(words);
      expect(Object.values(subscribed)).toHaveLength(2);
      const read = of('AWS::Lambda::EventSourceMapping')
        .filter(({ Properties }) => named(Properties.FunctionName) === functionOf(made, 'inbound'))
        .map(({ Properties }) => [named(Properties.EventSourceArn), Properties.ScalingConfig]);
      expect(read.map(([queue]) => queue).sort()).toEqual(Object.values(subscribed).sort());
      // Together no more than the function has, so that a morning's receipts hold up no cry for help.
      expect(read.map(([, scaling]) => scaling)).toEqual(Array(2).fill({ MaximumConcurrency: 5 }));
    });

    it('tell what became of them: mail and texts by one topic, bounces not by mail as well', () => {
      const outcomes = { Ref: expect.stringMatching(/^MessageOutcomes/) };
      const mail = one('AWS::SES::ConfigurationSetEventDestination').EventDestination;
      expect(mail).toMatchObject({
        Enabled: true,
        MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject'],
        SnsDestination: { TopicARN: outcomes },
      });
      expect(one('AWS::SES::EmailIdentity').FeedbackAttributes).toEqual({ EmailForwardingEnabled: false });
      const [texts] = one('AWS::SMSVOICE::ConfigurationSet').EventDestinations;
      expect(texts).toMatchObject({ Enabled: true, SnsDestination: { TopicArn: outcomes } });
      expect(texts.MatchingEventTypes).toEqual(expect.arrayContaining(['TEXT_DELIVERED', 'TEXT_BLOCKED']));
      expect(texts.MatchingEventTypes).not.toContain('TEXT_QUEUED');
    });

    it('go by text from a pool that honours STOP by itself', () => {
      for (const type of ['AWS::SMSVOICE::Pool', 'AWS::SMSVOICE::PhoneNumber']) {
        expect(one(type)).toMatchObject({
          SelfManagedOptOutsEnabled: false,
          DeletionProtectionEnabled: true,
        });
      }
    });
  });
}

const sorted = <T extends { AttributeName?: string }>(all: T[]) =>
  [...all].sort((a, b) => String(a.AttributeName).localeCompare(String(b.AttributeName)));

const functionOf = (made: Made, entry: string): string =>
  made.of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `functions/${entry}`)!
    .id;
