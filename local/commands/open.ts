/** Attune as a command finds it: beside the server that runs on the directory, or alone with the directory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import type { ApiDeps, Call, Who } from '../../functions/api/route.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import type { Chart } from '../../functions/care/chart.ts';
import { sayPlannedFor } from '../../functions/care/plans/option-said.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { inEnglish } from '../../functions/care/sentences.ts';
import { clinicPk } from '../../functions/clinics.ts';
import type { Table } from '../../functions/ports.ts';
import { unpack } from '../../functions/store.ts';
import { type App, createApp } from '../app.ts';
import { type Engine, openEngine } from '../engine.ts';
import { type Lock, readLock, takeLock } from '../lock.ts';
import { chance, systemClock } from '../machine.ts';
import { quietLogger, trustingIdentity } from '../people/doors.ts';
import { type Io, Mistake, RUN, text, type Values } from './command.ts';

/** Who the log names for what was done from the command line. */
export const COMMAND_LINE = 'attune-command-line';

const URL = `http://localhost:${process.env.ATTUNE_PORT ?? 4180}`;

/**
 * Runs `work` on the directory's Attune. Where a server runs, its engine is shared: every commit is conditional, and
 * the server relays what they bring about. Where none runs, that happens here, before the end. `see` is given each
 * table that is written to, to watch it.
 */
export async function withAttune<T>(
  { directory }: Io,
  work: (app: App) => Promise<T>,
  see: (table: Table) => Table = (table) => table,
): Promise<T> {
  const running = readLock(directory);
  const open = (engine: Engine, url: string) =>
    createApp({
      table: see(engine.table),
      changes: engine.changes,
      clock: systemClock,
      chance,
      identity: trustingIdentity,
      url,
      logger: quietLogger,
    });
  if (running) {
    if (!running.endpoint)
      throw new Mistake(`Attune is starting or busy on ${directory}; try again in a moment.`);
    const engine = await openEngine({ endpoint: running.endpoint });
    try {
      return await work(open(engine, running.url ?? URL));
    } finally {
      await engine.close();
    }
  }
  refuseNothing(directory);
  return alone(directory, async (engine) => {
    const app = open(engine, URL);
    const result = await work(app);
    await app.settle();
    return result;
  });
}

function refuseNothing(directory: string): void {
  if (process.env.ATTUNE_DYNAMODB_ENDPOINT || existsSync(join(directory, 'attune.db'))) return;
  throw new Mistake(`There is nothing in ${directory} yet; begin with npm start, or with ${RUN} demo.`);
}

/** Refuses, naming the process, where a server or another command has the directory. */
export async function alone<T>(directory: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const lock = locked(directory);
  try {
    const engine = await openEngine({ directory, endpoint: process.env.ATTUNE_DYNAMODB_ENDPOINT });
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  } finally {
    lock.release();
  }
}

function locked(directory: string): Lock {
  try {
    return takeLock(directory);
  } catch (error) {
    throw new Mistake(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The clinic that `--clinic` names, or the only one there is. */
export async function clinicOf(app: App, values: Values): Promise<string> {
  const ids = await app.clinics.ids();
  const named = text(values.clinic);
  const list = ids.join(', ');
  if (named !== undefined) {
    if (ids.includes(named)) return named;
    throw new Mistake(`There is no clinic ${named}; there is ${list || 'none yet'}.`);
  }
  if (ids.length === 1) return ids[0]!;
  if (ids.length === 0)
    throw new Mistake(`There is no clinic yet; begin with npm start, or with ${RUN} demo.`);
  throw new Mistake(`There are several clinics: ${list}. Name one with --clinic.`);
}

export type ClientEntry = { clientId: string; name: string };

export async function clientsOf({ table }: App, clinicId: string): Promise<ClientEntry[]> {
  const found: ClientEntry[] = [];
  let after: string | undefined;
  do {
    const page = await table.query(clinicPk(clinicId), { prefix: 'CLIENT#', after });
    found.push(...page.items.map(({ body }) => JSON.parse(unpack(body)) as ClientEntry));
    after = page.next;
  } while (after);
  return found;
}

const folded = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
/** As many as fit a sentence. */
const NAMED = 5;

/** The client by id, or by a part of the name that no other client's holds. */
export async function clientOf(app: App, clinicId: string, sought: string): Promise<Chart> {
  const byId = await app.charts.get(clinicId, sought);
  if (byId.client) return byId;
  const clients = await clientsOf(app, clinicId);
  const found = clients.filter(({ name }) => folded(name).includes(folded(sought)));
  if (found.length === 1) return app.charts.get(clinicId, found[0]!.clientId);
  if (found.length === 0) {
    throw new Mistake(
      `No client of ${clinicId} has “${sought}” for an id or in the name; give an id, or a part of the name.`,
    );
  }
  const some = found.slice(0, NAMED).map(({ name, clientId }) => `${name} (${clientId})`);
  const rest = found.length > NAMED ? ', …' : '';
  throw new Mistake(
    `${found.length} clients have “${sought}” in the name: ${some.join(', ')}${rest}. Give more of it, or the id.`,
  );
}

/** Runs one of the API's operations, for whoever has the directory itself in hand. @throws Mistake where it refuses */
export async function operate<Reply>(
  app: App,
  clinicId: string,
  operationId: string,
  { params = {}, query = {}, body }: { params?: object; query?: object; body?: unknown },
): Promise<Reply> {
  const route = ROUTES.find((one) => one.operationId === operationId)!;
  const { charts, clinics, table, clock } = app;
  const deps: ApiDeps = {
    charts,
    clinics,
    table,
    clock,
    chance,
    content,
    suggesting,
    identity: trustingIdentity,
  };
  const call: Call<Who, unknown, unknown, unknown> = {
    operationId,
    actor: { staffId: COMMAND_LINE, clinicId, roles: ['admin', 'clinician'] },
    params: route.params.parse(params),
    query: route.query.parse(query),
    body,
    language: 'en',
    say: inEnglish,
    sayPlanned: sayPlannedFor(suggesting.catalogue, content, 'en'),
    also: {},
  };
  const reply = await route.handle(deps, call);
  if (typeof reply === 'object' && isRefusal(reply!)) throw new Mistake(reply.because);
  return reply as Reply;
}
