import { describe, expect, it } from 'vitest';
import { type Config, configSchema, readConfig } from '../../infra/config.ts';

const example = readConfig('example');
const faultsOf = (changes: object) => {
  const { error } = configSchema.safeParse({ ...example, ...changes });
  return error?.issues.map(({ path, message }) => path.join('.') || message);
};

describe('a configuration', () => {
  it('is taken as the example has it', () => {
    expect(example.clinic).toBe('example');
    expect(faultsOf({})).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['an account of eleven digits', { account: '12345678901' }, 'account'],
    ['a region that is none', { region: 'Virginia' }, 'region'],
    [
      'clients and staff on one host',
      { dns: { ...example.dns, staff: 'my' } },
      'clients and staff must not share a host',
    ],
    [
      'mail of another domain',
      { mail: { ...example.mail, from: 'a@b.example' } },
      'mail.from and mail.replies must be of the zone',
    ],
    [
      'records kept for five years',
      { retention: { ...example.retention, auditYears: 5 } },
      'retention.auditYears',
    ],
    [
      'answers to a mailbox of another domain',
      { mail: { ...example.mail, replies: 'a@b.example' } },
      'mail.from and mail.replies must be of the zone',
    ],
    ['nobody for an emergency', { breakGlass: [] }, 'breakGlass'],
    [
      'a whole account let in for an emergency',
      { breakGlass: ['arn:aws:iam::123456789012:root'] },
      'breakGlass.0',
    ],
    ['nobody to tell', { alarmsTo: [] }, 'alarmsTo'],
    ['no execution kept for answers', { reserved: { ...example.reserved, answers: 0 } }, 'reserved.answers'],
    ['texts without what STOP answers', { sms: { ...example.sms, stopText: '' } }, 'sms.stopText'],
    ['a word that we do not know', { password: 'x' }, 'Unrecognized key: "password"'],
  ])('is refused with %s', (_, changes, fault) => {
    expect(faultsOf(changes)).toEqual([fault]);
  });

  it('may have texts switched off', () => {
    const off: Config['sms'] = { on: false };
    expect(faultsOf({ sms: off })).toBeUndefined();
  });

  it('is looked for by a name that leads nowhere else', () => {
    expect(() => readConfig('../package')).toThrow('does not name a configuration');
  });
});
