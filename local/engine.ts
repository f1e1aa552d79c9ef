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
import { DatabaseSync } from 'node:sqlite';
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createDynamoChanges, readPosition } from '../functions/adapters/changes-dynamodb.ts';
import { createDynamoTable } from '../functions/adapters/table-dynamodb.ts';
import { TABLE_NAME, tableSchema } from '../functions/adapters/table-schema.ts';
import type { ChangeFeed, Table } from '../functions/ports.ts';

export interface Engine {
  client: DynamoDBClient;
  table: Table;
  changes: ChangeFeed;
  endpoint: string;
  /** Of the child process, where there is one. */
  pid?: number;
  close(): Promise<void>;
}

/**
 * With `endpoint`, connects there; otherwise starts dynoxide on `directory`, or on a directory that goes at
 * `close`. Makes the table where it is missing. Whoever names a directory holds its lock (lock.ts).
 */
export async function openEngine(options: {
  directory?: string;
  endpoint?: string;
  tableName?: string;
}): Promise<Engine> {
  const tableName = options.tableName ?? TABLE_NAME;
  if (options.endpoint) {
    const { hostname } = new URL(options.endpoint);
    const signer = LOOPBACK.includes(hostname) ? UNSIGNED : undefined;
    return connect({ endpoint: options.endpoint, signer }, tableName);
  }

  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'attune-')));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'attune.db');
  const server = await startServer(file);
  const engine = await connect({ endpoint: server.endpoint, signer: UNSIGNED }, tableName);
  const stream = openStreamFile(file, tableName);
  return {
    ...engine,
    pid: server.pid,
    changes: {
      async read(position, limit) {
        if (position !== undefined) stream.forgetBefore(position);
        return engine.changes.read(position, limit);
      },
    },
    async close() {
      stream.close();
      await engine.close();
      await server.stop();
      if (!options.directory) await rm(directory, { recursive: true });
    },
  };
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** What answers on loopback asks for the headers of a signature and never checks it; making one takes a third of a call. */
const UNSIGNED: DynamoDBClientConfig['signer'] = {
  async sign(request) {
    request.headers['x-amz-date'] = '20260101T000000Z';
    request.headers.authorization =
      'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    return request;
  },
};

async function connect(
  where: { endpoint: string; signer?: DynamoDBClientConfig['signer'] },
  tableName: string,
): Promise<Engine> {
  const config = {
    ...where,
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
    endpoint: where.endpoint,
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

/** Another process may take the port between our finding it free and the child's binding it. */
const PORTS_TRIED = 3;

async function startServer(file: string) {
  const path = binary();
  for (let tried = 1; ; tried++) {
    const port = await freePort();
    const child = spawnTied(path, [
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--db-path',
      file,
    ]);
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

/** As long as DynamoDB Streams keeps a change. */
const KEPT_SECONDS = 24 * 60 * 60;
const FORGET_EVERY_MS = 60 * 60 * 1000;
/** Rows deleted in one go: some milliseconds, in which nobody else writes. */
const FORGOTTEN_AT_ONCE = 200;

/**
 * dynoxide 1.2.1 looks through all changes for the newest at every write, and never drops any: a table slows from
 * 370 to 15 puts/s within 3,600 writes of 20 KB. An index on what it looks for, and forgetting what has been
 * read and is a day old, keep it at its speed.
 */
function openStreamFile(file: string, tableName: string) {
  const db = new DatabaseSync(file, { timeout: 5000 });
  db.exec(`
    CREATE INDEX IF NOT EXISTS attune_newest ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS attune_next
      ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));`);
  const forgotten = db.prepare(`
    DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records
      WHERE table_name = ? AND shard_id = ? AND CAST(sequence_number AS INTEGER) < ?
      ORDER BY CAST(sequence_number AS INTEGER) LIMIT ${FORGOTTEN_AT_ONCE}
    ) AND created_at < unixepoch() - ${KEPT_SECONDS}`);
  let due = 0;
  return {
    /** What was read stays before `position`, and the newest change stays: the next number follows from it. */
    forgetBefore(position: string) {
      if (Date.now() < due) return;
      due = Date.now() + FORGET_EVERY_MS;
      for (const [shard, sequence] of Object.entries(readPosition(position)))
        while (forgotten.run(tableName, shard, Number(sequence)).changes === FORGOTTEN_AT_ONCE);
    },
    close: () => db.close(),
  };
}
