/** `node infra/deploy.ts --context clinic=NAME`: every stack, then the pages. Other words go to `cdk deploy` as they are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { readConfig } from './config.ts';
import { CONSOLE, hostOf } from './names.ts';
import { publishClientPage, publishConsole } from './publish.ts';

const args = process.argv.slice(2);
const clinic = /\bclinic=(\S+)/.exec(args.join(' '))?.[1];
if (!clinic || clinic === 'example') {
  console.error('Say which: npm run deploy -- --context clinic=NAME, for infra/config.NAME.json.');
  process.exit(1);
}
const config = readConfig(clinic);
const root = join(import.meta.dirname, '..');
const outputs = join(root, 'cdk.out', 'outputs.json');
const node = (...words: string[]) => {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

// First what can fail without harm.
node(join(root, 'web', 'staff', 'build.ts'), '--quiet');
const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
node(cdk, 'deploy', '--all', '--outputs-file', outputs, ...args);

const made = JSON.parse(readFileSync(outputs, 'utf8'));
const { ClientPages, ConsolePages, ConsoleClient, SignIn } = made[`attune-${config.clinic}-web`];
const s3 = new S3Client({ region: config.region });
const page = await publishClientPage(s3, ClientPages);
const desk = await publishConsole(s3, ConsolePages, join(root, 'web', 'staff', 'dist'), {
  signIn: 'cognito',
  domain: SignIn,
  clientId: ConsoleClient,
});
console.log(`The clients’ page is at https://${hostOf(config, 'clients')}/c (${page.length} files).`);
console.log(`The console is at https://${hostOf(config, 'staff')}${CONSOLE} (${desk.length} files).`);
const { RuleSet } = made[`attune-${config.clinic}-channels`];
if (RuleSet)
  console.log(
    `Mail is taken once this is run: aws ses set-active-receipt-rule-set --rule-set-name ${RuleSet}`,
  );
