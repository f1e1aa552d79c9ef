import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { live } from './life.ts';

const MINUTES = 60_000;
const main = join(import.meta.dirname, 'main.ts');
const simulate = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 8 * MINUTES });

describe('two clinics, lived by a seed', () => {
  it(
    'lives in which everything goes wrong keep every rule, and put nearly each to the test',
    () => {
      const { status, stdout } = simulate('--seeds', '40', '--days', '45');
      expect(stdout).not.toContain('BROKEN');
      for (const { rule } of INVARIANTS) expect(stdout).toContain(rule);
      // The rarest situations take hundreds of lives: `npm run simulate -- --seeds 1000`.
      expect(stdout.split('never put to the test').length - 1).toBeLessThanOrEqual(6);
      expect(status).toBe(0);
    },
    8 * MINUTES,
  );

  it('the same seed lives the same life to the letter', async () => {
    const [once, again] = [await live('twice', { days: 45 }), await live('twice', { days: 45 })];
    expect(again.hash).toBe(once.hash);
    expect(once.commits.length).toBeGreaterThan(50);
  }, 60_000);

  it('another seed lives another life', async () => {
    const [one, other] = [await live('one', { days: 10 }), await live('other', { days: 10 })];
    expect(other.hash).not.toBe(one.hash);
  }, 60_000);

  it('a number that is none is said to be none', () => {
    const { status, stderr } = simulate('--seeds', 'many');
    expect(stderr).toContain('give a whole number');
    expect(status).toBe(2);
  });
});
