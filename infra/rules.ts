/** Rules of our own, where the packs of cdk-nag are blind: they know neither TableV2 nor much of what this is made of. */
import { CfnDeletionPolicy, type CfnResource, Stack } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { daysIn } from './config.ts';

/** The properties of a resource as its template has them. */
// biome-ignore lint/suspicious/noExplicitAny: a template is whatever its resources say
type Properties = Record<string, any>;
type Rule = { of: RegExp; holds(properties: Properties, resource: CfnResource): boolean; because: string };

const { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE } = NagRuleCompliance;

/** Six years: 45 CFR 164.316(b)(2)(i). */
const AUDIT_DAYS = daysIn(6);

export const RULES: Record<string, Rule> = {
  TableIsKept: {
    of: /^AWS::DynamoDB::(GlobalTable|Table)$/,
    holds: ({ Replicas = [] }, { cfnOptions }) =>
      Replicas.length > 0 &&
      Replicas.every(
        (replica: Properties) =>
          replica.DeletionProtectionEnabled === true &&
          replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
      ) &&
      cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN,
    because: 'A clinic’s records must not go by mistake: 45 CFR 164.312(c)(1).',
  },
  TableHasOurKey: {
    of: /^AWS::DynamoDB::(GlobalTable|Table)$/,
    holds: ({ SSESpecification, Replicas = [] }) =>
      SSESpecification?.SSEType === 'KMS' &&
      Replicas.every((replica: Properties) => replica.SSESpecification?.KMSMasterKeyId),
    because: 'The clinic alone can end access to its records: 45 CFR 164.312(a)(2)(iv).',
  },
  LockIsForGood: {
    of: /^AWS::S3::Bucket$/,
    holds: ({ ObjectLockEnabled, ObjectLockConfiguration }) => {
      const { Mode, Days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
      return !ObjectLockEnabled || (Mode === 'COMPLIANCE' && Days >= AUDIT_DAYS);
    },
    because: 'A lock that an administrator can lift proves nothing: OWASP ASVS 16.4.2.',
  },
  TargetGivesUpKnowingly: {
    of: /^AWS::Events::Rule$/,
    holds: ({ Targets = [] }) =>
      Targets.every(
        ({ DeadLetterConfig, RetryPolicy }: Properties) =>
          DeadLetterConfig?.Arn &&
          RetryPolicy?.MaximumRetryAttempts !== undefined &&
          RetryPolicy.MaximumEventAgeInSeconds,
      ),
    because: 'EventBridge drops what it could not deliver: after how long and where to is ours to say.',
  },
  StreamNeverStops: {
    of: /^AWS::Lambda::EventSourceMapping$/,
    holds: ({ StartingPosition, ...mapping }) =>
      StartingPosition === undefined ||
      (mapping.BisectBatchOnFunctionError === true &&
        mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') &&
        mapping.MaximumRetryAttempts > 0 &&
        mapping.MaximumRecordAgeInSeconds > 0 &&
        mapping.DestinationConfig?.OnFailure?.Destination),
    because: 'One bad record must not keep a shard, and the care of everybody in it, waiting for a day.',
  },
  SendingIsNarrow: {
    of: /^AWS::IAM::(ManagedPolicy|Policy)$/,
    holds: ({ PolicyDocument }) =>
      list(PolicyDocument.Statement).every(
        ({ Action, Resource }: Properties) =>
          !list(Action).some((action: string) => /^(ses|sms-voice|\*)/.test(action)) ||
          !list(Resource).includes('*'),
      ),
    because: 'Whoever may send as anybody may send as the clinic.',
  },
  EnvironmentHasNoSecret: {
    of: /^AWS::Lambda::Function$/,
    holds: ({ Environment }) =>
      Object.entries(Environment?.Variables ?? {}).every(
        ([name, value]) =>
          !/(SECRET|PASSWORD|PRIVATE|CREDENTIAL|API_KEY)/.test(name) &&
          !JSON.stringify(value).includes('resolve:'),
      ),
    because: 'An environment is shown to everybody who may see the function: OWASP ASVS 13.3.1.',
  },
  LogIsMasked: {
    of: /^AWS::Lambda::Function$/,
    holds: ({ LoggingConfig }, resource) => {
      const group = Stack.of(resource)
        .node.findAll()
        .find((one) => isNamed(one, LoggingConfig?.LogGroup?.Ref));
      return !!group && !!propertiesOf(group as CfnResource).DataProtectionPolicy;
    },
    because: 'What should never be in a log is masked if it comes there after all: OWASP ASVS 16.2.5.',
  },
  TopicSignsWithSha256: {
    of: /^AWS::SNS::Topic$/,
    holds: ({ SignatureVersion }) => SignatureVersion === '2',
    because: 'The default signature of SNS is SHA-1.',
  },
  NoScheduler: {
    of: /^AWS::Scheduler::/,
    holds: () => false,
    because:
      'EventBridge Scheduler is not on the list of services that a health care guard rail lets through.',
  },
  NoFunctionUrl: {
    of: /^AWS::Lambda::Url$/,
    holds: () => false,
    because: 'The two hosts are the only way in.',
  },
};

export class AttuneChecks extends NagPack {
  readonly name = 'Attune';

  constructor(scope?: IConstruct) {
    super(scope);
    this.packName = 'Attune';
  }

  protected checkResource(node: CfnResource): void {
    for (const [name, { of, holds, because }] of Object.entries(RULES)) {
      this.applyRule({
        ruleSuffixOverride: name,
        info: because,
        explanation: because,
        level: NagMessageLevel.ERROR,
        node,
        rule: (resource) => {
          if (!of.test(resource.cfnResourceType)) return NOT_APPLICABLE;
          return holds(propertiesOf(resource), resource) ? COMPLIANT : NON_COMPLIANT;
        },
      });
    }
  }
}

const list = <T>(one: T | T[] | undefined): T[] =>
  one === undefined ? [] : Array.isArray(one) ? one : [one];

function propertiesOf(resource: CfnResource): Properties {
  const { Resources } = Stack.of(resource).resolve(resource._toCloudFormation());
  return (Object.values(Resources)[0] as Properties).Properties ?? {};
}

const isNamed = (construct: IConstruct, logicalId: string | undefined): boolean =>
  'logicalId' in construct &&
  logicalId !== undefined &&
  Stack.of(construct).resolve(construct.logicalId) === logicalId;
