import type { Duration } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerOf } from '../bundle.ts';
import { bundles } from '../bundles.ts';
import { Log } from './log.ts';

export type HandlerSettings = {
  /** `functions/ENTRY/handler.ts`. */
  entry: string;
  memory: number;
  timeout: Duration;
  /** Executions kept free for it, and the most that it may have. */
  reserved: number;
  key: IKey;
  logDays: number;
};

export type Need = { actions: string[]; on: string[]; when?: Record<string, Record<string, string>> };

/** What a function may do, on what, and the names by which it finds that: given together, so that neither is missed. */
export type Binding = { env?: Record<string, string>; may?: Need[] };

/** One door: its code, a role of its own that may do nothing else, and its log. */
export class Handler extends Construct {
  readonly function: LambdaFunction;
  readonly log: LogGroup;
  readonly role: Role;
  private readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, settings: HandlerSettings) {
    super(scope, id);
    const { entry, memory, timeout, reserved, key, logDays } = settings;
    this.log = new Log(this, 'Log', { key, days: logDays, dataProtectionPolicy: mask() }).group;
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `What ${id} may do`,
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.log.logGroupArn],
        }),
        new PolicyStatement({
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          resources: ['*'],
        }),
      ],
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [this.policy],
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: `functions/${entry}`,
      code: Code.fromAsset(bundles.get(entry)!.folder),
      handler: handlerOf(entry),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout,
      reservedConcurrentExecutions: reserved,
      // What the CDK would grant by itself is broader than what is used.
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: { POWERTOOLS_SERVICE_NAME: `attune-${entry}` },
      environmentEncryption: key,
    });
    this.bind({ may: [{ actions: ['kms:Decrypt'], on: [key.keyArn] }] });
  }

  bind(...bindings: Binding[]): this {
    for (const { env = {}, may = [] } of bindings) {
      for (const [name, value] of Object.entries(env)) this.function.addEnvironment(name, value);
      for (const { actions, on, when } of may) {
        this.policy.addStatements(new PolicyStatement({ actions, resources: on, conditions: when }));
      }
    }
    return this;
  }
}

/** Of what should never be in a log, whatever is: masked before anybody reads it. */
const mask = () =>
  new DataProtectionPolicy({
    identifiers: [
      DataIdentifier.EMAILADDRESS,
      DataIdentifier.PHONENUMBER_US,
      DataIdentifier.SSN_US,
      DataIdentifier.AWSSECRETKEY,
    ],
  });
