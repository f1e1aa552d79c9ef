/** Two clinics behind one server, and staff who reach for what is not theirs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Table } from '../../functions/ports.ts';
import { openLocalIdentity } from '../../local/identity.ts';
import { startServer } from '../../local/server.ts';
import { busyClinic, type Ids, SECRETS } from '../support/busy.ts';
import { type Asking, MARIA, PEOPLE } from '../support/clinic.ts';
import { openServed, type Served } from '../support/served.ts';

let served: Served;
let north: { asked: Ids; treated: Ids };
let south: { asked: Ids; treated: Ids };
const OURS = { ...SECRETS, name: 'Maria Lopez', phone: '+12125550134', email: 'maria@example.org' };

beforeAll(async () => {
  served = await openServed();
  north = await busyClinic(served.clinics, 'north', 'n', OURS);
  south = await busyClinic(served.clinics, 'south', 's');
});
afterAll(() => served.close());

const theirs = async () =>
  [
    (await served.clinics.charts.get('south', south.asked.clientId)).head,
    (await served.clinics.charts.get('south', south.treated.clientId)).head,
    (await served.clinics.clinics.get('south')).head,
  ].join();

const said = ({ status, body: { requestId: _, ...body } }: Awaited<ReturnType<Served['send']>>, id: string) =>
  JSON.stringify([status, body]).replaceAll(id, 'ID');

/** What is theirs is answered as what is not there, nothing of it is told, and nothing of it changes. */
async function likeNothing(
  method: string,
  path: (id: string) => string,
  [foreign, absent]: [string, string],
  sending: (id: string) => Asking = () => ({}),
) {
  const before = await theirs();
  const answer = await served.send(method, path(foreign), { as: 'cleo', ...sending(foreign) });
  const none = await served.send(method, path(absent), { as: 'cleo', ...sending(absent) });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(said(answer, foreign)).toBe(said(none, absent));
  expect(await theirs()).toBe(before);
}

describe('ids of another clinic', () => {
  it('148 · in a path they are like none, alone and behind an id of our own', async () => {
    const client: [string, string] = [south.asked.clientId, 'nobody'];
    await likeNothing('GET', (id) => `/clients/${id}`, client);
    await likeNothing('GET', (id) => `/clients/${id}/timeline`, client);
    await likeNothing(
      'POST',
      (id) => `/clients/${id}/discharge`,
      client,
      () => ({ body: { why: 'x' } }),
    );
    await likeNothing('GET', (id) => `/clients/${id}/tasks/${south.asked.taskId}`, client);
    const ours = `/clients/${north.treated.clientId}`;
    await likeNothing('POST', (id) => `${ours}/tasks/${id}/claim`, ['task-9.1', 'task-9.2']);
  });

  it('149 · in a body they are like none', async () => {
    const held = `/held/${north.asked.heldId}/bind`;
    await likeNothing(
      'POST',
      () => held,
      [south.asked.clientId, 'nobody'],
      (clientId) => ({
        body: { clientId },
      }),
    );
    const task = `/clients/${north.asked.clientId}/tasks/${north.asked.taskId}`;
    for (const kind of ['staff', 'team'] as const)
      await likeNothing(
        'POST',
        () => `${task}/hand-over`,
        kind === 'staff' ? [south.asked.staffId, 'x-er'] : [south.asked.team, 'x-team'],
        (id) => ({ body: { to: { [kind]: id }, why: 'leave' } }),
      );
    await likeNothing(
      'POST',
      () => `/clients/${north.asked.clientId}/questionnaire-responses`,
      [`urn:${south.asked.instrumentId}`, 'urn:x-mood'],
      (questionnaire) => ({
        body: { resourceType: 'QuestionnaireResponse', questionnaire, status: 'completed' },
      }),
    );
    await likeNothing(
      'POST',
      () => '/staff',
      [south.asked.team, 'x-team'],
      (team) => ({
        as: 'ada',
        body: { id: 'finn', name: 'Finn', email: 'f@x.example', roles: ['clinician'], teams: [team] },
      }),
    );
  });

  it('150 · in a filter they find nothing, and a cursor of theirs leads nowhere', async () => {
    for (const inbox of ['team', 'unclaimed']) {
      const query = { inbox, team: south.asked.team };
      const { body } = await served.send('GET', '/tasks', { as: 'cleo', query });
      expect(body.tasks).toEqual([]);
    }
    const found = await served.send('GET', '/outcomes', {
      as: 'cleo',
      query: { clinician: south.asked.staffId },
    });
    expect(found.body).toMatchObject({ underWay: 0 });
    const of = { staffId: 'cleo', clinicId: 'south', roles: PEOPLE.cleo.roles };
    const page = await served.send('GET', '/clients', { as: of, query: { limit: '1' } });
    expect(page.body.next).toBeTypeOf('string');
    const query = { after: page.body.next };
    expect((await served.send('GET', '/clients', { as: 'cleo', query })).status).toBe(422);
  });

  it('151 · a page’s cursor that somebody has written themselves is refused', async () => {
    const { next } = (await served.send('GET', '/clients', { as: 'cleo', query: { limit: '1' } })).body;
    const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const parts = JSON.parse(Buffer.from(next, 'base64url').toString());
    const forged = [
      made(['north', 'listClients', 's-asked', 'x']),
      made(['south', ...parts.slice(1)]),
      made([...parts.slice(0, 2), '', parts[3]]),
      made({}),
      `${next.slice(0, -2)}xx`,
      '../../south',
      '\u0000',
    ];
    for (const after of forged) {
      const { status, body } = await served.send('GET', '/clients', { as: 'cleo', query: { after } });
      expect([after, status]).toEqual([after, 422]);
      expect(JSON.stringify(body)).not.toContain(SECRETS.name);
    }
  });

  it('152 · the record, the page and the rehearsal of another clinic are none that there are', async () => {
    for (const what of ['export', 'document', 'access'])
      await likeNothing(
        'GET',
        (id) => `/clients/${id}/${what}`,
        [south.treated.clientId, 'nobody'],
        () => ({
          as: what === 'access' ? 'ada' : 'cleo',
        }),
      );
    const job = (id: string) => `/pathways/${id}/rehearsals/their-rehearsal`;
    await likeNothing('GET', job, [south.asked.pathwayId, 'x-way'], () => ({ as: 'ada' }));
  });

  it('159 · a search tells of nobody in another clinic, by name, number or record', async () => {
    for (const name of [SECRETS.name, 'zebulon', SECRETS.phone, SECRETS.email, 's-asked', '%', '']) {
      const { status, body } = await served.send('POST', '/clients/search', { as: 'cleo', body: { name } });
      expect([name, JSON.stringify(body).includes('Zebulon')]).toEqual([name, false]);
      if (status === 200) expect(body.clients).toEqual([]);
    }
    // Their number may be a client's here as well: the clinics do not know of each other.
    const body = { ...MARIA, name: 'Ana Roe', phone: SECRETS.phone, recordNumber: 'NEW-2' };
    expect((await served.send('POST', '/clients', { as: 'cleo', body })).status).toBe(201);
  });
});

describe('who somebody is', () => {
  it('153 · somebody of two clinics is, by each sign-in, in that one alone', async () => {
    const there = { staffId: 'cleo', clinicId: 'south', roles: PEOPLE.cleo.roles };
    for (const [as, own, other] of [
      ['cleo', north, south],
      [there, south, north],
    ] as const) {
      expect((await served.send('GET', `/clients/${own.asked.clientId}`, { as })).status).toBe(200);
      expect((await served.send('GET', `/clients/${other.asked.clientId}`, { as })).status).toBe(404);
    }
  });

  it('154 · a tab that stays open after somebody has left shows and does nothing more', async () => {
    const staffId = north.asked.staffId;
    const as = { staffId, clinicId: 'north', roles: PEOPLE.dan.roles };
    const token = await served.clinics.tokenFor(as);
    const path = `/clients/${north.asked.clientId}`;
    expect((await served.send('GET', path, { token })).status).toBe(200);
    await served.send('PATCH', `/staff/${staffId}`, { as: 'ada', body: { active: false } });
    const { head } = await served.clinics.charts.get('north', north.asked.clientId);
    expect((await served.send('GET', path, { token })).status).toBe(403);
    const paused = await served.send('POST', `${path}/pause`, { token, body: { why: 'x' } });
    expect(paused.status).toBe(403);
    expect((await served.clinics.charts.get('north', north.asked.clientId)).head).toBe(head);
    await served.send('PATCH', `/staff/${staffId}`, { as: 'ada', body: { active: true } });
  });

  it('155 · a role that is taken away while requests are under way is worth nothing to the next', async () => {
    const { staffId } = north.asked;
    const token = await served.clinics.tokenFor({ staffId, clinicId: 'north', roles: ['clinician'] });
    const reads = Array.from({ length: 5 }, () => served.send('GET', '/caseload', { token }));
    const lowered = served.send('PATCH', `/staff/${staffId}`, { as: 'ada', body: { roles: ['admin'] } });
    for (const { status } of await Promise.all(reads)) expect([200, 403]).toContain(status);
    expect((await lowered).status).toBe(200);
    expect((await served.send('GET', '/caseload', { token })).status).toBe(403);
    expect((await served.send('POST', '/staff', { token, body: {} })).status).toBe(403);
  });

  it('156 · a token without algorithm, for another audience, or a second too old opens nothing', async () => {
    const good = await served.clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
    const [, payload, signature] = good.split('.');
    const as = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const forged = [
      `${as({ alg: 'none' })}.${payload}.`,
      `${as({ alg: 'None' })}.${payload}.${signature}`,
      `${as({ alg: 'ES256' })}.${as({ ...claims, aud: 'another' })}.${signature}`,
      `${as({ alg: 'ES256' })}.${as({ ...claims, 'custom:clinic': 'south' })}.${signature}`,
    ];
    for (const token of forged) expect((await served.send('GET', '/clients', { token })).status).toBe(401);
    const { clock } = served.clinics;
    clock.to('2026-03-02T15:59:59.000Z');
    expect((await served.send('GET', '/clients', { token: good })).status).toBe(200);
    clock.to('2026-03-02T16:00:01.000Z');
    expect((await served.send('GET', '/clients', { token: good })).status).toBe(401);
  });

  it('157 · a form on another site can send nothing in somebody’s name', async () => {
    const path = `${served.url}/clients/${north.asked.clientId}/discharge`;
    const { head } = await served.clinics.charts.get('north', north.asked.clientId);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type, cookie: 'session=cleo', origin: 'https://evil.example' };
      const reply = await fetch(path, { method: 'POST', headers, body: '{"why":"x"}' });
      expect([type, reply.status]).toEqual([type, 401]);
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
    const asked = await fetch(path, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    // And what a link takes comes as JSON alone, which no form sends.
    const body = JSON.stringify({ token: north.asked.token });
    const plain = await fetch(`${served.url}/link/open`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
    });
    expect(plain.status).toBe(415);
    expect((await served.clinics.charts.get('north', north.asked.clientId)).head).toBe(head);
  });

  it('158 · a body that says its own clinic, role or id is refused, not read around', async () => {
    const before = await theirs();
    const staff = { id: 'gina', name: 'Gina', email: 'g@x.example', roles: ['clinician'], teams: [] };
    for (const [method, path, as, body] of [
      ['POST', '/clients', 'cleo', { ...MARIA, recordNumber: 'M-1', clinicId: 'south' }],
      ['POST', '/clients', 'cleo', { ...MARIA, recordNumber: 'M-1', clientId: 's-asked' }],
      ['PATCH', `/clients/${north.asked.clientId}`, 'cleo', { changes: { clinicId: 'south' }, why: 'x' }],
      ['POST', '/staff', 'ada', { ...staff, clinicId: 'south' }],
      ['POST', '/staff', 'ada', { ...staff, roles: ['operator'] }],
      ['PATCH', '/staff/dan', 'ada', { id: 'ada' }],
      ['PATCH', '/staff/dan', 'ada', { roles: ['operator'] }],
      ['PATCH', '/clinic', 'ada', { id: 'south' }],
    ] as const)
      expect([path, (await served.send(method, path, { as, body })).status]).toEqual([path, 422]);
    expect(await theirs()).toBe(before);
  });

  it('160 · signing in tells nobody whether there is such a person, by its words or by what it does', async () => {
    const table = createMemoryTable();
    let reads = 0;
    const counted: Table = {
      ...table,
      get(key) {
        reads += 1;
        return table.get(key);
      },
    };
    const { clock, chance, api } = served.clinics;
    const cost = { N: 2, r: 1, p: 1 };
    const identity = await openLocalIdentity({
      table: counted,
      clock,
      chance,
      issuer: 'https://here.example',
      cost,
    });
    await identity.setPassword(
      'cleo@clinic.example',
      { staffId: 'cleo', clinicId: 'north', roles: ['clinician'] },
      'a sentence that is long',
    );
    const server = await startServer({ port: 0, api, signIn: identity.signIn });
    const tried = async (email: string, password: string) => {
      reads = 0;
      const reply = await fetch(`http://127.0.0.1:${server.port}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      return [reply.status, await reply.text(), reads];
    };
    const wrong = await tried('cleo@clinic.example', 'wrong');
    expect(wrong[0]).toBe(401);
    for (const email of ['nobody@clinic.example', 'CLEO@x.example', 'nobody', '__proto__', 'signing-key', ''])
      expect(await tried(email, 'wrong')).toEqual(wrong);
    expect((await tried('cleo@clinic.example', 'a sentence that is long'))[0]).toBe(200);
    await server.close();
  });
});

describe('a chart that is for its care team alone', () => {
  const relative = { staffId: 's-er', clinicId: 'south', roles: PEOPLE.dan.roles };
  const admin = { staffId: 'ada', clinicId: 'south', roles: PEOPLE.ada.roles };
  const path = () => `/clients/${south.treated.clientId}`;
  beforeAll(async () => {
    const body = { careTeamOnly: true };
    expect((await served.send('PATCH', '/clinic', { as: admin, body })).status).toBe(200);
    served.clinics.clock.to('2026-03-02T16:05:00.000Z');
  });

  it('161 · the glass is not broken without a reason, and nothing is shown', async () => {
    const { head } = await served.clinics.charts.get('south', south.treated.clientId);
    for (const body of [{}, { reason: '' }, { reason: '  ' }, { reason: null }, { why: 'x' }]) {
      const { status } = await served.send('POST', `${path()}/break-glass`, { as: relative, body });
      expect([JSON.stringify(body), status]).toEqual([JSON.stringify(body), 422]);
    }
    expect((await served.clinics.charts.get('south', south.treated.clientId)).head).toBe(head);
    expect((await served.send('GET', path(), { as: relative })).status).toBe(403);
  });

  it('162 · who looks up a relative is shown nothing, and who looks by right stands on record', async () => {
    for (const what of ['', '/timeline', '/export', '/document', '/progress', '/goals', '/messages']) {
      const { status, body } = await served.send('GET', path() + what, { as: relative });
      expect([what, status]).toEqual([what, 403]);
      for (const secret of Object.values(SECRETS)) expect(JSON.stringify(body)).not.toContain(secret);
    }
    const cleo = { staffId: 'cleo', clinicId: 'south', roles: PEOPLE.cleo.roles };
    expect((await served.send('GET', path(), { as: cleo })).status).toBe(200);
    const { body } = await served.send('GET', `${path()}/access`, { as: admin });
    expect(body.access).toContainEqual(expect.objectContaining({ by: 'cleo', why: 'clinician' }));
  });

  it('163 · who reads the audit sees who looked at whom, and nothing that was there to see', async () => {
    const { status, body } = await served.send('GET', `${path()}/access`, { as: admin });
    expect([status, body.access.length > 0]).toEqual([200, true]);
    for (const secret of [...Object.values(SECRETS), 'Quagmire', 'score', 'PHQ'])
      expect(JSON.stringify(body)).not.toContain(secret);
    for (const what of ['/timeline', '/export', '/document', '/progress'])
      expect((await served.send('GET', path() + what, { as: admin })).status).toBe(403);
  });
});
