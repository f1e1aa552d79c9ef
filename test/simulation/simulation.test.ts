import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { live } from './life.ts';

const MINUTES = 60_000;
const main = join(import.meta.dirname, 'main.ts');
const simulate = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 8 * MINUTES });

/** What has to have gone wrong in two hundred lives, as the table says it. */
const FAULTS = [
  'crash before an effect',
  'crash after an effect',
  'two at once',
  'a read is throttled',
  'a write is throttled',
  'the reply to a write is lost',
  'the index lags',
  'a clock is off by minutes',
  'the stream is late',
  'the stream brought a batch twice',
  'a record of the stream failed, and comes again',
  'a part of a batch failed',
  'a tick is lost',
  'a tick comes twice',
  'a scan failed',
  'the machines’ quota is used up',
  'a client’s text comes twice',
  'a client’s text comes late',
  'a client’s text is lost, and comes again',
  'the provider took it and the connection broke',
  'the provider refuses for now',
  'the provider refuses for good',
  'the provider tells late',
  'the provider tells twice',
  'the provider tells that it failed, and that it was delivered',
  'the provider is away',
  'table is down',
  'sender is down',
  'machines is down',
  'identity is down',
  'all but the table goes down as somebody is at risk',
  'a deploy in the middle',
];

describe('two clinics, lived by a seed', () => {
  it(
    'two hundred lives in which everything goes wrong keep every rule, and put each to the test',
    () => {
      const { status, stdout } = simulate('--seeds', '200', '--days', '21');
      expect(stdout).not.toContain('BROKEN');
      expect(stdout).not.toContain('never put to the test');
      for (const { rule } of INVARIANTS) expect(stdout).toContain(rule);
      for (const fault of FAULTS) expect(stdout).toMatch(new RegExp(`[1-9]\\d*  ${fault}`));
      expect(status).toBe(0);
    },
    8 * MINUTES,
  );

  it('the same seed lives the same life to the letter', async () => {
    const [once, again] = [await live('twice', { days: 21 }), await live('twice', { days: 21 })];
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
