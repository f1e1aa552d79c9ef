/** What is kept no longer: what runs out by itself, and what a person is told of. */
import { beforeEach, describe, expect, it } from 'vitest';
import { hold, settledHeld, settleHeld } from '../../functions/held.ts';
import { letRunOut } from '../../functions/retention.ts';
import { type Clinics, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const keep = (retention: object) =>
  clinics.ask('PATCH', '/clinic', {
    as: 'ada',
    body: { retention: { records: 'P10Y', strangers: 'P90D', ...retention } },
  });
const over = async () => (await clinics.ask('GET', '/clinic/retention', { as: 'ada' })).body.over;

describe('how long a clinic keeps things', () => {
  it('cannot be less than the least, and is told so in a sentence', async () => {
    const { status, body } = await keep({ records: 'P2Y' });
    expect(status).toBe(422);
    expect(JSON.stringify(body.faults)).toContain('keep records of care for seven years (P7Y) at least');
    expect((await keep({ strangers: 'P1W' })).status).toBe(422);
    expect((await keep({ records: 'forever' })).status).toBe(422);
    expect((await keep({ records: 'P7Y', strangers: 'P30D' })).status).toBe(200);
    expect((await keep({ records: 'P20Y' })).status).toBe(200);
    expect((await clinics.ask('GET', '/clinic/retention', { as: 'ada' })).body).toMatchObject({
      retention: { records: 'P20Y', strangers: 'P90D' },
      least: { records: 'P7Y', strangers: 'P30D' },
    });
  });

  it('is an admin’s to see', async () => {
    expect((await clinics.ask('GET', '/clinic/retention', { as: 'cleo' })).status).toBe(403);
  });
});

describe('a record of care', () => {
  it('is told of once its time is over, with a hold that keeps it, and is never destroyed', async () => {
    await clinics.addClient('gone', { recordNumber: 'gone' });
    await clinics.run('gone', { do: 'discharge', why: 'well' });
    await clinics.addClient('here', { recordNumber: 'here' });
    clinics.clock.to('2036-03-02T14:59:59.999Z');
    expect(await over()).toEqual([]);
    clinics.clock.to('2036-03-02T15:00:00.000Z');
    expect(await over()).toMatchObject([
      {
        clientId: 'gone',
        endedAt: '2026-03-02T15:00:00.000Z',
        keptUntil: '2036-03-02T15:00:00.000Z',
        hold: false,
      },
    ]);
    await clinics.ask('POST', '/clients/gone/legal-hold/set', { as: 'ada', body: { why: 'a claim' } });
    expect(await over()).toMatchObject([{ clientId: 'gone', hold: true }]);
    expect(await clinics.charts.verify('north', 'gone')).toBeUndefined();
    const { body } = await clinics.ask('GET', '/access', { as: 'ada' });
    expect(body.access).toMatchObject([{ operationId: 'getRetention', clients: ['gone'], why: 'list' }]);
  });

  it('of a minor is kept from the day that they come of age', async () => {
    await clinics.addClient('young', { recordNumber: 'young', dateOfBirth: '2010-06-01' });
    await clinics.run('young', { do: 'discharge', why: 'well' });
    clinics.clock.to('2037-01-01T15:00:00.000Z');
    expect(await over()).toEqual([]);
    clinics.clock.to('2038-06-01T16:00:00.000Z');
    expect(await over()).toMatchObject([{ clientId: 'young' }]);
  });
});

describe('what a stranger wrote', () => {
  const wrote = async (providerId: string, at: string, clientId?: string) => {
    const held = await hold(clinics.table, 'north', {
      channel: 'sms',
      providerId,
      from: '+12125550199',
      at,
      words: 'who is this?',
      because: 'unknown-sender',
      alarming: false,
      clients: [],
    });
    await settleHeld(clinics.table, 'north', held, { by: 'cleo', at, clientId });
  };
  const kept = async () => {
    const all = [];
    for await (const held of settledHeld(clinics.table, 'north')) all.push(held);
    return all.map(({ providerId, words, from, settled }) => [providerId, words, from, settled.by]);
  };
  const runOut = (at: string) => {
    clinics.clock.to(at);
    return letRunOut(clinics);
  };

  it('loses its words and its number when its time is over; that it came and who settled it stays', async () => {
    await wrote('old', '2026-03-02T12:00:00.000Z');
    await wrote('new', '2026-05-02T12:00:00.000Z');
    expect(await runOut('2026-05-31T03:10:00.000Z')).toBe(0);
    expect(await runOut('2026-06-02T12:00:00.000Z')).toBe(0);
    expect(await runOut('2026-06-03T03:14:00.000Z')).toBe(1);
    expect(await kept()).toEqual([
      ['old', undefined, undefined, 'cleo'],
      ['new', 'who is this?', '+12125550199', 'cleo'],
    ]);
    expect(
      JSON.stringify((await clinics.table.query('north', { prefix: 'HELD-SETTLED#' })).items[0]),
    ).not.toMatch(/who is this|5550199/);
    expect(await runOut('2026-06-03T03:15:00.000Z')).toBe(0);
  });

  it('is kept to the last moment of its time, by the days of the clinic', async () => {
    await wrote('a', '2026-03-02T04:11:00.000Z');
    expect(await runOut('2026-05-31T03:10:59.999Z')).toBe(0);
    expect(await runOut('2026-05-31T03:11:00.000Z')).toBe(1);
  });

  it('stays whole while the record that it was given to is on legal hold', async () => {
    await clinics.addClient('kim', { recordNumber: 'kim' });
    await clinics.run('kim', { do: 'set-hold', why: 'a claim' }, 'north', 'ada');
    await wrote('old', '2026-03-02T12:00:00.000Z', 'kim');
    expect(await runOut('2026-09-03T03:10:00.000Z')).toBe(0);
    await clinics.run('kim', { do: 'lift-hold', why: 'it is settled' }, 'north', 'ada');
    expect(await runOut('2026-09-04T03:10:00.000Z')).toBe(1);
  });
});
