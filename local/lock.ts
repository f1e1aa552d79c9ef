/** One process a directory. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const running = z.object({ pid: z.number(), endpoint: z.string().optional(), url: z.string().optional() });
/** Who runs on a directory: `endpoint` of its DynamoDB, `url` of its pages, as far as it has them yet. */
export type Running = z.infer<typeof running>;

export interface Lock {
  publish(where: { endpoint?: string; url?: string }): void;
  release(): void;
}

/** Throws, naming the process, where another one runs on `directory`. */
export function takeLock(directory: string): Lock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const held = hold(directory);
  if (!held) {
    const { pid, url, endpoint } = tell(directory);
    throw new Error(
      `Attune runs on ${directory} already: process ${pid}${url || endpoint ? ` at ${url ?? endpoint}` : ''}. Stop it first, or name another directory.`,
    );
  }
  const publish = (where: Omit<Running, 'pid'>) => {
    const path = join(directory, 'running.json');
    writeFileSync(`${path}.new`, JSON.stringify({ pid: process.pid, ...where }), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  publish({});
  return { publish, release: () => held.close() };
}

/** `undefined` where nothing runs on `directory`. */
export function readLock(directory: string): Running | undefined {
  let held: DatabaseSync | undefined;
  try {
    held = hold(directory);
  } catch {
    return undefined; // No such directory, so nobody is there.
  }
  if (!held) return tell(directory);
  held.close();
  return undefined;
}

const tell = (directory: string) =>
  running.parse(JSON.parse(readFileSync(join(directory, 'running.json'), 'utf8')));

/**
 * The lock is SQLite's on an empty database: the kernel lets go of it when its process dies, whatever the way,
 * so there is no stale lock to judge and no pid to mistake for another.
 */
function hold(directory: string): DatabaseSync | undefined {
  // Long enough for a `readLock` that looks at the same moment.
  const lock = new DatabaseSync(join(directory, 'lock'), { timeout: 200 });
  try {
    lock.exec('BEGIN IMMEDIATE');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;
