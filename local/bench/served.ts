import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { type Engine, freePort } from '../engine.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, systemClock } from '../machine.ts';
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

const agent = new Agent({ keepAlive: true });

/** Before a pause: the server takes a connection that says nothing for longer for one that is over. */
export const hangUp = (): void => agent.destroy();

/** As a server in front would ask: by node's own client on a kept connection, as the floor is asked for. */
export function ask(
  method: 'GET' | 'POST',
  url: string,
  { body, token }: { body?: object; token?: string } = {},
): Promise<string> {
  const sent = body && JSON.stringify(body);
  const headers = {
    ...(sent && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`));
      });
    });
    asking.on('error', reject);
    asking.end(sent);
  });
}
