/** What a console that asks again and again is told. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { AskClinician } from '../../functions/care/decide/waiting.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Asking, type Clinics, frequencies, MARIA, openClinics } from '../support/clinic.ts';

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

const onTask = (taskId: string, act: string, body?: unknown, rest: Asking = {}) =>
  ask('POST', `/clients/c-1/tasks/${taskId}/${act}`, { as: 'cleo', body, ...rest });
describe('news of an inbox', () => {
  const news = async (as: Asking['as'] = 'cleo', tag = '') =>
    ask('GET', '/tasks/news', { as, headers: { 'if-none-match': tag } });
  const alarm = async (clientId: string, clinician = 'cleo', client = {}) => {
    await clinics.run(clientId, { do: 'create-client', client: { ...MARIA, ...client } });
    await clinics.run(clientId, { do: 'enrol', pathway: { id: shipped.id, version: 1 }, clinician });
    const { id: requestId } = (await clinics.askClient(clientId, 'reassessment')).request;
    const answers = { '9': frequencies(0, 0, 0, 0, 0, 0, 0, 0, 1)['9'] };
    const responses = [{ instrument: 'phq-9', answers, complete: false }];
    const chart = await clinics.run(clientId, { do: 'answer', requestId, responses });
    return Object.values(chart.tasks).find(({ kind }) => kind === 'urgent')!;
  };

  it('is what is urgent and acknowledged by nobody, of one’s own and one’s teams, once and without a name', async () => {
    const { id } = await alarm('c-1');
    await askClinician('c-1', 'draft-plan');
    const urgent = [{ clientId: 'c-1', id, team: 'care' }];
    expect((await news()).body).toEqual({ urgent, inbox: expect.any(String) });
    expect((await news('dan')).body.urgent).toEqual(urgent);
    await onTask(id, 'acknowledge');
    expect((await news()).body.urgent).toEqual([]);
    expect((await news('dan')).body.urgent).toEqual([]);
    expect((await news('ada')).status).toBe(403);
  });

  it('tells of one’s own client still, when what is urgent has gone up to a team that one is not of', async () => {
    const { id } = await alarm('c-1');
    clinics.clock.to('2026-03-02T15:20:00.000Z');
    const chart = await clinics.run('c-1', { do: 'fire' });
    expect(chart.tasks[id]!.owner).toEqual({ team: 'crisis' });
    expect((await news()).body.urgent).toEqual([{ clientId: 'c-1', id, team: 'crisis' }]);
    await onTask(id, 'acknowledge', undefined, { as: 'dan' });
    expect((await news()).body.urgent).toEqual([]);
  });

  it('opens no chart, however many urgent tasks other teams have', async () => {
    const asked: string[] = [];
    const { get } = clinics.table;
    clinics.table.get = (key) => {
      asked.push(key.sk);
      return get(key);
    };
    const readsOfNews = async () => {
      asked.length = 0;
      await news();
      return asked.length;
    };
    await readsOfNews();
    const before = await readsOfNews();
    for (const n of [1, 2, 3]) await alarm(`c-${n}`, 'dan', { recordNumber: `R${n}` });
    clinics.clock.to('2026-03-02T15:20:00.000Z');
    for (const n of [1, 2, 3]) await clinics.run(`c-${n}`, { do: 'fire' });
    await readsOfNews();
    expect(await readsOfNews()).toBe(before);
    expect(asked).not.toContain('CHART');
  });

  it('tells nobody of what is with another team, about a client of somebody else', async () => {
    await alarm('c-1', 'dan');
    clinics.clock.to('2026-03-02T15:20:00.000Z');
    await clinics.run('c-1', { do: 'fire' });
    expect((await news()).body.urgent).toEqual([]);
    expect((await news('dan')).body.urgent).toHaveLength(1);
  });

  it('is none while nothing has changed, and is again whenever a task of one’s own has', async () => {
    await clinics.addClient('c-1');
    const tags: string[] = [(await news()).headers.etag!];
    const isNews = async () => {
      const { status, headers } = await news('cleo', tags.at(-1));
      if (status === 200) tags.push(headers.etag!);
      return status === 200;
    };
    expect(await isNews()).toBe(false);
    const taskId = await askClinician('c-1', 'draft-plan');
    expect([await isNews(), await isNews()]).toEqual([true, false]);
    await onTask(taskId, 'acknowledge');
    expect([await isNews(), await isNews()]).toEqual([true, false]);
    await onTask(taskId, 'hand-over', { to: { staff: 'dan' }, why: 'on leave' });
    expect([await isNews(), await isNews()]).toEqual([true, false]);
    expect(new Set(tags).size).toBe(3);
  });

  it('is on record where it tells of somebody, once', async () => {
    await alarm('c-1');
    const { headers } = await news();
    expect((await news('cleo', headers.etag)).status).toBe(304);
    const { items } = await clinics.table.query(`north#ACCESS#${clinics.clock().slice(0, 10)}`);
    expect(items.map(({ body }) => JSON.parse(String(body)))).toMatchObject([
      { operationId: 'getNews', by: 'cleo', clients: ['c-1'], why: 'list' },
    ]);
  });
});
