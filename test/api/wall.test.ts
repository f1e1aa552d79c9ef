/** Who may do what, and that nothing crosses from one clinic to another: over every route there is. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/api/routes.ts';
import { heldId, hold } from '../../functions/held.ts';
import type { Role } from '../../functions/ports.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { BODIES } from '../support/bodies.ts';
import {
  type Asking,
  type Clinics,
  MARIA,
  NOW,
  openClinics,
  PEOPLE,
  type Person,
} from '../support/clinic.ts';
import { choice, imported, questionnaire } from '../support/questionnaires.ts';

let clinics: Clinics;
let taskId: string;

/** In the south there are Maria, her task, and what Ada of the south has made; the asker is of the north. */
beforeAll(async () => {
  clinics = await openClinics();
  const { addClient, run } = clinics;
  const { episode } = await addClient('c-south', {}, 'south');
  const chart = await run(
    'c-south',
    { do: 'ask-clinician', kind: 'draft-plan', episodeId: episode!.id, cycle: 1, round: 1, token: 'waiting' },
    'south',
  );
  taskId = Object.keys(chart.tasks)[0]!;
  const held = { channel: 'sms', from: '+12125550199', at: NOW, words: 'hello', alarming: false } as const;
  const unknown = { ...held, providerId: 'p-south', because: 'unknown-sender' } as const;
  await hold(clinics.table, 'south', { ...unknown, clients: [] });
  const at = { clinicId: 'south', by: 'ada' };
  await clinics.clinics.run(at, {
    do: 'add-staff',
    staff: { ...PEOPLE.dan, id: 'southerner', email: 's@x.example' },
  });
  await clinics.clinics.run(at, {
    do: 'draft-pathway',
    id: 'southern',
    title: 'Southern',
    draft: { ...shipped, id: 'southern' },
  });
  const mood = imported(questionnaire([choice('a')], { id: 'southern-mood' }));
  await clinics.clinics.run(at, {
    do: 'publish-instrument',
    source: 'imported',
    version: 1,
    instrument: mood,
  });
});

const HELD_IN_SOUTH = heldId(NOW, 'p-south');

type Ids = {
  clientId: string;
  taskId: string;
  heldId: string;
  staffId: string;
  pathwayId: string;
  instrumentId: string;
};
const FOREIGN = (): Ids => ({
  clientId: 'c-south',
  heldId: HELD_IN_SOUTH,
  taskId,
  staffId: 'southerner',
  pathwayId: 'southern',
  instrumentId: 'southern-mood',
});
/** As far as anybody in the north knows. */
const ABSENT: Ids = {
  clientId: 'c-nobody',
  heldId: '20260302150000000-00000000000000ff',
  taskId: 'task-9.9',
  staffId: 'nobody',
  pathwayId: 'nothing',
  instrumentId: 'nothing',
};

const pathOf = (path: string, ids: Ids) =>
  path.replace(/\{(\w+)\}/g, (_, name) =>
    name === 'version' ? '1' : name === 'option' ? 'cbt' : ids[name as keyof Ids],
  );

const requestOf = ({ operationId, csv }: (typeof ROUTES)[number]): Asking => ({
  body: BODIES[operationId],
  headers: csv ? { 'content-type': 'text/csv' } : {},
});

/** Somebody with exactly this role. */
const WITH: Record<Role, Person> = { operator: 'olga', admin: 'ada', clinician: 'cleo' };

const staffRoutes = ROUTES.filter(({ who }) => who !== 'public' && who !== 'link');
const named = (routes: typeof ROUTES) =>
  routes.map((route) => [`${route.method} ${route.path}`, route] as const);

describe('who may', () => {
  it.each(named(staffRoutes))('%s: nobody who is not signed in', async (_, route) => {
    const { status, headers } = await clinics.ask(route.method, pathOf(route.path, ABSENT), requestOf(route));
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  it.each(named(staffRoutes))('%s: the roles that it names, and no other', async (_, route) => {
    const ids = { ...ABSENT, pathwayId: 'new' };
    for (const [role, as] of Object.entries(WITH) as [Role, Person][]) {
      const { status } = await clinics.ask(route.method, pathOf(route.path, ids), {
        as,
        ...requestOf(route),
      });
      expect([role, status === 403]).toEqual([role, !route.who.includes(role)]);
    }
  });

  it('names for each route which roles may take it, and none is there by mistake', () => {
    const may = (role: Role) =>
      staffRoutes.filter(({ who }) => who.includes(role)).map(({ operationId }) => operationId);
    expect(may('operator')).toEqual(['createClinic', 'getClinic']);
    expect(may('admin')).not.toContain('getTimeline');
    expect(may('clinician')).not.toContain('publishPathway');
    expect(ROUTES.filter(({ who }) => who === 'public' || who === 'link').map(({ path }) => path)).toEqual([
      '/link/open',
      '/link/answers',
      '/link/code',
      '/link/own',
      '/link/preferences',
      '/link/later',
      '/link/stop-mail',
      '/health',
      '/openapi.json',
    ]);
  });
});

describe('the wall between two clinics', () => {
  // Saving a draft makes one in the asker's own clinic, by whatever id.
  const withIds = staffRoutes.filter(
    ({ path, operationId }) => path.includes('{') && operationId !== 'saveDraft',
  );

  it.each(named(withIds))('%s: another clinic’s ids are like none', async (_, route) => {
    const as = WITH[(route.who as Role[]).at(-1)!];
    const south = (await clinics.charts.get('south', 'c-south')).head;
    const asking = { as, ...requestOf(route) };
    const foreign = await clinics.ask(route.method, pathOf(route.path, FOREIGN()), asking);
    const absent = await clinics.ask(route.method, pathOf(route.path, ABSENT), asking);
    expect(foreign.status).toBe(404);
    expect(foreign).toEqual(absent);
    expect((await clinics.charts.get('south', 'c-south')).head).toBe(south);
  });

  it('keeps a draft by an id that another clinic uses in the clinic that saved it', async () => {
    const path = '/pathways/southern/draft';
    expect((await clinics.ask('PUT', path, { as: 'ada', body: { title: 'Ours' } })).status).toBe(200);
    expect(await clinics.clinics.draft('north', 'southern')).toEqual({ title: 'Ours' });
    expect(await clinics.clinics.draft('south', 'southern')).toMatchObject({
      startLevel: 'weekly-outpatient',
    });
  });

  it('shows in no list what is another clinic’s', async () => {
    for (const [method, path, sent] of [
      ['GET', '/clients', {}],
      ['POST', '/clients/search', { body: { name: 'maria' } }],
      ['GET', '/tasks', { query: { inbox: 'mine' } }],
      ['GET', '/tasks', { query: { inbox: 'team', team: 'care' } }],
    ] as const) {
      const { status, body } = await clinics.ask(method, path, { as: 'cleo', ...sent });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/c-south/);
    }
    const staff = await clinics.ask('GET', '/staff', { as: 'ada' });
    expect(JSON.stringify(staff.body)).not.toMatch(/southerner/);
  });

  it('lets a body say nothing of the clinic', async () => {
    const body = { ...MARIA, recordNumber: 'N-2', clinicId: 'south' };
    const { status } = await clinics.ask('POST', '/clients', { as: 'cleo', body });
    expect(status).toBe(422);
  });

  it('lets the same person be known in each clinic', async () => {
    const body = { ...MARIA };
    expect((await clinics.ask('POST', '/clients', { as: 'cleo', body })).status).toBe(201);
  });
});

describe('a token', () => {
  it('is worth nothing when it is expired, of another key or no token', async () => {
    const good = await clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
    const [header, payload, signature] = good.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [
      'not-a-token',
      `${none}.${payload}.`,
      `${header}.${payload}.${signature!.split('').reverse().join('')}`,
      `${header}.${payload}`,
    ]) {
      expect((await clinics.ask('GET', '/clients', { token })).status).toBe(401);
    }
    expect((await clinics.ask('GET', '/clients', { token: good })).status).toBe(200);
    expect(
      (await clinics.ask('GET', '/clients', { token: good, headers: { authorization: `Basic ${good}` } }))
        .status,
    ).toBe(401);
  });

  it('cannot have more than the clinic gives: roles that only it names count for nothing', async () => {
    const token = await clinics.tokenFor({
      staffId: 'cleo',
      clinicId: 'north',
      roles: ['admin', 'operator'],
    });
    expect((await clinics.ask('GET', '/clients', { token })).status).toBe(403);
  });

  it('of nobody’s, or of a clinic that does not exist, opens nothing', async () => {
    for (const actor of [
      { staffId: 'stranger', clinicId: 'north' },
      { staffId: 'constructor', clinicId: 'north' },
      { staffId: 'ada', clinicId: 'nowhere' },
    ]) {
      const token = await clinics.tokenFor({ ...actor, roles: ['admin', 'clinician'] });
      expect((await clinics.ask('GET', '/clients', { token })).status).toBe(403);
    }
  });

  it('ends with the clinician’s work here, and a role with the clinic’s word', async () => {
    const { ask } = clinics;
    const token = await clinics.tokenFor({ staffId: 'dan', clinicId: 'north', roles: ['clinician'] });
    expect((await ask('GET', '/tasks', { token })).status).toBe(200);
    expect((await ask('PATCH', '/staff/dan', { as: 'ada', body: { roles: ['admin'] } })).status).toBe(200);
    expect((await ask('GET', '/tasks', { token })).status).toBe(403);
    expect((await ask('PATCH', '/staff/dan', { as: 'ada', body: { roles: ['clinician'] } })).status).toBe(
      200,
    );
    expect((await ask('GET', '/tasks', { token })).status).toBe(200);
    expect((await ask('PATCH', '/staff/dan', { as: 'ada', body: { active: false } })).status).toBe(200);
    const ended = await ask('GET', '/tasks', { token });
    expect(ended.status).toBe(403);
    expect(ended.body.detail).toMatch(/not among the active staff/);
  });
});
