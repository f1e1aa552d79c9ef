import { Duration, Stack } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AaaaRecord, ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pagePolicy } from '../../web/headers.ts';
import { HELD } from './bucket.ts';

export type HostSettings = {
  name: string;
  zone: IHostedZone;
  certificate: ICertificate;
  firewall: string;
  logs: IBucket;
  api: { domain: string; mark: Record<string, string>; paths: string[] };
  /** The one page there is, such as `/index.html`. */
  page: string;
  /** Where its pages may send what they know, beside themselves. */
  connectTo: string[];
};

const NO_DEVICES = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

/** One of the two addresses that anybody can reach: its pages, and the routes of the API that are for them. */
export class Host extends Construct {
  readonly pages: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, settings: HostSettings) {
    super(scope, id);
    const { name, zone, certificate, firewall, logs, api } = settings;
    this.pages = new Bucket(this, 'Pages', {
      ...HELD,
      encryption: BucketEncryption.S3_MANAGED,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: `${id}-pages/`,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }],
    });
    const toApi: BehaviorOptions = {
      origin: new HttpOrigin(api.domain, { customHeaders: api.mark }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      responseHeadersPolicy: this.headers(
        'Answers',
        "default-src 'none'; frame-ancestors 'none'",
        'no-store',
      ),
    };
    this.distribution = new Distribution(this, 'Distribution', {
      domainNames: [name],
      certificate,
      webAclId: firewall,
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      defaultRootObject: settings.page.slice(1),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.headers('Headers', pagePolicy(settings.connectTo), 'no-cache'),
        functionAssociations: [
          { function: this.onePage(settings.page), eventType: FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: Object.fromEntries(api.paths.map((path) => [path, toApi])),
    });
    const record = {
      zone,
      recordName: name,
      target: RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)),
    };
    new ARecord(this, 'A', record);
    new AaaaRecord(this, 'Aaaa', record);
  }

  /** What the API says of itself stays; this is for what answers in its place. */
  private headers(id: string, contentSecurityPolicy: string, cacheControl: string): ResponseHeadersPolicy {
    const override = false;
    return new ResponseHeadersPolicy(this, id, {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: true,
          override,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cache-control', value: cacheControl, override },
          { header: 'cross-origin-opener-policy', value: 'same-origin', override },
          { header: 'cross-origin-resource-policy', value: 'same-origin', override },
          { header: 'permissions-policy', value: NO_DEVICES, override },
          { header: 'x-robots-tag', value: 'noindex, nofollow', override },
        ],
      },
    });
  }

  /** Its own paths, such as `/c`, are the one page; only what has a suffix is a file, and what is elsewhere leads there. */
  private onePage(page: string): EdgeFunction {
    const folder = page.slice(0, page.lastIndexOf('/') + 1);
    const elsewhere = `{statusCode:302,statusDescription:'Found',headers:{location:{value:'${folder}'}}}`;
    return new EdgeFunction(this, 'OnePage', {
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(
        `function handler(e){var r=e.request;if(r.uri.indexOf('${folder}')!==0)return${elsewhere};if(!/\\.[a-z0-9]+$/.test(r.uri))r.uri='${page}';return r}`,
      ),
      comment: `${Stack.of(this).stackName}: paths of the page`,
    });
  }
}
