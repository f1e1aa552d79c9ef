import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Count } from '../../functions/relay/counts.ts';
import type { Config } from '../config.ts';
import { METRICS } from '../constructs/bindings.ts';
import { Watch } from '../constructs/watch.ts';
import type { CareStack } from './care.ts';
import type { DataStack } from './data.ts';
import type { WebStack } from './web.ts';

const MINUTE = Duration.minutes(1);
const FIVE = Duration.minutes(5);
const DAY = Duration.days(1);
/** Where AWS puts an account under review: 5 % and 0.1 %. "Reputation metrics messages", Amazon SES Developer Guide. */
const BOUNCES = 0.04;
const COMPLAINTS = 0.0008;
/** Of what AWS granted. */
const NEARLY_ALL = 0.8;

type Props = StackProps & { config: Config; data: DataStack; care: CareStack; web: WebStack };

/** Who is told, when a person may come to harm or wait in vain. */
export class WatchStack extends Stack {
  private readonly watch: Watch;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    const { config, data } = props;
    const topic = new Topic(this, 'Alarms', {
      masterKey: data.key.seenFrom(this),
      enforceSSL: true,
      signatureVersion: '2',
    });
    for (const email of config.alarmsTo) topic.addSubscription(new EmailSubscription(email));
    this.watch = new Watch(this, 'Watch', { topic, runbook: config.runbook });

    this.safety(props);
    this.doors(props);
    this.followUp(props);
    this.messages(config);
    this.records(props);
    this.board(props);
  }

  private safety({ care }: Props): void {
    const { timer } = care.handlers;
    this.watch.add('urgent-task-overdue', {
      hurts: 'A client may be in danger and nobody has taken up the task about it in time.',
      metric: counted('UrgentTaskOverdue'),
      atLeast: 1,
    });
    this.watch.add('scan-missing', {
      hurts: 'Nothing falls due: no escalation, reminder or check-in has gone out for three minutes.',
      metric: timer.function.metricInvocations({ period: MINUTE, statistic: 'Sum' }),
      below: 1,
      times: 3,
      missing: TreatMissingData.BREACHING,
    });
    this.watch.add('scan-failing', {
      hurts: 'At least one client’s escalations, reminders and check-ins do not happen.',
      metric: timer.function.metricErrors({ period: MINUTE }),
      atLeast: 1,
      times: 3,
    });
    this.watch.add('scan-behind', {
      hurts: 'What falls due comes late: a scan takes longer than its minute.',
      metric: timer.function.metricDuration({ period: MINUTE, statistic: 'Maximum' }),
      atLeast: 55_000,
      times: 3,
    });
  }

  private doors({ web, care }: Props): void {
    const { answers, api, edge } = web.handlers;
    this.watch.add('answers-failing', {
      hurts: 'A client has answered and been told that it did not work.',
      metric: together('failed or turned away', [answers.function, edge.function].flatMap(faults)),
      atLeast: 1,
    });
    this.watch.add('answers-slow', {
      hurts: 'Clients wait seconds for their answer to be taken, and may give up.',
      metric: answers.function.metricDuration({ period: FIVE, statistic: 'p99' }),
      atLeast: 3000,
      times: 3,
    });
    this.watch.add('console-failing', {
      hurts: 'Staff cannot see or do their tasks.',
      metric: together('failed or turned away', faults(api.function)),
      atLeast: 5,
    });
    this.watch.add('gateway-failing', {
      hurts: 'Clients or staff are refused before any of our code runs.',
      metric: web.api.metricServerError({ period: MINUTE }),
      atLeast: 5,
    });
    this.watch.add('step-failing', {
      hurts: 'A client or clinician is not asked what their care is waiting for.',
      metric: together('failed or turned away', faults(care.handlers.step.function)),
      atLeast: 5,
    });
  }

  private followUp({ care }: Props): void {
    const { relay } = care.handlers;
    this.watch.add('relay-behind', {
      hurts: 'Messages and next steps of care go out late.',
      metric: relay.function.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
      atLeast: 60_000,
      times: 3,
    });
    this.watch.add('relay-failing', {
      hurts: 'Messages and next steps of care are held up.',
      metric: together('failed or turned away', faults(relay.function)),
      atLeast: 1,
      times: 3,
    });
    for (const [name, { queue }] of Object.entries(care.failures)) {
      this.watch.add(`${name}-waiting`, {
        hurts: HURT_BY[name as keyof typeof HURT_BY],
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
        atLeast: 1,
      });
      this.watch.add(`${name}-old`, {
        hurts: `${HURT_BY[name as keyof typeof HURT_BY]} Nobody has dealt with it for four hours.`,
        metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE, statistic: 'Maximum' }),
        atLeast: 4 * 3600,
      });
    }
    for (const [name, machine] of Object.entries(care.machines)) {
      this.watch.add(`${name}-stopped`, {
        hurts: 'A client’s care has stopped where it was, and nobody will be asked to go on with it.',
        metric: together('failed, timed out or aborted', [
          machine.metricFailed({ period: FIVE }),
          machine.metricTimedOut({ period: FIVE }),
          machine.metricAborted({ period: FIVE }),
        ]),
        atLeast: 1,
      });
    }
  }

  private messages({ mail, sms }: Config): void {
    this.watch.add('message-unknown', {
      hurts: 'A client may or may not have been written to, and will not be again by itself.',
      metric: counted('MessageUnknown'),
      atLeast: 1,
    });
    this.watch.add('message-failed', {
      hurts: 'Clients are not reached: the provider refuses their messages.',
      metric: counted('MessageFailed', FIVE),
      atLeast: 5,
    });
    this.watch.add('bounces', {
      hurts: 'AWS may stop all mail of the clinic: too much of it comes back.',
      metric: reputation('BounceRate'),
      atLeast: BOUNCES,
    });
    this.watch.add('complaints', {
      hurts: 'AWS may stop all mail of the clinic: too many call it spam.',
      metric: reputation('ComplaintRate'),
      atLeast: COMPLAINTS,
    });
    this.watch.add('mail-quota', {
      hurts: 'Soon no client can be sent mail: the day’s quota is nearly used.',
      metric: new Metric({ namespace: 'AWS/SES', metricName: 'Send', statistic: 'Sum', period: DAY }),
      atLeast: NEARLY_ALL * mail.dailyQuota,
    });
    if (!sms.on) return;
    this.watch.add('text-spend', {
      hurts: 'Soon no client can be sent a text: the month’s limit is nearly spent.',
      metric: new Metric({
        namespace: 'AWS/SMSVoice',
        metricName: 'TextMessageMonthlySpend',
        statistic: 'Maximum',
        period: Duration.hours(1),
      }),
      atLeast: NEARLY_ALL * sms.monthlySpend,
    });
  }

  private records({ care, data }: Props): void {
    const { digest } = care.handlers;
    this.watch.add('log-altered', {
      hurts: 'A client’s record is not what it was: entries were changed or removed.',
      metric: custom('LogAltered', 'attune-digest', FIVE),
      atLeast: 1,
    });
    this.watch.add('digest-failing', {
      hurts: 'If records were altered now, nobody would be able to tell.',
      metric: digest.function.metricErrors({ period: FIVE }),
      atLeast: 1,
    });
    this.watch.add('digest-missing', {
      hurts: 'If records were altered now, nobody would be able to tell.',
      metric: digest.function.metricInvocations({ period: DAY, statistic: 'Sum' }),
      below: 1,
      missing: TreatMissingData.BREACHING,
    });
    this.watch.add('table-throttled', {
      hurts: 'Everybody’s requests slow down or fail: the table turns work away.',
      metric: together(
        'throttled',
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
          (metricName) =>
            new Metric({
              namespace: 'AWS/DynamoDB',
              metricName,
              dimensionsMap: { TableName: data.table.tableName },
              statistic: 'Sum',
              period: FIVE,
            }),
        ),
      ),
      atLeast: 10,
    });
    this.watch.add('backup-failing', {
      hurts: 'What is lost could not be brought back from a backup of this week.',
      metric: new Metric({
        namespace: 'AWS/Backup',
        metricName: 'NumberOfBackupJobsFailed',
        dimensionsMap: { ResourceType: 'DynamoDB' },
        statistic: 'Sum',
        period: Duration.hours(1),
      }),
      atLeast: 1,
    });
  }

  private board({ web, care }: Props): void {
    const line = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
    const { relay, timer } = care.handlers;
    new Dashboard(this, 'Board', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Who is hurt', alarms: this.watch.alarms, width: 24, height: 6 })],
        [
          line('Urgent tasks past their time', counted('UrgentTaskOverdue', FIVE)),
          line('Answers a minute', web.handlers.answers.function.metricInvocations({ period: MINUTE })),
          line('Answer time, p99', web.handlers.answers.function.metricDuration({ statistic: 'p99' })),
        ],
        [
          line('Scan, longest', timer.function.metricDuration({ statistic: 'Maximum' })),
          line('Relay, furthest behind', relay.function.metric('IteratorAge', { statistic: 'Maximum' })),
          line('Messages', counted('MessageUnknown', FIVE), counted('MessageFailed', FIVE)),
        ],
      ],
    });
  }
}

const HURT_BY = {
  unrelayed: 'Clients wait for messages and next steps that were given up on.',
  undelivered: 'A minute’s scan or a day’s digest was given up on.',
};

const counted = (metricName: Count, period = MINUTE): Metric => custom(metricName, 'attune-relay', period);

const custom = (metricName: string, service: string, period: Duration): Metric =>
  new Metric({
    namespace: METRICS,
    metricName,
    dimensionsMap: { service },
    statistic: 'Sum',
    period,
  });

const faults = (of: LambdaFunction): Metric[] => [
  of.metricErrors({ period: MINUTE }),
  of.metricThrottles({ period: MINUTE }),
];

const reputation = (of: string): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${of}`,
    statistic: 'Maximum',
    period: Duration.hours(1),
  });

/** A sum in which what was never counted is none. */
const together = (label: string, metrics: Metric[]): MathExpression =>
  new MathExpression({
    label,
    expression: metrics.map((_, n) => `FILL(m${n}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric])),
    period: metrics[0]!.period,
  });
