import { beforeAll, describe, expect, it } from 'vitest';
import { flat, list, type Made, make, named, oneOf, type Properties, statementsOf } from './made.ts';

export function emergencies(made: Made): void {
  const { of } = made;

  describe('in an emergency', () => {
    const role = () =>
      of('AWS::IAM::Role').find(({ Properties }) => Properties.RoleName === 'break-glass-example')!;

    it('named people may read charts for an hour, each time with a reason, and a user with a second factor', () => {
      const { AssumeRolePolicyDocument: trust, MaxSessionDuration } = role().Properties;
      expect(MaxSessionDuration).toBe(3600);
      const entries = list<Properties>(trust.Statement).map(({ Principal, Condition }) => [
        Principal.AWS,
        Condition.StringLike['aws:RequestTag/reason'],
        Condition.Bool?.['aws:MultiFactorAuthPresent'],
      ]);
      const reason = expect.stringMatching(/^\?{15}\*$/);
      expect(entries.filter(([who]) => typeof who === 'string')).toEqual(
        expect.arrayContaining([
          ['arn:aws:iam::123456789012:user/security-official', reason, 'true'],
          ['arn:aws:iam::123456789012:role/on-call-engineer', reason, undefined],
        ]),
      );
      expect(entries.every(([, given]) => given)).toBe(true);
    });

    it('and change nothing', () => {
      const mine = statementsOf(made).filter(({ id }) =>
        list(role().Properties.ManagedPolicyArns).map(named).includes(id),
      );
      expect([...new Set(mine.flatMap(({ Action }) => list<string>(Action)))].sort()).toEqual([
        'dynamodb:GetItem',
        'dynamodb:Query',
        'kms:Decrypt',
        'kms:DescribeKey',
      ]);
    });

    it('and it is told to those on call, as is whatever else touches charts or mail and is not Attune', () => {
      const { AdvancedEventSelectors: selectors, ...trail } = oneOf(made, 'AWS::CloudTrail::Trail');
      expect(trail).toMatchObject({
        IsLogging: true,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: true,
      });
      expect(trail.KMSKeyId).toBeDefined();
      const data = selectors.slice(1).map(({ FieldSelectors }: Properties) => FieldSelectors);
      expect(data.map((fields: Properties[]) => fields[1]!.Equals)).toEqual([
        ['AWS::DynamoDB::Table'],
        ['AWS::S3::Object'],
      ]);
      for (const [, , , who] of data) {
        expect(who.Field).toBe('userIdentity.arn');
        expect(flat(who.NotStartsWith[0])).toMatch(/:sts::123456789012:assumed-role\/attune-example-$/);
      }
      expect('break-glass-example').not.toMatch(/^attune-example-/);
      const patterns = of('AWS::Logs::MetricFilter').map(({ Properties }) => [
        Properties.MetricTransformations[0].MetricName,
        flat(Properties.FilterPattern),
      ]);
      expect(Object.fromEntries(patterns)).toEqual({
        BreakGlass: `{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "\${${role().id}}") }`,
        RecordsTouched: '{ $.eventCategory = "Data" }',
      });
      const watched = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName);
      expect(watched).toEqual(expect.arrayContaining(['BreakGlass', 'RecordsTouched']));
    });
  });

  describe('another configuration', () => {
    const retention = { logDays: 90 as const, auditYears: 10, backupDays: 100, mailDays: 20 };
    let other: Made;
    beforeAll(() => {
      other = make({ sms: { on: false }, region: 'us-west-2', retention });
    });

    it('keeps logs, locked records, backups and mail for as long as it says', () => {
      const logs = other.of('AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays);
      expect(new Set(logs)).toEqual(new Set([90]));
      const buckets = other.of('AWS::S3::Bucket').map(({ Properties }) => Properties);
      const locks = buckets.flatMap(
        ({ ObjectLockConfiguration: lock }) => lock?.Rule.DefaultRetention.Days ?? [],
      );
      expect(locks).toEqual([3653, 3653]);
      const ends = buckets.flatMap(
        ({ LifecycleConfiguration: cycle }) =>
          cycle?.Rules.map(({ ExpirationInDays }: Properties) => ExpirationInDays) ?? [],
      );
      expect(new Set(ends.filter(Boolean))).toEqual(new Set([90, 20]));
      const [plan] = other.of('AWS::Backup::BackupPlan');
      const kept = plan!.Properties.BackupPlan.BackupPlanRule.map(
        ({ Lifecycle }: Properties) => Lifecycle.DeleteAfterDays,
      );
      expect(kept).toEqual([35, 100]);
    });

    it('without texts has no number and no right to send one; far from us-east-1 it has the edge where CloudFront looks', () => {
      expect(other.resources.filter(({ Type }) => Type.startsWith('AWS::SMSVOICE'))).toEqual([]);
      expect(JSON.stringify(other.of('AWS::IAM::ManagedPolicy'))).not.toContain('sms-voice');
      expect(other.of('AWS::SNS::Topic').map(({ stack }) => stack)).toEqual(['channels', 'watch']);
      const places = other.assembly.stacks.map(({ stackName, environment }) => [
        stackName,
        environment.region,
      ]);
      expect(places.filter(([, region]) => region === 'us-east-1').map(([name]) => name)).toEqual([
        'attune-example-edge',
      ]);
    });
  });
}
