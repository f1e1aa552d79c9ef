import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { COMPILED } from './compiled.ts';
import { DEMO, DEMO_SIGN_INS, DIRECTORY } from './machine.ts';

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
  console.error(isTaken(error) ? portTaken() : error instanceof Error ? error.message : error);
  process.exit(1);
}

/** A clinic of synthetic people in a directory of its own, made at the first start, which takes half a minute. */
async function openDemo(): ReturnType<typeof openAttune> {
  const directory = join(DIRECTORY, DEMO);
  if (!existsSync(join(directory, DEMO_SIGN_INS))) {
    const io = { out: process.stdout, err: process.stderr, directory };
    const { demo } = await import('./commands/demo.ts');
    await demo.run({ args: [], values: { demo: true }, io });
  }
  return openAttune({ port: PORT, directory, isDemo: true });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portTaken(): string {
  const [, , ...given] = process.argv;
  const again = ['npm start', ...(given.length ? ['--', ...given] : [])].join(' ');
  return `Another program has port ${PORT} of this machine. Take another: ATTUNE_PORT=${PORT + 1} ${again}`;
}
