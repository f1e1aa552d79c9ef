import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Who } from '../../functions/api/route.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { MARK_HEADER } from '../../functions/edge/edge.ts';
import type { Config } from '../config.ts';
import { putOn, tableOf } from '../constructs/bindings.ts';
import { accessLogsIn } from '../constructs/bucket.ts';
import { type Binding, Handler } from '../constructs/handler.ts';
import { Host } from '../constructs/host.ts';
import { Log } from '../constructs/log.ts';
import { StaffPool } from '../constructs/staff-pool.ts';
import { CONSOLE, hostOf, type Side } from '../names.ts';
import type { CareStack } from './care.ts';
import type { DataStack } from './data.ts';
import type { EdgeStack } from './edge.ts';

/** Requests a second, of all callers together: below what the table takes, above what a morning brings. */
const ANSWERS = { rateLimit: 500, burstLimit: 1000 };
const EVERYTHING_ELSE = { rateLimit: 200, burstLimit: 400 };
/** How long API Gateway goes on with what the mark's check said. */
const MARK_LIFE = Duration.minutes(5);

type Props = StackProps & { config: Config; data: DataStack; care: CareStack; edge: EdgeStack };

const isForStaff = (who: Who): boolean => who !== 'link' && who !== 'public';

/** How clients and staff come in: one API, behind two hosts that share nothing. */
export class WebStack extends Stack {
  /** What links open is a function of its own, so that nothing that staff do can keep a client's answer out. */
  readonly handlers: Record<'answers' | 'api' | 'edge', Handler>;
  readonly api: HttpApi;
  readonly staff: StaffPool;
  readonly hosts: Record<Side, Host>;
  private readonly key: IKey;
  private readonly props: Props;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id, props);
    this.props = props;
    const { config, data, care } = props;
    this.key = data.key.seenFrom(this);
    this.staff = new StaffPool(this, 'Staff', {
      console: `https://${hostOf(config, 'staff')}${CONSOLE}`,
      prefix: `attune-${config.clinic}-${config.account}`,
    });
    const { pool, client } = this.staff;
    const tokens: Binding = {
      env: { TOKEN_ISSUER: pool.userPoolProviderUrl, TOKEN_AUDIENCE: client.userPoolClientId },
    };
    this.handlers = {
      answers: this.handler('Answers', 'answers', config.reserved.answers, 1769).bind(tableOf(data, 'write')),
      api: this.handler('Api', 'api', config.reserved.api, 1769).bind(
        tokens,
        tableOf(data, 'write', ['owner', 'team']),
        putOn(care.bus),
      ),
      edge: this.handler('Edge', 'edge', 5, 128).bind({ env: { EDGE_MARK: this.mark() } }),
    };
    this.api = this.makeApi();
    this.hosts = this.makeHosts();
    new CfnOutput(this, 'ClientPages', { value: this.hosts.clients.pages.bucketName });
    new CfnOutput(this, 'ConsolePages', { value: this.hosts.staff.pages.bucketName });
    new CfnOutput(this, 'UserPool', { value: pool.userPoolId });
    new CfnOutput(this, 'SignIn', { value: this.staff.signIn });
    new CfnOutput(this, 'ConsoleClient', { value: client.userPoolClientId });
  }

  private handler(id: string, entry: string, reserved: number, memory: number): Handler {
    const { logDays } = this.props.config.retention;
    return new Handler(this, id, {
      entry,
      memory,
      timeout: Duration.seconds(entry === 'edge' ? 3 : 20),
      reserved,
      key: this.key,
      logDays,
    });
  }

  /**
   * What tells our hosts' requests from others, unknown before this stack is made and not written in any template. It
   * opens nothing by itself: who has it is only past the firewall's counting.
   */
  private mark(): string {
    return Fn.select(2, Fn.split('/', this.stackId));
  }

  private makeApi(): HttpApi {
    const api = new HttpApi(this, 'Http', { createDefaultStage: false });
    const once = { scopePermissionToRoute: false };
    const answers = new HttpLambdaIntegration('Answers', this.handlers.answers.function, once);
    const staff = new HttpLambdaIntegration('Staff', this.handlers.api.function, once);
    const { pool, client } = this.staff;
    const signedIn = new HttpJwtAuthorizer('SignedIn', pool.userPoolProviderUrl, {
      jwtAudience: [client.userPoolClientId],
    });
    const throughOurHosts = new HttpLambdaAuthorizer('ThroughOurHosts', this.handlers.edge.function, {
      identitySource: [`$request.header.${MARK_HEADER}`],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: MARK_LIFE,
    });
    const routes = ROUTES.flatMap(({ method, path, who }) =>
      api.addRoutes({
        path,
        methods: [method as HttpMethod],
        integration: who === 'link' ? answers : staff,
        authorizer: isForStaff(who) ? signedIn : throughOurHosts,
      }),
    );
    // It names routes, and API Gateway refuses to limit one that is not there yet.
    this.makeStage(api).node.addDependency(...routes);
    return api;
  }

  private makeStage(api: HttpApi): HttpStage {
    const { logDays } = this.props.config.retention;
    const log = new Log(this, 'Requests', { key: this.key, days: logDays });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: EVERYTHING_ELSE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log.group),
        // No path: ids of clients are in it. The function's own log has who and what.
        format: AccessLogFormat.custom(JSON.stringify(REQUEST)),
      },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      ROUTES.filter(({ who }) => who === 'link').map(({ method, path }) => [
        `${method} ${path}`,
        { ThrottlingRateLimit: ANSWERS.rateLimit, ThrottlingBurstLimit: ANSWERS.burstLimit },
      ]),
    );
    return stage;
  }

  private makeHosts(): Record<Side, Host> {
    const { config, edge } = this.props;
    const zone = PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: config.dns.zoneId,
      zoneName: config.dns.zone,
    });
    const logs = accessLogsIn(this, config.retention.logDays);
    const host = (id: string, side: Side, page: string, connectTo: string[]) =>
      new Host(this, id, {
        name: hostOf(config, side),
        zone,
        certificate: edge.certificate,
        firewall: edge.firewall.attrArn,
        logs,
        api: {
          domain: `${this.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`,
          mark: { [MARK_HEADER]: this.mark() },
          paths: pathsFor(side),
        },
        page,
        connectTo,
      });
    return {
      clients: host('Clients', 'clients', '/index.html', []),
      staff: host('Console', 'staff', `${CONSOLE}index.html`, [this.staff.signIn]),
    };
  }
}

/** The routes that a host passes on: a client's never lead to the console's, nor the other way. */
const pathsFor = (side: Side): string[] => {
  const own = ROUTES.filter(({ who }) =>
    side === 'clients' ? who === 'link' : isForStaff(who) || who === 'public',
  );
  return [...new Set(own.map(({ path }) => `/${path.split('/')[1]}*`))];
};

const REQUEST = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  address: '$context.identity.sourceIp',
  agent: '$context.identity.userAgent',
  ms: '$context.responseLatency',
  refused: '$context.authorizer.error',
};
