import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bug } from './bugs.ts';

const MOST_LIVES = '40';
const at = (name: string) => join(import.meta.dirname, name);

export type Caught = { seed: number; at?: string; how: string };

/** Compiled once for all of them: each begins a process of its own. */
const cache = mkdtempSync(join(tmpdir(), 'attune-planted-'));

/** Lives with the bug until its rule is seen to be broken. Throws where it never is. */
export function catchBug({ n, seed }: Bug): Promise<Caught> {
  return new Promise((resolve, reject) => {
    const args = ['--import', at('plant.ts'), at('trip.ts'), String(seed), MOST_LIVES];
    const env = { ...process.env, PLANT: String(n), NODE_COMPILE_CACHE: cache };
    const child = spawn(process.execPath, args, { env });
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (out += data));
    child.on('close', (code) => {
      const told = out.split('\n').find((line) => line.startsWith('{"seed"'));
      if (code === 0 && told) resolve(JSON.parse(told));
      else reject(new Error(`rule ${n} was not seen to be broken: ${out || 'no life of them broke it'}`));
    });
  });
}
