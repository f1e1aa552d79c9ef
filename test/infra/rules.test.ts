import { App, CfnDeletionPolicy, CfnResource, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { AttuneChecks, RULES } from '../../infra/rules.ts';

type Given = { type: string; properties?: object; keep?: boolean };

function broken(...resources: Given[]): string[] {
  const app = new App();
  const stack = new Stack(app, 'stack');
  for (const [at, { type, properties, keep }] of resources.entries()) {
    const made = new CfnResource(stack, `r${at}`, { type, properties: properties as never });
    if (keep) made.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  }
  return new AttuneChecks(app)
    .validateScope(app)
    .violations.map(({ ruleName }) => ruleName.replace('Attune-', ''));
}

const replica = {
  DeletionProtectionEnabled: true,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { KMSMasterKeyId: 'key' },
};
const table = (changes: object, more: object = {}, keep = true): Given => ({
  type: 'AWS::DynamoDB::GlobalTable',
  properties: { SSESpecification: { SSEType: 'KMS' }, Replicas: [{ ...replica, ...changes }], ...more },
  keep,
});
const lock = (Mode: string, Days: number): Given => ({
  type: 'AWS::S3::Bucket',
  properties: {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode, Days } } },
  },
});
const target = (more: object): Given => ({
  type: 'AWS::Events::Rule',
  properties: { Targets: [{ Arn: 'a', ...more }] },
});
const patience = { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } };
const stream = {
  StartingPosition: 'LATEST',
  BisectBatchOnFunctionError: true,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: 3,
  MaximumRecordAgeInSeconds: 60,
  DestinationConfig: { OnFailure: { Destination: 'queue' } },
};
const mapping = (changes: object): Given => ({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: { ...stream, ...changes },
});
const policy = (Action: string | string[], Resource: string): Given => ({
  type: 'AWS::IAM::ManagedPolicy',
  properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } },
});
const masked: Given = { type: 'AWS::Logs::LogGroup', properties: { DataProtectionPolicy: {} } };
const handler = (Variables: object, group = 'r0'): Given => ({
  type: 'AWS::Lambda::Function',
  properties: { Environment: { Variables }, LoggingConfig: { LogGroup: { Ref: group } } },
});

describe('our own rules find', () => {
  it.each<[string, Given[], string[]]>([
    ['a table that may be deleted', [table({ DeletionProtectionEnabled: false })], ['TableIsKept']],
    ['a table without recovery', [table({ PointInTimeRecoverySpecification: undefined })], ['TableIsKept']],
    ['a table that goes with its stack', [table({}, {}, false)], ['TableIsKept']],
    ['a table with AWS’s key', [table({ SSESpecification: {} })], ['TableHasOurKey']],
    ['an archive that is open two leap days too soon', [lock('COMPLIANCE', 2190)], ['LockIsForGood']],
    ['an archive that an admin can open', [lock('GOVERNANCE', 2192)], ['LockIsForGood']],
    ['an archive of five years', [lock('COMPLIANCE', 1825)], ['LockIsForGood']],
    ['a tick that is lost in silence', [target(patience)], ['TargetGivesUpKnowingly']],
    ['a tick tried for a day', [target({ DeadLetterConfig: { Arn: 'q' } })], ['TargetGivesUpKnowingly']],
    [
      'a stream that stops at a bad batch',
      [mapping({ BisectBatchOnFunctionError: false })],
      ['StreamNeverStops'],
    ],
    ['a stream that retries for ever', [mapping({ MaximumRetryAttempts: -1 })], ['StreamNeverStops']],
    ['a stream that drops', [mapping({ DestinationConfig: undefined })], ['StreamNeverStops']],
    ['mail as anybody', [policy('ses:SendEmail', '*')], ['SendingIsNarrow']],
    ['texts from any number', [policy(['sms-voice:SendTextMessage'], '*')], ['SendingIsNarrow']],
    ['a secret in an environment', [masked, handler({ API_SECRET: 'x' })], ['EnvironmentHasNoSecret']],
    [
      'a secret that CloudFormation fetches',
      [masked, handler({ MARK: '{{resolve:secretsmanager:x}}' })],
      ['EnvironmentHasNoSecret'],
    ],
    ['a log that masks nothing', [{ type: 'AWS::Logs::LogGroup' }, handler({})], ['LogIsMasked']],
    ['a function without a log of its own', [handler({}, 'none')], ['LogIsMasked']],
    ['a topic that signs with SHA-1', [{ type: 'AWS::SNS::Topic' }], ['TopicSignsWithSha256']],
    ['a schedule of EventBridge Scheduler', [{ type: 'AWS::Scheduler::Schedule' }], ['NoScheduler']],
    ['a function’s own address', [{ type: 'AWS::Lambda::Url' }], ['NoFunctionUrl']],
  ])('%s', (_, given, rules) => {
    expect(broken(...given)).toEqual(rules);
  });

  it('nothing where all is as it should be', () => {
    const good = [
      masked,
      handler({ TABLE_NAME: 't' }),
      table({}),
      lock('COMPLIANCE', 2192),
      target({ ...patience, DeadLetterConfig: { Arn: 'q' } }),
      mapping({}),
      policy('ses:SendEmail', 'arn:aws:ses:us-east-1:123456789012:identity/care.clinic.example'),
    ];
    expect(broken(...good)).toEqual([]);
  });

  it('something for each rule', () => {
    expect(Object.keys(RULES)).toHaveLength(11);
  });
});
