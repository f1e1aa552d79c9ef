/**
 * `node infra/check.ts`: cfn-lint on what is in `cdk.out`, from a virtual environment of its own, of packages that are
 * pinned to the byte (infra/cfn-lint.txt). Needs Python 3.10 and, once, PyPI.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const pinned = join(root, 'infra', 'cfn-lint.txt');
const mark = createHash('sha256').update(readFileSync(pinned)).digest('hex').slice(0, 12);
const home = join(root, 'node_modules', '.cache', 'attune', `cfn-lint-${mark}`);
const done = join(home, 'installed.txt');

/** What cfn-lint warns of and we keep, with the reason. */
const KEPT: Record<string, string> = {
  W3005:
    'A role that the CDK may not widen brings its dependency along, which is said a second time by the reference.',
};

if (spawnSync('python3', ['--version']).status !== 0) {
  console.log('check:infra is left out: there is no python3 here.');
  process.exit(0);
}
if (!existsSync(done)) {
  // What was broken off half way is begun anew.
  rmSync(home, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  execFileSync(join(home, 'bin', 'python3'), [...pip, '--require-hashes', '-r', pinned], {
    stdio: 'inherit',
  });
  copyFileSync(pinned, done);
}
execFileSync(process.execPath, [join(root, 'infra', 'app.ts')], { cwd: root, stdio: 'inherit' });
const templates = globSync('cdk.out/*.template.json', { cwd: root });
const kept = Object.keys(KEPT).flatMap((rule) => ['--ignore-checks', rule]);
const { status } = spawnSync(
  join(home, 'bin', 'cfn-lint'),
  ['--format', 'pretty', ...kept, '--', ...templates],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const [rule, reason] of Object.entries(KEPT)) console.log(`kept: ${rule}. ${reason}`);
if (status === 0) console.log(`cfn-lint: ${templates.length} templates, no other errors or warnings.`);
process.exit(status ?? 1);
