/** What is answered by a link, through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Clinics, frequencies, MARIA, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const open = (token: unknown, headers = {}, session?: string) =>
  clinics.ask('POST', '/link/open', { body: { token, session }, headers });
type Responses = { instrument: string; answers: unknown; complete: boolean }[];
const send = (token: string, requestId: string, responses: Responses, headers = {}) =>
  clinics.ask('POST', '/link/answers', { body: { token, requestId, responses }, headers });

const phq9 = (ninth: number, complete = true) => ({
  instrument: 'phq-9',
  answers: frequencies(1, 1, 1, 1, 1, 1, 1, 1, ninth),
  complete,
});
const gad7 = { instrument: 'gad-7', answers: frequencies(0, 1, 0, 1, 0, 1, 0), complete: true };

const urgentTasks = async (clientId: string) =>
  Object.values((await clinics.charts.get('north', clientId)).tasks).filter(({ kind }) => kind === 'urgent');

describe('answers', () => {
  it('end the request when nothing is missing, and are thanked for', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const first = await send(token, requestId, [phq9(0)]);
    expect(first).toMatchObject({ status: 200, body: { done: false, missing: [] } });
    expect(first.body.more.map((form: { instrument: string }) => form.instrument)).toEqual(['gad-7']);
    const second = await send(token, requestId, [gad7]);
    expect(second.body).toMatchObject({ done: true, missing: [], more: [] });
    expect(second.body.reply).toMatch(/^Thank you/);
    expect(second.body.crisis).toBeUndefined();
    expect((await clinics.charts.get('north', 'c-1')).measures['phq-9']?.last.value).toBe(8);
  });

  it('that leave a required item out keep the form open, and say which', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const { '9': _, ...eight } = phq9(0).answers;
    const { body } = await send(token, requestId, [
      { instrument: 'phq-9', answers: eight, complete: true },
      gad7,
    ]);
    expect(body).toMatchObject({ done: false, missing: [{ instrument: 'phq-9', linkIds: ['9'] }] });
  });

  it('that cannot be read are missing, and the others are kept', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const answers = { ...phq9(0).answers, '3': 'three' };
    const { body } = await send(token, requestId, [{ instrument: 'phq-9', answers, complete: true }]);
    expect(body.missing).toEqual([{ instrument: 'phq-9', linkIds: ['3'] }]);
    expect((await open(token)).body.requests[0].forms[0].answered).toHaveLength(8);
  });

  it('that cannot be read are missing where nothing was required, too', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'intake');
    const answers = { reason: 'tired', medicine: 'perhaps' };
    const { body } = await send(token, requestId, [{ instrument: 'attune-intake', answers, complete: true }]);
    expect(body).toMatchObject({
      done: false,
      missing: [{ instrument: 'attune-intake', linkIds: ['medicine'] }],
    });
  });

  it('sent twice, by a double click or a bad line, get the same reply', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const first = await send(token, requestId, [phq9(2), gad7]);
    expect(first.body.done).toBe(true);
    const { version } = await clinics.charts.get('north', 'c-1');
    expect(await send(token, requestId, [phq9(2), gad7])).toEqual(first);
    expect((await clinics.charts.get('north', 'c-1')).version).toBe(version);
  });

  it('to what was not asked are refused', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'intake');
    const { status, body } = await send(token, requestId, [gad7]);
    expect(status).toBe(422);
    expect(body.detail).toMatch(/does not ask for gad-7/);
  });

  it('survive half an emoji', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'intake');
    const answers = { reason: 'tired \ud83d' };
    const { body } = await send(token, requestId, [{ instrument: 'attune-intake', answers, complete: true }]);
    expect(body.done).toBe(true);
  });
});

describe('an answer that may mean danger', () => {
  it('brings whom to call in the same reply, and a task in the same commit', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const { status, body } = await send(token, requestId, [phq9(1)]);
    expect(status).toBe(200);
    expect(body.crisis.emergency).toBe('911');
    expect(body.crisis.text).toMatch(/988/);
    expect(await urgentTasks('c-1')).toHaveLength(1);
  });

  it.each([
    ['a minor, where the clinic’s rule is to tell a guardian', 'told', '2012-06-01', true],
    ['a minor, where the clinician decides', 'clinician-decides', '2012-06-01', false],
    ['a minor, on the day before they come of age', 'told', '2008-03-03', true],
    ['who comes of age today', 'told', '2008-03-02', false],
    ['who is of age', 'told', '1990-06-01', false],
  ] as const)(
    'says to %s, in the same reply, whether a guardian hears of it',
    async (_, guardian, dateOfBirth, said) => {
      const jurisdiction = { riskLevel: 'not-recorded', minors: { under: 18, guardian } };
      const { status } = await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { jurisdiction } });
      expect(status).toBe(200);
      const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', { dateOfBirth });
      const { body } = await send(token, requestId, [phq9(1)]);
      expect(body.crisis.text.includes('Because of your age, the clinic tells a parent or guardian')).toBe(
        said,
      );
    },
  );

  it('says so to a minor beside a link that is closed, too', async () => {
    const jurisdiction = { riskLevel: 'not-recorded', minors: { under: 18, guardian: 'told' } };
    await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { jurisdiction } });
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', { dateOfBirth: '2012-06-01' });
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });
    const { status, body } = await send(token, requestId, [phq9(1)]);
    expect(status).toBe(410);
    expect(body.crisis.text).toContain('Because of your age, the clinic tells a parent or guardian');
  });

  it('does so from half a form that is only being saved', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const answers = { '9': phq9(3).answers['9'] };
    const { body } = await send(token, requestId, [{ instrument: 'phq-9', answers, complete: false }]);
    expect(body.crisis.text).toMatch(/988/);
    expect(await urgentTasks('c-1')).toHaveLength(1);
  });

  it('names the lines of the client’s country in the client’s language', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', {
      language: 'es',
    });
    const { body } = await send(token, requestId, [phq9(1)]);
    expect(body.crisis.text).toMatch(/988/);
    expect(body.crisis.text).toMatch(/Gracias/);
  });

  it('does so beside a link that is closed, and the answer still makes its task', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });
    const { status, body } = await send(token, requestId, [phq9(2)]);
    expect(status).toBe(410);
    expect(body.crisis.emergency).toBe('911');
    expect(await urgentTasks('c-1')).toHaveLength(1);
  });

  it('does so by a link that was never made, with what holds everywhere', async () => {
    const { status, body } = await send('never-made', 'request-1.1', [phq9(1)]);
    expect(status).toBe(410);
    expect(body.crisis.lines.length).toBeGreaterThan(0);
  });

  it('does so when the answers cannot be committed: the client’s own lines, and an honest 503', async () => {
    const inner = createMemoryTable();
    const table = { ...inner, write: inner.write };
    clinics = await openClinics({ table });
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', {
      language: 'es',
    });
    table.write = async () => {
      throw new Error('the table is out of reach');
    };
    const { status, headers, body } = await send(token, requestId, [phq9(1)]);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('2');
    expect(body.crisis.text).toMatch(/988/);
    expect(clinics.log.at(-1)).toMatchObject({
      level: 'error',
      status: 503,
      failures: 1,
      failure: { name: 'Error' },
    });

    table.write = inner.write;
    expect((await send(token, requestId, [phq9(1)])).status).toBe(200);
    expect(await urgentTasks('c-1')).toHaveLength(1);
  });

  it('does so when not even the client can be read', async () => {
    const inner = createMemoryTable();
    const table = { ...inner, get: inner.get };
    clinics = await openClinics({ table });
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    table.get = async () => {
      throw new Error('the table is out of reach');
    };
    const { status, body } = await send(token, requestId, [phq9(1)], { 'accept-language': 'es' });
    expect(status).toBe(503);
    expect(body.crisis.text).toMatch(/Gracias/);
    expect((await send(token, requestId, [phq9(0)])).body.crisis).toBeUndefined();
  });

  it('does so when one of two forms cannot be read at all', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const { body } = await send(token, requestId, [phq9(1), { ...gad7, answers: 'unreadable' }]);
    expect(body.crisis.emergency).toBe('911');
  });

  it('leaves no word of it in the log', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    await send(token, requestId, [phq9(1)]);
    const text = JSON.stringify(clinics.log);
    expect(text).not.toContain(token);
    expect(text).not.toMatch(new RegExp(`LA6569|phq|${MARIA.name}`));
  });
});
