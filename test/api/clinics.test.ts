/** Clinics, their staff and their pathways through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, NOW, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});
const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);

describe('a clinic', () => {
  const clinic = {
    id: 'east',
    name: 'East',
    country: 'US',
    calendar: { zone: 'America/Chicago', hours: {}, holidays: [] },
    teams: [{ id: 'care', title: 'Care' }],
  };
  const admin = { id: 'eve', name: 'Eve', email: 'eve@east.example', teams: ['care'] };
  const create = () => ask('POST', '/clinics', { as: 'olga', body: { clinic, admin } });

  it('is made with its first admin, once', async () => {
    expect(await create()).toMatchObject({ status: 201, body: clinic });
    expect((await clinics.clinics.get('east')).staff.eve).toMatchObject({ roles: ['admin'], active: true });
    expect((await create()).status).toBe(409);
    const eve = { staffId: 'eve', clinicId: 'east', roles: ['admin' as const] };
    expect((await ask('GET', '/clinic', { as: eve })).body).toEqual(clinic);
  });

  it('that a crash left without anybody is finished by the repeat', async () => {
    await clinics.clinics.run({ clinicId: 'east', by: 'olga' }, { do: 'create-clinic', clinic });
    expect((await create()).status).toBe(201);
    expect((await clinics.clinics.get('east')).staff).toHaveProperty('eve');
  });

  it('changes its name and calendar, but never its id', async () => {
    const { body } = await ask('PATCH', '/clinic', { as: 'ada', body: { name: 'Northgate' } });
    expect(body).toMatchObject({ id: 'north', name: 'Northgate', country: 'US' });
    expect((await ask('PATCH', '/clinic', { as: 'ada', body: { id: 'south' } })).status).toBe(422);
  });
});

describe('an urgent task that climbs past whoever is at work', () => {
  it('stays in their inbox and their news, and is told of once in the health of the clinic', async () => {
    await clinics.addClient('maria');
    const words = { channel: 'sms', providerId: 'p-1', words: 'I want to die', sentAt: NOW } as const;
    await clinics.run('maria', { do: 'receive', ...words }, 'north', 'client');
    for (const at of ['2026-03-02T15:15:00.000Z', '2026-03-02T15:45:00.000Z']) {
      clinics.clock.to(at);
      await clinics.run('maria', { do: 'fire' }, 'north', 'attune-timer');
    }
    const { body } = await ask('GET', '/tasks', { as: 'cleo' });
    const owner = { team: 'care-leads' };
    expect(body.tasks).toMatchObject([{ kind: 'urgent', owner }]);
    expect((await ask('GET', '/tasks/news', { as: 'cleo' })).body.urgent).toHaveLength(1);
    const { findings } = (await ask('GET', '/clinic/health', { as: 'ada' })).body;
    const unattended = findings.filter(({ kind }: { kind: string }) => kind === 'urgent-unattended');
    expect(unattended).toHaveLength(1);
    const path = `/clients/maria/tasks/${body.tasks[0].id}/acknowledge`;
    expect((await ask('POST', path, { as: 'cleo', body: {} })).status).toBe(200);
    expect((await ask('GET', '/tasks', { as: 'cleo' })).body.tasks).toMatchObject([
      { kind: 'urgent', owner },
    ]);
    expect((await ask('GET', '/tasks/news', { as: 'dan' })).body.urgent).toEqual([]);
  });
});

describe('the rota', () => {
  const shift = { team: 'crisis', staff: 'cleo', from: '2026-01-05T00:00', to: '2026-01-12T00:00' };
  const rota = (changes = {}) => ({ zone: 'America/New_York', shifts: [{ ...shift, ...changes }] });
  const save = (changes = {}) => ask('PATCH', '/clinic', { as: 'ada', body: { rota: rota(changes) } });

  it('is shown with its gaps to everybody, and told of in the health of the clinic', async () => {
    expect((await save()).status).toBe(200);
    const { body } = await ask('GET', '/clinic/standing', { as: 'cleo' });
    const crisis = body.onCall.find(({ team }: { team: string }) => team === 'crisis');
    expect(crisis).toMatchObject({ rota: true });
    expect(crisis.gaps.length).toBe(1);
    const health = await ask('GET', '/clinic/health', { as: 'ada' });
    expect(health.body.findings.map(({ kind }: { kind: string }) => kind)).toContain('rota-gap');
    await save({ everyWeeks: 1 });
    const after = await ask('GET', '/clinic/health', { as: 'ada' });
    expect(after.body.findings.map(({ kind }: { kind: string }) => kind)).not.toContain('rota-gap');
  });

  it('names only those who are here, and is the admins’ to change', async () => {
    expect((await save({ staff: 'nobody-here' })).body.detail).toContain('nobody-here');
    expect((await save({ team: 'night' })).body.detail).toContain('night');
    expect((await ask('PATCH', '/clinic', { as: 'cleo', body: { rota: rota() } })).status).toBe(403);
    expect((await ask('GET', '/clinic', { as: 'ada' })).body.rota).toBeUndefined();
  });
});

describe('staff', () => {
  const finn = {
    id: 'finn',
    name: 'Finn',
    email: 'finn@clinic.example',
    roles: ['clinician'],
    teams: ['care'],
  };
  const add = (body: object, headers = {}) => ask('POST', '/staff', { as: 'ada', body, headers });

  it('are added once, and shown to each other', async () => {
    expect((await add(finn)).body).toEqual({ ...finn, active: true });
    expect((await add({ ...finn, name: 'Fiona' })).status).toBe(409);
    expect((await add({ ...finn, id: 'finn-2' })).body.detail).toBe('Finn has this email address already.');
    const { body } = await ask('GET', '/staff', { as: 'cleo' });
    expect(body.staff.map(({ id }: { id: string }) => id)).toEqual(['ada', 'cleo', 'dan', 'olga', 'finn']);
  });

  it('added again by the same key are told to have been', async () => {
    const headers = { 'idempotency-key': 'form-1' };
    const first = await add(finn, headers);
    expect(await add(finn, headers)).toEqual(first);
  });

  it('are in teams that the clinic has', async () => {
    const { status, body } = await add({ ...finn, teams: ['nobody'] });
    expect([status, body.detail]).toEqual([422, 'The clinic has no team nobody. Add the team first.']);
  });

  it('are made operators by nobody’s admin', async () => {
    expect((await add({ ...finn, roles: ['operator'] })).status).toBe(422);
    expect((await ask('PATCH', '/staff/cleo', { as: 'ada', body: { roles: ['operator'] } })).status).toBe(
      422,
    );
    const { body } = await ask('PATCH', '/staff/olga', { as: 'ada', body: { roles: ['clinician'] } });
    expect(body.roles).toEqual(['operator', 'clinician']);
  });

  it('always have an admin among them: nobody ends their own access', async () => {
    for (const body of [{ active: false }, { roles: ['clinician'] }]) {
      expect((await ask('PATCH', '/staff/ada', { as: 'ada', body })).status).toBe(409);
    }
    expect((await ask('PATCH', '/staff/ada', { as: 'ada', body: { name: 'Ada B' } })).status).toBe(200);
  });
});

describe('a pathway', () => {
  const ID = 'adult-depression-anxiety';
  const save = (draft: object, id = ID) => ask('PUT', `/pathways/${id}/draft`, { as: 'ada', body: draft });
  const check = (id = ID) => ask('POST', `/pathways/${id}/check`, { as: 'ada' });
  const publish = (draftedAt: number, id = ID, headers = {}) =>
    ask('POST', `/pathways/${id}/publish`, { as: 'ada', body: { draftedAt }, headers });

  it('is drafted, looked at, published and read', async () => {
    const saved = await save({ ...shipped, title: 'Adults, second edition' });
    expect(saved.body).toMatchObject({ id: ID, title: 'Adults, second edition', published: 1 });
    const seen = (await ask('GET', `/pathways/${ID}/draft`, { as: 'ada' })).body;
    expect(seen).toMatchObject({
      id: ID,
      draftedAt: saved.body.draftedAt,
      draft: { title: 'Adults, second edition' },
    });
    expect((await publish(seen.draftedAt)).body).toMatchObject({ id: ID, published: 2 });
    const read = await ask('GET', `/pathways/${ID}/versions/2`, { as: 'cleo' });
    expect(read.body.title).toBe('Adults, second edition');
    expect((await ask('GET', `/pathways/${ID}/versions/1`, { as: 'cleo' })).body.title).toBe(shipped.title);
    expect((await ask('GET', `/pathways/${ID}/versions/3`, { as: 'cleo' })).status).toBe(404);
    expect((await ask('GET', '/pathways', { as: 'cleo' })).body.pathways).toEqual([
      { id: ID, title: 'Adults, second edition', published: 2 },
    ]);
  });

  it('that ships has its titles in the language of who reads it, as kept for who edits it; the clinic’s own stand as written', async () => {
    const headers = { 'accept-language': 'es' };
    const read = (path: string, query = {}) => ask('GET', path, { as: 'cleo', headers, query });
    const titles = async () =>
      (await read('/pathways')).body.pathways.map(({ title }: { title: string }) => title);
    expect(await titles()).toEqual(['Adultos en atención ambulatoria por depresión o ansiedad']);
    const { body: said } = await read(`/pathways/${ID}/versions/1`, { titles: 'said' });
    expect(said.levels.map(({ title }: { title: string }) => title)).toContain(
      'Atención ambulatoria semanal',
    );
    expect((await read(`/pathways/${ID}/versions/1`)).body).toEqual(pathwaySchema.parse(shipped));
    await save({ ...shipped, title: 'Weekly care, our way' });
    expect(await titles()).toEqual(['Weekly care, our way']);
  });

  it('with a fault is kept, checked and never published', async () => {
    const saved = await save({ ...shipped, startLevel: 'nowhere' });
    const { faults } = (await check()).body;
    expect(faults).toMatchObject([{ path: 'startLevel' }]);
    const refused = await publish(saved.body.draftedAt);
    expect([refused.status, refused.body.faults]).toEqual([422, faults]);
    expect((await clinics.clinics.get('north')).pathways[ID]!.published).toBe(1);
  });

  it('is not published where a team that it needs has nobody', async () => {
    const body = { teams: ['care'] };
    await ask('PATCH', '/staff/dan', { as: 'ada', body });
    const saved = await save(shipped);
    const { status, body: problem } = await publish(saved.body.draftedAt);
    expect(status).toBe(422);
    expect(JSON.stringify(problem.faults)).toMatch(/crisis/);
  });

  it('by another id than its own is a fault', async () => {
    await save(shipped, 'other-id');
    expect((await check('other-id')).body.faults).toMatchObject([{ path: 'id', mend: 'write “other-id”' }]);
  });

  it('is not published as somebody else has changed it since', async () => {
    const mine = await save(shipped);
    await save({ ...shipped, title: 'Changed meanwhile' });
    expect((await publish(mine.body.draftedAt)).status).toBe(409);
  });

  it('is published once by one key, and the repeat is told so', async () => {
    const { body } = await save(shipped);
    const headers = { 'idempotency-key': 'click-1' };
    expect((await publish(body.draftedAt, ID, headers)).body.published).toBe(2);
    const repeat = await publish(body.draftedAt, ID, headers);
    expect([repeat.status, repeat.body.published]).toEqual([200, 2]);
    expect((await publish(body.draftedAt)).status).toBe(404);
  });

  it('may be as unfinished as an admin likes, but not hostile', async () => {
    expect((await save({})).body.title).toBe(ID);
    expect((await save({ title: 3, levels: 'none yet' })).status).toBe(200);
    expect(
      (await ask('PUT', `/pathways/${ID}/draft`, { as: 'ada', body: '{"__proto__":{"id":"x"}}' })).status,
    ).toBe(400);
    expect((await save([] as never)).status).toBe(422);
    expect((await save({ title: 'half \ud83d' })).status).toBe(200);
  });
});
