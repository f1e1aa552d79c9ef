/** Who is in care, from the small items that stand beside the charts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Clinics, frequencies, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
let reads: string[];
beforeEach(async () => {
  const memory = createMemoryTable();
  reads = [];
  clinics = await openClinics({
    table: {
      ...memory,
      get(key) {
        reads.push(key.sk);
        return memory.get(key);
      },
    },
  });
});

type As = 'cleo' | 'dan';
const caseload = async (query: Record<string, string> = {}, as: As = 'cleo') => {
  const { status, body } = await clinics.ask('GET', '/caseload', { as, query });
  expect(status).toBe(200);
  return body;
};

async function answers(clientId: string, round: number, ...points: number[]): Promise<void> {
  const { episode } = await clinics.charts.get('north', clientId);
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-${round}` };
  const asked = await clinics.run(clientId, { do: 'ask-client', ask: 'reassessment', ...waiting });
  const { id } = Object.values(asked.requests).find((one) => one.ask === 'reassessment')!;
  const responses = [
    { instrument: 'phq-9', answers: frequencies(...points), complete: true },
    { instrument: 'gad-7', answers: frequencies(0, 0, 0, 0, 0, 0, 0), complete: true },
  ];
  await clinics.run(clientId, { do: 'answer', requestId: id, responses });
}

describe('the caseload', () => {
  it('says of each client in care whether it is on track and why, as the client’s own page does, and reads no chart', async () => {
    await clinics.addClient('maria');
    await answers('maria', 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    await answers('maria', 2, 3, 3, 3, 3, 2, 2, 1, 1, 0);
    await clinics.addClient('nobody', { recordNumber: 'gone' });
    await clinics.run('nobody', { do: 'discharge', why: 'well' });
    reads = [];
    const { cases, next } = await caseload();
    expect(reads.filter((sk) => sk === 'CHART')).toEqual([]);
    expect(next).toBeUndefined();
    expect(cases).toMatchObject([
      { clientId: 'maria', name: 'Maria Lopez', clinician: 'cleo', urgent: false, missedInARow: 0 },
    ]);
    const { body: progress } = await clinics.ask('GET', '/clients/maria/progress', { as: 'cleo' });
    expect(cases[0].track).toEqual(progress.track);
    expect(cases[0].track).toMatchObject({
      flag: 'red',
      because: expect.stringContaining('PHQ-9 went from 2'),
    });
  });

  it('says it in Spanish to whoever reads Spanish', async () => {
    await clinics.addClient('maria');
    await answers('maria', 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    await answers('maria', 2, 3, 3, 3, 3, 2, 2, 1, 1, 0);
    const headers = { 'accept-language': 'es' };
    const { body } = await clinics.ask('GET', '/caseload', { as: 'cleo', headers });
    expect(body.cases[0].track.because).toMatch(
      /^PHQ-9 pasó de 2 al inicio a 18: empeoramiento fiable, de 6 puntos o más \(.+\)\.$/,
    );
    expect(body.cases[0]).toMatchObject({
      pathway: 'Adultos en atención ambulatoria por depresión o ansiedad',
      level: 'Atención ambulatoria semanal',
    });
    const { body: progress } = await clinics.ask('GET', '/clients/maria/progress', { as: 'cleo', headers });
    expect(progress.track).toEqual(body.cases[0].track);
    expect(progress.measures[0].items.worst[0].text).toBe('Poco interés o placer en hacer cosas');
  });

  it('shows what is urgent as red, for as long as it is open', async () => {
    await clinics.addClient('maria');
    await answers('maria', 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    const [urgent] = (await caseload()).cases;
    expect(urgent).toMatchObject({ urgent: true, track: { flag: 'red' } });
    const { tasks } = await clinics.charts.get('north', 'maria');
    const { id: taskId } = Object.values(tasks).find(({ kind }) => kind === 'urgent')!;
    const outcome = 'assessed-safe-for-now';
    await clinics.run('maria', { do: 'complete-task', taskId, outcome, reason: 'spoke with them' });
    expect((await caseload()).cases[0]).toMatchObject({ urgent: false, track: { flag: 'grey' } });
  });

  it('of one clinician holds their clients alone, page by page', async () => {
    for (const clientId of ['a', 'b', 'c']) await clinics.addClient(clientId, { recordNumber: clientId });
    const first = await caseload({ limit: '2', clinician: 'cleo' });
    expect(first.cases).toHaveLength(2);
    const second = await caseload({ limit: '2', clinician: 'cleo', after: first.next });
    expect(second.cases.map(({ clientId }: { clientId: string }) => clientId)).toEqual(['c']);
    expect((await caseload({ clinician: 'dan' })).cases).toEqual([]);
  });

  it('shows a clinician whose part it is not nothing where charts are for the care team alone', async () => {
    await clinics.addClient('maria');
    const { dan } = (await clinics.clinics.settings('north')).staff;
    const staff = { ...dan!, teams: ['crisis'] };
    await clinics.clinics.run({ clinicId: 'north', by: 'ada' }, { do: 'change-staff', staff });
    expect((await caseload({}, 'dan')).cases).toHaveLength(1);
    await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { careTeamOnly: true } });
    expect((await caseload({}, 'dan')).cases).toEqual([]);
    expect((await caseload()).cases).toHaveLength(1);
  });

  it('is put on record as a look at all whom it showed', async () => {
    await clinics.addClient('maria');
    await caseload();
    const { body } = await clinics.ask('GET', '/access', { as: 'ada' });
    expect(body.access[0]).toMatchObject({
      ...{ by: 'cleo', operationId: 'listCaseload', clients: ['maria'], why: 'list' },
    });
  });
});
