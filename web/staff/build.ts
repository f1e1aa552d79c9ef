/** Builds the console into `dist`, aside first: whoever reads it meanwhile has the one before, whole. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

// Whatever starts this, a test among others: React is built for use, not for development.
process.env.NODE_ENV = 'production';

const aside = join(import.meta.dirname, `dist-${process.pid}`);
const before = `${aside}-before`;
const place = join(import.meta.dirname, 'dist');

/** As short a moment without any as there can be. */
function replace(): void {
  try {
    if (existsSync(place)) renameSync(place, before);
    renameSync(aside, place);
  } catch (error) {
    // Another that builds at the same time was faster; what it built is as new.
    if (!existsSync(place)) throw error;
  }
}

try {
  await build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: process.argv.includes('--quiet') ? 'error' : 'info',
    build: { outDir: aside },
  });
  replace();
} finally {
  for (const left of [aside, before]) rmSync(left, { recursive: true, force: true });
}
