import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, openClinics } from '../support/clinic.ts';

const headers = { 'attune-preview': 'yes' };

let attune: Clinics;
beforeEach(async () => {
  attune = await openClinics();
  await attune.addClient('maria');
});

describe('a preview', () => {
  it('says what would be answered and sent next, and changes nothing', async () => {
    await attune.askClient('maria', 'intake');
    const before = await attune.charts.get('north', 'maria');
    const body = { changes: { zone: 'America/Los_Angeles' }, why: 'has moved' };
    const { status, body: said } = await attune.ask('PATCH', '/clients/maria', {
      as: 'cleo',
      headers,
      body,
    });
    expect(status).toBe(200);
    expect(said.reply.profile.zone).toBe('America/Los_Angeles');
    expect(said.sends.length).toBeGreaterThan(0);
    expect(await attune.charts.get('north', 'maria')).toEqual(before);
  });

  it('refuses as the command would be refused', async () => {
    const { status, body } = await attune.ask('POST', '/clients/maria/pause', {
      as: 'cleo',
      headers,
      body: { until: '2026-01-01', why: 'on holiday' },
    });
    expect(status).toBe(422);
    expect(body.detail).toContain('over before it begins');
  });

  it('is refused where more would be written than one client’s chart', async () => {
    for (const [path, body] of [
      ['/staff', { id: 'eve', name: 'Eve', email: 'eve@clinic.example', roles: ['clinician'], teams: [] }],
    ] as const) {
      const { status } = await attune.ask('POST', path, { as: 'ada', headers, body });
      expect(status).toBe(409);
    }
    expect((await attune.clinics.get('north')).staff.eve).toBeUndefined();
  });
});

describe('a caseload', () => {
  it('says of each client in care whether they are on track and why, and of nobody else’s', async () => {
    await attune.addClient('south-maria', {}, 'south');
    const { body } = await attune.ask('GET', '/caseload', { as: 'cleo' });
    expect(body.cases).toHaveLength(1);
    expect(body.cases[0]).toMatchObject({
      clientId: 'maria',
      stage: 'intake',
      paused: false,
      missedInARow: 0,
    });
    expect(body.cases[0].track).toMatchObject({ flag: 'grey' });
    expect(body.cases[0].track.because).toContain('No measure has a score yet');
    expect((await attune.ask('GET', '/caseload', { as: 'ada' })).status).toBe(403);
  });
});
