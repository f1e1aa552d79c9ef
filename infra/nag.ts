/** `node infra/nag.ts` writes NAG.md: what cdk-nag finds and we keep, with the reason. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks } from 'cdk-nag';
import { ACCEPTED, type Accepted, accept, placeOf } from './accepted.ts';
import { createApp, createAttune } from './attune.ts';
import { readConfig } from './config.ts';
import { AttuneChecks, RULES } from './rules.ts';

export const NAG_FILE = join(import.meta.dirname, 'NAG.md');

const PACKS = [AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks, AttuneChecks];

export type Finding = { id: string; at: string };

/** What the packs find and nobody has acknowledged. */
export const findingsIn = (app: App): Finding[] =>
  PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations).flatMap(
    ({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ id: ruleName, at: placeOf(constructPath) })),
  );

const covers = ({ ids, at }: Accepted, finding: Finding): boolean =>
  ids.includes(finding.id) && at.test(finding.at);

/** The ids of `ACCEPTED` that nothing is found for any more. */
export const staleIn = (findings: Finding[]): string[] =>
  ACCEPTED.flatMap(({ ids }) => ids).filter((id) => !findings.some((finding) => finding.id === id));

/** `findings`: those before anything was acknowledged. */
export function nagTable(findings: Finding[]): string {
  const rows = ACCEPTED.flatMap((accepted) =>
    accepted.ids.map((id) => {
      const places = findings.filter((finding) => finding.id === id && covers(accepted, finding));
      const where =
        places.length > 3 ? `${places.length} constructs` : places.map(({ at }) => `\`${at}\``).join('<br>');
      return `| \`${id}\` | ${where} | ${accepted.reason} |`;
    }),
  );
  const own = Object.entries(RULES).map(([name, { because }]) => `| \`Attune-${name}\` | ${because} |`);
  return `# What cdk-nag finds, and why it stays

Made by \`node infra/nag.ts\` from \`infra/accepted.ts\`; a test fails where this page is not current, where anything is
open, and where an entry has become needless. Packs: AwsSolutions, HIPAA.Security and Serverless of cdk-nag 3, and our own.

Open: 0. Accepted: ${rows.length} rules, on ${findings.length} findings. The owner of each is whoever runs the deployment.

| rule | where | reason |
|---|---|---|
${rows.join('\n')}

## Rules of our own

\`infra/rules.ts\`: where the packs are blind. The HIPAA pack does not know TableV2 (\`AWS::DynamoDB::GlobalTable\`), and has no
rule for Step Functions, SQS, EventBridge or Cognito.

| rule | why |
|---|---|
${own.join('\n')}
`;
}

if (import.meta.main) {
  const app = createApp('cdk.out');
  createAttune(app, readConfig('example'));
  const findings = findingsIn(app);
  accept(app);
  const open = findingsIn(app);
  for (const { id, at } of open) console.error(`open: ${id} at ${at}`);
  if (open.length > 0) process.exit(1);
  writeFileSync(NAG_FILE, nagTable(findings));
}
