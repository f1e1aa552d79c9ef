/** Every alarm: its name, which is the heading in RUNBOOK.md, who is hurt while it fires, and when that is. */
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Config } from '../config.ts';
import { BREAK_GLASS, RECORDS_TOUCHED } from '../constructs/break-glass.ts';
import type { Inbox } from '../constructs/inbox.ts';
import type { Wary } from '../constructs/watch.ts';
import type { CareStack } from '../stacks/care.ts';
import type { ChannelsStack } from '../stacks/channels.ts';
import type { DataStack } from '../stacks/data.ts';
import type { WebStack } from '../stacks/web.ts';
import { aws, counted, custom, DAY, FIVE, faultsOf, HOUR, MINUTE, together } from './metrics.ts';

export type Stacks = {
  config: Config;
  data: DataStack;
  channels: ChannelsStack;
  care: CareStack;
  web: WebStack;
};
type Alarms = Record<string, Wary>;

/** Where AWS puts an account under review: 5 % and 0.1 %. "Reputation metrics messages", Amazon SES Developer Guide. */
const BOUNCES = 0.04;
const COMPLAINTS = 0.0008;
/** Of what AWS granted. */
const NEARLY_ALL = 0.8;
/** Seconds in which somebody has to deal with what was given up on. */
const HALF_A_SHIFT = 4 * 3600;
/** Seconds that what a client wrote may wait to be read; what became of a message may wait for longer. */
const UNHEARD = 120;
const UNTOLD = 900;

export const alarmsOf = (stacks: Stacks): Alarms => ({
  ...safety(stacks),
  ...doors(stacks),
  ...afterCommits(stacks),
  ...machines(stacks),
  ...queues(stacks),
  ...messages(stacks),
  ...records(stacks),
  ...account(),
});

const safety = ({ care: { handlers } }: Stacks): Alarms => ({
  'urgent-task-overdue': {
    hurts: 'A client may be in danger and nobody has taken up the task about it in time.',
    metric: counted('UrgentTaskOverdue'),
    atLeast: 1,
  },
  'scan-missing': {
    hurts: 'Nothing falls due: no escalation, reminder or check-in has gone out for three minutes.',
    metric: handlers.timer.function.metricInvocations({ period: MINUTE, statistic: 'Sum' }),
    below: 1,
    times: 3,
    missing: TreatMissingData.BREACHING,
  },
  'scan-failing': {
    hurts: 'At least one client’s escalations, reminders and check-ins do not happen.',
    metric: handlers.timer.function.metricErrors({ period: MINUTE }),
    atLeast: 1,
    times: 3,
  },
  'scan-behind': {
    hurts: 'What falls due comes late: a scan takes longer than its minute.',
    metric: handlers.timer.function.metricDuration({ period: MINUTE, statistic: 'Maximum' }),
    atLeast: 55_000,
    times: 3,
  },
});

const doors = ({ web, care, channels }: Stacks): Alarms => ({
  'answers-failing': {
    hurts: 'A client has answered and been told that it did not work.',
    metric: faultsOf(web.handlers.answers.function, web.handlers.edge.function),
    atLeast: 1,
  },
  'answers-slow': {
    hurts: 'Clients wait seconds for their answer to be taken, and may give up.',
    metric: web.handlers.answers.function.metricDuration({ period: FIVE, statistic: 'p99' }),
    atLeast: 3000,
    times: 3,
  },
  'console-failing': {
    hurts: 'Staff cannot see or do their tasks.',
    metric: faultsOf(web.handlers.api.function),
    atLeast: 5,
  },
  'gateway-failing': {
    hurts: 'Clients or staff are refused before any of our code runs.',
    metric: web.api.metricServerError({ period: MINUTE }),
    atLeast: 5,
  },
  'rehearsal-failing': {
    hurts: 'An admin cannot see what a pathway would do before it is published; clients are not affected.',
    metric: care.handlers.rehearse.function.metricErrors({ period: FIVE }),
    atLeast: 1,
  },
  'step-failing': {
    hurts: 'A client or clinician is not asked what their care is waiting for.',
    metric: faultsOf(care.handlers.step.function),
    atLeast: 5,
  },
  'inbound-failing': {
    hurts: 'What clients write, a call for help among it, is not read.',
    metric: faultsOf(channels.inbound.function),
    atLeast: 1,
    times: 3,
  },
});

const afterCommits = ({ care: { handlers } }: Stacks): Alarms => ({
  'relay-behind': {
    hurts: 'Messages and next steps of care go out late.',
    metric: handlers.relay.function.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
    atLeast: 60_000,
    times: 3,
  },
  'relay-failing': {
    hurts: 'Messages and next steps of care are held up.',
    metric: faultsOf(handlers.relay.function),
    atLeast: 1,
    times: 3,
  },
  'announcements-behind': {
    hurts: 'Other systems of the clinic do not hear of what has changed; clients are not affected.',
    metric: handlers.announce.function.metric('IteratorAge', { period: FIVE, statistic: 'Maximum' }),
    atLeast: 3_600_000,
  },
});

const machines = ({ care }: Stacks): Alarms =>
  Object.fromEntries(
    Object.entries(care.machines).map(([name, machine]) => [
      `${name}-stopped`,
      {
        hurts: 'A client’s care has stopped where it was, and nobody will be asked to go on with it.',
        metric: together('failed, timed out or aborted', [
          machine.metricFailed({ period: FIVE }),
          machine.metricTimedOut({ period: FIVE }),
          machine.metricAborted({ period: FIVE }),
        ]),
        atLeast: 1,
      },
    ]),
  );

const ageOf = (queue: IQueue, seconds: number, hurts: string): Wary => ({
  hurts,
  metric: queue.metricApproximateAgeOfOldestMessage({
    period: seconds < 600 ? MINUTE : FIVE,
    statistic: 'Maximum',
  }),
  atLeast: seconds,
});

const givenUp = (name: string, queue: IQueue, hurts: string): Alarms => ({
  [`${name}-waiting`]: {
    hurts,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
    atLeast: 1,
  },
  [`${name}-old`]: ageOf(queue, HALF_A_SHIFT, `${hurts} Nobody has dealt with it for four hours.`),
});

function queues({ care: { failures }, channels: { inboxes } }: Stacks): Alarms {
  const late = ({ queue }: Inbox, seconds: number, hurts: string) => ageOf(queue, seconds, hurts);
  return {
    ...givenUp(
      'unrelayed',
      failures.unrelayed.queue,
      'Clients wait for messages and next steps that were given up on.',
    ),
    ...givenUp(
      'undelivered',
      failures.undelivered.queue,
      'A minute’s scan, a day’s digest or a rehearsal was given up on.',
    ),
    ...givenUp(
      'unannounced',
      failures.unannounced.queue,
      'Other systems of the clinic were not told of a change; clients are not affected.',
    ),
    'words-late': late(
      inboxes.words,
      UNHEARD,
      'What clients write, a call for help among it, waits to be read.',
    ),
    ...givenUp(
      'words-unread',
      inboxes.words.failures.queue,
      'What a client wrote was given up on, and may be a call for help.',
    ),
    'outcomes-late': late(
      inboxes.outcomes,
      UNTOLD,
      'It is not seen that messages do not arrive, and clients wait unasked.',
    ),
    ...givenUp(
      'outcomes-unread',
      inboxes.outcomes.failures.queue,
      'It is not seen that a message did not arrive, and a client waits unasked.',
    ),
  };
}

const messages = ({ config: { mail, sms } }: Stacks): Alarms => ({
  'message-unknown': {
    hurts: 'A client may or may not have been written to, and will not be again by itself.',
    metric: counted('MessageUnknown'),
    atLeast: 1,
  },
  'message-failed': {
    hurts: 'Clients are not reached: the provider refuses their messages.',
    metric: counted('MessageFailed', FIVE),
    atLeast: 5,
  },
  'message-refused': {
    hurts:
      'Clients are written to late, or soon not at all: for half an hour the provider has refused messages for now.',
    metric: counted('MessageRefused', FIVE),
    atLeast: 1,
    times: 6,
  },
  bounces: {
    hurts: 'AWS may stop all mail of the clinic: too much of it comes back.',
    metric: aws('SES', 'Reputation.BounceRate', 'Maximum', HOUR),
    atLeast: BOUNCES,
  },
  complaints: {
    hurts: 'AWS may stop all mail of the clinic: too many call it spam.',
    metric: aws('SES', 'Reputation.ComplaintRate', 'Maximum', HOUR),
    atLeast: COMPLAINTS,
  },
  'mail-quota': {
    hurts: 'Soon no client can be sent mail: the day’s quota is nearly used.',
    metric: aws('SES', 'Send', 'Sum', DAY),
    atLeast: NEARLY_ALL * mail.dailyQuota,
  },
  ...(sms.on && {
    'text-spend': {
      hurts: 'Soon no client can be sent a text: the month’s limit is nearly spent.',
      metric: aws('SMSVoice', 'TextMessageMonthlySpend', 'Maximum', HOUR),
      atLeast: NEARLY_ALL * sms.monthlySpend,
    },
  }),
});

const records = ({ care: { handlers }, data: { table } }: Stacks): Alarms => ({
  'crisis-line-stale': {
    hurts: 'A client in danger may be given a number that nobody has seen to be right for 90 days.',
    metric: custom('CrisisLineStale', DAY, 'attune-digest'),
    atLeast: 1,
  },
  'log-altered': {
    hurts: 'A client’s record is not what it was: entries were changed or removed.',
    metric: custom('LogAltered', FIVE, 'attune-digest'),
    atLeast: 1,
  },
  'digest-failing': {
    hurts: 'If records were altered now, nobody would be able to tell.',
    metric: handlers.digest.function.metricErrors({ period: FIVE }),
    atLeast: 1,
  },
  'digest-missing': {
    hurts: 'If records were altered now, nobody would be able to tell.',
    metric: handlers.digest.function.metricInvocations({ period: DAY, statistic: 'Sum' }),
    below: 1,
    missing: TreatMissingData.BREACHING,
  },
  'table-throttled': {
    hurts: 'Everybody’s requests slow down or fail: the table turns work away.',
    metric: together(
      'throttled',
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) =>
        aws('DynamoDB', name, 'Sum', FIVE, { TableName: table.tableName }),
      ),
    ),
    atLeast: 10,
  },
  'backup-failing': {
    hurts: 'What is lost could not be brought back from a backup of this week.',
    metric: aws('Backup', 'NumberOfBackupJobsFailed', 'Sum', HOUR, { ResourceType: 'DynamoDB' }),
    atLeast: 1,
  },
});

const account = (): Alarms => ({
  'break-glass': {
    hurts:
      'Somebody reads clients’ records past the console, or has tried to: every client may be concerned.',
    metric: custom(BREAK_GLASS, MINUTE),
    atLeast: 1,
  },
  'records-touched': {
    hurts: 'Clients’ records or mail were read or changed by something that is not Attune.',
    metric: custom(RECORDS_TOUCHED, MINUTE),
    atLeast: 1,
  },
});
