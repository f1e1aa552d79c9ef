import type { Preview } from '../../../functions/api/preview.ts';
import type { ProblemFault } from '../../../functions/api/problem.ts';
import type { StaffOperations } from '../../../functions/api/routes.ts';
import { endSession, token } from './session.ts';

export type Operation = keyof StaffOperations;
export type Reply<O extends Operation> = StaffOperations[O]['reply'];
export type Body<O extends Operation> = StaffOperations[O]['body'];

type Part<Name extends string, Value> = undefined extends Value
  ? { [K in Name]?: Value }
  : Record<never, never> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };
type Given<O extends Operation> = Part<'params', StaffOperations[O]['params']> &
  Part<'query', StaffOperations[O]['query']> &
  Part<'body', StaffOperations[O]['body']> & { signal?: AbortSignal };
type Arguments<O extends Operation> =
  Record<never, never> extends Given<O> ? [given?: Given<O>] : [given: Given<O>];

/** What came instead of an answer. `kind` is the last word of the problem’s type, or that nobody could be reached. */
export class Problem extends Error {
  override name = 'Problem';
  readonly kind: string;
  readonly status: number;
  readonly faults: ProblemFault[];

  /** `detail` is the API’s own sentence, which says what to do. */
  constructor(kind: string, status: number, detail: string, faults: ProblemFault[] = []) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.faults = faults;
  }

  /** Whether it may be another answer in a moment: what the API refused it refuses again. */
  get passes(): boolean {
    return mayPass(this.status);
  }
}

const mayPass = (status: number): boolean => status === 0 || status === 429 || status >= 500;

let reached = true;
const watchers = new Set<() => void>();

function reach(now: boolean): void {
  if (now === reached) return;
  reached = now;
  for (const watch of watchers) watch();
}

/** Whether the last thing that was asked had an answer, whichever. */
export const reachable = {
  watch(watch: () => void): () => void {
    watchers.add(watch);
    return () => void watchers.delete(watch);
  },
  get: (): boolean => reached,
};

/** A connection that says nothing for longer is taken for dead. */
const PATIENCE_MS = 20_000;
/**
 * How often something is sent until it is answered: by its key the second of a write is known for a repeat. Not left to
 * the queries, which try again only while somebody looks.
 */
const SENDS = 3;
const AGAIN_MS = 800;

/**
 * One exchange with the API, typed by its own schemas: `call('GET /clients/{clientId}', { params: { clientId } })`.
 * @throws Problem
 */
export const call = <O extends Operation>(operation: O, ...[given]: Arguments<O>): Promise<Reply<O>> =>
  exchange(operation, given ?? {});

/** The same, decided and not done: what would be answered, and what the client would be sent next. */
export const preview = <O extends Operation>(
  operation: O,
  ...[given]: Arguments<O>
): Promise<Preview<Reply<O>>> => exchange(operation, given ?? {}, { 'attune-preview': 'yes' });

type Held = { tag: string; answer: unknown };
const MOST_HELD = 200;
/** What the token was last answered, by URL: what has not changed since is not sent, and is no second look. */
let held = { by: '', answers: new Map<string, Held>() };

function heldFor(url: string): Held | undefined {
  if (held.by !== token()) held = { by: token(), answers: new Map() };
  return held.answers.get(url);
}

function hold(url: string, one: Held): void {
  held.answers.delete(url);
  held.answers.set(url, one);
  const [oldest] = held.answers.keys();
  if (held.answers.size > MOST_HELD) held.answers.delete(oldest!);
}

async function exchange<Answer>(
  operation: Operation,
  given: object,
  also: Record<string, string> = {},
): Promise<Answer> {
  const { params, query, body, signal } = given as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
    signal?: AbortSignal;
  };
  const [method, template] = operation.split(' ') as [string, string];
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params?.[name])),
  );
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  const isWrite = method !== 'GET';
  const isTable = typeof body === 'string' || body instanceof Uint8Array;
  const url = search ? `${path}?${search}` : path;
  const before = isWrite ? undefined : heldFor(url);
  const headers = {
    authorization: `Bearer ${token()}`,
    // Not the browser's: who reads may have chosen another.
    'accept-language': document.documentElement.lang,
    ...(body !== undefined && { 'content-type': isTable ? 'text/csv' : 'application/json' }),
    ...also,
    ...(isWrite && { 'idempotency-key': crypto.randomUUID() }),
    ...(before && { 'if-none-match': before.tag }),
  };
  const send = async (): Promise<Sent> => {
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : isTable ? (body as string) : JSON.stringify(body),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])]),
    });
    const isText = response.headers.get('content-type')?.startsWith('text/');
    // What ends in the middle has not been answered.
    return { response, said: response.ok ? await (isText ? response.text() : response.json()) : undefined };
  };
  const { response, said } = await answered(send, isWrite, signal);
  if (before && response.status === 304) return before.answer as Answer;
  if (!response.ok) throw await problemIn(response);
  const tag = response.headers.get('etag');
  if (tag) hold(url, { tag, answer: said });
  return said as Answer;
}

const unreachable = () => new Problem('unreachable', 0, 'Attune cannot be reached.');

type Sent = { response: Response; said: unknown };

async function answered(send: () => Promise<Sent>, isWrite: boolean, signal?: AbortSignal): Promise<Sent> {
  for (let sent = 1; ; sent += 1) {
    const isLast = sent === SENDS;
    // Nothing is read behind a locked screen; what was saved before it locked goes on.
    if (!isWrite && !token()) throw unreachable();
    try {
      const answer = await send();
      reach(true);
      if (isWrite || isLast || !mayPass(answer.response.status)) return answer;
    } catch (error) {
      if (signal?.aborted) throw error;
      reach(false);
      if (isLast) throw unreachable();
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS * sent));
  }
}

async function problemIn(response: Response): Promise<Problem> {
  const said = await response.json().catch(() => ({}));
  const kind =
    String(said.type ?? '')
      .split(':')
      .at(-1) || 'failed';
  if (response.status === 401) endSession('expired');
  return new Problem(kind, response.status, String(said.detail ?? 'Something went wrong.'), said.faults);
}

/** How a list that comes page by page goes on: after where the page before says. */
export const PAGED = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { next?: string | undefined }) => next,
};
