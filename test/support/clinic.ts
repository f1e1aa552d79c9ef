/** Two clinics on one table, with their people, the shipped pathway and the real door, in process. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createIdentity } from '../../functions/adapters/identity.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { createApi } from '../../functions/api/api.ts';
import type { Chart } from '../../functions/care/chart.ts';
import type { Client } from '../../functions/care/client.ts';
import type { Staff } from '../../functions/care/clinic.ts';
import type { AskClient } from '../../functions/care/decide/waiting.ts';
import type { Command } from '../../functions/care/decide.ts';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { milliseconds } from '../../functions/care/time.ts';
import { createCharts } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { codeHash, linkHash } from '../../functions/links.ts';
import type { Actor, Role, Table } from '../../functions/ports.ts';
import { steppedClock } from '../../local/outbox.ts';
import { seededChance } from '../../local/people/chance.ts';
import { createRehearsals } from '../../local/rehearsal/threads.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };

/** A Monday, 10:00 in New York. */
export const NOW = '2026-03-02T15:00:00.000Z';

const ISSUER = 'https://identity.example';
const AUDIENCE = 'attune-test';
const keys = await generateKeyPair('ES256', { extractable: true });
const publicKey = await exportJWK(keys.publicKey);

const person = (id: string, roles: Role[], teams: string[] = []): Staff => ({
  id,
  name: `${id[0]!.toUpperCase()}${id.slice(1)} Example`,
  email: `${id}@clinic.example`,
  roles,
  teams,
  active: true,
});

/** `ada` runs the clinic, `cleo` and `dan` see clients, `olga` operates Attune. */
export const PEOPLE = {
  ada: person('ada', ['admin']),
  cleo: person('cleo', ['clinician'], ['care']),
  dan: person('dan', ['clinician'], ['care', 'crisis', 'care-leads']),
  olga: person('olga', ['operator']),
};
export type Person = keyof typeof PEOPLE;

export const MARIA: Client = {
  name: 'Maria Lopez',
  dateOfBirth: '1990-05-17',
  phone: '+12125550134',
  email: 'maria@example.org',
  zone: 'America/New_York',
  language: 'en',
  country: 'US',
  channel: 'sms',
  consents: { sms: { at: '2026-01-05T12:00:00.000Z' } },
};

export type Answered = {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came back.
  body: any;
};

export type Asking = {
  as?: Person | Actor;
  token?: string;
  /** JSON, unless it is text. */
  body?: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
};

export type LogLine = { level: string; [field: string]: unknown };

/** What a page draws for itself. */
export const SESSION = 'the-session-of-one-page-open';

export async function openClinics({ table = createMemoryTable() }: { table?: Table } = {}) {
  const clock = steppedClock(NOW);
  const chance = seededChance('clinic');
  const clinics = createClinics({ table, clock });
  const charts = createCharts({ table, clock, clinics, content });
  const identity = createIdentity({ issuer: ISSUER, audience: AUDIENCE, keys: publicKey, clock });
  const log: LogLine[] = [];
  const write = (level: string) => (message: unknown, fields: unknown) =>
    void log.push({ level, message, ...(fields as object) });
  const logger = { info: write('info'), warn: write('warn'), error: write('error') };
  const api = createApi({
    charts,
    clinics,
    table,
    identity,
    content,
    suggesting,
    clock,
    chance,
    rehearsals: createRehearsals({ table, clinics, clock }),
    logger: logger as never,
  });

  async function addClinic(clinicId: string): Promise<void> {
    const at = { clinicId, by: 'ada' };
    const pathway = pathwaySchema.parse(shipped);
    const teams = ['care', 'crisis', 'care-leads'].map((id) => ({ id, title: `The ${id} team` }));
    const calendar = { zone: 'America/New_York', hours: {}, holidays: [] };
    done(
      await clinics.run(at, {
        do: 'create-clinic',
        clinic: { id: clinicId, name: 'Northside', country: 'US', calendar, teams },
      }),
    );
    for (const staff of Object.values(PEOPLE)) done(await clinics.run(at, { do: 'add-staff', staff }));
    const draft = { do: 'draft-pathway', id: pathway.id, title: pathway.title, draft: shipped } as const;
    const { seq: draftedAt } = done(await clinics.run(at, draft));
    done(await clinics.run(at, { do: 'publish-pathway', id: pathway.id, draftedAt, pathway }));
  }
  await addClinic('north');
  await addClinic('south');

  const tokenFor = ({ staffId, clinicId, roles }: Actor) => {
    const now = Math.floor(milliseconds(clock()) / 1000);
    return new SignJWT({ token_use: 'id', 'custom:clinic': clinicId, 'cognito:groups': roles })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(staffId)
      .setIssuedAt(now)
      .setExpirationTime(now + 3600)
      .sign(keys.privateKey);
  };
  const actor = (as: Person | Actor): Actor =>
    typeof as === 'string' ? { staffId: as, clinicId: 'north', roles: PEOPLE[as].roles } : as;

  /** As a browser would send it: `ask('GET', '/clients', { as: 'cleo' })`. */
  async function ask(method: string, path: string, asking: Asking = {}): Promise<Answered> {
    const { as, body, query = {}, headers = {} } = asking;
    const token = asking.token ?? (as && (await tokenFor(actor(as))));
    const answer = await api(
      eventOf(method, path, {
        query: new URLSearchParams(query).toString(),
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
    const answered = answer.headers as Record<string, string>;
    const isText = answered['content-type']?.startsWith('text/');
    return {
      status: answer.statusCode!,
      headers: answered,
      body: isText ? answer.body : JSON.parse(answer.body ?? 'null'),
    };
  }

  async function run(clientId: string, command: Command, clinicId = 'north', by = 'cleo'): Promise<Chart> {
    return done(await charts.run({ clinicId, clientId, by }, command)).state;
  }

  /** A client in care, at the start of the intake. */
  async function addClient(clientId: string, client: Partial<Client> = {}, clinicId = 'north') {
    await run(clientId, { do: 'create-client', client: { ...MARIA, ...client } }, clinicId);
    const pathway = { id: shipped.id, version: 1 };
    return run(clientId, { do: 'enrol', pathway, clinician: 'cleo' }, clinicId);
  }

  /** What the state machine does: asks the client. */
  async function askClient(clientId: string, what: AskClient['ask'], clinicId = 'north') {
    const { episode } = await charts.get(clinicId, clientId);
    const { id: episodeId, cycle } = episode!;
    const command = { do: 'ask-client', ask: what, episodeId, cycle, round: 1, token: `t-${what}` } as const;
    const chart = await run(clientId, command, clinicId);
    const request = Object.values(chart.requests).find((one) => one.ask === what)!;
    return { chart, request };
  }

  /** What the relay does: claims the message of a request, and keeps the token of its link. */
  async function linkTo(clientId: string, requestId: string, clinicId = 'north'): Promise<string> {
    const { messages } = await charts.get(clinicId, clientId);
    const message = Object.values(messages).find((one) => one.requestId === requestId)!;
    const token = chance(16);
    await run(clientId, { do: 'claim-message', messageId: message.id, linkHash: linkHash(token) }, clinicId);
    return token;
  }

  /** What the relay does of a code that was asked for: draws it, and has it sent. */
  async function codeFor(clientId: string, token: string, code = '123456', clinicId = 'north') {
    const { messages } = await charts.get(clinicId, clientId);
    const message = Object.values(messages).find(({ template }) => template === 'code');
    if (!message) throw new Error('no code was asked for');
    const { id: messageId } = message;
    const hash = await codeHash(linkHash(token), code);
    await run(clientId, { do: 'claim-message', messageId, linkHash: chance(16), codeHash: hash }, clinicId);
    const outcome = { sent: 'accepted', providerId: 'p1' } as const;
    await run(clientId, { do: 'settle-message', messageId, outcome }, clinicId);
    return code;
  }

  /** As the page does it: asks for a code, and gives the one that was sent. */
  async function openOwn(clientId: string, token: string, session = SESSION) {
    await ask('POST', '/link/code', { body: { token } });
    const code = await codeFor(clientId, token);
    return ask('POST', '/link/own', { body: { token, session, code } });
  }

  /** A link to a fresh request of a fresh client. */
  async function linkFor(clientId: string, what: AskClient['ask'], client: Partial<Client> = {}) {
    await addClient(clientId, { recordNumber: clientId, ...client });
    const { request } = await askClient(clientId, what);
    return { token: await linkTo(clientId, request.id), requestId: request.id };
  }

  return {
    table,
    clock,
    chance,
    clinics,
    charts,
    identity,
    api,
    log,
    tokenFor,
    ask,
    run,
    addClient,
    askClient,
    linkTo,
    linkFor,
    codeFor,
    openOwn,
  };
}
export type Clinics = Awaited<ReturnType<typeof openClinics>>;

export function eventOf(
  method: string,
  path: string,
  rest: { query?: string; headers?: Record<string, string>; body?: string; isBase64Encoded?: boolean } = {},
): APIGatewayProxyEventV2 {
  const { query = '', headers = {}, body, isBase64Encoded = false } = rest;
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' };
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers,
    body,
    isBase64Encoded,
    requestContext: { http, requestId: 'request-1' },
  } as unknown as APIGatewayProxyEventV2;
}

export function done<T extends object>(outcome: T): Exclude<T, { refused: string }> {
  if (isRefusal(outcome)) throw new Error(outcome.because);
  return outcome as Exclude<T, { refused: string }>;
}

const HOW_OFTEN = ['LA6568-5', 'LA6569-3', 'LA6570-1', 'LA6571-9'];

/** PHQ and GAD answers, item 1 first: `[0, 3]` is “not at all” and “nearly every day”. */
export const frequencies = (...values: number[]): Record<string, string> =>
  Object.fromEntries(values.map((value, at) => [String(at + 1), HOW_OFTEN[value]!]));
