import { type App, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of cdk-nag that stays, with what there is in place of what it asks for. */
export type Accepted = {
  /** In full, with what was found in brackets where the rule says it. */
  ids: string[];
  /** Constructs by path below the stacks' common name, such as `care/Step/Policy`. */
  at: RegExp;
  reason: string;
};

const FUNCTION = /\/Function\/Resource$/;
const EXECUTIONS = [
  'IntakeMachine459CACFE',
  'AssessmentMachineD2851C1C',
  'GoalSettingMachine6AAD4115',
  'ReassessmentMachine2DEEF7D7',
].map((id) => `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${id}.Name>:*`);

export const ACCEPTED: readonly Accepted[] = [
  {
    ids: ['AwsSolutions-IAM5[Resource::*]'],
    at: /\/Policy\/Resource$/,
    reason:
      'Sampled traces, the delivery of Step Functions logs and ListStreams know no resources: IAM takes nothing but * for them. Nothing else has it; a test of ours says so.',
  },
  {
    ids: EXECUTIONS.map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`),
    at: /^care\/CareCycle\/Policy\/Resource$/,
    reason:
      'Executions are named as they are started. The pattern holds only those of the four machines that a care cycle starts and waits for.',
  },
  {
    ids: ['AwsSolutions-IAM5[Resource::<Audit3D8ADE0A.Arn>/digests/*]'],
    at: /^care\/Digest\/Policy\/Resource$/,
    reason:
      'Digests are named by clinic and time. Within the prefix the function may add and read; Object Lock refuses everybody the rest.',
  },
  {
    ids: ['Backup', 'Restores'].map(
      (what) =>
        `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${what}]`,
    ),
    at: /^data\/BackupRole\/Resource$/,
    reason:
      'AWS Backup says of these policies that they are what its role needs, and changes them as it changes. Only that service can take on the role, and its selection is our one table.',
  },
  {
    ids: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
    at: /^care\/(Unrelayed|Undelivered)\/Queue\/Resource$/,
    reason:
      'It is itself the last stop of what failed, with two alarms; a failure has nowhere further to go.',
  },
  {
    ids: ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ'],
    at: FUNCTION,
    reason:
      'What is invoked asynchronously (timer, digest) has a failure destination, and the stream’s consumer has one on its mapping. The others answer their caller, who sees the failure: a dead-letter queue there would stay empty.',
  },
  {
    ids: ['HIPAA.Security-LambdaInsideVPC'],
    at: FUNCTION,
    reason:
      'There is nothing in a VPC to reach. Every call goes to an AWS service by TLS, signed, under a role that names its resources; endpoints would cost a small clinic more than everything else.',
  },
  {
    ids: ['Serverless-LambdaEventSourceMappingDestination'],
    at: /^care\/Redriving\/Resource$/,
    reason: 'What fails again goes back to the queue that it came from, which keeps it and has the alarms.',
  },
  {
    ids: ['AwsSolutions-CFR1'],
    at: /^web\/(Clients|Console)\/Distribution\/Resource$/,
    reason:
      'A client on a journey must still be able to answer, and to see where to find help. The firewall counts instead.',
  },
  {
    ids: ['AwsSolutions-CFR3'],
    at: /^web\/(Clients|Console)\/Distribution\/Resource$/,
    reason:
      'CloudFront’s log has whole addresses, and staff look for clients by name in one. Who asked for what is in the API’s log, without path or query, and in the functions’ own; what the firewall refused is in its.',
  },
  {
    ids: ['HIPAA.Security-S3BucketReplicationEnabled'],
    at: /^(data|web)\/.*(AccessLogs|Audit|Pages)\/Resource$/,
    reason:
      'The record is the table, which has backups and 35 days of recovery. The audit archive holds its digests, locked and in three zones; pages are made again by a deployment. A copy in another region is a clinic’s own decision, which its contracts may forbid.',
  },
  {
    ids: ['HIPAA.Security-S3DefaultEncryptionKMS'],
    at: /^(data|web)\/.*(AccessLogs|Pages)\/Resource$/,
    reason:
      'S3 delivers access logs into buckets with S3’s own keys only, and the buckets logged hold digests and pages: no name, answer or token is in an object’s name. Pages are what everybody is served.',
  },
  {
    ids: ['Serverless-SNSRedrivePolicy'],
    at: /^watch\/Alarms\/.*\/Resource$/,
    reason:
      'Mail to a person has no dead-letter queue to read. Alarms stay on the dashboard until they are over.',
  },
];

/** `attune-riverside-care/Step` → `care/Step`. */
export const placeOf = (path: string): string => path.replace(/^attune-[^/]*-([a-z]+)\//, '$1/');

/** Tells the CDK of each, at the construct that it is about. */
export function accept(app: App): void {
  for (const construct of app.node.findAll()) {
    for (const { ids, at, reason } of ACCEPTED) {
      if (at.test(placeOf(construct.node.path))) acknowledge(construct, ids, reason);
    }
  }
}

function acknowledge(construct: IConstruct, ids: string[], reason: string): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}
