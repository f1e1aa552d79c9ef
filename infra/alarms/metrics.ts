import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Count } from '../../functions/relay/counts.ts';
import { METRICS } from '../constructs/bindings.ts';

export const MINUTE = Duration.minutes(1);
export const FIVE = Duration.minutes(5);
export const HOUR = Duration.hours(1);
export const DAY = Duration.days(1);

/** What the relay counts. */
export const counted = (metricName: Count, period = MINUTE): Metric =>
  custom(metricName, period, 'attune-relay');

/** Of our own; `service` is the function that counts. */
export const custom = (metricName: string, period: Duration, service?: string): Metric =>
  new Metric({
    namespace: METRICS,
    metricName,
    ...(service && { dimensionsMap: { service } }),
    statistic: 'Sum',
    period,
  });

/** Of AWS's own. */
export const aws = (
  service: string,
  metricName: string,
  statistic: 'Sum' | 'Maximum',
  period: Duration,
  dimensionsMap?: Record<string, string>,
): Metric => new Metric({ namespace: `AWS/${service}`, metricName, statistic, period, dimensionsMap });

/** Failed, and turned away for want of an execution. */
export const faultsOf = (...functions: LambdaFunction[]): IMetric =>
  together(
    'failed or turned away',
    functions.flatMap((of) => [of.metricErrors({ period: MINUTE }), of.metricThrottles({ period: MINUTE })]),
  );

/** A sum in which what was never counted is none. */
export const together = (label: string, metrics: Metric[]): MathExpression =>
  new MathExpression({
    label,
    expression: metrics.map((_, n) => `FILL(m${n}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric])),
    period: metrics[0]!.period,
  });
