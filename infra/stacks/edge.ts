import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { Log } from '../constructs/log.ts';
import { OwnKey } from '../constructs/own-key.ts';
import { hostOf } from '../names.ts';

/** Requests of one address in five minutes. A waiting room has one address, and a form takes three requests. */
const LINK_LIMIT = 300;
const ANY_LIMIT = 3000;

/** What CloudFront takes from us-east-1 alone: the certificate of both hosts and the firewall. */
export class EdgeStack extends Stack {
  readonly certificate: Certificate;
  readonly firewall: CfnWebACL;

  constructor(scope: Construct, id: string, props: StackProps & { config: Config }) {
    super(scope, id, props);
    const { config } = props;
    const zone = PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: config.dns.zoneId,
      zoneName: config.dns.zone,
    });
    this.certificate = new Certificate(this, 'Certificate', {
      domainName: hostOf(config, 'clients'),
      subjectAlternativeNames: [hostOf(config, 'staff')],
      validation: CertificateValidation.fromDns(zone),
    });
    this.firewall = new CfnWebACL(this, 'Firewall', {
      scope: 'CLOUDFRONT',
      // No rule looks into bodies: what a client writes must not be refused because of its words.
      defaultAction: { allow: {} },
      rules: [limit('links', 0, LINK_LIMIT, '/link/'), limit('all', 1, ANY_LIMIT)],
      visibilityConfig: measured('all'),
    });
    this.logRefused(config);
  }

  private logRefused({ retention }: Config): void {
    const { key } = new OwnKey(this, 'Key', { description: 'The log of refused requests' });
    const name = `aws-waf-logs-${this.stackName.toLowerCase()}`;
    const { group } = new Log(this, 'Log', { key, days: retention.logDays, name });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.firewall.attrArn,
      logDestinationConfigs: [
        this.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: group.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { queryString: {} }],
    });
  }
}

function limit(name: string, priority: number, requests: number, path?: string): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: {
        limit: requests,
        evaluationWindowSec: 300,
        aggregateKeyType: 'IP',
        ...(path && { scopeDownStatement: startsWith(path) }),
      },
    },
    visibilityConfig: measured(name),
  };
}

const startsWith = (path: string): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'STARTS_WITH',
    searchString: path,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
});

const measured = (name: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName: `attune-${name}`,
  sampledRequestsEnabled: false,
});
