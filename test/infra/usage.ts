/**
 * `node test/infra/usage.ts` measures what one client in care uses a month, and writes infra/usage.json for
 * infra/cost.ts: half a year of synthetic people, through the same handlers, with every table call weighed as DynamoDB
 * would ("Read and write capacity units", Amazon DynamoDB Developer Guide).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { indexKey, itemBytes, keyOf, PROJECTIONS } from '../../functions/adapters/table-schema.ts';
import { type Archive, digest } from '../../functions/digest/digest.ts';
import { type Clock, INDEXES, type Item, type Table, type Write } from '../../functions/ports.ts';
import { type App, createApp } from '../../local/app.ts';
import { makeClinic } from '../../local/first-start.ts';
import { steppedClock } from '../../local/outbox.ts';
import { type Agent, later } from '../../local/people/agenda.ts';
import { ADMIN, CLINICIANS, castOf, emailOf, rosterOf, ZONE } from '../../local/people/cast.ts';
import { seededChance } from '../../local/people/chance.ts';
import { simulateClient } from '../../local/people/client.ts';
import { simulateStaff } from '../../local/people/clinician.ts';
import {
  clientDoor,
  quietLogger,
  type StaffDoor,
  staffDoor,
  trustingIdentity,
} from '../../local/people/doors.ts';
import { PERSONAS } from '../../local/people/personas.ts';
import { live } from '../../local/people.ts';

const CLINIC = 'riverside';
const FROM = '2026-01-05T15:00:00.000Z';
const MONTH_DAYS = 365 / 12;

/** Of one client a month. */
export type Usage = {
  readUnits: number;
  writeUnits: number;
  commits: number;
  storedBytes: number;
  transitions: number;
  linkRequests: number;
  staffRequests: number;
  stepInvocations: number;
  texts: number;
  mails: number;
};

async function measureUsage(clients: number, weeks: number): Promise<Usage> {
  const clock = steppedClock(FROM);
  const memory = createMemoryTable();
  const weighed = weighing(memory);
  const chance = seededChance('usage');
  const app = createApp({
    table: weighed.table,
    changes: memory.changes,
    clock,
    chance,
    url: 'http://localhost:4180',
    identity: trustingIdentity,
    logger: quietLogger,
  });
  const counts = counting(app);
  const until = later(FROM, weeks * 7 * 24);
  const agents = [...(await people(app, clients)), archivist(weighed.table, clock)];
  weighed.forget();
  counts.forget();
  await live(app, clock, { clinicId: CLINIC, agents, until });

  const months = clients * ((weeks * 7) / MONTH_DAYS);
  const messages = await app.outbox.read(CLINIC);
  const of = (channel: string) => messages.filter((message) => message.channel === channel).length;
  const all = { ...weighed.taken, ...counts.taken, texts: of('sms'), mails: of('email') };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, Number((value / months).toPrecision(4))]),
  ) as Usage;
}

/** Whoever takes the digest, each morning at half past seven, UTC, as the rule `Daily` does. */
function archivist(table: Table, clock: Clock): Agent {
  let newest: string | undefined;
  const archive: Archive = {
    async put(_, text) {
      newest = text;
    },
    last: async () => newest,
  };
  let at = later(`${FROM.slice(0, 10)}T07:30:00.000Z`, 24);
  return {
    addresses: [],
    hear() {},
    next: () => at,
    async act(now) {
      if (now < at) return;
      await digest({ table, archive, clock }, CLINIC);
      at = later(at, 24);
    },
  };
}

/** The clinic, its staff, and clients who all begin at once. */
async function people(app: App, count: number) {
  const { clinic } = await makeClinic(
    app.clinics,
    { id: CLINIC, name: 'Riverside', zone: ZONE, country: 'US' },
    { ...ADMIN, email: emailOf(ADMIN.id, CLINIC) },
  );
  const { calendar } = clinic!;
  const admin = staffDoor(app.api, `${CLINIC}/${ADMIN.id}`);
  const never = '9999-01-01T00:00:00.000Z';
  const staff: { id: string; door: StaffDoor; agent: ReturnType<typeof simulateStaff> }[] = [];
  for (const { id, name, teams, onCall } of CLINICIANS) {
    const person = { id, name, email: emailOf(id, CLINIC), teams: [...teams] };
    await admin.call({ method: 'POST', path: '/staff', json: { ...person, roles: ['clinician'] } });
    const door = staffDoor(app.api, `${CLINIC}/${id}`);
    const agent = simulateStaff({ ...person, onCall, calendar, leavesUrgentFrom: never }, door, 'usage');
    staff.push({ id, door, agent });
  }
  const cast = castOf(count, 'usage');
  const { added } = await admin.call<{ added: { line: number; clientId: string }[] }>({
    method: 'POST',
    path: '/clients/import',
    csv: rosterOf(cast, '2026-01-04'),
  });
  const [id] = Object.keys((await app.clinics.get(CLINIC)).pathways);
  const clients = cast.map((member, at) => {
    const { clientId } = added.find(({ line }) => line === at + 2)!;
    const { id: clinician, door, agent } = staff[at % staff.length]!;
    const json = { pathway: { id }, clinician };
    agent.plan(FROM, () =>
      door.call({ method: 'POST', path: `/clients/${clientId}/episodes`, json }).then(() => {}),
    );
    const persona = PERSONAS[member.persona];
    const address = member.channel === 'sms' ? member.phone : member.email;
    return simulateClient({ ...member, persona, address, from: FROM }, clientDoor(app.api), 'usage');
  });
  return [...staff.map(({ agent }) => agent), ...clients];
}

const LOOKED_AT = /\/complete$/;

/** The simulated decide by the inbox; a person opens the task and the client's page first, and each look is recorded. */
function looksBefore(completing: string): string[] {
  const task = completing.replace(LOOKED_AT, '');
  const client = task.replace(/\/tasks\/.*/, '');
  return [task, client, `${client}/progress`, `${client}/timeline`];
}

function counting(app: App) {
  const none = { transitions: 0, linkRequests: 0, staffRequests: 0 };
  const taken = { ...none };
  const { api, interpreter } = app;
  const run = interpreter.run.bind(interpreter);
  interpreter.run = async () => {
    const transitions = await run();
    taken.transitions += transitions;
    return transitions;
  };
  app.api = async (event, context) => {
    const { path } = event.requestContext.http;
    for (const looked of LOOKED_AT.test(path) ? looksBefore(path) : []) {
      taken.staffRequests += 1;
      const http = { ...event.requestContext.http, method: 'GET', path: looked };
      const seen = await api({
        ...event,
        body: undefined,
        requestContext: { ...event.requestContext, http },
      });
      if (seen.statusCode !== 200) throw new Error(`${looked} answers ${seen.statusCode}`);
    }
    taken[path.startsWith('/link/') ? 'linkRequests' : 'staffRequests'] += 1;
    return api(event, context);
  };
  return { taken, forget: () => Object.assign(taken, none) };
}

/** What is Attune's own; the rest of this table stands for Step Functions, SES and the like. */
const isOurs = (pk: string) =>
  pk === CLINIC || pk === 'CLINICS' || pk.startsWith(`${CLINIC}#`) || pk.startsWith('LINK#');

const KB = 1024;
const units = (bytes: number, of: number) => Math.max(1, Math.ceil(bytes / of));
const reads = (items: Item[]) =>
  units(
    items.reduce((sum, item) => sum + itemBytes(item), 0),
    4 * KB,
  );

function weighing(inner: Table) {
  const none = { readUnits: 0, writeUnits: 0, commits: 0, storedBytes: 0, stepInvocations: 0 };
  const taken = { ...none };

  function weigh(write: Write, before: Item | undefined, factor: number): void {
    const after = 'put' in write ? write.put : undefined;
    const size = Math.max(after ? itemBytes(after) : 0, before ? itemBytes(before) : 0);
    taken.writeUnits += factor * units(size, KB);
    if ('check' in write) return;
    taken.storedBytes += (after ? itemBytes(after) : 0) - (before ? itemBytes(before) : 0);
    for (const index of INDEXES) taken.writeUnits += indexUnits(index, before, after);
    if (!before && after?.sk.startsWith('LOG#')) {
      taken.commits += 1;
      if (/"command":"ask-/.test(String(after.body))) taken.stepInvocations += 1;
    }
  }

  const table: Table = {
    async get(key) {
      const item = await inner.get(key);
      if (isOurs(key.pk)) taken.readUnits += item ? units(itemBytes(item), 4 * KB) : 1;
      return item;
    },
    async query(pk, range) {
      const page = await inner.query(pk, range);
      if (isOurs(pk)) taken.readUnits += reads(page.items);
      return page;
    },
    async queryIndex(index, pk, range) {
      const page = await inner.queryIndex(index, pk, range);
      if (index !== 'due') taken.readUnits += reads(page.items) / 2;
      return page;
    },
    async write(writes) {
      const standing = await Promise.all(writes.map((write) => inner.get(keyOf(write))));
      const outcome = await inner.write(writes);
      if (isOurs(keyOf(writes[0]!).pk)) {
        // A transaction costs each item twice.
        for (const [at, write] of writes.entries()) weigh(write, standing[at], writes.length > 1 ? 2 : 1);
      }
      return outcome;
    },
  };
  return { table, taken, forget: () => Object.assign(taken, none) };
}

function indexUnits(index: (typeof INDEXES)[number], before?: Item, after?: Item): number {
  const { pk, sk } = indexKey(index);
  const placeIn = (item?: Item) => item && item[pk] !== undefined && `${item[pk]}\n${item[sk]}`;
  const [old, now] = [placeIn(before), placeIn(after)];
  const size = (item: Item) => (PROJECTIONS[index] === 'ALL' ? units(itemBytes(item), KB) : 1);
  if (old === now) return now && PROJECTIONS[index] === 'ALL' ? size(after!) : 0;
  return (old ? size(before!) : 0) + (now ? size(after!) : 0);
}

if (import.meta.main) {
  const clients = 24;
  const weeks = 20;
  const aClientAMonth = await measureUsage(clients, weeks);
  const how = `node test/infra/usage.ts: ${clients} synthetic clients for ${weeks} weeks from their enrolment, on the table in memory`;
  const file = join(import.meta.dirname, '..', '..', 'infra', 'usage.json');
  writeFileSync(file, `${JSON.stringify({ how, aClientAMonth }, undefined, 2)}\n`);
  console.log(aClientAMonth);
}
