import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { content } from '../../functions/adapters/content.ts';
import { chartPk, createCharts, ownerKey } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { linkHash, linkKey } from '../../functions/links.ts';
import type { Table, Write } from '../../functions/ports.ts';
import { type Engine, freePort, openEngine } from '../engine.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, systemClock } from '../machine.ts';
import { ANSWERS, CLINIC, CLINICIAN, type Prepared, prepareClient, prepareClinic } from './prepare.ts';

const PAGE = 25;

export type Figures = { p50: number; p99: number; perSecond: number };
export type MainPath = { atOnce: number; answered: Figures; floor: Figures; ratio: number };

/** Runs `work` over `all`, `atOnce` at a time; milliseconds of each. */
async function time<T>(all: T[], atOnce: number, work: (one: T) => Promise<void>): Promise<Figures> {
  const took: number[] = [];
  const queue = all.values();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of queue) {
        const start = performance.now();
        await work(one);
        took.push(performance.now() - start);
      }
    }),
  );
  const perSecond = (all.length / (performance.now() - from)) * 1000;
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  return { p50: at(0.5), p99: at(0.99), perSecond };
}

/**
 * A positive PHQ-9, submitted over HTTP, committed, its urgent task read from the clinician's inbox; beside it the
 * same reads, transactions and inbox query made straight to the engine by the SDK, for other clients alike.
 */
export async function measureMainPath(count: number): Promise<MainPath[]> {
  const engine = await openEngine({});
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const identity = await openLocalIdentity({ ...engine, clock: systemClock, chance, issuer: url });
  const password = chance(12);
  await identity.setPassword(
    'clinician@clinic.example',
    { staffId: CLINICIAN, clinicId: CLINIC, roles: ['clinician'] },
    password,
  );
  const clinics = createClinics({ table: engine.table, clock: systemClock });
  const charts = createCharts({ table: engine.table, clock: systemClock, clinics, content });
  const published = await prepareClinic(clinics);
  const server = fork(join(import.meta.dirname, 'server.ts'), [engine.endpoint, String(port)]);
  try {
    await once(server, 'message');
    const signedIn = await ask('POST', `${url}/sign-in`, {
      body: { email: 'clinician@clinic.example', password },
    });
    const { token } = JSON.parse(signedIn) as { token: string };
    const found: MainPath[] = [];
    let n = 0;
    const prepare = (many: number) =>
      Promise.all(Array.from({ length: many }, () => prepareClient(charts, published, n++)));
    for (const atOnce of [1, 16]) {
      await time(await prepare(40), atOnce, (client) => answerAndSee(url, token, client));
      await time(await floorOf(engine, await prepare(40)), atOnce, (one) => floor(engine.table, one));
      // In turns, so that a machine that slows down slows both.
      const rounds: { answered: Figures; floor: Figures }[] = [];
      for (let round = 0; round < 4; round += 1) {
        const answering = await prepare(count / 4);
        const straight = await floorOf(engine, await prepare(count / 4));
        rounds.push({
          answered: await time(answering, atOnce, (client) => answerAndSee(url, token, client)),
          floor: await time(straight, atOnce, (one) => floor(engine.table, one)),
        });
      }
      rounds.sort((a, b) => ratioOf(a) - ratioOf(b));
      const middle = rounds[1]!;
      found.push({ atOnce, ...middle, ratio: ratioOf(middle) });
    }
    return found;
  } finally {
    server.kill('SIGINT');
    await engine.close();
  }
}

const ratioOf = ({ answered, floor }: { answered: Figures; floor: Figures }) => answered.p50 / floor.p50;

const agent = new Agent({ keepAlive: true });

/** As a server in front would ask: by node's own client on a kept connection, as the SDK does for the floor. */
function ask(
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

async function answerAndSee(url: string, staff: string, { token, requestId }: Prepared): Promise<void> {
  const responses = [{ instrument: 'phq-9', answers: ANSWERS, complete: true }];
  await ask('POST', `${url}/link/answers`, { body: { token, requestId, responses } });
  const inbox = await ask('GET', `${url}/tasks?inbox=mine&limit=${PAGE}`, { token: staff });
  if (!inbox.includes('"urgent"')) throw new Error('the inbox does not show the urgent task');
}

type Straight = Prepared & { writes: Write[] };

/** What the answer of each client would write, worked out beforehand. */
async function floorOf(engine: Engine, clients: Prepared[]): Promise<Straight[]> {
  return Promise.all(
    clients.map(async (client) => {
      let writes: Write[] = [];
      const table: Table = {
        ...engine.table,
        write: async (all) => {
          writes = all;
          return { done: true };
        },
      };
      const clinics = createClinics({ table, clock: systemClock });
      const charts = createCharts({ table, clock: systemClock, clinics, content });
      await charts.run(
        { clinicId: CLINIC, clientId: client.clientId, by: 'bench' },
        {
          do: 'answer',
          requestId: client.requestId,
          responses: [{ instrument: 'phq-9', answers: ANSWERS, complete: true }],
        },
      );
      return { ...client, writes };
    }),
  );
}

async function floor(table: Table, { token, clientId, writes }: Straight): Promise<void> {
  await table.get(linkKey(linkHash(token)));
  await table.get({ pk: chartPk(CLINIC, clientId), sk: 'CHART' });
  const outcome = await table.write(writes);
  if (!outcome.done) throw new Error('the floor was refused');
  await table.queryIndex('owner', ownerKey(CLINIC, { staff: CLINICIAN }), { limit: PAGE });
}
