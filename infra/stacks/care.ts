import { ArnFormat, Aws, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus, type IRuleTarget, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type MachineName, REHEARSALS_SOURCE } from '../../functions/ports.ts';
import type { Config } from '../config.ts';
import {
  archiveOf,
  clinicItemsOf,
  failuresTo,
  metrics,
  putOn,
  readFrom,
  streamOf,
  tableOf,
} from '../constructs/bindings.ts';
import { Failures } from '../constructs/failures.ts';
import { type Binding, Handler } from '../constructs/handler.ts';
import { Machine } from '../constructs/machine.ts';
import { CONSOLE, hostOf } from '../names.ts';
import type { ChannelsStack } from './channels.ts';
import type { DataStack } from './data.ts';

/** Two, so that a scan that takes longer than its minute does not keep out the next. */
const SCANS_AT_ONCE = 2;
/** The wait is the table's: of each shard of the stream, so many batches are worked on at once. */
const BATCHES_A_SHARD = 10;
/** A record that still fails is set aside, so that what came after it in its shard goes on. */
const RELAY_RETRIES = 10;
const RELAY_PATIENCE = Duration.hours(1);
const REDRIVE_TIMEOUT = Duration.minutes(2);
/** Nobody waits for an announcement: it is tried for as long as the stream has the record, less an hour. */
const STREAM_REMEMBERS = Duration.hours(23);
const HASTE = Duration.seconds(20);
const ANNOUNCERS = 5;
const SAID_KEPT = Duration.days(90);
/** An admin waits for one at a time; a second admin should not wait for the first. */
const REHEARSALS_AT_ONCE = 2;
/** The most that a new account may have: nearly two processors, a thread on each. */
const REHEARSAL_MEMORY = 3008;
/** The console takes one that has not begun by then for failed: functions/rehearsals.ts. */
const REHEARSAL_PATIENCE = Duration.minutes(10);

type Props = StackProps & { config: Config; data: DataStack; channels: ChannelsStack };

/** What runs a client's care: the machines, what they call, the minute, and what follows a commit. */
export class CareStack extends Stack {
  readonly handlers: Record<
    'step' | 'timer' | 'relay' | 'redrive' | 'announce' | 'digest' | 'rehearse',
    Handler
  >;
  /** What has happened in charts, and what is asked of functions that nobody waits for. */
  readonly bus: EventBus;
  readonly machines: Record<MachineName, StateMachine>;
  /** Batches of the stream, ticks and rehearsals that could not be worked on. */
  readonly failures: Record<'unrelayed' | 'undelivered' | 'unannounced', Failures>;
  private readonly key: IKey;
  private readonly props: Props;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    const { data, channels, config } = props;
    this.props = props;
    this.key = data.key.seenFrom(this);
    this.failures = {
      unrelayed: new Failures(this, 'Unrelayed', { key: this.key, visibility: REDRIVE_TIMEOUT }),
      undelivered: new Failures(this, 'Undelivered', { key: this.key }),
      unannounced: new Failures(this, 'Unannounced', { key: this.key }),
    };
    const write = tableOf(data, 'write');
    const step = this.handler('step', config.reserved.step, Duration.seconds(20)).bind(write);
    this.machines = this.makeMachines(step);

    const carryOut: Binding[] = [write, metrics, this.workflows(), linkTo(config), ...channels.sending];
    this.bus = this.makeBus();
    this.handlers = {
      step,
      timer: this.handler('timer', SCANS_AT_ONCE, Duration.minutes(5)).bind(tableOf(data, 'write', ['due'])),
      relay: this.handler('relay', config.reserved.relay, Duration.minutes(2)).bind(...carryOut),
      redrive: this.handler('redrive', 1, REDRIVE_TIMEOUT).bind(...carryOut),
      announce: this.handler('announce', ANNOUNCERS, Duration.seconds(30)).bind(putOn(this.bus)),
      digest: this.handler('digest', 1, Duration.minutes(15)).bind(
        tableOf(data, 'read'),
        archiveOf(data.audit, this.key),
        metrics,
      ),
      rehearse: this.handler('rehearse', REHEARSALS_AT_ONCE, Duration.minutes(15), REHEARSAL_MEMORY).bind(
        clinicItemsOf(data),
      ),
    };
    this.everyMinute();
    this.everyDay();
    this.follow('Stream', this.handlers.relay, this.failures.unrelayed, {
      parallelizationFactor: BATCHES_A_SHARD,
      retryAttempts: RELAY_RETRIES,
      maxRecordAge: RELAY_PATIENCE,
    });
    // A reader of its own: an outage of the bus must hold up no message to a client.
    this.follow('Announcing', this.handlers.announce, this.failures.unannounced, {
      maxBatchingWindow: HASTE,
      retryAttempts: 10_000,
      maxRecordAge: STREAM_REMEMBERS,
    });
    this.redriveOnCommand();
    this.rehearseWhenAsked();
  }

  private handler(entry: string, reserved: number, timeout: Duration, memory = 1024): Handler {
    const { logDays } = this.props.config.retention;
    const id = entry[0]!.toUpperCase() + entry.slice(1);
    return new Handler(this, id, { entry, memory, timeout, reserved, key: this.key, logDays });
  }

  private makeMachines(step: Handler): Record<MachineName, StateMachine> {
    const { logDays } = this.props.config.retention;
    const asks = [{ actions: ['lambda:InvokeFunction'], on: [step.function.functionArn] }];
    const waiting = (name: MachineName) =>
      new Machine(this, idOf(name), {
        name,
        substitutions: { StepFunction: step.function.functionArn },
        may: asks,
        key: this.key,
        logDays,
      }).machine;
    const parts = {
      intake: waiting('intake'),
      assessment: waiting('assessment'),
      'goal-setting': waiting('goal-setting'),
      reassessment: waiting('reassessment'),
    };
    const cycle = new Machine(this, idOf('care-cycle'), {
      name: 'care-cycle',
      substitutions: Object.fromEntries(
        Object.entries(parts).map(([name, { stateMachineArn }]) => [`${idOf(name)}Machine`, stateMachineArn]),
      ),
      may: this.startAndWaitFor(Object.values(parts)),
      key: this.key,
      logDays,
    }).machine;
    return { 'care-cycle': cycle, ...parts };
  }

  /** "Start workflow executions from a task state", AWS Step Functions Developer Guide: `.sync` by an EventBridge rule. */
  private startAndWaitFor(machines: StateMachine[]) {
    const executions = machines.map(({ stateMachineName }) =>
      this.formatArn({
        service: 'states',
        region: Aws.REGION,
        account: Aws.ACCOUNT_ID,
        resource: 'execution',
        resourceName: `${stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    const rule = this.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    });
    return [
      { actions: ['states:StartExecution'], on: machines.map(({ stateMachineArn }) => stateMachineArn) },
      { actions: ['states:DescribeExecution', 'states:StopExecution'], on: executions },
      { actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], on: [rule] },
    ];
  }

  private workflows(): Binding {
    const { 'care-cycle': cycle, ...parts } = this.machines;
    return {
      env: { CARE_CYCLE_MACHINE: cycle.stateMachineArn },
      may: [
        { actions: ['states:StartExecution'], on: [cycle.stateMachineArn] },
        {
          actions: ['states:SendTaskSuccess'],
          on: Object.values(parts).map(({ stateMachineArn }) => stateMachineArn),
        },
      ],
    };
  }

  /** A missed minute is made up for by the next, so a tick is not tried for long. */
  private everyMinute(): void {
    this.onSchedule('Minute', this.handlers.timer, Schedule.rate(Duration.minutes(1)), {
      retryAttempts: 1,
      maxEventAge: Duration.minutes(2),
    });
  }

  private everyDay(): void {
    this.onSchedule('Daily', this.handlers.digest, Schedule.cron({ hour: '7', minute: '30' }), {
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
  }

  private onSchedule(
    id: string,
    handler: Handler,
    schedule: Schedule,
    patience: { retryAttempts: number; maxEventAge: Duration },
  ): void {
    new Rule(this, id, { schedule, targets: [this.aside(handler, patience)] });
  }

  /** It tells the table how far it is, and is not tried again: the admin sees that it failed, and begins another. */
  private rehearseWhenAsked(): void {
    const patience = { retryAttempts: 0, maxEventAge: REHEARSAL_PATIENCE };
    new Rule(this, 'Rehearsals', {
      eventBus: this.bus,
      eventPattern: { source: [REHEARSALS_SOURCE] },
      targets: [this.aside(this.handlers.rehearse, patience)],
    });
  }

  /** What is invoked with nobody waiting for its answer. */
  private aside(handler: Handler, patience: { retryAttempts: number; maxEventAge: Duration }): IRuleTarget {
    const { queue } = this.failures.undelivered;
    const { function: target } = handler.bind(failuresTo(queue, this.key));
    target.configureAsyncInvoke({ ...patience, onFailure: new SqsDestination(queue) });
    return new LambdaFunction(target, { ...patience, deadLetterQueue: queue });
  }

  private follow(
    id: string,
    handler: Handler,
    { queue }: Failures,
    patience: Pick<
      EventSourceMappingOptions,
      'parallelizationFactor' | 'maxBatchingWindow' | 'retryAttempts' | 'maxRecordAge'
    >,
  ): void {
    const { table } = this.props.data;
    handler.bind(streamOf(table), failuresTo(queue, this.key));
    new EventSourceMapping(this, id, {
      ...patience,
      target: handler.function,
      eventSourceArn: table.tableStreamArn!,
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Only what was committed to a log asks for anything: functions/relay/relay.ts.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('LOG#') } } },
        }),
      ],
      batchSize: 100,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(queue),
    });
  }

  /** For the clinic's own systems to listen on. What was said is kept, so that one which comes later can be told. */
  private makeBus(): EventBus {
    const bus = new EventBus(this, 'Bus', {
      description: 'What has happened in charts: ids and kinds',
      kmsKey: this.key,
    });
    new Archive(this, 'Said', {
      sourceEventBus: bus,
      description: 'To be replayed',
      eventPattern: { source: ['attune'] },
      retention: SAID_KEPT,
      kmsKey: this.key,
    });
    return bus;
  }

  private redriveOnCommand(): void {
    const { queue } = this.failures.unrelayed;
    this.handlers.redrive.bind(streamOf(this.props.data.table), readFrom(queue));
    const mapping = new EventSourceMapping(this, 'Redriving', {
      target: this.handlers.redrive.function,
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      // Somebody looks first: infra/RUNBOOK.md, "Unrelayed".
      enabled: false,
      reportBatchItemFailures: true,
    });
    new CfnOutput(this, 'RedriveMapping', { value: mapping.eventSourceMappingId });
  }
}

/** `goal-setting` → `GoalSetting`. */
const idOf = (name: string): string =>
  name
    .split('-')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');

const linkTo = (config: Config): Binding => ({
  env: {
    LINK_BASE: `https://${hostOf(config, 'clients')}/c`,
    CONSOLE_URL: `https://${hostOf(config, 'staff')}${CONSOLE}`,
  },
});
