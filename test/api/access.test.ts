/** Who sees whose chart, on what grounds, and that no look goes unrecorded. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { hold } from '../../functions/held.ts';
import type { Role } from '../../functions/ports.ts';
import { type Clinics, eventOf, NOW, openClinics, PEOPLE, type Person } from '../support/clinic.ts';

let clinics: Clinics;
let failing = false;
let taskId: string;

const BEA = {
  ...PEOPLE.cleo,
  id: 'bea',
  name: 'Bea Example',
  email: 'bea@clinic.example',
  teams: ['crisis'],
};
const asBea = { staffId: 'bea', clinicId: 'north', roles: ['clinician' as const] };
/** Is both, and has no part in Maria's care. */
const asBoth = { staffId: 'bo', clinicId: 'north', roles: ['admin' as const, 'clinician' as const] };

/** Maria is in the care of Cleo, and of the team `care`; Bea is of the crisis team alone. */
beforeEach(async () => {
  failing = false;
  const table = createMemoryTable();
  clinics = await openClinics({
    table: {
      ...table,
      async write(writes) {
        const looked = writes.some((write) => 'put' in write && /ACCESS#/.test(write.put.pk + write.put.sk));
        if (failing && looked) throw new Error('the table is away');
        return table.write(writes);
      },
    },
  });
  const at = { clinicId: 'north', by: 'ada' };
  await clinics.clinics.run(at, { do: 'add-staff', staff: BEA });
  const bo = { ...BEA, id: 'bo', name: 'Bo', email: 'bo@clinic.example', roles: asBoth.roles };
  await clinics.clinics.run(at, { do: 'add-staff', staff: bo });
  await clinics.addClient('c-maria');
  const { episode } = await clinics.charts.get('north', 'c-maria');
  const ask = { do: 'ask-clinician', kind: 'draft-plan', cycle: 1, round: 1, token: 'waiting' } as const;
  const chart = await clinics.run('c-maria', { ...ask, episodeId: episode!.id });
  taskId = Object.keys(chart.tasks)[0]!;
});

const careTeamOnly = () =>
  clinics.ask('PATCH', '/clinic', { as: 'ada', body: { careTeamOnly: true } }).then(({ status }) => {
    expect(status).toBe(200);
  });
const seen = async (path = '/clients/c-maria/access') =>
  (await clinics.ask('GET', path, { as: 'ada' })).body.access as Record<string, unknown>[];
const look = (as: Person | typeof asBea | typeof asBoth, path = '/clients/c-maria') =>
  clinics.ask('GET', path, { as });

const shows = ROUTES.filter(
  ({ method, path, who }) => method === 'GET' && path.includes('{clientId}') && typeof who !== 'string',
);

describe('a look at a chart', () => {
  it.each(shows.map((route) => [route.path, route] as const))('%s is on record', async (_, route) => {
    const as = (route.who as Role[]).includes('clinician') ? ('cleo' as const) : ('ada' as const);
    const path = route.path.replace('{clientId}', 'c-maria').replace('{taskId}', taskId);
    const token = await clinics.tokenFor({ staffId: as, clinicId: 'north', roles: PEOPLE[as].roles });
    const headers = { authorization: `Bearer ${token}` };
    expect((await clinics.api(eventOf('GET', path, { headers }))).statusCode).toBe(200);
    const { items } = await clinics.table.query('north#c-maria', { prefix: 'ACCESS#' });
    expect(items.map(({ body }) => JSON.parse(String(body)))).toEqual([
      {
        at: NOW,
        by: as,
        operationId: route.operationId,
        requestId: 'request-1',
        clients: ['c-maria'],
        why: as === 'cleo' ? 'clinician' : 'administration',
      },
    ]);
    expect(await seen('/access')).toHaveLength(1);
  });

  it('says on what grounds, the latest first, page by page', async () => {
    await look('cleo');
    clinics.clock.to('2026-03-02T15:01:00.000Z');
    await look('dan');
    clinics.clock.to('2026-03-02T15:02:00.000Z');
    const reason = encodeURIComponent('she asks for a second opinion – today');
    await clinics.ask('GET', '/clients/c-maria', { as: asBea, headers: { 'attune-reason': reason } });
    clinics.clock.to('2026-03-02T15:03:00.000Z');
    const first = await clinics.ask('GET', '/clients/c-maria/access', { as: 'ada', query: { limit: '2' } });
    const { next } = first.body;
    const query = { limit: '2', after: next };
    const second = await clinics.ask('GET', '/clients/c-maria/access', { as: 'ada', query });
    const all = [...first.body.access, ...second.body.access];
    expect(all.filter(({ operationId }) => operationId === 'getClient')).toMatchObject([
      { by: 'bea', why: 'other', reason: 'she asks for a second opinion – today' },
      { by: 'dan', why: 'care-team' },
      { by: 'cleo', why: 'clinician' },
    ]);
  });

  it('is told to the clinicians of the client, and where charts are the care team’s alone, to none but them', async () => {
    await look('dan');
    const { body } = await look('cleo', '/clients/c-maria/access');
    expect(body.access).toContainEqual(expect.objectContaining({ by: 'dan', operationId: 'getClient' }));
    await careTeamOnly();
    expect((await look('cleo', '/clients/c-maria/access')).status).toBe(200);
    expect((await look(asBea, '/clients/c-maria/access')).status).toBe(403);
  });

  it('by an admin is on record as administration, also where every clinician may look', async () => {
    await look('ada');
    expect(await seen()).toContainEqual(
      expect.objectContaining({ by: 'ada', operationId: 'getClient', why: 'administration' }),
    );
  });

  it('at whom others looked at is an admin’s', async () => {
    expect((await look('cleo', '/access')).status).toBe(403);
  });

  it('through a list is on record for the day, with whom it showed', async () => {
    await clinics.ask('POST', '/clients/search', { as: 'cleo', body: { name: 'maria' } });
    await clinics.ask('GET', '/tasks', { as: 'cleo' });
    await hold(clinics.table, 'north', {
      channel: 'sms',
      providerId: 'p-1',
      from: '+12125550134',
      at: NOW,
      words: 'hello',
      because: 'shared-address',
      alarming: false,
      clients: ['c-maria'],
    });
    await clinics.ask('GET', '/held', { as: 'cleo' });
    const { items } = await clinics.table.query(`north#ACCESS#${NOW.slice(0, 10)}`);
    expect(items.map(({ body }) => JSON.parse(String(body)))).toMatchObject(
      ['listHeld', 'listTasks', 'searchClients'].map((operationId) => ({
        operationId,
        by: 'cleo',
        clients: ['c-maria'],
        why: 'list',
      })),
    );
  });

  it('that cannot be put on record is not granted', async () => {
    failing = true;
    for (const path of ['/clients/c-maria', '/clients/c-maria/timeline', '/tasks']) {
      const { status, body } = await look('cleo', path);
      expect([status, body.detail]).toEqual([503, expect.stringContaining('not on record is not shown')]);
      expect(JSON.stringify(body)).not.toContain('Maria');
    }
    failing = false;
    expect((await look('cleo')).status).toBe(200);
  });

  it('again at what its reader holds already shows nothing, and is none', async () => {
    const tag: Record<string, string> = {};
    const again = (path: string) =>
      clinics.ask('GET', path, { as: 'cleo', headers: { 'if-none-match': tag[path]! } });
    for (const path of ['/clients/c-maria', '/tasks']) {
      tag[path] = (await look('cleo', path)).headers.etag!;
      const { status, body } = await again(path);
      expect([status, body]).toEqual([304, null]);
    }
    expect(await seen('/access')).toHaveLength(2);
    const body = { changes: { language: 'es' }, why: 'she asked for it' };
    expect((await clinics.ask('PATCH', '/clients/c-maria', { as: 'cleo', body })).status).toBe(200);
    clinics.clock.to('2026-03-02T15:01:00.000Z');
    failing = true;
    expect((await again('/clients/c-maria')).status).toBe(503);
    failing = false;
    expect((await again('/clients/c-maria')).status).toBe(200);
    expect(await seen('/access')).toHaveLength(3);
  });

  it('by way of a preview, which changes nothing, is on record too', async () => {
    const headers = { 'attune-preview': 'yes' };
    const preview = { as: 'dan' as const, body: { why: 'a look' }, headers };
    expect((await clinics.ask('POST', '/clients/c-maria/pause', preview)).status).toBe(200);
    expect(await seen()).toContainEqual(expect.objectContaining({ by: 'dan', operationId: 'pauseClient' }));
  });

  it('leaves nothing where there is nobody by that id', async () => {
    expect((await look('cleo', '/clients/c-nobody')).status).toBe(404);
    expect(await seen('/access')).toEqual([]);
  });

  it('changes nothing in the client’s own log', async () => {
    const { head } = await clinics.charts.get('north', 'c-maria');
    await look('cleo');
    expect((await clinics.charts.get('north', 'c-maria')).head).toBe(head);
    expect(await clinics.charts.verify('north', 'c-maria')).toBeUndefined();
  });
});

describe('where charts are for the care team alone', () => {
  beforeEach(careTeamOnly);

  it('the clinician, their cover and who has a task see it, and nobody else', async () => {
    expect((await look('cleo')).status).toBe(200);
    expect((await look('dan')).status).toBe(200);
    const { status, body } = await look(asBea);
    expect([status, body.detail]).toEqual([403, expect.stringContaining('care team')]);
    const to = { to: { staff: 'bea' }, why: 'she takes over' };
    await clinics.ask('POST', `/clients/c-maria/tasks/${taskId}/hand-over`, { as: 'cleo', body: to });
    expect((await look(asBea)).status).toBe(200);
  });

  it('the pathway’s team sees it, though there is nothing to do', async () => {
    await clinics.addClient('c-luz', { recordNumber: 'luz', name: 'Luz Diaz' });
    expect((await clinics.charts.get('north', 'c-luz')).tasks).toEqual({});
    expect((await look('dan', '/clients/c-luz')).status).toBe(200);
    expect((await look(asBea, '/clients/c-luz')).status).toBe(403);
  });

  it('nobody else changes it either, nor reads another team’s inbox', async () => {
    const { head } = await clinics.charts.get('north', 'c-maria');
    const pause = { as: asBea, body: { why: 'away' } };
    expect((await clinics.ask('POST', '/clients/c-maria/pause', pause)).status).toBe(403);
    expect((await clinics.charts.get('north', 'c-maria')).head).toBe(head);
    const inbox = { as: asBea, query: { inbox: 'team', team: 'care' } };
    expect((await clinics.ask('GET', '/tasks', inbox)).status).toBe(403);
  });

  it('an admin sees what admins see, also one who is a clinician too', async () => {
    for (const as of ['ada' as const, asBoth]) {
      const { status, body } = await look(as);
      expect([status, body.profile.name, body.care]).toEqual([200, 'Maria Lopez', undefined]);
    }
    expect((await look(asBoth, '/clients/c-maria/timeline')).status).toBe(403);
  });
});

describe('breaking the glass', () => {
  const reason = 'her sister calls: she has taken pills';
  const breakGlass = (as: Person | typeof asBea | typeof asBoth = asBea) =>
    clinics.ask('POST', '/clients/c-maria/break-glass', { as, body: { reason } });
  const tasksOf = async (as: Person) => (await clinics.ask('GET', '/tasks', { as })).body.tasks;
  beforeEach(careTeamOnly);

  it('opens the chart for an hour, on record, with the reason', async () => {
    const opened = await breakGlass();
    expect([opened.status, opened.body]).toEqual([200, { until: '2026-03-02T16:00:00.000Z' }]);
    expect((await look(asBea, '/clients/c-maria/timeline')).body.lines[0]).toMatchObject({
      kind: 'task',
    });
    expect(await seen()).toContainEqual(expect.objectContaining({ by: 'bea', why: 'break-glass', reason }));
    clinics.clock.to('2026-03-02T15:59:59.999Z');
    expect((await look(asBea)).status).toBe(200);
    clinics.clock.to('2026-03-02T16:00:00.000Z');
    expect((await look(asBea)).status).toBe(403);
  });

  it('needs a reason', async () => {
    const none = { as: asBea, body: { reason: ' ' } };
    expect((await clinics.ask('POST', '/clients/c-maria/break-glass', none)).status).toBe(422);
    expect((await look(asBea)).status).toBe(403);
  });

  it('is told to every other admin at once, who alone can close the matter', async () => {
    await breakGlass();
    const { messages } = await clinics.charts.get('north', 'c-maria');
    expect(Object.values(messages).map(({ to }) => to)).toEqual(
      expect.arrayContaining([{ staff: 'ada' }, { staff: 'bo' }]),
    );
    const [task, ...others] = await tasksOf('ada');
    expect(others).toEqual([]);
    expect(task).toMatchObject({ kind: 'access', brief: { note: `Bea Example: “${reason}”` } });
    const complete = (as: typeof asBea | Person, given: string) =>
      clinics.ask('POST', `/clients/c-maria/tasks/${task.id}/complete`, {
        as,
        body: { outcome: 'justified', reason: given },
      });
    expect((await complete(asBea, 'it was me')).status).toBe(403);
    expect((await complete('cleo', 'fine with me')).status).toBe(403);
    expect((await complete('ada', '')).status).toBe(422);
    expect((await complete('ada', 'Spoke with Bea and with Maria.')).status).toBe(200);
  });

  it('by way of a preview shows nothing to who has no part in the care', async () => {
    const headers = { 'attune-preview': 'yes' };
    const preview = { as: asBea, body: { reason }, headers };
    expect((await clinics.ask('POST', '/clients/c-maria/break-glass', preview)).status).toBe(403);
  });

  it('by an admin who is a clinician too is told to the others, and is for one of them to close', async () => {
    await breakGlass(asBoth);
    const { messages, tasks } = await clinics.charts.get('north', 'c-maria');
    const told = Object.values(messages).map(({ to }) => to);
    expect(told).toContainEqual({ staff: 'ada' });
    expect(told).not.toContainEqual({ staff: 'bo' });
    const { id } = Object.values(tasks).find(({ kind }) => kind === 'access')!;
    const body = { outcome: 'justified', reason: 'it was me' };
    const path = `/clients/c-maria/tasks/${id}/complete`;
    expect((await clinics.ask('POST', path, { as: asBoth, body })).status).toBe(403);
    expect((await clinics.ask('POST', path, { as: 'ada', body })).status).toBe(200);
  });

  it('shows an admin no task of care', async () => {
    await clinics.ask('POST', `/clients/c-maria/tasks/${taskId}/hand-over`, {
      as: 'cleo',
      body: { to: { staff: 'ada' }, why: 'by mistake' },
    });
    expect(await tasksOf('ada')).toEqual([]);
    expect((await look('ada', `/clients/c-maria/tasks/${taskId}`)).status).toBe(404);
    const acknowledge = await clinics.ask('POST', `/clients/c-maria/tasks/${taskId}/acknowledge`, {
      as: 'ada',
    });
    expect(acknowledge.status).toBe(404);
  });

  it('outlives the end of care as a matter to look into', async () => {
    await breakGlass();
    await clinics.ask('POST', '/clients/c-maria/discharge', { as: 'cleo', body: { why: 'moved' } });
    expect(await tasksOf('ada')).toHaveLength(1);
  });

  it('opens nothing in another clinic', async () => {
    await clinics.addClient('c-south', {}, 'south');
    const body = { reason };
    expect((await clinics.ask('POST', '/clients/c-south/break-glass', { as: asBea, body })).status).toBe(404);
    expect((await look(asBea, '/clients/c-south')).status).toBe(404);
  });
});

describe('a legal hold', () => {
  const turn = (act: 'set' | 'lift', as: Person = 'ada') =>
    clinics.ask('POST', `/clients/c-maria/legal-hold/${act}`, { as, body: { why: 'a court asks' } });

  it('is set and lifted by an admin, and shown to whoever sees the client', async () => {
    expect((await turn('set', 'cleo')).status).toBe(403);
    expect((await turn('lift')).status).toBe(409);
    expect((await turn('set')).body.hold).toEqual({ at: NOW, by: 'ada', why: 'a court asks' });
    expect((await turn('set')).status).toBe(409);
    expect((await look('cleo')).body.hold).toMatchObject({ by: 'ada' });
    expect((await turn('lift')).body.hold).toBeUndefined();
    const { lines } = (await look('cleo', '/clients/c-maria/timeline')).body;
    expect(lines.slice(0, 2).map(({ what }: { what: string }) => what)).toEqual([
      'Ada Example lifted the legal hold',
      'Ada Example put the record on legal hold',
    ]);
  });

  it('outlives discharge, and whatever is done in the chart', async () => {
    await turn('set');
    await clinics.ask('POST', '/clients/c-maria/discharge', { as: 'cleo', body: { why: 'moved' } });
    expect((await look('cleo')).body.hold).toMatchObject({ why: 'a court asks' });
    expect(await clinics.charts.verify('north', 'c-maria')).toBeUndefined();
  });
});
