import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { keptLives, optionsOf } from './kept.ts';
import { live } from './life.ts';
import { BUGS } from './planted/bugs.ts';
import { catchBug } from './planted/planted.ts';

const MINUTES = 60_000;
/** That two engines agree takes two lives. */
const OF_TWO_LIVES = 25;
const at = (path: string) => join(import.meta.dirname, path);

describe('a bug of each kind, planted', () => {
  it('there is one for every rule', () => {
    const rules = [...INVARIANTS.map(({ n }) => n), OF_TWO_LIVES].sort((a, b) => a - b);
    expect(BUGS.map(({ n }) => n)).toEqual(rules);
    expect(rules).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  });

  it.each(BUGS.map((bug) => [bug.n, bug.what, bug] as const))(
    'for rule %i, “%s” has its place in the source',
    (_n, _what, { file, find, put }) => {
      expect(readFileSync(at(`../../${file}`), 'utf8').split(find)).toHaveLength(2);
      expect(put).not.toBe(find);
    },
  );

  it.concurrent.each(BUGS.map((bug) => [bug.n, bug.what, bug] as const))(
    'rule %i is broken, and seen to be, when %s',
    async (_n, _what, bug) => {
      expect((await catchBug(bug)).seed).toBeGreaterThanOrEqual(bug.seed);
    },
    5 * MINUTES,
  );
});

describe('a seed that breaks a rule', () => {
  const simulate = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', at('planted/plant.ts'), at('main.ts'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, PLANT: '9' },
      timeout: 5 * MINUTES,
    });

  it(
    'tells the shortest story that breaks it, in words, and how to live it again; and is kept',
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'attune-kept-')), 'kept.json');
      writeFileSync(file, '[]');
      const { status, stdout } = simulate('--seed', '3', '--days', '5', '--keep', '--kept', file);
      expect(status).toBe(1);
      expect(stdout).toContain(
        'Rule 9, “each complete form has one score, the one that its answers add up to”',
      );
      expect(stdout).toMatch(/with nothing going wrong\.\n/);
      expect(stdout).toMatch(/north-client-0 {2}The client answered /);
      const story = stdout.slice(stdout.indexOf('Rule 9, '));
      expect(story.split('\n').length).toBeLessThan(40);
      const [kept, ...others] = keptLives(file);
      expect(kept).toMatchObject({ seed: '3', rule: 9, clients: 1, faults: {} });
      expect(kept!.days).toBeLessThan(5);
      expect(others).toEqual([]);
      expect(story).toContain(JSON.stringify(kept));
      // Without the bug, the same life breaks nothing.
      expect((await live('3', optionsOf(kept!))).broken).toEqual([]);
      const [, again = ''] = /Again: npm run simulate -- (.*)/.exec(stdout) ?? [];
      const relived = simulate(...again.replaceAll("'", '').split(' '));
      expect(relived.status).toBe(1);
      expect(relived.stdout).toContain('BROKEN');
    },
    5 * MINUTES,
  );
});
