import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { COMPILED } from './compiled.ts';
import { DEMO_SIGN_INS, DIRECTORY } from './machine.ts';

// Before the rest is read.
enableCompileCache(COMPILED);
const { openAttune } = await import('./here.ts');

const PORT = Number(process.env.ATTUNE_PORT ?? 4180);

try {
  const isDemo = process.argv.includes('--demo');
  const attune = isDemo ? await openDemo() : await openAttune({ port: PORT });
  console.log(attune.welcome);
  const stop = async () => {
    await attune.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** A clinic of synthetic people in a directory of its own, made at the first start, which takes half a minute. */
async function openDemo(): ReturnType<typeof openAttune> {
  const directory = join(DIRECTORY, 'demo');
  const signIns = join(directory, DEMO_SIGN_INS);
  if (!existsSync(signIns)) {
    const { demo } = await import('./commands/demo.ts');
    await demo.run({ args: [], values: {}, io: { out: process.stdout, err: process.stderr, directory } });
  }
  const attune = await openAttune({ port: PORT, directory });
  const lines = readFileSync(signIns, 'utf8').trimEnd().replaceAll(/^/gm, '            ');
  return {
    ...attune,
    welcome: `${attune.welcome}\n  The demo: open ${attune.url}/console and sign in as\n${lines}\n`,
  };
}
