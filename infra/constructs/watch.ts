import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export type Wary = {
  /** Who is hurt, and how, while it fires. */
  hurts: string;
  metric: IMetric;
  /** It fires at this value and above. */
  atLeast?: number;
  below?: number;
  /** So many periods in a row; one, unless said. */
  times?: number;
  missing?: TreatMissingData;
};

/** Alarms that say who is hurt and where it says what to do. */
export class Watch extends Construct {
  readonly alarms: Alarm[] = [];
  private readonly props: { topic: ITopic; runbook: string };

  constructor(scope: Construct, id: string, props: { topic: ITopic; runbook: string }) {
    super(scope, id);
    this.props = props;
  }

  /** `name` is the heading in the runbook. */
  add(name: string, { hurts, metric, atLeast, below, times = 1, missing }: Wary): void {
    const action = new SnsAction(this.props.topic);
    const alarm = new Alarm(this, name, {
      alarmDescription: `${hurts} What to do: ${this.props.runbook}#${name}`,
      metric,
      threshold: atLeast ?? below ?? 0,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: times,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.alarms.push(alarm);
  }
}
