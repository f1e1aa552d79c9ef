/** An admin keeps the clinic’s own crisis lines; its clients in danger are given them, and nobody else’s are. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, frequencies, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

/** As many days before the day of the tests. */
const SEEN = { verifiedOn: '2026-03-01', evidence: 'https://crisis.example.mx/contacto' };
const LINE = {
  id: 'local',
  country: 'MX',
  language: 'es',
  name: 'Crisis Monterrey',
  call: '81 8000 0000',
  always: true,
  ...SEEN,
};
const POLICE = { id: 'police', country: 'MX', language: 'es', call: '911', ...SEEN };
const save = (line: object, asking: object = {}) =>
  clinics.ask('PUT', '/clinic/crisis-lines', { as: 'ada', body: line, ...asking });
const remove = (id: string) => clinics.ask('POST', `/clinic/crisis-lines/${id}/remove`, { as: 'ada' });
const kept = async (clinicId = 'north') => (await clinics.clinics.get(clinicId)).clinic!.crisisLines;
const findings = async (): Promise<{ kind: string; what: string }[]> =>
  (await clinics.ask('GET', '/clinic/health', { as: 'ada' })).body.findings;
const missing = async () =>
  (await findings())
    .filter(({ kind }) => kind === 'crisis-line-missing')
    .map(({ what }) => what.split(':')[0]);

describe('an admin', () => {
  it('adds, confirms, changes and removes a line: each is in the clinic’s log, with who and when', async () => {
    expect((await save({ ...LINE, unconfirmed: true })).body.crisisLines).toEqual([
      { ...LINE, unconfirmed: true },
    ]);
    await save(POLICE);
    expect((await save(LINE)).body.crisisLines).toEqual([LINE, POLICE]);
    expect((await remove('police')).body.crisisLines).toEqual([LINE]);
    const { items } = await clinics.table.query('north', { prefix: 'LOG#' });
    const log = items.map(({ body }) => JSON.parse(String(body))).slice(-4);
    expect(log.map(({ by, at, events }) => [by, at, events[0].type])).toEqual([
      ['ada', clinics.clock(), 'crisis-line.saved'],
      ['ada', clinics.clock(), 'crisis-line.saved'],
      ['ada', clinics.clock(), 'crisis-line.saved'],
      ['ada', clinics.clock(), 'crisis-line.removed'],
    ]);
    expect(await clinics.clinics.verify('north')).toBeUndefined();
  });

  it('is told at each field what is wrong, in Spanish too, and nothing is changed', async () => {
    await save(LINE);
    const wrong = { ...LINE, call: '800-HELP', chat: 'http://x.example', evidence: '' };
    const { status, body } = await save(wrong, { headers: { 'accept-language': 'es' } });
    expect(status).toBe(422);
    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['call', 'chat', 'evidence']),
    );
    expect(JSON.stringify(body.faults)).toMatch(/use un número que un teléfono pueda marcar/);
    const late = await save({ ...LINE, verifiedOn: '2026-03-03' });
    expect([late.status, late.body.detail]).toEqual([422, expect.stringContaining('still to come')]);
    expect((await save({ ...LINE, id: 'other' })).status).toBe(409);
    expect((await remove('nobody')).status).toBe(404);
    expect(await kept()).toEqual([LINE]);
  });

  it('alone may: no clinician, and not by the clinic’s other settings', async () => {
    expect((await save(LINE, { as: 'cleo' })).status).toBe(403);
    const whole = { as: 'ada', body: { crisisLines: [LINE] } } as const;
    expect((await clinics.ask('PATCH', '/clinic', whole)).status).toBe(422);
    await save(LINE);
    await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { name: 'Norte' } });
    expect(await kept()).toEqual([LINE]);
  });

  it('who sends the same again by its key changes nothing twice', async () => {
    const headers = { 'idempotency-key': 'form-1' };
    const first = await save(LINE, { headers });
    const { version } = await clinics.clinics.get('north');
    expect(await save(LINE, { headers })).toEqual(first);
    expect((await clinics.clinics.get('north')).version).toBe(version);
  });
});

describe('the health of the clinic', () => {
  it('tells of each country where a client lives and nothing is confirmed, until it is', async () => {
    expect(await missing()).toEqual([]);
    await clinics.addClient('c-1', { country: 'MX', recordNumber: '1' });
    await clinics.addClient('c-2', { country: 'MX', recordNumber: '2' });
    await clinics.addClient('c-3', { country: 'ES', recordNumber: '3' });
    const mexico = ['No crisis line of MX is confirmed', 'No emergency number of MX is confirmed'];
    expect(await missing()).toEqual(['No crisis line of ES is confirmed', ...mexico]);
    await save({ ...LINE, unconfirmed: true });
    expect(await missing()).toHaveLength(3);
    await save(LINE);
    await save(POLICE);
    expect(await missing()).toEqual(['No crisis line of ES is confirmed']);
    await clinics.run('c-3', { do: 'change-client', changes: { country: 'US' }, why: 'moved' });
    expect(await missing()).toEqual([]);
  });

  it('tells of the clinic’s own country before it has a client', async () => {
    await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { country: 'PE' } });
    expect(await missing()).toHaveLength(2);
  });

  it('tells of a line of the clinic’s own that nobody has seen for ninety days, or ever', async () => {
    await save({ ...LINE, verifiedOn: '2025-12-03' });
    await save({ ...POLICE, call: '066', verifiedOn: '2025-12-01', unconfirmed: true });
    const own = async () =>
      (await findings()).filter(({ what }) => /Monterrey|066/.test(what)).map(({ kind }) => kind);
    expect(await own()).toEqual(['crisis-line-unconfirmed']);
    clinics.clock.to('2026-03-03T15:00:00.000Z');
    expect(await own()).toEqual(['crisis-line-stale', 'crisis-line-unconfirmed']);
    const { crisisLines } = (await clinics.ask('GET', '/clinic/standing', { as: 'cleo' })).body;
    expect(crisisLines[0]).toMatchObject({ own: 'local', where: 'MX', stale: true, unconfirmed: false });
  });
});

describe('a client', () => {
  const nine = frequencies(1, 1, 1, 1, 1, 1, 1, 1, 2);
  const answer = async (token: string, requestId: string) => {
    const responses = [{ instrument: 'phq-9', answers: nine, complete: true }];
    return (await clinics.ask('POST', '/link/answers', { body: { token, requestId, responses } })).body
      .crisis;
  };
  const mexican = { country: 'MX', language: 'es' };

  it('is given the clinic’s own on the link, after a risk answer, on their own page and on the printed plan', async () => {
    await save(LINE);
    await save(POLICE);
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', mexican);
    const plan = { signs: ['x'], alone: [], places: [], people: [], professionals: [], surroundings: [] };
    const body = { plan, why: 'made together' };
    await clinics.ask('PUT', '/clients/c-1/safety-plan', { as: 'cleo', body });
    const first = { name: 'Crisis Monterrey', call: '81 8000 0000', hours: 'De día y de noche' };
    const opened = await clinics.ask('POST', '/link/open', { body: { token } });
    expect(opened.body.crisis).toMatchObject({
      emergency: '911',
      lines: [first, { name: 'Find A Helpline' }],
    });
    expect((await clinics.openOwn('c-1', token)).body.crisis.lines[0]).toEqual(first);
    const printed = (await clinics.ask('GET', '/clients/c-1/safety-plan', { as: 'cleo' })).body.text;
    expect(printed).toContain('Crisis Monterrey');
    expect(printed.indexOf('911')).toBeLessThan(printed.indexOf('1. '));
    expect((await answer(token, requestId)).text).toContain('Crisis Monterrey: llame al 81 8000 0000');
    // Again, with the link used up: what is shown then is shown by the same rule.
    expect((await answer(token, requestId)).text).toContain('Crisis Monterrey');
  });

  it('of another clinic never is', async () => {
    await save(LINE);
    await clinics.addClient('s-1', mexican, 'south');
    const { request } = await clinics.askClient('s-1', 'reassessment', 'south');
    const token = await clinics.linkTo('s-1', request.id, 'south');
    expect(JSON.stringify(await answer(token, request.id))).not.toContain('Monterrey');
    expect(await kept('south')).toBeUndefined();
  });

  it('in danger is given what ships, where what the clinic keeps cannot be read any more', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const item = (await clinics.table.get({ pk: 'north', sk: 'CLINIC' }))!;
    const state = JSON.parse(String(item.body));
    const spoiled = { ...state, clinic: { ...state.clinic, crisisLines: [{ call: 3 }, null] } };
    await clinics.table.write([{ put: { ...item, body: JSON.stringify(spoiled) } }]);
    expect((await answer(token, requestId)).text).toContain('988');
  });
});
