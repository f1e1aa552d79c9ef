import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MachineName } from '../../functions/ports.ts';
import { Log } from './log.ts';

const folder = join(import.meta.dirname, '..', '..', 'workflows', 'machines');

export type MachineSettings = {
  name: MachineName;
  /** What stands for `${…}` in the definition. */
  substitutions: Record<string, string>;
  may: { actions: string[]; on: string[] }[];
  key: IKey;
  logDays: number;
};

/** One machine, from the file that one machine runs too. Its log has the path of each execution, and no data. */
export class Machine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { name, substitutions, may, key, logDays }: MachineSettings) {
    super(scope, id);
    const logName = `/aws/vendedlogs/states/${Stack.of(this).stackName}-${name}`;
    const policy = new ManagedPolicy(this, 'Policy', {
      description: `What the machine ${name} may do`,
      statements: [
        ...may.map(({ actions, on }) => new PolicyStatement({ actions, resources: on })),
        new PolicyStatement({
          actions: LOG_DELIVERY.concat(TRACING),
          // Neither knows resources: "Logging using CloudWatch Logs", AWS Step Functions Developer Guide.
          resources: ['*'],
        }),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      managedPolicies: [policy],
    });
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(compact(name)),
      definitionSubstitutions: substitutions,
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        // Names that begin so share one entry of the account's log resource policy, which has room for 10.
        destination: new Log(this, 'Log', { key, days: logDays, name: logName }).group,
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
  }
}

/** Without the white space, of which a template of 1 MB has no need. */
const compact = (name: MachineName): string =>
  JSON.stringify(JSON.parse(readFileSync(join(folder, `${name}.asl.json`), 'utf8')));

const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const TRACING = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];
