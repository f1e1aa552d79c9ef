import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmsOf, type Stacks } from '../alarms/alarms.ts';
import { counted, FIVE, MINUTE } from '../alarms/metrics.ts';
import { Watch } from '../constructs/watch.ts';

/** Who is told, when a person may come to harm or wait in vain. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & Stacks) {
    super(scope, id, props);
    const { config, data } = props;
    const topic = new Topic(this, 'Alarms', {
      masterKey: data.key.seenFrom(this),
      enforceSSL: true,
      signatureVersion: '2',
    });
    for (const email of config.alarmsTo) topic.addSubscription(new EmailSubscription(email));
    const watch = new Watch(this, 'Watch', { topic, runbook: config.runbook });
    for (const [name, wary] of Object.entries(alarmsOf(props))) watch.add(name, wary);
    this.board(watch, props);
  }

  private board({ alarms }: Watch, { web, care, channels }: Stacks): void {
    const line = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
    const { relay, timer } = care.handlers;
    new Dashboard(this, 'Board', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Who is hurt', alarms, width: 24, height: 6 })],
        [
          line('Urgent tasks past their time', counted('UrgentTaskOverdue', FIVE)),
          line('Answers a minute', web.handlers.answers.function.metricInvocations({ period: MINUTE })),
          line('Answer time, p99', web.handlers.answers.function.metricDuration({ statistic: 'p99' })),
        ],
        [
          line('Scan, longest', timer.function.metricDuration({ statistic: 'Maximum' })),
          line('Relay, furthest behind', relay.function.metric('IteratorAge', { statistic: 'Maximum' })),
          line(
            'Messages',
            ...(['MessageUnknown', 'MessageFailed', 'MessageRefused'] as const).map((name) =>
              counted(name, FIVE),
            ),
          ),
        ],
        [
          line('What clients wrote', channels.inboxes.words.queue.metricNumberOfMessagesReceived()),
          line('What became of messages', channels.inboxes.outcomes.queue.metricNumberOfMessagesReceived()),
          line('Words unread, oldest', channels.inboxes.words.queue.metricApproximateAgeOfOldestMessage()),
        ],
      ],
    });
  }
}
