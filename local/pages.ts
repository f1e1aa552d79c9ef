/** The pages, built when they are first asked for: a fresh clone needs no build. */
import { gzipSync } from 'node:zlib';
import { buildClientPage, type ClientPage } from '../web/client/build.ts';
import type { Handler } from './server.ts';

let built: Promise<ClientPage> | undefined;

/** The page that a client answers on; `sizes` in bytes, gzipped. */
export const clientPage = (): Promise<ClientPage> => {
  built ??= buildClientPage();
  return built;
};

const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

/** What the server is given as `routes`: the client's page at `/c`, and its parts. */
export async function pageRoutes(): Promise<Record<string, Handler>> {
  const { html, css, js, paths, headers } = await clientPage();
  const parts = [
    { path: '/c', type: 'text/html', text: html, cache: 'no-store' },
    { path: paths.css, type: 'text/css', text: css, cache: KEPT_FOR_EVER },
    { path: paths.js, type: 'text/javascript', text: js, cache: KEPT_FOR_EVER },
  ];
  return Object.fromEntries(
    parts.flatMap(({ path, type, text, cache }) => {
      const body = gzipSync(text, { level: 9 }).toString('base64');
      const handler: Handler = async (event) => {
        const zipped = /\bgzip\b/.test(event.headers['accept-encoding'] ?? '');
        return {
          statusCode: 200,
          headers: {
            ...headers,
            'content-type': `${type}; charset=utf-8`,
            'cache-control': cache,
            vary: 'accept-encoding',
            ...(zipped && { 'content-encoding': 'gzip' }),
          },
          body: zipped ? body : text,
          isBase64Encoded: zipped,
        };
      };
      return [[`GET ${path}`, handler]];
    }),
  );
}
