import { hash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { faultsOf } from '../care/faults.ts';
import { sayPlannedFor } from '../care/plans/option-said.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Send } from '../care/sends-ahead.ts';
import { sayFault, sayFor } from '../care/sentences.ts';
import { BadCursor } from '../ports.ts';
import { admit } from './admit.ts';
import { readCsv, readJson } from './body.ts';
import type { DoorDeps, Incoming } from './incoming.ts';
import { recordList, seenBy } from './looks.ts';
import { matcher, mayBeEmpty, readQuery } from './match.ts';
import { noSuchPage } from './pages.ts';
import { dryRun, PREVIEW_HEADER, type Preview } from './preview.ts';
import { PROBLEMS, Problem, problemOf } from './problem.ts';
import type { ApiDeps, Route } from './route.ts';

export type Api = (
  event: APIGatewayProxyEventV2,
  context?: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

type Edge = middy.Request<Incoming, APIGatewayProxyStructuredResultV2>;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** `handle` of each route sees parsed input and a known caller, and everything else happens here. */
export function createDoor(deps: DoorDeps, routes: readonly Route[]): Api {
  const logger = deps.logger ?? new Logger({ serviceName: 'attune-api' });
  const match = matcher(routes);

  const edge = middy<Incoming, APIGatewayProxyStructuredResultV2>()
    .use(logged(logger))
    .use({ after: dressed, onError: dressed })
    .use({ onError: problem(deps) })
    .before(({ event: incoming }: Edge) => {
      const { method, path } = incoming.event.requestContext.http;
      Object.assign(incoming, match(method, path));
    })
    .before(async ({ event: incoming }: Edge) => {
      incoming.actor = await admit(deps, incoming.route!, incoming.event.headers.authorization);
    })
    .handler((incoming: Incoming) => answer(deps, incoming));

  return (event, context) =>
    edge(
      {
        event,
        requestId: event.requestContext.requestId || deps.chance(12),
        also: {},
        params: {},
      },
      context ?? ({} as Context),
    );
}

async function answer(deps: DoorDeps, incoming: Incoming): Promise<APIGatewayProxyStructuredResultV2> {
  const { event, route, also } = incoming;
  const { operationId, status, reply, media, handle } = route!;
  incoming.ids = read(route!.params, incoming.params, 'not-found') as object;
  const asked = {
    operationId,
    params: incoming.ids,
    query: read(route!.query, readQuery(event.rawQueryString), 'invalid'),
    body: bodyOf(route!, event),
    ...keyIn(event),
    language: languageOf(event),
    say: sayFor(deps.content, languageOf(event)),
    sayPlanned: sayPlannedFor(deps.suggesting.catalogue, deps.content, languageOf(event)),
    also,
  };
  const previews = incoming.actor !== undefined && event.headers[PREVIEW_HEADER] === 'yes';
  const dry = previews ? dryRun(deps as ApiDeps) : undefined;
  const { record, ...whose } = await seenBy(deps, incoming, previews);
  const call = { ...asked, ...whose };
  const known = route!.method === 'GET' && !dry ? event.headers['if-none-match'] : undefined;
  const [result] = await Promise.all([
    handle(dry?.deps ?? (deps as ApiDeps), call as never),
    known === undefined && record?.(),
  ]);
  if (typeof result === 'object' && isRefusal(result!)) throw problemOf(result);
  if (dry) {
    await recordList(deps, incoming, result);
    return previewed(await dry.sends(), told(reply, result));
  }
  const { type = 'application/json', headers } = media ?? {};
  const parsed = told(reply, result);
  const body = type.startsWith('text/') ? String(parsed) : JSON.stringify(parsed);
  const tag = incoming.actor && route!.method === 'GET' ? { etag: etagOf(body) } : undefined;
  // Whoever holds all of it already is shown nothing: that they once saw it is on record.
  if (tag && known === tag.etag) return { statusCode: 304, headers: tag };
  if (known !== undefined) await record?.();
  await recordList(deps, incoming, result);
  return {
    statusCode: status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...tag, ...headers },
    body,
  };
}

const languageOf = ({ headers }: APIGatewayProxyEventV2): string =>
  /^[a-z]{2,3}(-[a-z]{2})?/i.exec(headers['accept-language'] ?? '')?.[0] ?? 'en';

/** RFC 9110 §8.8.3. */
const etagOf = (body: string): string => `"${hash('sha256', body, 'base64url')}"`;

/** What a newer version that was taken back has left in the data, and this one does not know, is left out, and all else told. */
function told(reply: z.ZodType, result: unknown): unknown {
  const parsed = reply.safeParse(result);
  if (parsed.success) return parsed.data;
  const known = structuredClone(result);
  for (const issue of parsed.error.issues) {
    if (issue.code !== 'unrecognized_keys') throw parsed.error;
    // biome-ignore lint/suspicious/noExplicitAny: the path leads to an object, as the issue is about its keys.
    const holder = issue.path.reduce((part: any, key) => part[key], known) as Record<string, unknown>;
    for (const key of issue.keys) delete holder[key];
  }
  return reply.parse(known);
}

function previewed(sends: Send[], reply: unknown): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ sends, reply } satisfies Preview),
  };
}

function bodyOf({ body, csv }: Route, event: APIGatewayProxyEventV2): unknown {
  if (!body) return undefined;
  if (csv) return readCsv(event);
  if (!event.body && mayBeEmpty(body)) return body.parse({});
  return read(body, readJson(event), 'invalid');
}

/** An id that cannot be one is an id that does not exist. */
function read(schema: z.ZodType, raw: unknown, otherwise: 'not-found' | 'invalid'): unknown {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  if (otherwise === 'not-found') throw new Problem('not-found', 'There is nothing by this id. Check the id.');
  const faults = faultsOf(parsed.error, raw);
  throw new Problem('invalid', 'Something in the request is not valid; see the faults.', { faults });
}

function keyIn({ headers, body = '' }: APIGatewayProxyEventV2): { key?: string; of?: string } {
  const key = headers['idempotency-key'];
  if (key === undefined) return {};
  if (/^[\x21-\x7e]{1,100}$/.test(key)) return { key, of: hash('sha256', body, 'base64url') };
  throw new Problem('invalid', 'Give an Idempotency-Key of 1 to 100 letters, digits and signs.');
}

const BUSY = ['Contended', 'TableBusy'];

function known(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BadCursor) return noSuchPage();
  if (error instanceof Error && BUSY.includes(error.name)) {
    return new Problem('busy', 'Too much was happening at once. Try again.', { cause: error });
  }
  return new Problem('failed', 'Something went wrong here. Try again, or report the request id.', {
    cause: error,
  });
}

/** RFC 9457. */
const problem = (deps: DoorDeps) => (request: Edge) => {
  const error = known(request.error);
  const say = sayFor(deps.content, languageOf(request.event.event));
  const [status, title] = PROBLEMS[error.kind];
  const { requestId, also } = request.event;
  request.error = error;
  request.response = {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      ...(error.kind === 'busy' && { 'retry-after': '2' }),
      ...error.headers,
    },
    body: JSON.stringify({
      type: `urn:attune:problem:${error.kind}`,
      title: say(title),
      status,
      detail: say(error.message),
      requestId,
      ...(error.faults && { faults: error.faults.map((one) => sayFault(say, one)) }),
      ...also,
    }),
  };
};

function dressed({ response, event }: Edge): void {
  response!.headers = { ...HEADERS, 'x-request-id': event.requestId, ...response!.headers };
}

/** One event a request, with ids and no words: nothing of what was asked, answered or thrown is in it. */
function logged(logger: NonNullable<ApiDeps['logger']>) {
  const log = ({ event: incoming, response, error }: Edge) => {
    const { event, requestId, route, actor, ids } = incoming;
    const status = response!.statusCode!;
    const cause = error?.cause;
    const level = cause ? 'error' : status >= 400 ? 'warn' : 'info';
    logger[level]('request', {
      requestId,
      operationId: route?.operationId ?? 'none',
      method: event.requestContext.http.method,
      status,
      clinicId: actor?.clinicId,
      staffId: actor?.staffId,
      ...ids,
      ...(cause ? { failures: 1, failure: failureOf(cause) } : {}),
    });
  };
  return { after: log, onError: log };
}

/** Without its message, which may quote what somebody wrote, over lines that look like those of a stack. */
function failureOf(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').replace(error.message, '').split('\n');
  return {
    name: error.name,
    stack: frames.map((line) => line.trim()).filter((line) => FRAME.test(line)),
    ...(error.cause ? { cause: failureOf(error.cause) } : {}),
  };
}

const FRAME = /^at (async )?[\w$.<>[\] ]*\(?(file:|node:|\/|<anonymous>|index )[^ ]*\)?$/;
