/** HTTP on one machine: what API Gateway does on AWS, in front of the same door. */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Api } from '../functions/api/api.ts';
import { MOST_CSV_BYTES, MOST_JSON_BYTES } from '../functions/api/body.ts';

export type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export type ServerSettings = {
  /** 0 for any that is free. */
  port: number;
  api: Api;
  /** Where there is one, `POST /sign-in` takes `{ email, password }` and gives `{ token, expiresAt }`. */
  signIn?(email: string, password: string): Promise<{ token: string; expiresAt: string } | undefined>;
  /** What only this machine has, by method and path, such as `GET /outbox`, or `GET /console/*` for all below it. */
  routes?: Record<string, Handler>;
  /** After each request that may have changed something. */
  onRequest?(): void;
};

/** Nobody but this machine is listened to: what other machines are to reach stands behind a proxy with TLS. */
const HOST = '127.0.0.1';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH'];

/**
 * Routes without a sign-in, for who sits here. A page elsewhere whose own name was made to lead to this machine is of one
 * origin with them for the browser, but asks by that name; and a proxy says for whom it asks.
 */
export const hereAlone = (routes: Record<string, Handler>): Record<string, Handler> =>
  Object.fromEntries(
    Object.entries(routes).map(([name, handler]) => [
      name,
      async (event) =>
        OWN_NAME.test(event.headers.host ?? '') && !PROXIED.some((header) => header in event.headers)
          ? handler(event)
          : problem(403, 'This is for the machine itself: open it there, as localhost.'),
    ]),
  );
const OWN_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const PROXIED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Attune</title>
<p>The page that a client answers on is not part of this version. Their link is good: its token, which stands behind
the #, can be sent to POST /link/open.</p>
</html>
`;

export async function startServer(
  settings: ServerSettings,
): Promise<{ port: number; close(): Promise<void> }> {
  const routes = { 'GET /c': page, ...(settings.signIn && { 'POST /sign-in': signInBy(settings.signIn) }) };
  const all = new Map<string, Handler>(Object.entries({ ...routes, ...settings.routes }));
  const server = createServer(
    // A request that trickles in holds its connection no longer than this; the edge's own limits are shorter.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      serve(settings, all, request, response).catch((error) => {
        // Who hangs up in the middle gets no answer, and has broken nothing.
        if (error?.code !== 'ECONNRESET')
          console.error('request failed', error instanceof Error ? error.name : error);
        if (response.headersSent) response.destroy();
        else send(response, problem(500, 'Something went wrong here.'));
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

async function serve(
  { api, onRequest }: ServerSettings,
  routes: Map<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method!;
  if (!METHODS.includes(method)) {
    return send(response, { ...problem(405, 'Use another method.'), headers: { allow: METHODS.join(', ') } });
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    // What is still on its way is dropped, and the connection ends with the answer.
    request.resume();
    response.setHeader('connection', 'close');
    return send(response, problem(413, 'The body is too large.'));
  }
  const event = eventOf(request, body);
  const asked = `${method === 'HEAD' ? 'GET' : method} ${event.rawPath}`;
  const own = routes.get(asked) ?? routes.get(asked.replace(/^(\w+ \/[^/]*)\/.*$/, '$1/*'));
  send(response, await (own ?? api)(event));
  if (method !== 'GET' && method !== 'HEAD') onRequest?.();
}

/** The payload format 2.0 of API Gateway's HTTP APIs. */
function eventOf(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const isJson = /^application\/(json|[\w.-]+\+json)/i.test(headers['content-type'] ?? '');
  // What is no UTF-8 goes on as it came, for the door to refuse: read as text, letters would be lost unseen.
  const isText = isJson && isUtf8(body);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    cookies: request.headers.cookie?.split('; '),
    headers,
    body: body.length > 0 ? body.toString(isText ? 'utf8' : 'base64') : undefined,
    isBase64Encoded: body.length > 0 && !isText,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method!,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
  };
}

/** Undefined where it is larger than any route takes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const isTable = /^text\/csv/i.test(request.headers['content-type'] ?? '');
  const most = isTable ? MOST_CSV_BYTES : MOST_JSON_BYTES;
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** With its length told, a reply goes out in one piece. */
function send(response: ServerResponse, { statusCode, headers, body, isBase64Encoded }: Answer): void {
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  response.writeHead(statusCode ?? 200, {
    'cache-control': 'no-store',
    ...(headers as object),
    ...(body !== undefined && { 'content-length': Buffer.byteLength(body, encoding) }),
  });
  response.end(body, encoding);
}
type Answer = APIGatewayProxyStructuredResultV2;

function problem(status: number, detail: string): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type: 'about:blank', title: detail, status, detail }),
  };
}

const page: Handler = async () => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  },
  body: PAGE,
});

const signInSchema = z.strictObject({ email: z.string(), password: z.string() });

const signInBy =
  (signIn: NonNullable<ServerSettings['signIn']>): Handler =>
  async ({ body, isBase64Encoded, headers }) => {
    // Only a page of this origin may send JSON without being asked first.
    const isJson = !isBase64Encoded && /^application\/json/i.test(headers['content-type'] ?? '');
    const sent = signInSchema.safeParse(isJson ? parsed(body) : undefined);
    if (!sent.success) return problem(422, 'Send email and password as JSON.');
    const signed = await signIn(sent.data.email, sent.data.password);
    if (!signed) return problem(401, 'Email and password do not go together, or too many were tried.');
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(signed),
    };
  };

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
