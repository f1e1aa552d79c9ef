import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildClientPage } from '../../web/client/build.ts';

const CONSOLE = join(import.meta.dirname, '..', '..', 'web', 'staff', 'dist');

/** Kilobytes, gzipped, that each page loads before it can be used; the console's where it has been built. */
export async function measurePages(): Promise<Record<string, number>> {
  const { sizes } = await buildClientPage();
  const pages = Object.entries(sizes).map(([part, bytes]) => [`client page, ${part}`, kilobytes(bytes)]);
  const html = join(CONSOLE, 'index.html');
  if (existsSync(html)) pages.push(['console, first load', kilobytes(firstLoad(readFileSync(html, 'utf8')))]);
  return Object.fromEntries(pages);
}

/** The page and what its head names: scripts, styles, and what is fetched ahead of them. */
function firstLoad(html: string): number {
  const named = [...html.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g)];
  const files = named.map(([, file]) => readFileSync(join(CONSOLE, file!)));
  return [html, ...files].reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}

const kilobytes = (bytes: number): number => Number((bytes / 1000).toFixed(1));
