import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, CompositePrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS } from './bindings.ts';
import type { Need } from './handler.ts';

/** What the account's log is searched for, as the alarms count it. */
export const BREAK_GLASS = 'BreakGlass';
export const RECORDS_TOUCHED = 'RecordsTouched';

/** A reason of fewer letters is none. */
const REASON = `${'?'.repeat(15)}*`;

export type BreakGlassSettings = {
  clinic: string;
  /** IAM users and roles of the account. */
  who: string[];
  /** What may be read. */
  may: Need[];
  /** Where CloudTrail writes. */
  log: ILogGroup;
};

/**
 * Access to records in an emergency, when Attune itself is of no help: 45 CFR 164.312(a)(2)(ii). Whoever takes it says why,
 * which CloudTrail keeps with their name; it reads and changes nothing, ends after an hour, and is told to those on call.
 */
export class BreakGlass extends Construct {
  constructor(scope: Construct, id: string, { clinic, who, may, log }: BreakGlassSettings) {
    super(scope, id);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'To read records in an emergency, and to change nothing',
      statements: may.map(
        ({ actions, on, when }) => new PolicyStatement({ actions, resources: on, conditions: when }),
      ),
    });
    const principals = who.map((arn) =>
      new ArnPrincipal(arn)
        .withConditions({
          StringLike: { 'aws:RequestTag/reason': REASON },
          // A user says so with each call; what takes on a role has signed in before, where the second factor was asked for.
          ...(arn.includes(':user/') && { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
        })
        .withSessionTags(),
    );
    const role = new Role(this, 'Role', {
      // Not by our stacks' names: what those roles do to the table is no news. See infra/stacks/guard.ts.
      roleName: `break-glass-${clinic}`,
      assumedBy: new CompositePrincipal(...principals),
      managedPolicies: [policy],
      maxSessionDuration: Duration.hours(1),
    });
    new MetricFilter(this, 'Taken', {
      logGroup: log,
      metricNamespace: METRICS,
      metricName: BREAK_GLASS,
      filterPattern: FilterPattern.literal(
        `{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "${role.roleArn}") }`,
      ),
    });
    new MetricFilter(this, 'Touched', {
      logGroup: log,
      metricNamespace: METRICS,
      metricName: RECORDS_TOUCHED,
      filterPattern: FilterPattern.stringValue('$.eventCategory', '=', 'Data'),
    });
  }
}
