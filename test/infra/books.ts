/** What is written beside the stacks, held against them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROUTES } from '../../functions/api/routes.ts';
import { ACCEPTED } from '../../infra/accepted.ts';
import { costOf, madeIn, readPrices, textsOf } from '../../infra/cost.ts';
import { type Finding, NAG_FILE, nagTable, staleIn } from '../../infra/nag.ts';
import { firstToBreak } from '../../infra/quotas.ts';
import { readUsage } from '../../infra/usage.ts';
import { PACE } from '../../web/staff/src/shell/pace.ts';
import { expectNamedTests } from '../support/named-tests.ts';
import type { Made } from './made.ts';

const infra = join(import.meta.dirname, '..', '..', 'infra');

export function nag(before: Finding[], open: Finding[]): void {
  it('has nothing open in AwsSolutions, HIPAA.Security, Serverless and our own rules', () => {
    expect(open).toEqual([]);
  });

  it('accepts nothing that is no longer found', () => {
    expect(before.length).toBeGreaterThan(0);
    expect(staleIn(before)).toEqual([]);
  });

  it('gives a reason for each in whole sentences', () => {
    for (const { reason, ids } of ACCEPTED) {
      expect(reason, ids.join()).toMatch(/^[A-Z].{60,}\.$/);
    }
  });

  it('shows them in NAG.md as they are', () => {
    // The formatter lays tables out.
    const plain = (text: string) => text.replace(/ +/g, ' ').replace(/\| ?-+ ?(?=\|)/g, '|---');
    expect(plain(readFileSync(NAG_FILE, 'utf8'))).toBe(plain(nagTable(before)));
  });
}

export function alarms({ of, config }: Made): void {
  const runbook = readFileSync(join(infra, 'RUNBOOK.md'), 'utf8');
  const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading!);
  const links = of('AWS::CloudWatch::Alarm').map(({ Properties }) => {
    const [, hurts, link] = /^(.+) What to do: (\S+)$/.exec(Properties.AlarmDescription) ?? [];
    return { hurts, link };
  });

  it('says who is hurt, and leads to its entry in the runbook', () => {
    for (const { hurts, link } of links) {
      expect(hurts).toMatch(/^[A-Z].+\.$/);
      expect(headings.map((heading) => `${config.runbook}#${heading}`)).toContain(link);
    }
  });

  it('has an entry each, and no entry is left over', () => {
    const used = links.map(({ link }) => link!.split('#')[1]);
    expect([...headings].sort()).toEqual([...used].sort());
    expect(new Set(used).size).toBe(used.length);
  });

  it('tells somebody when it begins and when it is over', () => {
    for (const { Properties } of of('AWS::CloudWatch::Alarm')) {
      expect([Properties.AlarmActions, Properties.OKActions].map((all) => all?.length)).toEqual([1, 1]);
    }
  });
}

export function cost(made: Made): void {
  const { prices } = readPrices();
  const { aClientAMonth: usage } = readUsage();
  const all = madeIn(made.assembly);
  const sum = (clients: number, grows: string, made = all) =>
    costOf(clients, usage, prices, made)
      .filter((line) => line.grows === grows)
      .reduce((total, { usd }) => total + usd, 0);

  it('is under $0.002 a client a month without texts, staff, history and what is fixed', () => {
    expect(sum(1000, 'clients') / 1000).toBeLessThan(0.002);
  });

  it('is under $0.08 a staff member a month for their sign-in and a console that hears of news in ten seconds', () => {
    expect(PACE.inUse).toBe(10_000);
    const lines = costOf(1, usage, prices, all).filter(({ grows }) => grows === 'staff');
    expect(lines.map(({ line }) => line.split(' ')[0])).toEqual(['consoles', 'staff']);
    expect(sum(1, 'staff')).toBeLessThan(0.08);
  });

  it('is what the lines add up to: ten times the clients, ten times the bill but for what is fixed', () => {
    expect(sum(10_000, 'clients')).toBeCloseTo(10 * sum(1000, 'clients'), 6);
    expect(sum(10_000, 'fixed')).toBe(sum(1000, 'fixed'));
  });

  it('counts what is fixed in the template', () => {
    expect(all['AWS::KMS::Key']).toBe(made.of('AWS::KMS::Key').length);
    expect(all['backups kept']).toBeCloseTo(35 / 7 + 365 / 30, 6);
    const another = { ...all, 'AWS::KMS::Key': all['AWS::KMS::Key']! + 1 };
    expect(sum(1, 'fixed', another) - sum(1, 'fixed')).toBeCloseTo(1, 6);
  });

  it('counts the queues that are read, and not the one that waits for somebody', () => {
    expect(all['queues read']).toBe(2);
  });

  it('has texts cost more than everything else of a client together', () => {
    expect(textsOf(1000, usage, prices)).toBeGreaterThan(sum(1000, 'clients'));
  });

  it('names the quota that ends first, and goes on in order', () => {
    const limits = firstToBreak(usage, made.config);
    const first = (more: Partial<typeof usage>) => firstToBreak({ ...usage, ...more }, made.config)[0]!.what;
    expect(first({ mails: 100 })).toMatch(/^SES sends 50,000 a day/);
    expect(first({ commits: 1000 })).toMatch(/^one scan fires the morning’s timers/);
    expect(limits.map(({ at }) => at)).toEqual(limits.map(({ at }) => at).sort((a, b) => a - b));
    const small = firstToBreak(usage, { ...made.config, sms: { on: false } });
    expect(small).toHaveLength(limits.length - 1);
  });

  it('has a price with a source for every line', () => {
    for (const [name, { usd, from }] of Object.entries(prices)) {
      expect([name, usd > 0, ['read', 'known'].includes(from)]).toEqual([name, true, true]);
    }
    expect(() => costOf(1, usage, {}, all)).toThrow('prices.json has no table.write');
  });
}

export function security(): void {
  const page = readFileSync(join(infra, 'SECURITY.md'), 'utf8');
  const read = (file: string) => readFileSync(join(infra, '..', file), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /^\| (\(|\d)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));

  it('has a row for each item, of 164.312 and of ASVS', () => {
    const items = rows.map(([item]) => item!);
    expect(items.filter((item) => item.startsWith('('))).toHaveLength(12);
    expect(items.filter((item) => /^\d/.test(item)).length).toBeGreaterThan(25);
  });

  it.each(rows)('says of %s where it is met, and which test holds it so', (_, where, tests) => {
    expectNamedTests(tests!);
    for (const [, file] of `${where}`.matchAll(/`((?:functions|web|infra)\/[\w./-]+)`/g))
      expect(() => read(file!), file).not.toThrow();
    for (const [, method, path] of `${where}`.matchAll(/`(GET|POST|PUT) (\/\S+)`/g))
      expect(
        ROUTES.some((known) => known.method === method && known.path.replace('{clientId}', '{id}') === path),
        path,
      ).toBe(true);
  });

  it('leads to files that are there, wherever it and the README name one', () => {
    for (const text of [page, read('infra/README.md')])
      for (const [, file] of text.matchAll(
        /`((?:test|functions|web|infra|workflows|local)\/[\w./-]+\.\w+)`/g,
      ))
        if (!file!.includes('NAME')) expect(existsSync(join(infra, '..', file!)), file).toBe(true);
  });
}
