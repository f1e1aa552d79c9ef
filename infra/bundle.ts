/** One function's code as Lambda gets it: one ESM file, minified, for Node 24, and the data that it reads. */
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { pureConstants } from './pure.ts';

const root = join(import.meta.dirname, '..');
/** Beside what is synthesized, and as git-ignored. */
const out = join(root, 'cdk.out', 'bundles');

/** `bytes` of code, which all load at the start; `data` is read piece by piece as it is asked for. */
export type Bundle = {
  name: string;
  folder: string;
  file: string;
  bytes: number;
  data: number;
  meta: Metafile;
};

/** What of `workflows/` functions read: the state machines are given to Step Functions, pathways to the table. */
const DATA = [
  'workflows/{catalogue,conversation,crisis-lines,instruments,keywords,messages,pharmacogenomics,psychoeducation,sentences,suggestions}/*.json',
];
/** Rehearsals run the machines themselves. */
const DATA_AND_MACHINES = [...DATA, 'workflows/machines/*.json'];
const READER = 'functions/adapters/shipped.ts';

/** What a function starts in threads of its own: it stands beside its handler. */
const WORKERS: Record<string, string> = { rehearse: 'local/rehearsal/group.worker.ts' };

/** Where Lambda finds the handler: as deep as its source, for it looks for its data from there. */
export const handlerOf = (name: string): string => `functions/${name}/handler.handler`;

/** Every door with an entry. */
export const entries = (): string[] =>
  globSync('functions/*/handler.ts', { cwd: root })
    .map((file) => basename(dirname(file)))
    .sort();

/** Of `functions/NAME/handler.ts`, where nothing else is named. Rejects where esbuild does. */
export async function bundle(name: string, source = join('functions', name, 'handler.ts')): Promise<Bundle> {
  const folder = join(out, name);
  const file = join(folder, 'functions', name, 'handler.mjs');
  const worker = WORKERS[name];
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: source, out: 'handler' },
      ...(worker ? [{ in: worker, out: basename(worker, '.ts') }] : []),
    ],
    outdir: dirname(file),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    // Else each letter that is not English takes six bytes.
    charset: 'utf8',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    // What each client brings and none of ours uses: every other way to credentials, and streams of events.
    alias: {
      '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'credentials.ts'),
      '@smithy/core/event-streams': join(import.meta.dirname, 'event-streams.ts'),
    },
    plugins: [pureConstants],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  for (const { path, contents } of outputFiles) keep(path, contents);
  const data = READER in metafile.inputs ? bring(folder, worker ? DATA_AND_MACHINES : DATA) : 0;
  const { length: bytes } = outputFiles.find(({ path }) => path === file)!.contents;
  return { name, folder, file, bytes, data, meta: metafile };
}

/** Puts what ships beside the code, and nothing that no longer does. Its bytes. */
function bring(folder: string, what: string[]): number {
  const files = globSync(what, { cwd: root });
  for (const stale of globSync('workflows/**/*.json', { cwd: folder })) {
    if (!files.includes(stale)) rmSync(join(folder, stale));
  }
  return files.reduce((sum, file) => {
    const contents = Buffer.from(JSON.stringify(JSON.parse(readFileSync(join(root, file), 'utf8'))));
    keep(join(folder, file), contents);
    return sum + contents.length;
  }, 0);
}

/** Whole or not at all: tests in other processes read it meanwhile. */
function keep(file: string, contents: Uint8Array): void {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${out}/${basename(file)}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, file);
}
