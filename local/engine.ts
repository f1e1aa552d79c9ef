/**
 * DynamoDB on one machine: dynoxide, a child process on loopback with one SQLite file, or whatever else answers
 * at an endpoint.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createDynamoChanges } from '../functions/adapters/changes-dynamodb.ts';
import { createDynamoTable } from '../functions/adapters/table-dynamodb.ts';
import { TABLE_NAME, tableSchema } from '../functions/adapters/table-schema.ts';
import type { ChangeFeed, Table } from '../functions/ports.ts';
import { openEngineChanges } from './engine-changes.ts';
import { gathered } from './gathered.ts';
import { createWire, UNCHECKED } from './wire.ts';

export interface Engine {
  client: DynamoDBClient;
  table: Table;
  changes: ChangeFeed;
  endpoint: string;
  /** Of the child process, where there is one. */
  pid?: number;
  /** What it keeps the table in, where that is read. */
  file?: string;
  close(): Promise<void>;
}

/**
 * With `endpoint`, connects there; otherwise starts dynoxide on `directory`, or on a directory that goes at
 * `close`. Makes the table where it is missing. Whoever names a directory holds its lock (lock.ts).
 */
export async function openEngine(options: {
  directory?: string;
  endpoint?: string;
  /** What the engine at `endpoint` keeps its table in, where it is on this machine and dynoxide. */
  file?: string;
  tableName?: string;
}): Promise<Engine> {
  const tableName = options.tableName ?? TABLE_NAME;
  if (options.endpoint) {
    const engine = await connect(options.endpoint, tableName);
    return options.file ? beside(engine, options.file, tableName) : engine;
  }

  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'attune-')));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'attune.db');
  const server = await startServer(file);
  const engine = beside(await connect(server.endpoint, tableName), file, tableName);
  return {
    ...engine,
    pid: server.pid,
    async close() {
      await engine.close();
      await server.stop();
      if (!options.directory) await rm(directory, { recursive: true });
    },
  };
}

/** On the machine that has the engine's file: changes are read from there, and all else has no need of the SDK's ceremony. */
function beside(engine: Engine, file: string, tableName: string): Engine {
  const wire = createWire(engine.endpoint);
  const changes = openEngineChanges(file, tableName);
  return {
    ...engine,
    table: gathered(createDynamoTable(wire, tableName)),
    changes,
    file,
    async close() {
      changes.close();
      wire.destroy();
      await engine.close();
    },
  };
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** What answers on loopback never checks one; making it takes a third of a call. */
const UNSIGNED: DynamoDBClientConfig['signer'] = {
  async sign(request) {
    Object.assign(request.headers, UNCHECKED);
    return request;
  },
};

async function connect(endpoint: string, tableName: string): Promise<Engine> {
  const here = LOOPBACK.includes(new URL(endpoint).hostname);
  const config = {
    endpoint,
    signer: here ? UNSIGNED : undefined,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient(config);
  const streams = new DynamoDBStreamsClient(config);
  // It copies every input and output to a logger that nobody listens to: a tenth of each call.
  client.middlewareStack.remove('loggerMiddleware');
  streams.middlewareStack.remove('loggerMiddleware');
  try {
    await client.send(new CreateTableCommand(tableSchema(tableName)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: tableName });
  return {
    client,
    table: createDynamoTable(client, tableName),
    changes: createDynamoChanges(client, streams, tableName),
    endpoint,
    async close() {
      client.destroy();
      streams.destroy();
    },
  };
}

/** Where dynoxide is. Throws, saying what to do, where it is not. */
export function binary(): string {
  try {
    return join(
      dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')),
      'dynoxide',
    );
  } catch (cause) {
    throw new Error(
      `There is no local engine for ${process.platform} ${process.arch}: run npm install on Linux x64, or set ATTUNE_DYNAMODB_ENDPOINT to a DynamoDB endpoint such as DynamoDB Local.`,
      { cause },
    );
  }
}

/**
 * dynoxide has one connection to its file, behind a lock: a second thread of its only waits for that one, which costs a tenth
 * of its transactions, a third of its queries, and a third of the time that the slowest hundredth takes.
 */
const ENGINE_ENV = { ...process.env, TOKIO_WORKER_THREADS: '1' };

/** Another process may take the port between our finding it free and the child's binding it. */
const PORTS_TRIED = 3;

async function startServer(file: string) {
  const path = binary();
  for (let tried = 1; ; tried++) {
    const port = await freePort();
    const child = spawnTied(
      path,
      ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file],
      { env: ENGINE_ENV },
    );
    const failure = await listening(child);
    if (failure === undefined)
      return { endpoint: `http://127.0.0.1:${port}`, pid: child.pid!, stop: () => stop(child) };
    if (tried === PORTS_TRIED) throw new Error(`dynoxide did not start on ${file}: ${failure}`);
  }
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/**
 * A child that ends with us. The kernel sees to that even when we are killed, where setpriv (util-linux) is there to
 * ask it. Elsewhere a killed Attune leaves an idle dynoxide behind, and SQLite's locks keep the file whole.
 * Detached: Ctrl+C in a terminal must reach us alone, as what we do at the end still needs the table.
 */
export function spawnTied(path: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const [command, ...rest] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', path, ...args] : [path, ...args];
  const child = spawn(command!, rest, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

/** Resolves to nothing once the child takes connections, and to what it said where it ended instead. */
function listening(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (said.includes('listening on')) resolve(undefined);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(said.trim()));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
