import { accept } from './accepted.ts';
import { createApp, createAttune } from './attune.ts';
import { readConfig } from './config.ts';

/** `--context clinic=NAME` takes infra/config.NAME.json; by itself this makes the example, with no AWS account. */
const app = createApp(process.env.CDK_OUTDIR ?? 'cdk.out');
createAttune(app, readConfig(app.node.tryGetContext('clinic') ?? 'example'));
accept(app);
app.synth();
