/** Inboxes, tasks, goals and plans through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { AskClinician } from '../../functions/care/decide/waiting.ts';
import { type Asking, type Clinics, frequencies, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});
const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);

/** What the state machine does: asks the clinician. */
async function askClinician(clientId: string, kind: AskClinician['kind'], round = 1): Promise<string> {
  const { episode } = await clinics.charts.get('north', clientId);
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-${kind}` };
  const chart = await clinics.run(clientId, { do: 'ask-clinician', kind, ...waiting });
  return Object.values(chart.tasks).findLast((task) => task.kind === kind)!.id;
}

const inbox = async (query: Record<string, string>, as: Asking['as'] = 'cleo') =>
  (await ask('GET', '/tasks', { as, query })).body;
const onTask = (taskId: string, act: string, body?: unknown, rest: Asking = {}) =>
  ask('POST', `/clients/c-1/tasks/${taskId}/${act}`, { as: 'cleo', body, ...rest });
const summary = (tasks: { clientId: string; kind: string }[]) =>
  tasks.map(({ clientId, kind }) => `${clientId} ${kind}`);

describe('an inbox', () => {
  it('puts what is urgent first, and what is mine apart from the team’s', async () => {
    const { requestId } = await clinics.linkFor('c-1', 'reassessment');
    await askClinician('c-1', 'draft-plan');
    const answers = { '9': frequencies(0, 0, 0, 0, 0, 0, 0, 0, 1)['9'] };
    await clinics.run('c-1', {
      do: 'answer',
      requestId,
      responses: [{ instrument: 'phq-9', answers, complete: false }],
    });
    await clinics.addClient('c-2', { name: 'Ben Ode' });
    await askClinician('c-2', 'draft-plan');

    const mine = await inbox({ inbox: 'mine' });
    expect(summary(mine.tasks)).toEqual(['c-1 urgent', 'c-1 draft-plan', 'c-2 draft-plan']);
    expect(await inbox({})).toEqual(mine);
    expect(mine.tasks[2].clientName).toBe('Ben Ode');
    expect(JSON.stringify(mine)).not.toMatch(/t-draft-plan|waiter/);
    expect((await inbox({ inbox: 'mine' }, 'dan')).tasks).toEqual([]);
    expect(summary((await inbox({ inbox: 'team', team: 'care' }, 'dan')).tasks)).toHaveLength(3);
    expect((await inbox({ inbox: 'team', team: 'crisis' }, 'dan')).tasks).toEqual([]);
  });

  it('comes in pages, each task once', async () => {
    for (const n of [1, 2, 3]) {
      await clinics.addClient(`c-${n}`, { recordNumber: `R${n}` });
      await askClinician(`c-${n}`, 'draft-plan');
    }
    const one = await inbox({ limit: '2' });
    expect(one.tasks).toHaveLength(2);
    const two = await inbox({ limit: '2', after: one.next });
    expect(summary([...one.tasks, ...two.tasks])).toEqual([
      'c-1 draft-plan',
      'c-2 draft-plan',
      'c-3 draft-plan',
    ]);
    expect(two.next).toBeUndefined();
    const query = { inbox: 'team', team: 'care', after: one.next };
    expect((await ask('GET', '/tasks', { as: 'cleo', query })).status).toBe(422);
  });

  it('of a team needs to say which', async () => {
    for (const query of [{ inbox: 'team' }, { inbox: 'everyone' }, { inbox: 'team', team: 'care#x' }]) {
      expect((await ask('GET', '/tasks', { as: 'cleo', query: query as never })).status).toBe(422);
    }
  });
});

describe('a task', () => {
  beforeEach(async () => {
    await clinics.addClient('c-1');
  });

  it('says how it can end', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    const { body } = await ask('GET', `/clients/c-1/tasks/${taskId}`, { as: 'dan' });
    expect(body).toMatchObject({ id: taskId, kind: 'draft-plan', outcomes: ['draft', 'discharge'] });
    expect(body.waiter).toBeUndefined();
  });

  it('is claimed by one, and then asked of them', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    const claimed = await onTask(taskId, 'claim', undefined, { as: 'dan' });
    expect(claimed.body).toMatchObject({ owner: { staff: 'dan' }, acknowledged: { by: 'dan' } });
    const second = await onTask(taskId, 'claim');
    expect(second.status).toBe(409);
    expect(second.body.detail).toBe('Dan Example has this task. Ask them to hand it over.');
  });

  it('is acknowledged, and the second time changes nothing', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    const first = await onTask(taskId, 'acknowledge');
    expect(first.body.acknowledged.by).toBe('cleo');
    expect(await onTask(taskId, 'acknowledge', undefined, { as: 'dan' })).toEqual(first);
  });

  it('is handed over to a person or team of the clinic, with the reason', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    const why = 'on leave';
    expect((await onTask(taskId, 'hand-over', { to: { staff: 'dan' }, why })).body.owner).toEqual({
      staff: 'dan',
    });
    expect((await onTask(taskId, 'hand-over', { to: { team: 'crisis' }, why })).body.owner).toEqual({
      team: 'crisis',
    });
    for (const to of [
      { staff: 'nobody' },
      { staff: '__proto__' },
      { team: 'nobody' },
      { staff: 'dan', team: 'care' },
      {},
    ]) {
      expect((await onTask(taskId, 'hand-over', { to, why })).status).toBe(422);
    }
    expect((await onTask(taskId, 'hand-over', { to: { staff: 'dan' } })).status).toBe(422);
  });

  it('ends with its outcome once; a repeat by its key is told the same', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    const body = { outcome: 'draft', detail: { summary: 'Talk every week' } };
    const headers = { 'idempotency-key': 'click-1' };
    const first = await onTask(taskId, 'complete', body, { headers });
    expect(first).toMatchObject({ status: 200, body: { id: taskId, outcome: 'draft' } });
    expect(await onTask(taskId, 'complete', body, { headers })).toEqual(first);
    const again = await onTask(taskId, 'complete', body);
    expect([again.status, again.body.detail]).toEqual([
      409,
      'This task has ended (draft). Nothing more is needed.',
    ]);
    expect((await ask('GET', `/clients/c-1/tasks/${taskId}`, { as: 'cleo' })).status).toBe(409);
    expect((await inbox({})).tasks).toEqual([]);
  });

  it('ends only as it may, and with what its outcome needs', async () => {
    const taskId = await askClinician('c-1', 'draft-plan');
    for (const body of [
      { outcome: 'handed-to-crisis-service', reason: 'x' },
      { outcome: 'draft' },
      { outcome: 'draft', detail: { summary: 3 } },
      { outcome: 'discharge' },
    ]) {
      expect((await onTask(taskId, 'complete', body)).status).toBe(422);
    }
    expect((await onTask('task-99.1', 'claim')).status).toBe(404);
    expect((await onTask('constructor', 'claim')).status).toBe(404);
  });
});

describe('goals and plans', () => {
  it('are shown as they are agreed and written, every version of them', async () => {
    await clinics.addClient('c-1');
    expect((await ask('GET', '/clients/c-1/goals', { as: 'cleo' })).body).toEqual({ links: [] });
    const goals = [{ words: 'See my friends again' }];
    await onTask(await askClinician('c-1', 'shape-goals'), 'complete', {
      outcome: 'propose',
      detail: { goals },
    });
    expect((await ask('GET', '/clients/c-1/goals', { as: 'cleo' })).body.goals).toEqual({
      state: 'proposed',
      goals: [{ id: '1', words: 'See my friends again' }],
    });

    await onTask(await askClinician('c-1', 'draft-plan'), 'complete', {
      outcome: 'draft',
      detail: { summary: 'Talk every week' },
    });
    await onTask(await askClinician('c-1', 'draft-plan', 2), 'complete', {
      outcome: 'draft',
      detail: { summary: 'Talk twice a week' },
    });
    await onTask(await askClinician('c-1', 'plan-unacknowledged'), 'complete', {
      outcome: 'activate',
      reason: 'by phone',
    });
    const { body } = await ask('GET', '/clients/c-1/plans', { as: 'dan' });
    expect(body.plans).toMatchObject([
      { version: 1, summary: 'Talk every week', draftedBy: 'cleo' },
      { version: 2, summary: 'Talk twice a week', activatedAt: '2026-03-02T15:00:00.000Z' },
    ]);
    expect(body.plans[0].activatedAt).toBeUndefined();
  });
});

describe('the timeline', () => {
  it('tells the story from its end, page by page, and what comes next', async () => {
    await clinics.linkFor('c-1', 'intake');
    const page = async (query: Record<string, string>) =>
      (await ask('GET', '/clients/c-1/timeline', { as: 'cleo', query })).body;
    const whole = await page({});
    const told = whole.lines.map(({ what }: { what: string }) => what);
    expect(told).toEqual([
      'The client was asked for the intake form',
      'Cycle 1 began with the intake',
      'An episode began on version 1 of adult-depression-anxiety, level weekly-outpatient with Cleo Example',
      'Cleo Example added the client',
    ]);
    expect(whole.comingUp[0]).toEqual({
      at: '2026-03-04T15:00:00.000Z',
      kind: 'timer',
      what: 'Reminder 1 of the intake form',
    });
    const one = await page({ limit: '3' });
    const two = await page({ limit: '3', after: one.next });
    expect([...one.lines, ...two.lines]).toEqual(whole.lines);
    expect(two.next).toBeUndefined();
  });
});

it('a key that was used for one thing is no repeat for another: nobody is told of what did not happen', async () => {
  await clinics.addClient('c-1');
  const headers = { 'idempotency-key': 'one-key' };
  const as = 'cleo';
  const why = { reason: 'x', outcome: 'propose', detail: { goals: [{ words: 'sleep' }] } };
  const first = await askClinician('c-1', 'shape-goals');
  expect((await onTask(first, 'complete', why, { headers })).status).toBe(200);
  const second = await askClinician('c-1', 'draft-plan');
  const plan = { outcome: 'draft', detail: { summary: 'CBT' } };
  expect((await onTask('task-9.9', 'complete', plan, { headers })).status).toBe(404);
  expect((await onTask(second, 'complete', plan, { headers })).body).toMatchObject({ id: second });
  for (const option of ['cbt', 'behavioural-activation']) {
    const body = { decision: 'reject', reason: 'not now' };
    const decided = await ask('POST', `/clients/c-1/suggestions/${option}/decision`, { as, body, headers });
    expect([decided.status, decided.body.option]).toEqual([200, option]);
  }
  const person = { name: 'Finn', roles: ['clinician'], teams: [] };
  for (const [id, status] of [
    ['finn', 201],
    ['finn', 201],
    ['constructor', 422],
  ] as const) {
    const body = { ...person, id, email: `${id}@clinic.example` };
    expect((await ask('POST', '/staff', { as: 'ada', body, headers })).status).toBe(status);
  }
});
