/** The local engine and its directory: what a killed process leaves, and who may run there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeFeed } from '../../functions/ports.ts';
import { type Engine, openEngine } from '../../local/engine.ts';
import { readLock, takeLock } from '../../local/lock.ts';

const local = join(import.meta.dirname, '../../local');
const timer = {
  pk: 'client#1',
  sk: 'timer#1',
  duePk: 'shard#0',
  dueSk: '2026-03-02T09:00:00.000Z',
  body: '{"n":1}',
};

let directory: string;
let opened: { close(): unknown }[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'attune-test-'));
  opened = [];
});
afterEach(async () => {
  for (const one of opened.toReversed()) await one.close();
  rmSync(directory, { recursive: true });
});

async function open(): Promise<Engine> {
  const engine = await openEngine({ directory });
  opened.push(engine);
  return engine;
}

/** Another process of ours: `script` says "ready" and what the test is to know. */
async function otherProcess(script: string): Promise<{ process: ChildProcess; said: string }> {
  const process_ = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  opened.push({ close: () => process_.kill('SIGKILL') });
  const [said] = await once(process_.stdout!, 'data');
  return { process: process_, said: String(said).trim() };
}

/** A way to the engine on which, after `lose()`, the next answer is lost. */
async function lossyWay(to: string): Promise<{ endpoint: string; lose(): void }> {
  let losing = false;
  const way = createServer((near) => {
    const far = connect(Number(new URL(to).port), '127.0.0.1');
    near.pipe(far);
    far.on('data', (answer) => {
      if (losing) near.destroy();
      else near.write(answer);
      losing = false;
    });
    near.on('close', () => far.destroy());
  });
  opened.push(way);
  await once(way.listen(0, '127.0.0.1'), 'listening');
  const { port } = way.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    lose: () => {
      losing = true;
    },
  };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function all(changes: ChangeFeed, from?: string) {
  const read = await changes.read(from, 1000);
  return { seen: read.changes.map(({ after }) => after?.sk), position: read.position };
}

describe('the local engine', () => {
  it('has every item, index and change again, when it was killed', async () => {
    const first = await openEngine({ directory });
    await first.table.write([{ put: timer }, { put: { pk: 'client#1', sk: 'chart', version: 1 } }]);
    const { position } = await all(first.changes);
    await first.table.write([{ put: { pk: 'client#1', sk: 'chart', version: 2 } }]);
    process.kill(first.pid!, 'SIGKILL');
    await first.close();

    const { table, changes } = await open();
    expect(await table.get({ pk: 'client#1', sk: 'chart' })).toMatchObject({ version: 2 });
    expect((await table.queryIndex('due', 'shard#0')).items).toHaveLength(1);
    expect((await all(changes)).seen.toSorted()).toEqual(['chart', 'chart', 'timer#1']);
    expect(await all(changes, position)).toMatchObject({ seen: ['chart'] });
    await table.write([{ put: { pk: 'client#1', sk: 'log#1' } }]);
    expect(await all(changes, position)).toMatchObject({ seen: ['chart', 'log#1'] });
  });

  it('finds a transaction done whose answer was lost on the way', async () => {
    const whole = await open();
    const { endpoint, lose } = await lossyWay(whole.endpoint);
    const engine = await openEngine({ endpoint, file: whole.file });
    opened.push(engine);
    const entry = {
      put: { pk: 'client#1', sk: 'log#1', body: new Uint8Array([1, 255]) },
      when: 'absent',
    } as const;
    const chart = { put: { pk: 'client#1', sk: 'chart', version: 1 }, when: 'absent' } as const;
    lose();
    expect(await engine.table.write([entry, chart])).toEqual({ done: true });
    expect(await engine.table.write([entry, chart])).toMatchObject({ done: false });
    expect((await all(engine.changes)).seen.toSorted()).toEqual(['chart', 'log#1']);
  });

  it('ends with the process that started it, though that was killed', async () => {
    const { process: other, said: endpoint } = await otherProcess(`
      import { openEngine } from '${local}/engine.ts';
      const engine = await openEngine({ directory: '${directory}' });
      await engine.table.write([{ put: ${JSON.stringify(timer)} }]);
      console.log(engine.endpoint);
      setInterval(() => {}, 1000);`);
    expect(await answers(endpoint)).toBe(true);
    other.kill('SIGKILL');
    await expect.poll(() => answers(endpoint)).toBe(false);
    expect(await (await open()).table.get(timer)).toEqual(timer);
  });

  it('forgets a change that was read and is a day old, and no other', async () => {
    const first = await openEngine({ directory });
    for (const n of [1, 2, 3, 4]) await first.table.write([{ put: { pk: 'client#1', sk: `log#${n}` } }]);
    const { position } = await first.changes.read(undefined, 3);
    await first.close();
    const db = new DatabaseSync(join(directory, 'attune.db'));
    db.exec("UPDATE _stream_records SET created_at = created_at - 86500 WHERE sequence_number <> '2'");
    db.close();

    const { changes, table } = await open();
    expect(await all(changes, position)).toMatchObject({ seen: ['log#4'] });
    expect((await all(changes)).seen).toEqual(['log#2', 'log#3', 'log#4']);
    await table.write([{ put: { pk: 'client#1', sk: 'log#5' } }]);
    expect(await all(changes, position)).toMatchObject({ seen: ['log#4', 'log#5'] });
  });
});

describe('a directory', () => {
  it('is for one process, which the next is told of', async () => {
    const { process: other, said } = await otherProcess(`
      import { takeLock } from '${local}/lock.ts';
      takeLock('${directory}').publish({ url: 'http://127.0.0.1:8080' });
      console.log('ready');
      setInterval(() => {}, 1000);`);
    expect(said).toBe('ready');
    expect(() => takeLock(directory)).toThrow(
      `Attune runs on ${directory} already: process ${other.pid} at http://127.0.0.1:8080.`,
    );
    expect(readLock(directory)).toEqual({ pid: other.pid, url: 'http://127.0.0.1:8080' });

    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(readLock(directory)).toBeUndefined();
    takeLock(directory).release();
  });

  it('is free again once it is released', () => {
    const lock = takeLock(directory);
    lock.publish({ endpoint: 'http://127.0.0.1:8000' });
    expect(readLock(directory)).toEqual({ pid: process.pid, endpoint: 'http://127.0.0.1:8000' });
    expect(() => takeLock(directory)).toThrow('Stop it first');
    lock.release();
    expect(readLock(directory)).toBeUndefined();
    takeLock(directory).release();
  });

  it('that nobody made runs nothing', () => {
    expect(readLock(join(directory, 'none'))).toBeUndefined();
  });
});
