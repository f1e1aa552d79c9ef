import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Engine, freePort } from '../engine.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, systemClock } from '../machine.ts';
import { type Lines, openLines } from '../wire.ts';
import { CLINIC, CLINICIAN } from './prepare.ts';

/** `staff`: the token of the clinician who is signed in. */
export type Served = { url: string; staff: string; close(): void };

/** The API on `engine`, in a process of its own. */
export async function serve(engine: Engine): Promise<Served> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const identity = await openLocalIdentity({ ...engine, clock: systemClock, chance, issuer: url });
  const [email, password] = ['clinician@clinic.example', chance(12)];
  const actor = { staffId: CLINICIAN, clinicId: CLINIC, roles: ['clinician' as const] };
  await identity.setPassword(email, actor, password);
  const server = fork(join(import.meta.dirname, 'server.ts'), [engine.endpoint, String(port), engine.file!]);
  await once(server, 'message');
  const signedIn = await ask('POST', `${url}/sign-in`, { body: { email, password } });
  const { token: staff } = JSON.parse(signedIn) as { token: string };
  return { url, staff, close: () => server.kill('SIGINT') };
}

const lines = new Map<string, Lines>();

/** Before a pause: the server takes a connection that says nothing for longer for one that is over. */
export function hangUp(): void {
  for (const { destroy } of lines.values()) destroy();
  lines.clear();
}

/**
 * As a server in front would ask, on a kept connection; and as the floor is asked for, so that what asks costs little: it
 * runs on the machine that is measured.
 */
export async function ask(
  method: 'GET' | 'POST',
  url: string,
  { body, token }: { body?: object; token?: string } = {},
): Promise<string> {
  const { host, origin, pathname, search } = new URL(url);
  const sent = body ? JSON.stringify(body) : '';
  const headers = {
    host,
    ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const head = [
    `${method} ${pathname}${search} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  if (!lines.has(origin)) lines.set(origin, openLines(origin));
  const { status, text } = await lines.get(origin)!.ask(`${head}\r\n\r\n${sent}`);
  if (status !== 200) throw new Error(`${method} ${url}: ${status} ${text}`);
  return text;
}
