/** How simulated people reach Attune: as everybody does, by its API, only without a network between. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Question } from '../../functions/care/measures/instrument.ts';
import type { InboxTask } from '../../functions/charts.ts';
import type { Identity } from '../../functions/ports.ts';
import type { App } from '../app.ts';

export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  path: string;
  query?: Record<string, string>;
  json?: unknown;
  csv?: string;
  token?: string;
};

/** What the API refused, in its own words. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

const faultIn = ({ path, fault, mend }: { path?: string; fault: string; mend: string }) =>
  `${path}: ${fault}: ${mend}.`;

/** @throws Refused where the answer is not the one asked for */
async function call<Reply>(
  api: App['api'],
  { method, path, query = {}, json, csv, token }: Call,
): Promise<Reply> {
  const { statusCode = 500, body = '{}' } = await api({
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      'content-type': csv === undefined ? 'application/json' : 'text/csv',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    requestContext: { http: { method, path } },
    body: csv ?? (json === undefined ? undefined : JSON.stringify(json)),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2);
  const reply = JSON.parse(body);
  if (statusCode >= 400)
    throw new Refused(statusCode, [reply.detail, ...(reply.faults ?? []).map(faultIn)].join(' '));
  return reply;
}

/**
 * Takes “clinic/person” for a token, and leaves it to the clinic which roles they have. For whoever holds the table
 * in this process: real tokens last twelve hours, and a stepped clock passes them by in a moment.
 */
export const trustingIdentity: Identity = {
  async verify(token) {
    const [clinicId = '', staffId = ''] = token.split('/');
    return { clinicId, staffId, roles: ['operator', 'admin', 'clinician'] };
  },
};

export type ShownForm = { instrument: string; questions: Question[] };
export type ShownRequest = { requestId: string; ask: string; forms: ShownForm[]; locked?: true };
export type Responses = { instrument: string; answers: unknown; complete: boolean }[];

export type ClientDoor = {
  /** Nothing where the link is closed. `session`: of a page that has been given the code. */
  open(token: string, session?: string): Promise<ShownRequest[]>;
  /** What is left to answer. */
  answer(link: Opened, requestId: string, responses: Responses): Promise<ShownForm[]>;
  askCode(token: string): Promise<unknown>;
  giveCode(link: Required<Opened>, code: string): Promise<unknown>;
};
export type Opened = { token: string; session?: string };

const CLOSED = 410;

export function clientDoor(api: App['api']): ClientDoor {
  const orClosed = async <Reply>(asking: Promise<Reply>) => {
    try {
      return await asking;
    } catch (error) {
      if (error instanceof Refused && error.status === CLOSED) return undefined;
      throw error;
    }
  };
  return {
    askCode: (token) => call(api, { method: 'POST', path: '/link/code', json: { token } }),
    giveCode: (link, code) => call(api, { method: 'POST', path: '/link/own', json: { ...link, code } }),
    async open(token, session) {
      const opening = call<{ requests: ShownRequest[] }>(api, {
        method: 'POST',
        path: '/link/open',
        json: { token, session },
      });
      return (await orClosed(opening))?.requests ?? [];
    },
    async answer(link, requestId, responses) {
      const answering = call<{ more: ShownForm[] }>(api, {
        method: 'POST',
        path: '/link/answers',
        json: { ...link, requestId, responses },
      });
      return (await orClosed(answering))?.more ?? [];
    },
  };
}

export type StaffDoor = {
  /** What is theirs, and what waits for anybody in one of `teams`. */
  tasks(teams: string[]): Promise<InboxTask[]>;
  acknowledge(task: InboxTask): Promise<unknown>;
  complete(
    task: InboxTask,
    decision: { outcome: string; reason: string; detail?: unknown },
  ): Promise<unknown>;
  /** Anything else that they ask of the API. */
  call<Reply>(asked: Omit<Call, 'token'>): Promise<Reply>;
};

/** `who`: “clinic/person”, as `trustingIdentity` reads it. */
export function staffDoor(api: App['api'], who: string): StaffDoor {
  const asStaff = <Reply>(asked: Omit<Call, 'token'>) => call<Reply>(api, { ...asked, token: who });
  const post = (task: InboxTask, act: string, json: unknown = {}) =>
    asStaff({ method: 'POST', path: `/clients/${task.clientId}/tasks/${task.id}/${act}`, json });

  async function inbox(query: Record<string, string>): Promise<InboxTask[]> {
    const page = (after: object) =>
      asStaff<{ tasks: InboxTask[]; next?: string }>({
        method: 'GET',
        path: '/tasks',
        query: { ...query, limit: '200', ...after },
      });
    const found: InboxTask[] = [];
    let next: string | undefined;
    do {
      const read = await page(next ? { after: next } : {});
      found.push(...read.tasks);
      next = read.next;
    } while (next);
    return found;
  }

  return {
    call: asStaff,
    async tasks(teams) {
      const mine = await inbox({ inbox: 'mine' });
      const shared = [];
      for (const team of teams) shared.push(...(await inbox({ inbox: 'team', team })));
      const open = shared.filter(
        (task) => 'team' in task.owner || (task.priority === 'urgent' && !task.acknowledged),
      );
      return [...new Map([...mine, ...open].map((task) => [`${task.clientId}/${task.id}`, task])).values()];
    },
    acknowledge: (task) => post(task, 'acknowledge'),
    complete: (task, decision) => post(task, 'complete', decision),
  };
}

/** Failures are shown; a line for each of many thousand requests would not be. */
export const quietLogger = { info() {}, warn() {}, error: console.error };
