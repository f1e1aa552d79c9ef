/** `node infra/deploy.ts --context clinic=NAME`: every stack, then the pages. Other words go to `cdk deploy` as they are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { readConfig } from './config.ts';
import { publishClientPage } from './publish.ts';

const args = process.argv.slice(2);
const clinic = /\bclinic=(\S+)/.exec(args.join(' '))?.[1];
if (!clinic || clinic === 'example') {
  console.error('Say which: npm run deploy -- --context clinic=NAME, for infra/config.NAME.json.');
  process.exit(1);
}
const config = readConfig(clinic);
const root = join(import.meta.dirname, '..');
const outputs = join(root, 'cdk.out', 'outputs.json');
const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const run = spawnSync(process.execPath, [cdk, 'deploy', '--all', '--outputs-file', outputs, ...args], {
  cwd: root,
  stdio: 'inherit',
});
if (run.status !== 0) process.exit(run.status ?? 1);

const { ClientPages } = JSON.parse(readFileSync(outputs, 'utf8'))[`attune-${config.clinic}-web`];
const published = await publishClientPage(new S3Client({ region: config.region }), ClientPages);
console.log(
  `The clients’ page is at https://${config.dns.clients}.${config.dns.zone}/c (${published.join(', ')}).`,
);
