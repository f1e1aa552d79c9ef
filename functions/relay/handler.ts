import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changesOf } from '../adapters/changes-dynamodb.ts';
import { createAwsSender, ONE_TRY } from '../adapters/sender-aws.ts';
import { createSfnWorkflows } from '../adapters/workflows-sfn.ts';
import type { LogEntry } from '../care/events.ts';
import type { Change } from '../ports.ts';
import { setting } from '../setting.ts';
import { wire } from '../wiring.ts';
import { inOrder } from './batch.ts';
import { countsOf } from './counts.ts';
import { relay } from './relay.ts';

const logger = new Logger({ serviceName: 'attune-relay' });
const metrics = new Metrics({ namespace: setting('METRICS_NAMESPACE'), serviceName: 'attune-relay' });
const wired = wire();
const deps = {
  ...wired,
  linkBase: setting('LINK_BASE'),
  consoleUrl: setting('CONSOLE_URL'),
  workflows: createSfnWorkflows(new SFNClient(), { 'care-cycle': setting('CARE_CYCLE_MACHINE') }),
  sender: createAwsSender({
    ses: new SESv2Client(ONE_TRY),
    sms: new PinpointSMSVoiceV2Client(ONE_TRY),
    clock: wired.clock,
    from: setting('MAIL_FROM'),
    replyTo: process.env.MAIL_REPLY_TO,
    configurationSet: setting('MAIL_CONFIGURATION_SET'),
    pool: process.env.SMS_POOL,
    textConfigurationSet: process.env.SMS_CONFIGURATION_SET,
  }),
};

export const handler = middy((event: DynamoDBStreamEvent) =>
  inOrder(event.Records, one, (error, { dynamodb }) => {
    const failure = error instanceof Error ? error.name : typeof error;
    logger.error('relay', { failure, sequenceNumber: dynamodb?.SequenceNumber });
  }),
)
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics));

async function one(record: DynamoDBRecord): Promise<void> {
  for (const change of changesOf([record])) {
    await relay(deps, change);
    await count(change);
  }
}

/** Last, so that a record that comes again is counted when it went through. */
async function count({ after }: Change): Promise<void> {
  const [clinicId = '', clientId = ''] = after?.pk.split('#') ?? [];
  const entry = JSON.parse(String(after?.body ?? '{"events":[]}')) as LogEntry;
  const tasks = async () => (await deps.charts.get(clinicId, clientId)).tasks;
  for (const name of await countsOf(entry, tasks)) metrics.addMetric(name, MetricUnit.Count, 1);
}
