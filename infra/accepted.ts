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
    ids: ['AwsSolutions-IAM5[Resource::<MailInBucket6F381074.Arn>/mail/*]'],
    at: /^channels\/(MailIn|Inbound)\/Policy\/Resource$/,
    reason:
      'SES names each mail that comes in. Within the prefix its role may only add, and the function that reads mail may only read.',
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
    at: /^(care\/(Unrelayed|Undelivered|Unannounced)|channels\/(Words|Outcomes)\/Failures)\/Queue\/Resource$/,
    reason:
      'It is itself the last stop of what failed, with two alarms; a failure has nowhere further to go.',
  },
  {
    ids: ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ'],
    at: FUNCTION,
    reason:
      'What is invoked asynchronously (timer, digest, rehearse) has a failure destination; the stream’s consumers have one on their mappings, and what reads a queue leaves there what it cannot take. The others answer their caller, who sees the failure: a dead-letter queue there would stay empty.',
  },
  {
    ids: ['HIPAA.Security-LambdaInsideVPC'],
    at: FUNCTION,
    reason:
      'There is nothing in a VPC to reach. Every call goes to an AWS service by TLS, signed, under a role that names its resources; endpoints would cost a small clinic more than everything else.',
  },
  {
    ids: ['Serverless-LambdaEventSourceMappingDestination'],
    at: /^(care\/Redriving|channels\/Read(Words|Outcomes))\/Resource$/,
    reason:
      'SQS knows no such destination. What fails goes back to the queue that it came from: that of a redrive keeps it and has the alarms, an inbox hands it to its own queue of failures after ten tries.',
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
    at: /^(data|web|channels|guard)\/.*(AccessLogs|Audit|Pages|Bucket|Records)\/Resource$/,
    reason:
      'The record is the table, which has backups and 35 days of recovery. The audit archive holds its digests, locked and in three zones, as is the record of the account; pages are made again by a deployment, and mail is in the chart once it is read. A copy in another region is a clinic’s own decision, which its contracts may forbid.',
  },
  {
    ids: ['HIPAA.Security-S3DefaultEncryptionKMS'],
    at: /^(data|web|channels|guard)\/.*(AccessLogs|Pages)\/Resource$/,
    reason:
      'S3 delivers access logs into buckets with S3’s own keys only, and the buckets logged hold digests, pages, mail and the account’s record: no name, answer or token is in an object’s name. Pages are what everybody is served.',
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
