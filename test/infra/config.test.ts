import { describe, expect, it } from 'vitest';
import { type Config, configSchema, readConfig } from '../../infra/config.ts';

const example = readConfig('example');
const faultsOf = (changes: object) => {
  const { error } = configSchema.safeParse({ ...example, ...changes });
  return error?.issues.map(({ path, message }) => [path.join('.'), message]);
};
const retention = (changes: object) => ({ retention: { ...example.retention, ...changes } });

/** The example, each time with another of its values taken for nothing, and where that is. */
function* spoilt(value: unknown, path: string[] = []): Generator<[string, object]> {
  if (typeof value !== 'object' || value === null) {
    const copy = structuredClone(example) as Record<string, unknown>;
    const last = path.at(-1)!;
    const holder = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
    holder[last] = null;
    yield [path.join('.'), copy];
  } else for (const [key, inner] of Object.entries(value)) yield* spoilt(inner, [...path, key]);
}

describe('a configuration', () => {
  it('is taken as the example has it', () => {
    expect(example.clinic).toBe('example');
    expect(faultsOf({})).toBeUndefined();
  });

  it.each([...spoilt(example)])('says what to do where %s is not as it must be', (path, config) => {
    const [[at, advice] = [], ...more] = faultsOf(config) ?? [];
    expect(at).toBe(path);
    expect(advice).toMatch(/^(Give|Say|Name) .{15,}\.$/);
    expect(more).toEqual([]);
  });

  it.each<[string, object, string, RegExp]>([
    ['an account of eleven digits', { account: '12345678901' }, 'account', /twelve digits/],
    ['a region that is none', { region: 'Virginia' }, 'region', /such as us-east-1/],
    ['a name that AWS lets no sign-in have', { clinic: 'lawson-and-daws' }, 'clinic', /without aws/],
    ['the name of a zone for its id', { dns: { ...example.dns, zoneId: 'care' } }, 'dns.zoneId', /with Z/],
    [
      'clients and staff on one host',
      { dns: { ...example.dns, staff: 'my' } },
      'dns.staff',
      /hosts of their own/,
    ],
    ['mail of another domain', { mail: { ...example.mail, from: 'a@b.example' } }, 'mail', /of dns\.zone/],
    [
      'answers to a mailbox of another domain',
      { mail: { ...example.mail, replies: 'a@b.example' } },
      'mail',
      /of dns\.zone/,
    ],
    ['records kept for five years', retention({ auditYears: 5 }), 'retention.auditYears', /6, which HIPAA/],
    [
      'records locked for longer than anybody meant',
      retention({ auditYears: 60 }),
      'retention.auditYears',
      /nobody can shorten/,
    ],
    ['logs for a time that AWS lacks', retention({ logDays: 100 }), 'retention.logDays', /90, 180, 365/],
    ['backups of a month', retention({ backupDays: 30 }), 'retention.backupDays', /from 35/],
    [
      'mail gone before it was read again',
      retention({ mailDays: 14 }),
      'retention.mailDays',
      /unread mail waits/,
    ],
    ['mail kept beside the chart for ever', retention({ mailDays: 3650 }), 'retention.mailDays', /the chart/],
    ['nobody for an emergency', { breakGlass: [] }, 'breakGlass', /one user or role/],
    [
      'a whole account let in for an emergency',
      { breakGlass: ['arn:aws:iam::123456789012:root'] },
      'breakGlass.0',
      /never of the whole account/,
    ],
    ['nobody to tell', { alarmsTo: [] }, 'alarmsTo', /at night/],
    [
      'no execution kept for answers',
      { reserved: { ...example.reserved, answers: 0 } },
      'reserved.answers',
      /from 5/,
    ],
    [
      'texts without what STOP answers',
      { sms: { ...example.sms, stopText: '' } },
      'sms.stopText',
      /a text of STOP/,
    ],
    ['texts neither on nor off', { sms: {} }, 'sms.on', /"on": false/],
  ])('is refused with %s', (_, changes, path, advice) => {
    expect(faultsOf(changes)).toEqual([[path, expect.stringMatching(advice)]]);
  });

  it('is refused with a word that we do not know', () => {
    expect(faultsOf({ password: 'x' })).toEqual([['', 'Unrecognized key: "password"']]);
  });

  it('may have texts switched off', () => {
    const off: Config['sms'] = { on: false };
    expect(faultsOf({ sms: off })).toBeUndefined();
  });

  it('is looked for by a name that leads nowhere else', () => {
    expect(() => readConfig('../package')).toThrow('does not name a configuration');
  });
});
