import { describe, expect, it } from 'vitest';
import { type Client, clientSchema, identityOf } from '../../functions/care/client.ts';
import { clinicSchema } from '../../functions/care/clinic.ts';

const ana = {
  name: 'Ana María López',
  dateOfBirth: '1984-03-09',
  phone: '+14155550134',
  email: 'Ana.Lopez@example.org',
  zone: 'America/Los_Angeles',
  language: 'es-MX',
  country: 'US',
  channel: 'sms',
  consents: { sms: { at: '2026-03-02T08:00:00.000Z' } },
  recordNumber: 'MRN-0042',
} satisfies Client;

const faults = (changes: object) => {
  const read = clientSchema.safeParse({ ...ana, ...changes });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a client', () => {
  it('is kept as given', () => {
    expect(clientSchema.parse(ana)).toEqual({ ...ana, email: 'Ana.Lopez@example.org' });
  });

  it('may be known by a phone alone, without consent yet', () => {
    expect(faults({ email: undefined, recordNumber: undefined, consents: {} })).toEqual([]);
  });

  it('has a name in one normal form, without spaces around it', () => {
    expect(clientSchema.parse({ ...ana, name: '  Ana Mari\u0301a ' }).name).toBe('Ana Mar\u00eda');
  });

  it.each([
    ['a direction override', 'Ana \u202egnp.exe'],
    ['an isolate', 'Ana\u2066'],
    ['a line break', 'Ana\r\nBcc: all@example.org'],
    ['a paragraph separator', 'Ana\u2029López'],
    ['half a surrogate pair', 'Ana \ud83d'],
  ])('has no name with %s', (_, name) => {
    expect(faults({ name })).toEqual([
      'name: use a name without line breaks, control or text-direction characters',
    ]);
  });

  it.each(['=HYPERLINK("http://example.org")', '+Ana', '-Ana', '@Ana', '＝Ana'])(
    'has no name that a spreadsheet would run: %s',
    (name) => {
      expect(faults({ name })).toEqual(['name: use a name that does not start with =, +, - or @']);
    },
  );

  it.each(['Nguyễn Thị Hoa', 'O’Brien', "'t Hooft-Jansen", 'می\u200cنا', '山田 花子', 'José'])(
    'may be called %s',
    (name) => {
      expect(faults({ name })).toEqual([]);
    },
  );

  it.each(['', '   ', '007', '.'.repeat(5), 'a'.repeat(121)])('is not called %j', (name) => {
    expect(faults({ name })).not.toEqual([]);
  });

  it.each(['1983-02-29', '1984-13-01', '84-03-09', '03/09/1984', '1984-03-09T00:00:00Z'])(
    'was not born on %s',
    (dateOfBirth) => {
      expect(faults({ dateOfBirth })).toEqual(['dateOfBirth: use a real date, written YYYY-MM-DD']);
    },
  );

  it('was perhaps born on a leap day', () => {
    expect(faults({ dateOfBirth: '1984-02-29' })).toEqual([]);
  });

  it('has an email domain in small letters, and the local part as it was given', () => {
    expect(clientSchema.parse({ ...ana, email: 'Ana.Lopez@Example.ORG' }).email).toBe(
      'Ana.Lopez@example.org',
    );
  });

  it('needs the contact of its channel', () => {
    expect(faults({ phone: undefined })).toEqual([
      'phone: give a phone number, or choose email to write to this client',
    ]);
    expect(faults({ channel: 'email', email: undefined })).toEqual([
      'email: give an email address, or choose sms to write to this client',
    ]);
  });

  it.each([
    { phone: '4155550134' },
    { phone: '+1 415 555 0134' },
    { email: 'ana@example' },
    { email: 'ana@example.org\r\nBcc: all@example.org' },
    { zone: '-05:00' },
    { language: 'Spanish' },
    { country: 'us' },
    { channel: 'fax' },
    { consents: { sms: { at: '2026-03-02' } } },
    { consents: { fax: { at: '2026-03-02T08:00:00.000Z' } } },
    { recordNumber: '=1+1' },
    { clinicId: 'another' },
  ])('is refused with %j', (changes) => {
    expect(faults(changes)).toHaveLength(1);
  });
});

describe('the identity of a client', () => {
  const person = (name: string, dateOfBirth = '1984-03-09') => identityOf({ name, dateOfBirth });

  it('is the record number, whatever the name has become', () => {
    expect(identityOf(ana)).toEqual(
      identityOf({ ...ana, name: 'Ana María Pérez', recordNumber: ' mrn-0042' }),
    );
    expect(identityOf(ana)).not.toEqual(identityOf({ ...ana, recordNumber: 'MRN-0043' }));
    expect(identityOf({ ...ana, recordNumber: '1-23' })).not.toEqual(
      identityOf({ ...ana, recordNumber: '12-3' }),
    );
  });

  it.each([
    'ana maria lopez',
    'ANA  MARÍA  LÓPEZ',
    'Ana Mari\u0301a Lo\u0301pez',
    'Ana-María López',
    'Ana María López',
  ])('without a record number is name and date of birth: %s is Ana María López', (name) => {
    expect(person(name)).toEqual(person('Ana María López'));
  });

  it('takes ß for ss, as capitals do', () => {
    expect(person('Jürgen Weiß')).toEqual(person('JÜRGEN WEISS'));
  });

  it('tells a namesake of another birthday apart', () => {
    expect(person('Ana López')).not.toEqual(person('Ana López', '1984-09-03'));
  });

  it('tells names apart that differ by a vowel sign alone', () => {
    expect(person('राम')).not.toEqual(person('रीमा'));
    expect(person('राम')).not.toEqual(person('रम'));
  });

  it('never takes a record number for a name', () => {
    expect(identityOf({ ...ana, recordNumber: 'born 1984-03-09 anamarialopez' })).not.toEqual(
      person('Ana María López'),
    );
  });
});

describe('a clinic’s name', () => {
  const named = (name: string) => clinicSchema.shape.name.safeParse(name);

  it.each(['Elm 🌳 House', 'Elm™', 'Elm\nHouse', '=Elm', 'Elm \u202eHouse', '123'])(
    'cannot be %j',
    (name) => {
      const { success, error } = named(name);
      expect([success, error?.issues[0]?.message]).toEqual([false, expect.stringMatching(/^use a name /)]);
    },
  );

  it.each(['Clínica Peña', 'Çelik Kliniği', 'Jo’s “Place” – Elm', '東京クリニック', 'عيادة'])(
    'can be %s',
    (name) => {
      expect(named(name).success).toBe(true);
    },
  );
});
