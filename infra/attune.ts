import { App, type StackProps, Tags } from 'aws-cdk-lib';
import type { Config } from './config.ts';
import { CareStack } from './stacks/care.ts';
import { ChannelsStack } from './stacks/channels.ts';
import { DataStack } from './stacks/data.ts';
import { EdgeStack } from './stacks/edge.ts';
import { GuardStack } from './stacks/guard.ts';
import { WatchStack } from './stacks/watch.ts';
import { WebStack } from './stacks/web.ts';

/** Where CloudFront looks for certificates and firewalls, wherever the clinic is. */
const EDGE_REGION = 'us-east-1';

/** What a new CDK application has by default; an old one has to ask for it. */
const FLAGS = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
};

/** Made offline, with no account: nothing is looked up. */
export const createApp = (outdir: string): App =>
  new App({ outdir, analyticsReporting: false, context: FLAGS });

export type Attune = {
  data: DataStack;
  channels: ChannelsStack;
  care: CareStack;
  edge: EdgeStack;
  web: WebStack;
  guard: GuardStack;
  watch: WatchStack;
};

/** All of production, for one deployment. */
export function createAttune(app: App, config: Config): Attune {
  const { account, region, clinic } = config;
  const name = (what: string) => `attune-${clinic}-${what}`;
  const here: StackProps & { config: Config } = {
    config,
    env: { account, region },
    crossRegionReferences: region !== EDGE_REGION,
  };
  const data = new DataStack(app, name('data'), here);
  const channels = new ChannelsStack(app, name('channels'), { ...here, data });
  const care = new CareStack(app, name('care'), { ...here, data, channels });
  const edge = new EdgeStack(app, name('edge'), { ...here, env: { account, region: EDGE_REGION } });
  const web = new WebStack(app, name('web'), { ...here, data, care, edge });
  const guard = new GuardStack(app, name('guard'), { ...here, data, channels });
  const watch = new WatchStack(app, name('watch'), { ...here, data, channels, care, web });
  Tags.of(app).add('attune', clinic);
  return { data, channels, care, edge, web, guard, watch };
}
