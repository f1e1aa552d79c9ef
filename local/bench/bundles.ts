import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundle } from '../../infra/bundle.ts';
import { bundles } from '../../infra/bundles.ts';

const root = join(import.meta.dirname, '..', '..');
const ROUNDS = 9;

export type Loaded = { codeKB: number; dataKB: number; loadMs: number; toBare: number };

/**
 * The code and the data of each function as it is deployed, and the processor's milliseconds that its code takes to
 * load in a fresh process, beside those of a bare handler. Rounds go in turns, and the lowest third is what counts:
 * what others do on the machine only ever adds.
 */
export async function measureBundles(): Promise<Record<string, Loaded>> {
  const made = [await bundle('bare', 'local/bench/bare.ts'), ...bundles.values()];
  const took = made.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [n, one] of made.entries()) took[n]!.push(load(one));
  }
  const ms = took.map((all) => all.sort((a, b) => a - b)[Math.floor(ROUNDS / 3)]!);
  return Object.fromEntries(
    made.map(({ name, bytes, data }, n) => [
      name,
      {
        codeKB: Math.round(bytes / 1000),
        dataKB: Math.round(data / 1000),
        loadMs: Number(ms[n]!.toFixed(1)),
        toBare: Number((ms[n]! / ms[0]!).toFixed(2)),
      },
    ]),
  );
}

function load(made: Bundle): number {
  const script = `const before = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(made.file).href)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const env = {
    ...process.env,
    ...Object.fromEntries(settingsOf(made).map((name) => [name, 'bench'])),
    TOKEN_ISSUER: 'https://issuer.example',
    AWS_REGION: 'us-east-1',
  };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });
  return Number(said.trim().split('\n').at(-1));
}

/** What its code looks for in its environment. */
function settingsOf({ meta }: Bundle): string[] {
  const own = Object.keys(meta.inputs).filter((file) => file.startsWith('functions/'));
  return own.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:setting\('|process\.env\.)(\w+)/g)].map(
      ([, name]) => name!,
    ),
  );
}
