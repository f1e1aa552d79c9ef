/** The door on a real socket. */
import { request as send } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_JSON_BYTES } from '../../functions/api/body.ts';
import { startServer } from '../../local/server.ts';
import { type Clinics, MARIA, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
let server: Awaited<ReturnType<typeof startServer>>;
let url: string;
let token: string;
let woken = 0;

beforeAll(async () => {
  clinics = await openClinics();
  token = await clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
  server = await startServer({
    port: 0,
    api: clinics.api,
    onRequest: () => {
      woken += 1;
    },
    signIn: async (email, password) =>
      email === 'cleo@clinic.example' && password === 'a short sentence'
        ? { token, expiresAt: '2026-03-02T16:00:00.000Z' }
        : undefined,
    routes: {
      'GET /outbox': async ({ rawQueryString }) => ({ statusCode: 200, body: `outbox ${rawQueryString}` }),
      'GET /broken': async () => {
        throw new Error('Maria');
      },
    },
  });
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const authorization = () => ({ authorization: `Bearer ${token}` });

/** What comes back to these bytes, whole. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let said = '';
    socket.on('data', (chunk) => (said += chunk));
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });

describe('the server on one machine', () => {
  it('serves the door: sign in, take a client in, find them', async () => {
    const signed = await post(
      '/sign-in',
      JSON.stringify({ email: 'cleo@clinic.example', password: 'a short sentence' }),
    );
    expect(await signed.json()).toEqual({ token, expiresAt: '2026-03-02T16:00:00.000Z' });
    const made = await post('/clients', JSON.stringify(MARIA), authorization());
    expect([made.status, made.headers.get('x-content-type-options')]).toEqual([201, 'nosniff']);
    const found = await fetch(`${url}/clients?limit=5`, { headers: authorization() });
    expect(((await found.json()) as { clients: unknown[] }).clients).toHaveLength(1);
  });

  it('signs nobody in by a wrong password, nor from another site’s form', async () => {
    expect(
      (await post('/sign-in', JSON.stringify({ email: 'cleo@clinic.example', password: 'guess' }))).status,
    ).toBe(401);
    const form = await post('/sign-in', '{"email":"a","password":"b"}', { 'content-type': 'text/plain' });
    expect(form.status).toBe(422);
    expect((await post('/sign-in', '{"email":')).status).toBe(422);
  });

  it('hands a table over as the bytes that were sent', async () => {
    const csv = Buffer.from('Name,DOB,Email\nZoë Ames,1979-02-01,zoe@example.org\n', 'latin1');
    await post('/clients/import', csv, { 'content-type': 'text/csv', ...authorization() });
    const found = await post('/clients/search', JSON.stringify({ name: 'zoë' }), authorization());
    expect(await found.json()).toMatchObject({ clients: [{ name: 'Zoë Ames' }] });
  });

  it('refuses what is too large before it is sent whole, with and without its length', async () => {
    const big = 'x'.repeat(MOST_JSON_BYTES + 1);
    expect((await post('/clients', big, authorization())).status).toBe(413);
    const chunked = await new Promise<number>((resolve, reject) => {
      const sending = send(
        `${url}/clients`,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        },
      );
      sending.on('error', reject);
      for (let n = 0; n < 10; n += 1) sending.write('x'.repeat(MOST_JSON_BYTES / 8));
      sending.end();
    });
    expect(chunked).toBe(413);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it.each(['TRACE', 'DELETE', 'OPTIONS', 'PROPFIND'])('refuses %s', async (method) => {
    const answer = await raw(`${method} /clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/allow: GET, HEAD, POST, PUT, PATCH/i);
  });

  it('closes on what is no HTTP, and on two lengths of one body', async () => {
    expect(await raw('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const twice =
      'POST /clients HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await raw(twice)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('shows a page at a client’s link, which tells nothing and takes nothing', async () => {
    const page = await fetch(`${url}/c`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await page.text()).toMatch(/<title>Attune<\/title>/);
    expect((await fetch(`${url}/c`, { method: 'HEAD' })).status).toBe(200);
  });

  it('serves what only this machine has, and hides what went wrong there', async () => {
    expect(await (await fetch(`${url}/outbox?after=1`)).text()).toBe('outbox after=1');
    const broken = await fetch(`${url}/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toMatch(/Maria/);
  });

  it('wakes the loop after what may have changed something, and only then', async () => {
    woken = 0;
    await fetch(`${url}/health`);
    expect(woken).toBe(0);
    await post('/link/open', '{"token":"x"}');
    expect(woken).toBe(1);
  });

  it('closes while a browser keeps its connection open', async () => {
    const other = await startServer({ port: 0, api: clinics.api });
    const answer = await fetch(`http://127.0.0.1:${other.port}/health`);
    await answer.text();
    await other.close();
    await expect(fetch(`http://127.0.0.1:${other.port}/health`)).rejects.toThrow();
  });

  it('says when its port is taken', async () => {
    await expect(startServer({ port: server.port, api: clinics.api })).rejects.toThrow(/EADDRINUSE/);
  });
});
