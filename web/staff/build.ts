/** Builds the console into `dist`, aside first: whoever reads it meanwhile has the one before, whole. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

// Whatever starts this, a test among others: React is built for use, not for development.
process.env.NODE_ENV = 'production';

const aside = join(import.meta.dirname, `dist-${process.pid}`);
const place = join(import.meta.dirname, 'dist');

try {
  await build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: process.argv.includes('--quiet') ? 'error' : 'info',
    build: { outDir: aside },
  });
  rmSync(place, { recursive: true, force: true });
  renameSync(aside, place);
} finally {
  rmSync(aside, { recursive: true, force: true });
}
