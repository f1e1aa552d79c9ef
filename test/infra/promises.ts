import { describe, expect, it } from 'vitest';
import { TABLE_NAME, tableSchema } from '../../functions/adapters/table-schema.ts';
import { list, type Made, make, named, type Properties } from './made.ts';

const SIX_YEARS = 6 * 365;

export function promises(made: Made): void {
  const { of } = made;
  const one = (type: string): Properties => {
    const found = of(type);
    expect(found).toHaveLength(1);
    return found[0]!.Properties;
  };
  const statements = () =>
    [...of('AWS::IAM::ManagedPolicy'), ...of('AWS::IAM::Policy')].flatMap(({ id, Properties }) =>
      list<Properties>(Properties.PolicyDocument.Statement).map(
        (statement): Properties => ({ id, ...statement }),
      ),
    );

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

    it('keeps digests for six years, whoever wants them gone', () => {
      const locked = of('AWS::S3::Bucket').filter(({ Properties }) => Properties.ObjectLockEnabled);
      expect(locked).toHaveLength(1);
      const { Mode, Days } = locked[0]!.Properties.ObjectLockConfiguration.Rule.DefaultRetention;
      expect([Mode, Days >= SIX_YEARS]).toEqual(['COMPLIANCE', true]);
      expect(locked[0]!.Properties.VersioningConfiguration.Status).toBe('Enabled');
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

    it('for what clients send is apart from the one for staff, so that neither can use up the other’s executions', () => {
      const doors = of('AWS::Lambda::Function').filter(
        ({ Properties }) => Properties.Description === 'functions/api',
      );
      expect(
        doors.map(({ Properties }) => Properties.ReservedConcurrentExecutions).sort((a, b) => a - b),
      ).toEqual([50, 100]);
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

    it('goes from the stream to the relay with no other being held up by one that fails', () => {
      const [stream] = of('AWS::Lambda::EventSourceMapping').filter(
        ({ Properties }) => Properties.StartingPosition,
      );
      const { FilterCriteria, ...mapping } = stream!.Properties;
      expect(named(mapping.FunctionName)).toBe(functionOf(made, 'relay'));
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 10,
        MaximumRecordAgeInSeconds: 3600,
      });
      expect(JSON.parse(FilterCriteria.Filters[0].Pattern)).toEqual({
        eventName: ['INSERT'],
        dynamodb: { Keys: { sk: { S: [{ prefix: 'LOG#' }] } } },
      });
    });

    it('waits in a queue for two weeks, and every queue has an alarm for what is in it and for how long', () => {
      for (const { id, Properties } of of('AWS::SQS::Queue')) {
        expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
        const watched = of('AWS::CloudWatch::Alarm').filter(
          ({ Properties: { Dimensions = [] } }) => named(Dimensions[0]?.Value) === id,
        );
        expect(watched.map(({ Properties }) => Properties.MetricName).sort()).toEqual([
          'ApproximateAgeOfOldestMessage',
          'ApproximateNumberOfMessagesVisible',
        ]);
      }
    });

    it('is brought back only when somebody says so', () => {
      const [redrive] = of('AWS::Lambda::EventSourceMapping').filter(
        ({ Properties }) => !Properties.StartingPosition,
      );
      expect(redrive!.Properties.Enabled).toBe(false);
      expect(named(redrive!.Properties.FunctionName)).toBe(functionOf(made, 'redrive'));
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

    it('go by text from a pool that honours STOP by itself', () => {
      for (const type of ['AWS::SMSVOICE::Pool', 'AWS::SMSVOICE::PhoneNumber']) {
        expect(one(type)).toMatchObject({
          SelfManagedOptOutsEnabled: false,
          DeletionProtectionEnabled: true,
        });
      }
    });
  });

  it('texts switched off, and a clinic far from us-east-1: no number, no right to send one, and the edge where CloudFront looks', () => {
    const other = make({ sms: { on: false }, region: 'us-west-2' });
    expect(other.resources.filter(({ Type }) => Type.startsWith('AWS::SMSVOICE'))).toEqual([]);
    expect(JSON.stringify(other.of('AWS::IAM::ManagedPolicy'))).not.toContain('sms-voice');
    const places = other.assembly.stacks.map(({ stackName, environment }) => [stackName, environment.region]);
    expect(places.filter(([, region]) => region === 'us-east-1').map(([name]) => name)).toEqual([
      'attune-example-edge',
    ]);
  });
}

const sorted = <T extends { AttributeName?: string }>(all: T[]) =>
  [...all].sort((a, b) => String(a.AttributeName).localeCompare(String(b.AttributeName)));

export const functionOf = (made: Made, entry: string): string =>
  made.of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `functions/${entry}`)!
    .id;
