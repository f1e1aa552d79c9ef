import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { createS3Archive } from '../adapters/archive-s3.ts';
import { staleCrisisLines } from '../care/health.ts';
import { countriesOf } from '../charts.ts';
import { setting } from '../setting.ts';
import { wire } from '../wiring.ts';
import { digest } from './digest.ts';

const logger = new Logger({ serviceName: 'attune-digest' });
const metrics = new Metrics({ namespace: setting('METRICS_NAMESPACE'), serviceName: 'attune-digest' });
const wired = wire();
const archive = createS3Archive(new S3Client(), setting('AUDIT_BUCKET'));

export const handler = middy(async () => {
  for (const clinicId of await wired.clinics.ids()) {
    const { logs, altered } = await digest({ ...wired, archive }, clinicId);
    logger.info('digest', { clinicId, logs, altered: altered.length });
    for (const where of altered) logger.error('altered', { clinicId, where });
    metrics.addMetric('LogAltered', MetricUnit.Count, altered.length);
    const { crisisLines } = wired.content;
    const clinic = await wired.clinics.settings(clinicId);
    const countries = await countriesOf(wired.table, clinicId);
    const stale = staleCrisisLines({ clinic, crisisLines, countries, now: wired.clock() });
    for (const { what } of stale) logger.warn('crisis-line-stale', { clinicId, what });
    metrics.addMetric('CrisisLineStale', MetricUnit.Count, stale.length);
  }
})
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics));
