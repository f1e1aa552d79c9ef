/** The staff console under `/console/`: its files as Vite built them, and while they are being built, a page that says so. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HEADERS } from '../web/headers.ts';
import type { Handler } from './server.ts';

const ROOT = join(import.meta.dirname, '..', 'web', 'staff');
const DIST = join(ROOT, 'dist');
const PAGE = '/index.html';
const INDEX = join(DIST, PAGE);
const SOURCES = ['src', 'index.html', 'vite.config.ts', 'build.ts'];

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Built anew in a process of its own where it is missing or older than what it is made from. */
async function buildIfOld(): Promise<void> {
  const built = statSync(INDEX, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > (await newest())) return;
  const child = spawn(process.execPath, [join(ROOT, 'build.ts'), '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      if (code) console.error('the staff console could not be built; npm run build tells why');
      resolve();
    });
  });
}

async function newest(): Promise<number> {
  const times = await Promise.all(
    SOURCES.map(async (source) => {
      const path = join(ROOT, source);
      const found = await stat(path);
      if (!found.isDirectory()) return [found.mtimeMs];
      const files = await readdir(path, { recursive: true });
      return Promise.all(files.map(async (file) => (await stat(join(path, file))).mtimeMs));
    }),
  );
  return Math.max(...times.flat());
}

const WAIT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="2">
<title>Attune</title>
<p>The staff console is being built. This page looks again every two seconds.</p>
</html>
`;

type File = { type: string; body: string; zipped: string };

/**
 * The files of a folder by their paths, each read and zipped once. The page is read anew where it was built anew, beside
 * a server that runs on; the assets it named before stay, for whoever has it open.
 */
export function filesIn(folder: string): (path: string) => File | undefined {
  const files = new Map<string, File & { builtAt: number }>();
  return (path) => {
    const known = files.get(path);
    if (known && path !== PAGE) return known;
    const type = TYPES[extname(path)];
    const place = normalize(join(folder, path));
    const builtAt =
      type && place.startsWith(`${folder}/`)
        ? statSync(place, { throwIfNoEntry: false })?.mtimeMs
        : undefined;
    if (!type || builtAt === undefined || builtAt === known?.builtAt) return known;
    const bytes = readFileSync(place);
    const zipped = gzipSync(bytes, { level: 9 }).toString('base64');
    const file = { type, body: bytes.toString('base64'), zipped, builtAt };
    files.set(path, file);
    return file;
  };
}

/** What the server is given as `routes`. Once `build` is done, what is served is as new as its sources. */
export function consoleRoutes(): { routes: Record<string, Handler>; build(): Promise<void> } {
  let done = false;
  const fileAt = filesIn(DIST);
  const build = async () => {
    await buildIfOld();
    done = true;
  };

  const handler: Handler = async (event) => {
    const path = event.rawPath.replace(/^\/console\/?/, '/');
    if (path === '/config.json') {
      return {
        statusCode: 200,
        headers: { ...HEADERS, 'content-type': 'application/json', 'cache-control': 'no-cache' },
        body: JSON.stringify({ signIn: 'local' }),
      };
    }
    const isAsset = path.startsWith('/assets/');
    const file = done ? fileAt(isAsset ? path : PAGE) : undefined;
    if (!file) {
      return {
        statusCode: isAsset ? 404 : 503,
        headers: { ...HEADERS, 'content-type': TYPES['.html']!, 'retry-after': '2' },
        body: WAIT,
      };
    }
    const zip = /\bgzip\b/.test(event.headers['accept-encoding'] ?? '');
    return {
      statusCode: 200,
      headers: {
        ...HEADERS,
        'content-type': file.type,
        // What is named by its content can be kept for ever.
        'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
        vary: 'accept-encoding',
        ...(zip && { 'content-encoding': 'gzip' }),
      },
      body: zip ? file.zipped : file.body,
      isBase64Encoded: true,
    };
  };
  const toConsole: Handler = async () => ({ statusCode: 302, headers: { location: '/console' } });
  return { routes: { 'GET /': toConsole, 'GET /console': handler, 'GET /console/*': handler }, build };
}
