/** Phone numbers as people write them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readPhone } from '../../functions/api/phone.ts';
import { type Clinics, MARIA, openClinics } from '../support/clinic.ts';

describe('a phone number', () => {
  it.each([
    ['(415) 555-0134', 'US', '+14155550134'],
    [' 1.415.555.0134 ', 'US', '+14155550134'],
    ['tel:+1-415-555-0134', 'US', '+14155550134'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+44 (0)7400 123456', 'US', '+447400123456'],
    ['011 44 7400 123456', 'US', '+447400123456'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['+14155550134', 'ZZ', '+14155550134'],
  ])('%s, written in %s, is %s', (text, country, phone) => {
    expect(readPhone(text, country)).toEqual({ phone });
  });

  it.each([
    [
      'with an extension',
      '+1 415 555 0134;ext=12',
      'A number with an extension cannot receive text messages.',
    ],
    ['with x12 behind it', '415-555-0134 x12', 'A number with an extension cannot receive text messages.'],
    ['for emergencies', '911', 'The phone number has too few or too many digits.'],
    ['of five digits', '74174', 'The phone number has too few or too many digits.'],
    ['that costs', '+1 900 555 0134', /premium/],
    ['that is free', '800 555 0134', /free/],
    ['of a British landline', '+44 20 7946 0018', /landline/],
    ['of no area', '(999) 555-0134', /nobody/],
    ['beside another', '415-555-0134 or 415-555-0135', 'This is not a phone number.'],
    ['behind a formula', '=415-555-0134', 'This is not a phone number.'],
    ['that a spreadsheet has rounded', '4.15555E+09', 'This is not a phone number.'],
    ['that is a word', 'none', 'This is not a phone number.'],
  ])('%s gets no texts', (_, text, fault) => {
    expect(readPhone(text, 'US')).toEqual({
      fault: typeof fault === 'string' ? fault : expect.stringMatching(fault),
    });
  });
});

describe('a number that is typed into a form', () => {
  let clinics: Clinics;
  beforeEach(async () => {
    clinics = await openClinics();
  });
  const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);
  const LONDON = { zone: 'Europe/London', country: 'GB' };
  const relative = (phone: string) => ({ name: 'Rosa Lopez', relation: 'emergency', phone });

  it('of a client is kept as it is dialled from anywhere, by the country that they are in', async () => {
    const contacts = [relative('(212) 555-0100')];
    const client = { ...MARIA, phone: '(212) 555-0134', contacts };
    const { body } = await ask('POST', '/clients', { as: 'cleo', body: client });
    expect(body.profile).toMatchObject({ phone: MARIA.phone, contacts: [{ phone: '+12125550100' }] });
    const change = (changes: object) =>
      ask('PATCH', `/clients/${body.clientId}`, { as: 'cleo', body: { changes, why: 'a new phone' } });
    expect((await change({ phone: '917 555 0134' })).body.profile.phone).toBe('+19175550134');
    const moved = await change({ ...LONDON, phone: '07400 123456', contacts: [relative('07400 123457')] });
    expect(moved.body.profile).toMatchObject({
      phone: '+447400123456',
      contacts: [{ phone: '+447400123457' }],
    });
  });

  it('of staff and of the clinic is read by the country of the clinic', async () => {
    const finn = { id: 'finn', name: 'Finn', email: 'finn@clinic.example', roles: ['clinician'], teams: [] };
    const added = await ask('POST', '/staff', { as: 'ada', body: { ...finn, phone: '212 555 0135' } });
    expect(added.body.phone).toBe('+12125550135');
    const changed = await ask('PATCH', '/staff/finn', { as: 'ada', body: { phone: '212 555 0136' } });
    expect(changed.body.phone).toBe('+12125550136');
    const clinic = await ask('PATCH', '/clinic', { as: 'ada', body: { phone: '(212) 555-0137' } });
    expect(clinic.body.phone).toBe('+12125550137');
  });

  it.each(['none', '12', '', '212 555 0134 x12', '+1'])(
    'and is “%s” is refused, and nothing changes',
    async (phone) => {
      await clinics.addClient('c-1');
      const { head } = await clinics.charts.get('north', 'c-1');
      for (const [method, path, as, body] of [
        ['POST', '/clients', 'cleo', { ...MARIA, recordNumber: 'R2', phone }],
        ['PATCH', '/clients/c-1', 'cleo', { changes: { phone }, why: 'a new phone' }],
        ['PATCH', '/clients/c-1', 'cleo', { changes: { contacts: [relative(phone)] }, why: 'a new phone' }],
        ['PATCH', '/staff/cleo', 'ada', { phone }],
        ['PATCH', '/clinic', 'ada', { phone }],
      ] as const) {
        const { status, body: refused } = await ask(method, path, { as, body });
        expect([path, status]).toEqual([path, 422]);
        expect(refused.faults).toMatchObject([
          { path: expect.stringMatching(/phone$/), mend: expect.stringMatching(/phone number/) },
        ]);
      }
      expect((await clinics.charts.get('north', 'c-1')).head).toBe(head);
    },
  );
});
