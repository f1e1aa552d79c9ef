/** Clients and their episodes through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Asking, type Clinics, MARIA, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});
const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);
const post = (path: string, body: unknown, asking: Asking = {}) =>
  ask('POST', path, { as: 'cleo', body, ...asking });

describe('a new client', () => {
  it('is taken in, and is there', async () => {
    const { status, body } = await post('/clients', MARIA);
    expect(status).toBe(201);
    expect(body.profile).toEqual(MARIA);
    expect(body.clientId).toMatch(/^c-[A-Za-z0-9_-]{16}$/);
    const { body: listed } = await ask('GET', '/clients', { as: 'ada' });
    expect(listed.clients).toEqual([{ clientId: body.clientId, name: 'Maria Lopez', paused: false }]);
  });

  it('who is here already is refused, and so nobody is there twice', async () => {
    await post('/clients', MARIA);
    const { status, body } = await post('/clients', { ...MARIA, name: 'MARÍA LÓPEZ' });
    expect([status, body.type]).toEqual([409, 'urn:attune:problem:duplicate']);
  });

  it('who was not born yet is refused', async () => {
    const { status, body } = await post('/clients', { ...MARIA, dateOfBirth: '2062-05-17' });
    expect(status).toBe(422);
    expect(body.detail).toMatch(/future/);
    expect((await post('/clients', { ...MARIA, dateOfBirth: '2026-03-03' })).status).toBe(422);
    expect((await post('/clients', { ...MARIA, dateOfBirth: '2026-03-02' })).status).toBe(201);
  });

  it('without an address for the chosen channel is refused', async () => {
    const { phone: _, ...unreachable } = MARIA;
    const { body } = await post('/clients', unreachable);
    expect(body.faults).toMatchObject([{ path: 'phone' }]);
  });

  it('sent again by the same key gets the same reply, and another’s key is another’s', async () => {
    const headers = { 'idempotency-key': 'form-7' };
    const first = await post('/clients', MARIA, { headers });
    expect(await post('/clients', MARIA, { headers })).toEqual(first);
    expect((await post('/clients', MARIA, { headers, as: 'dan' })).status).toBe(409);
    const nora = { ...MARIA, name: 'Nora Lopez', recordNumber: 'nora' };
    expect((await post('/clients', nora, { headers, as: 'dan' })).status).toBe(201);
    expect((await post('/clients', MARIA, { headers: { 'idempotency-key': 'x'.repeat(101) } })).status).toBe(
      422,
    );
  });
});

describe('the list of clients', () => {
  it('comes in pages, each client once', async () => {
    for (const n of [1, 2, 3, 4, 5])
      await clinics.run(`c-${n}`, { do: 'create-client', client: { ...MARIA, recordNumber: `R${n}` } });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await ask('GET', '/clients', {
        as: 'cleo',
        query: { limit: '2', ...(after && { after }) },
      });
      seen.push(...body.clients.map(({ clientId }: { clientId: string }) => clientId));
      after = body.next;
    } while (after);
    expect(seen).toEqual(['c-1', 'c-2', 'c-3', 'c-4', 'c-5']);
  });

  it('finds by any part of a name, in whatever case and accents, page by page', async () => {
    const names = ['Zoë Ode', 'Ben Zoetrope', 'Carl', 'Zoe Ames'];
    for (const [n, name] of names.entries())
      await clinics.run(`c-${n}`, { do: 'create-client', client: { ...MARIA, name } });
    const find = async (body: { name: string; limit?: number; after?: string }) =>
      (await ask('POST', '/clients/search', { as: 'cleo', body })).body;
    const one = await find({ name: 'ZOE', limit: 2 });
    expect(one.clients.map(({ name }: { name: string }) => name)).toEqual(['Zoë Ode', 'Ben Zoetrope']);
    const two = await find({ name: 'ZOE', limit: 2, after: one.next });
    expect(two.clients.map(({ name }: { name: string }) => name)).toEqual(['Zoe Ames']);
    expect(two.next).toBeUndefined();
    expect((await find({ name: 'nobody' })).clients).toEqual([]);
  });

  it('takes no name in a URL', async () => {
    expect((await ask('GET', '/clients', { as: 'cleo', query: { name: 'zoe' } })).status).toBe(422);
  });
});

describe('a client’s page', () => {
  it('shows what is open and what comes next, without tokens, digests or hashes of links', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    await clinics.run('c-1', {
      do: 'answer',
      requestId,
      responses: [{ instrument: 'phq-9', answers: { '9': 'LA6570-1' }, complete: false }],
    });
    const { body } = await ask('GET', '/clients/c-1', { as: 'cleo' });
    expect(body.care.requests).toMatchObject([{ id: requestId, ask: 'reassessment' }]);
    expect(body.care.tasks).toMatchObject([{ kind: 'urgent', owner: { staff: 'cleo' } }]);
    expect(body.care.comingUp.map(({ what }: { what: string }) => what)).toContain(
      'The reassessment expires, unless the client answers',
    );
    const text = JSON.stringify(body);
    const chart = await clinics.charts.get('north', 'c-1');
    for (const secret of [
      't-reassessment',
      token,
      ...Object.keys(chart.links),
      ...Object.values(chart.digests),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/waiter|LA6570/);
  });

  it('shows an admin who they are, and not how they fare', async () => {
    await clinics.linkFor('c-1', 'intake');
    const { body } = await ask('GET', '/clients/c-1', { as: 'ada' });
    expect(body.profile.name).toBe('Maria Lopez');
    expect(body.care).toBeUndefined();
  });
});

describe('a change', () => {
  const change = (changes: object, why = 'she called') =>
    ask('PATCH', '/clients/c-1', { as: 'ada', body: { changes, why } });

  it('of zone takes the hours with it, and keeps its reason', async () => {
    const { request } = await clinics.addClient('c-1').then(() => clinics.askClient('c-1', 'intake'));
    const { status } = await change({ zone: 'America/Los_Angeles' });
    expect(status).toBe(200);
    const { timers } = await clinics.charts.get('north', 'c-1');
    const expiry = Object.values(timers).find(({ kind, of }) => kind === 'expiry' && of === request.id);
    expect(expiry?.at).toBe('2026-03-12T17:00:00.000Z');
  });

  it('that would leave the client out of reach is refused', async () => {
    await clinics.addClient('c-1', { email: undefined });
    const { status, body } = await change({ channel: 'email' });
    expect(status).toBe(422);
    expect(body.faults).toMatchObject([{ path: 'email' }]);
    expect((await change({ channel: 'email', email: 'm@example.org' })).status).toBe(200);
  });

  it('needs a reason', async () => {
    await clinics.addClient('c-1');
    expect((await change({ language: 'es' }, ' ')).status).toBe(422);
  });

  it('of a consent takes it back', async () => {
    await clinics.addClient('c-1');
    const { body } = await change({ consents: {} });
    expect(body.profile.consents).toEqual({});
  });

  it('takes away what the client has no more, and never the address that they are reached by', async () => {
    await clinics.addClient('c-1', { email: 'm@example.org', channel: 'sms' });
    const { status, body } = await change({ email: null });
    expect(status).toBe(200);
    expect(body.profile).not.toHaveProperty('email');
    const refused = await change({ phone: null });
    expect(refused.status).toBe(422);
    expect(refused.body.faults).toMatchObject([{ path: 'phone' }]);
  });

  it('that makes one client into another is refused', async () => {
    await clinics.addClient('c-1');
    await clinics.addClient('c-2', { name: 'Ben Ode' });
    const { status } = await change({ name: 'Ben Ode' });
    expect(status).toBe(409);
  });
});

describe('care', () => {
  const enrol = (pathway: object, rest = {}) => post('/clients/c-1/episodes', { pathway, ...rest });

  beforeEach(async () => {
    await clinics.run('c-1', { do: 'create-client', client: MARIA });
  });

  it('begins on the latest version, where none is named', async () => {
    const { status, body } = await enrol({ id: 'adult-depression-anxiety' }, { clinician: 'cleo' });
    expect(status).toBe(201);
    expect(body.care.episode).toMatchObject({ pathway: { version: 1 }, clinician: 'cleo', stage: 'intake' });
  });

  it('begins at the level of care that the pathway begins at, or at another of its levels', async () => {
    const pathway = { id: 'adult-depression-anxiety' };
    const none = await enrol(pathway, { level: 'residential' });
    expect([none.status, none.body.detail]).toEqual([
      422,
      'There is no level of care residential on this pathway. Choose one of its levels.',
    ]);
    expect((await enrol(pathway, { level: 'intensive-outpatient' })).body.care.episode).toMatchObject({
      level: 'intensive-outpatient',
    });
    await post('/clients/c-1/discharge', { why: 'moved' });
    expect((await enrol(pathway)).body.care.episode).toMatchObject({ level: 'weekly-outpatient' });
  });

  it('begins on no pathway that is not published, and with nobody who does not work here', async () => {
    for (const pathway of [
      { id: 'unknown' },
      { id: 'constructor' },
      { id: 'adult-depression-anxiety', version: 2 },
    ]) {
      expect((await enrol(pathway)).status).toBe(422);
    }
    expect((await enrol({ id: 'adult-depression-anxiety' }, { clinician: 'nobody' })).status).toBe(422);
  });

  it('is paused, resumed and ended, each with its reason, and not twice', async () => {
    await enrol({ id: 'adult-depression-anxiety' });
    expect((await enrol({ id: 'adult-depression-anxiety' })).status).toBe(409);
    const paused = await post('/clients/c-1/pause', { why: 'holiday', until: '2026-03-16' });
    expect(paused.body.pause).toMatchObject({ until: '2026-03-16T09:00', why: 'holiday' });
    expect((await post('/clients/c-1/pause', { why: 'holiday' })).status).toBe(409);
    expect((await post('/clients/c-1/resume', { why: 'back early' })).body.pause).toBeUndefined();
    expect((await post('/clients/c-1/resume', { why: 'again' })).status).toBe(409);
    expect((await post('/clients/c-1/discharge', { why: 'goals reached' })).body.stage).toBe('ended');
    expect((await post('/clients/c-1/discharge', { why: 'again' })).status).toBe(409);
    expect((await post('/clients/c-1/pause', { why: 'x', until: '2026-02-30' })).status).toBe(422);
  });

  it('is not paused twice by one key, and the repeat is told what the first was', async () => {
    await enrol({ id: 'adult-depression-anxiety' });
    const headers = { 'idempotency-key': 'click-1' };
    const first = await post('/clients/c-1/pause', { why: 'holiday' }, { headers });
    const { version } = await clinics.charts.get('north', 'c-1');
    expect(await post('/clients/c-1/pause', { why: 'holiday' }, { headers })).toEqual(first);
    expect((await clinics.charts.get('north', 'c-1')).version).toBe(version);
    // A key is good for its own operation and person only.
    expect((await post('/clients/c-1/pause', { why: 'holiday' }, { headers, as: 'dan' })).status).toBe(409);
    expect((await post('/clients/c-1/resume', { why: 'back' }, { headers })).status).toBe(200);
  });
});
