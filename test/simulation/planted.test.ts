import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { BUGS } from './planted/bugs.ts';

const planted = (name: string) => join(import.meta.dirname, 'planted', name);
const MOST_LIVES = '40';

/** The seed that tripped it, or what went wrong. */
function trip(n: number): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const args = ['--import', planted('plant.ts'), planted('trip.ts'), '1', MOST_LIVES];
    const child = spawn(process.execPath, args, { env: { ...process.env, PLANT: String(n) } });
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (out += data));
    child.on('close', (code) => resolve({ code, out }));
  });
}

describe('a bug of each kind, planted', () => {
  it('there is one for every rule that one life can break', () => {
    expect(BUGS.map(({ n }) => n)).toEqual(INVARIANTS.map(({ n }) => n));
  });

  it.concurrent.each(BUGS.map(({ n, what }) => [n, what] as const))(
    'rule %i is broken, and seen to be, when %s',
    async (n) => {
      const { code, out } = await trip(n);
      expect(out).toContain('"seed"');
      expect(code).toBe(0);
    },
    300_000,
  );
});
