/** One function's code as Lambda gets it: one ESM file, minified, for Node 24. */
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';

const root = join(import.meta.dirname, '..');
const out = join(root, 'node_modules', '.cache', 'attune', 'bundles');

export type Bundle = { folder: string; file: string; bytes: number; meta: Metafile };

/** Every door with an entry. */
export const entries = (): string[] =>
  globSync('functions/*/handler.ts', { cwd: root })
    .map((file) => basename(dirname(file)))
    .sort();

const bundled = new Map<string, Bundle>();

/** Of `functions/NAME/handler.ts`; once in a process. Throws where esbuild does. */
export function bundle(name: string): Bundle {
  const known = bundled.get(name);
  if (known) return known;
  const folder = join(out, name);
  const file = join(folder, 'index.mjs');
  const { metafile, outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [join('functions', name, 'handler.ts')],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    // A seventh of the whole: ways to credentials that no function of ours has.
    alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'credentials.ts') },
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  keep(file, output!.contents);
  const made = { folder, file, bytes: output!.contents.length, meta: metafile };
  bundled.set(name, made);
  return made;
}

/** Whole or not at all: tests in other processes read it meanwhile. */
function keep(file: string, contents: Uint8Array): void {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${dirname(file)}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, file);
}
