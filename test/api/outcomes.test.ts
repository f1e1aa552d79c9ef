/** How a clinic's clients fare, counted from what their charts show of each episode. */
import { beforeEach, describe, expect, it } from 'vitest';
import { packed, unpack } from '../../functions/store.ts';
import { type Clinics, frequencies, NOW, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const outcomes = (query: Record<string, string> = {}, as: 'ada' | 'cleo' = 'ada') =>
  clinics.ask('GET', '/outcomes', { as, query });
const session = (clientId: string, at: string, attended = true) =>
  clinics.ask('POST', `/clients/${clientId}/sessions`, { as: 'cleo', body: { at, attended } });

/** This many points over nine items, item 9 untouched. */
const phq9 = (total: number) =>
  frequencies(...Array.from({ length: 8 }, (_, n) => Math.max(0, Math.min(3, total - 3 * n))), 0);
const gad7 = (total: number) =>
  frequencies(...Array.from({ length: 7 }, (_, n) => Math.max(0, Math.min(3, total - 3 * n))));

async function measured(clientId: string, round: number, phq: number, gad: number) {
  const { episode } = await clinics.charts.get('north', clientId);
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-${round}` };
  const asked = await clinics.run(clientId, { do: 'ask-client', ask: 'reassessment', ...waiting });
  const { id } = Object.values(asked.requests).find((one) => one.ask === 'reassessment')!;
  const responses = Object.entries({ 'phq-9': phq9(phq), 'gad-7': gad7(gad) }).map(
    ([instrument, answers]) => ({ instrument, answers, complete: true }),
  );
  await clinics.run(clientId, { do: 'answer', requestId: id, responses });
}

/** From first to last, discharged after two sessions unless it is said otherwise. */
async function course(clientId: string, phq: [number, number], gad: [number, number], sessions = 2) {
  await clinics.addClient(clientId, { recordNumber: clientId });
  await measured(clientId, 1, phq[0], gad[0]);
  await measured(clientId, 2, phq[1], gad[1]);
  for (let n = 0; n < sessions; n += 1) await session(clientId, `2026-03-02T1${n}:00:00.000Z`);
  await clinics.run(clientId, { do: 'discharge', why: 'well' });
}

/** What the index has of the client's one course, with these changes. */
async function indexed(clientId: string, changes: object): Promise<void> {
  const { items } = await clinics.table.query('north', { prefix: `COURSE#${clientId}` });
  const [{ body, ...item } = { pk: '', sk: '', body: '' }] = items;
  const changed = JSON.stringify({ ...JSON.parse(unpack(body)), ...changes });
  await clinics.table.write([{ put: packed({ ...item, body: changed }) }]);
}

describe('outcomes', () => {
  it('pair no total in which gaps were filled', async () => {
    await course('gaps', [15, 8], [12, 7]);
    const total = { baseline: 15, last: 8, count: 2, prorated: true };
    await indexed('gaps', { totals: { 'phq-9': total } });
    expect((await outcomes()).body.outcomes).toMatchObject({ finished: 1, unpaired: 1 });
  });

  it('count one measure of anxiety: the condition’s own, where it is paired', async () => {
    await course('trauma', [15, 8], [12, 7]);
    const [well, still] = [
      { baseline: 50, last: 10, count: 2 },
      { baseline: 12, last: 11, count: 2 },
    ];
    await indexed('trauma', { totals: { 'pcl-5': well, 'gad-7': still } });
    expect((await outcomes()).body.outcomes.recovery).toEqual({ count: 1, of: 1, rate: 1 });
  });

  it('count no review as overdue in the moment in which it falls due', async () => {
    await clinics.addClient('c-1');
    await indexed('c-1', { reviewsDue: [NOW] });
    expect((await outcomes()).body.reviews).toEqual({ open: 1, overdue: 0 });
  });

  it('are those of one clinician, or of one team’s clinicians, where that is asked', async () => {
    await course('recovered', [15, 8], [12, 7]);
    await clinics.ask('PATCH', '/staff/cleo', { as: 'ada', body: { teams: ['crisis'] } });
    clinics.clock.to('2026-03-02T15:01:00.000Z');
    const finished = async (query: Record<string, string>) => (await outcomes(query)).body.outcomes.finished;
    expect(await finished({ team: 'crisis' })).toBe(1);
    expect(await finished({ team: 'care' })).toBe(0);
    expect(await finished({ clinician: 'cleo' })).toBe(1);
    expect(await finished({ clinician: 'dan' })).toBe(0);
  });

  it('of nobody have no rates', async () => {
    const { status, body } = await outcomes();
    expect(status).toBe(200);
    expect(body.outcomes).toMatchObject({ courses: 0, recovery: { count: 0, of: 0, rate: null } });
    expect(body.acknowledged.medianSeconds).toBeNull();
  });

  it('count who recovered among those who finished and were a case at first', async () => {
    await course('recovered', [15, 8], [12, 7]);
    await course('worse', [12, 18], [10, 12]);
    await course('no-case', [9, 3], [7, 2]);
    await course('one-session', [15, 8], [12, 7], 1);
    await clinics.addClient('under-way', { recordNumber: 'under-way' });
    const { body } = await outcomes();
    expect(body.outcomes).toEqual({
      courses: 4,
      finished: 3,
      unpaired: 0,
      casesAtStart: 2,
      recovery: { count: 1, of: 2, rate: 0.5 },
      reliableRecovery: { count: 1, of: 2, rate: 0.5 },
      reliableImprovement: { count: 2, of: 3, rate: 2 / 3 },
      reliableDeterioration: { count: 1, of: 3, rate: 1 / 3 },
    });
    expect(body.underWay).toBe(1);
    expect(body.track).toEqual({ red: 0, amber: 0, green: 0, unknown: 1 });
  });

  it('count an episode whose figures are so many that they are packed', async () => {
    await course('long', [15, 8], [12, 7]);
    const { items } = await clinics.table.query('north', { prefix: 'COURSE#long' });
    const [{ body, ...item } = { pk: '', sk: '', body: '' }] = items;
    const many = { ...JSON.parse(unpack(body)), acknowledgedAfter: Array(300).fill(7200) };
    const put = packed({ ...item, body: JSON.stringify(many) });
    expect(put.body).toBeInstanceOf(Uint8Array);
    await clinics.table.write([{ put }]);
    expect((await outcomes()).body.acknowledged.medianSeconds).toBe(7200);
  });

  it('can be of one clinician, one pathway, one span of time', async () => {
    await course('recovered', [15, 8], [12, 7]);
    const courses = async (query: Record<string, string>) => (await outcomes(query)).body.outcomes.courses;
    expect(await courses({ clinician: 'cleo' })).toBe(1);
    expect(await courses({ clinician: 'dan' })).toBe(0);
    expect(await courses({ pathway: 'another' })).toBe(0);
    expect(await courses({ from: '2026-03-02', to: '2026-03-02' })).toBe(1);
    expect(await courses({ from: '2026-03-03' })).toBe(0);
    expect(await courses({ to: '2026-03-01' })).toBe(0);
  });

  it('of a span of time are of the courses that were open in it: ended by its end, or still under way then', async () => {
    await course('ended', [15, 8], [12, 7]);
    await clinics.addClient('under-way', { recordNumber: 'under-way' });
    clinics.clock.to('2026-04-10T15:00:00.000Z');
    await clinics.run('under-way', { do: 'discharge', why: 'well' });
    await clinics.addClient('new', { recordNumber: 'new' });
    const figures = async (query: Record<string, string>) => {
      const { outcomes: of, open, underWay, current, responses, track } = (await outcomes(query)).body;
      const asked = responses.reduce((sum: number, one: { asked: number }) => sum + one.asked, 0);
      expect(track.red + track.amber + track.green + track.unknown).toBe(current);
      return { courses: of.courses, open, underWay, current, asked };
    };
    expect(await figures({})).toEqual({ courses: 2, open: 3, underWay: 1, current: 1, asked: 3 });
    const march = { from: '2026-03-01', to: '2026-03-31' };
    expect(await figures(march)).toEqual({ courses: 1, open: 2, underWay: 1, current: 0, asked: 3 });
    const april = { from: '2026-04-01', to: '2026-04-30' };
    expect(await figures(april)).toEqual({ courses: 1, open: 2, underWay: 1, current: 1, asked: 0 });
    const before = { to: '2026-02-28' };
    expect(await figures(before)).toEqual({ courses: 0, open: 0, underWay: 0, current: 0, asked: 0 });
  });

  it('go by the clinic’s own days: who is discharged late in the evening in New York is not counted tomorrow', async () => {
    await course('late', [15, 8], [12, 7]);
    const { items } = await clinics.table.query('north', { prefix: 'COURSE#late' });
    const [{ body, ...item } = { pk: '', sk: '', body: '' }] = items;
    const late = { ...JSON.parse(unpack(body)), endedAt: '2026-03-03T02:30:00.000Z' };
    await clinics.table.write([{ put: packed({ ...item, body: JSON.stringify(late) }) }]);
    const day = async (date: string) => (await outcomes({ from: date, to: date })).body.outcomes.courses;
    expect([await day('2026-03-02'), await day('2026-03-03')]).toEqual([1, 0]);
  });

  it('keep a course that another follows', async () => {
    await course('back', [15, 8], [12, 7]);
    const pathway = { id: 'adult-depression-anxiety', version: 1 };
    await clinics.run('back', { do: 'enrol', pathway, clinician: 'dan' });
    const { body } = await outcomes();
    expect([body.outcomes.finished, body.underWay]).toEqual([1, 1]);
    expect(await clinics.charts.verify('north', 'back')).toBeUndefined();
  });

  it('tell how long a risk answer waited for a person, and whether one waits', async () => {
    const { requestId } = await clinics.linkFor('c-1', 'packet');
    await clinics.run('c-1', {
      do: 'answer',
      requestId,
      responses: [{ instrument: 'phq-2', answers: { 1: 'LA6571-9', 2: 'LA6571-9' }, complete: true }],
    });
    await clinics.run('c-1', {
      do: 'answer',
      requestId,
      responses: [{ instrument: 'gad-2', answers: { 1: 'LA6568-5', 2: 'LA6568-5' }, complete: true }],
    });
    await clinics.run('c-1', {
      do: 'answer',
      requestId,
      responses: [{ instrument: 'phq-9', answers: { 9: 'LA6570-1' }, complete: false }],
    });
    expect((await outcomes()).body.acknowledged).toMatchObject({ count: 0, waiting: 1, waitingSince: NOW });
    clinics.clock.to('2026-03-02T15:07:00.000Z');
    const { tasks } = await clinics.charts.get('north', 'c-1');
    const { id: taskId } = Object.values(tasks).find(({ kind }) => kind === 'urgent')!;
    await clinics.run('c-1', { do: 'acknowledge-task', taskId });
    expect((await outcomes()).body.acknowledged).toEqual({
      count: 1,
      medianSeconds: 420,
      longestSeconds: 420,
      waiting: 0,
      waitingSince: null,
    });
    // Whoever has it next has yet to acknowledge it, and a person has seen it all the same.
    await clinics.run('c-1', { do: 'hand-over-task', taskId, to: { team: 'crisis' }, why: 'on leave' });
    expect((await outcomes()).body.acknowledged).toMatchObject({ count: 1, waiting: 0 });
  });

  it('tell by channel who answered, and who began and dropped off', async () => {
    const intake = { instrument: 'attune-intake', answers: { reason: 'low' }, complete: true };
    const { requestId } = await clinics.linkFor('c-1', 'intake');
    await clinics.run('c-1', { do: 'answer', requestId, responses: [intake] });
    const other = await clinics.linkFor('c-2', 'intake', {
      channel: 'email',
      consents: { email: { at: NOW } },
      email: 'two@example.org',
      phone: '+12125550135',
    });
    const half = { ...intake, answers: { hopes: 'sleep' }, complete: false };
    await clinics.run('c-2', { do: 'answer', requestId: other.requestId, responses: [half] });
    clinics.clock.to('2026-03-13T16:00:00.000Z');
    await clinics.run('c-2', { do: 'fire' });
    expect((await outcomes()).body.responses).toEqual([
      { channel: 'sms', asked: 1, began: 1, answered: 1, rate: 1 },
      { channel: 'email', asked: 1, began: 1, answered: 0, rate: 0 },
    ]);
  });

  it('count the reviews that are open and overdue', async () => {
    const { episode } = await clinics.addClient('c-1');
    const waiting = { episodeId: episode!.id, cycle: 1, round: 1, token: 't-review' };
    await clinics.run('c-1', { do: 'ask-clinician', kind: 'review', ...waiting });
    expect((await outcomes()).body.reviews).toEqual({ open: 1, overdue: 0 });
    clinics.clock.to('2026-03-20T16:00:00.000Z');
    expect((await outcomes()).body.reviews).toEqual({ open: 1, overdue: 1 });
  });

  it('are of one’s own clinic', async () => {
    await course('recovered', [15, 8], [12, 7]);
    const south = { staffId: 'ada', clinicId: 'south', roles: ['admin' as const] };
    const { body } = await clinics.ask('GET', '/outcomes', { as: south });
    expect(body.outcomes.courses).toBe(0);
  });
});

describe('a session', () => {
  it('is recorded once, after it began, in the episode', async () => {
    await clinics.addClient('c-1');
    expect((await session('c-1', '2026-03-02T15:00:00.001Z')).status).toBe(422);
    expect((await session('c-1', '2026-02-20T15:00:00.000Z')).status).toBe(422);
    expect((await session('c-1', '2026-03-02T10:00:00.000Z')).body).toEqual({ attended: 1, missed: 0 });
    expect((await session('c-1', '2026-03-02T10:00:00.000Z')).status).toBe(409);
    expect((await session('c-1', '2026-03-02T12:00:00.000Z', false)).body).toEqual({
      attended: 1,
      missed: 1,
    });
  });
});
