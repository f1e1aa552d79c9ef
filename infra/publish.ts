import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { buildClientPage } from '../web/client/build.ts';
import type { Way } from '../web/staff/src/shell/pkce.ts';
import { CONSOLE } from './names.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_FIRST = 'no-cache';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type File = { path: string; body: string | Uint8Array; cache: string };

/** Puts the clients' page into its bucket. */
export async function publishClientPage(s3: S3Client, bucket: string): Promise<string[]> {
  const { html, css, js, paths } = await buildClientPage();
  return put(s3, bucket, [
    { path: paths.css, body: css, cache: FOR_EVER },
    { path: paths.js, body: js, cache: FOR_EVER },
    { path: '/index.html', body: html, cache: ASK_FIRST },
  ]);
}

/**
 * Puts the console into its bucket, as Vite has built it into `folder`.
 * @throws Error where nothing is built there, with what to run
 */
export async function publishConsole(
  s3: S3Client,
  bucket: string,
  folder: string,
  way: Way,
): Promise<string[]> {
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`There is no console in ${folder}. Build it first: npm run build.`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): File => {
      const place = join(entry.parentPath, entry.name);
      const path = CONSOLE + place.slice(folder.length + 1).replaceAll(sep, '/');
      const named = path.startsWith(`${CONSOLE}assets/`);
      return { path, body: readFileSync(place), cache: named ? FOR_EVER : ASK_FIRST };
    });
  const config = { path: `${CONSOLE}config.json`, body: JSON.stringify(way), cache: ASK_FIRST };
  return put(s3, bucket, [config, ...files]);
}

/**
 * What is named by its content goes first, and stays when it is replaced: somebody has the page before it open, and half
 * a form filled in.
 * @throws Error where a file is of a kind that browsers would be left to guess
 */
async function put(s3: S3Client, bucket: string, files: File[]): Promise<string[]> {
  const inOrder = [...files].sort((a, b) => Number(a.cache === ASK_FIRST) - Number(b.cache === ASK_FIRST));
  for (const { path } of inOrder)
    if (!TYPES[extname(path)]) throw new Error(`${path} is of no kind that is served`);
  for (const { path, body, cache } of inOrder) {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: path.slice(1),
        Body: body,
        ContentType: TYPES[extname(path)],
        CacheControl: cache,
      }),
    );
  }
  return inOrder.map(({ path }) => path);
}
