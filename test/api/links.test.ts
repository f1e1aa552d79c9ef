/** A client's link: what it opens, what it never shows, and whom to call when an answer may mean danger. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Clinics, frequencies, MARIA, openClinics, SESSION } from '../support/clinic.ts';

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

describe('an open link', () => {
  it('shows the forms in the client’s language, and nothing of who they are or said', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment', { language: 'es-MX' });
    const { status, body } = await open(token);
    expect(status).toBe(200);
    expect(body.language).toBe('es-MX');
    const [request] = body.requests;
    expect(request).toMatchObject({ requestId, ask: 'reassessment' });
    expect(request.forms.map((form: { instrument: string }) => form.instrument)).toEqual(['phq-9', 'gad-7']);
    expect(request.forms[0].questions[1].text).toMatch(/interés/);
    expect(request.forms[0].copyright).toMatch(/Spitzer/);
    expect(JSON.stringify(body)).not.toMatch(/Maria|Lopez|maria@|2125550134|1990|t-reassessment/);
  });

  it('tells which items are answered, never how', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'intake');
    const said = { reason: 'I cannot sleep since the accident' };
    await send(token, requestId, [{ instrument: 'attune-intake', answers: said, complete: false }]);
    const { body } = await open(token);
    expect(body.requests[0].forms[0].answered).toEqual(['reason']);
    expect(JSON.stringify(body)).not.toMatch(/accident/);
  });

  it('shows whom to call before anything is answered', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    expect((await open(token)).body.crisis).toMatchObject({ emergency: '911' });
    const phone = '+12125550142';
    expect((await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { phone } })).status).toBe(200);
    expect((await open(token)).body.crisis.lines.at(-1)).toMatchObject({ name: 'Northside', call: phone });
  });

  it('misses nothing that was answered on another device', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const { 9: ninth, ...eight } = phq9(0).answers as Record<string, unknown>;
    const first = { instrument: 'phq-9', answers: eight, complete: true };
    const { body } = await send(token, requestId, [first]);
    expect(body.missing).toEqual([{ instrument: 'phq-9', linkIds: ['9'] }]);
    const then = await send(token, requestId, [{ ...first, answers: { 9: ninth } }]);
    expect(then.body.missing).toEqual([]);
    expect(then.body.more.map(({ instrument }: { instrument: string }) => instrument)).toEqual(['gad-7']);
  });

  it('shows the goals that it asks to agree on once the code was given, and takes no answer before', async () => {
    const { addClient, askClient, linkTo, run } = clinics;
    const { episode } = await addClient('c-1');
    const chart = await run('c-1', {
      do: 'ask-clinician',
      kind: 'shape-goals',
      episodeId: episode!.id,
      cycle: 1,
      round: 1,
      token: 't',
    });
    const [taskId] = Object.keys(chart.tasks);
    const goals = [{ words: 'See my friends again', statement: 'Behavioural activation' }];
    await run('c-1', {
      do: 'complete-task',
      taskId: taskId!,
      outcome: 'propose',
      reason: '',
      detail: { goals },
    });
    const { request } = await askClient('c-1', 'agreement');
    const token = await linkTo('c-1', request.id);
    const before = await open(token);
    expect(before.body.requests[0]).toMatchObject({ locked: true });
    expect(JSON.stringify(before.body)).not.toMatch(/friends|activation/);
    const agreed = { instrument: 'attune-agreement', answers: { decision: 'agree' }, complete: true };
    expect((await send(token, request.id, [agreed])).status).toBe(403);
    expect((await clinics.charts.get('north', 'c-1')).goals!.state).toBe('proposed');

    await clinics.openOwn('c-1', token);
    const { body } = await open(token, {}, SESSION);
    expect(body.requests[0].goals).toEqual(goals);
    expect(body.requests[0].locked).toBeUndefined();
    const responses = [agreed];
    const sent = await clinics.ask('POST', '/link/answers', {
      body: { token, session: SESSION, requestId: request.id, responses },
    });
    expect(sent.body).toMatchObject({ done: true });
    expect((await clinics.charts.get('north', 'c-1')).goals!.state).toBe('agreed');
  });

  it('shows the plan that it asks to acknowledge once the code was given', async () => {
    const { addClient, askClient, linkTo, run } = clinics;
    const { episode } = await addClient('c-1');
    const chart = await run('c-1', {
      do: 'ask-clinician',
      kind: 'draft-plan',
      episodeId: episode!.id,
      cycle: 1,
      round: 1,
      token: 't',
    });
    const interventions = [{ title: 'Sleep diary' }, { title: 'Sobre el estrés', option: 'read-stress' }];
    const detail = { summary: 'Talk every week', interventions };
    const [taskId] = Object.keys(chart.tasks);
    await run('c-1', { do: 'complete-task', taskId: taskId!, outcome: 'draft', reason: '', detail });
    const { request } = await askClient('c-1', 'plan');
    const token = await linkTo('c-1', request.id);
    expect(JSON.stringify((await open(token)).body)).not.toMatch(/Talk every week|Sleep diary/);
    await clinics.openOwn('c-1', token);
    const { body } = await open(token, {}, SESSION);
    expect(body.requests[0].plan).toEqual({
      ...detail,
      interventions: [{ title: 'Sleep diary' }, { title: 'About stress' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/cleo/);
  });

  it('opens with what a text message leaves behind it', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    expect((await open(`${token}.`)).status).toBe(200);
    expect((await open(`${token}>`)).status).toBe(200);
  });

  it('stays open while care is paused', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    await clinics.run('c-1', { do: 'pause', why: 'holiday' });
    clinics.clock.to('2026-04-20T15:00:00.000Z');
    expect((await open(token)).status).toBe(200);
  });

  it('changes nothing by being looked at: whatever a scanner does, it is still good', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const { head } = await clinics.charts.get('north', 'c-1');
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      for (const path of ['/link/open', '/link/answers', '/link/code', '/link/own', '/link/preferences']) {
        const { status, headers } = await clinics.ask(method, path, { query: { token } });
        expect([method, status, headers.allow]).toEqual([method, 405, 'POST']);
      }
    }
    expect(
      (await clinics.ask('POST', '/link/open', { headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400);
    expect((await open(token)).status).toBe(200);
    expect((await clinics.charts.get('north', 'c-1')).head).toBe(head);
  });
});

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

describe('a link that opens nothing', () => {
  const CLOSED = 'This link can no longer be used.';

  /** One link of each sort, and the request that it was for. */
  async function closedLinks() {
    const used = await clinics.linkFor('c-used', 'reassessment');
    await send(used.token, used.requestId, [phq9(0), gad7]);
    const revoked = await clinics.linkFor('c-revoked', 'intake');
    await clinics.run('c-revoked', { do: 'discharge', why: 'moved away' });
    const expired = await clinics.linkFor('c-expired', 'intake');
    clinics.clock.to('2026-03-12T15:00:00.000Z');
    await clinics.run('c-expired', { do: 'fire' });
    return { used, revoked, expired };
  }

  it('gives one and the same answer, whatever it was', async () => {
    const { used, revoked, expired } = await closedLinks();
    const tokens = [
      used.token,
      revoked.token,
      expired.token,
      'never-made-at-all-1234',
      '',
      '../..',
      'x'.repeat(5000),
    ];
    const answers = await Promise.all(tokens.map((token) => open(token)));
    expect(answers[0]!.status).toBe(410);
    expect(answers[0]!.body.detail).toContain(CLOSED);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const sent = await Promise.all(
      [revoked, expired, { token: 'never-made', requestId: 'request-1.1' }].map(({ token, requestId }) =>
        send(token, requestId, [{ instrument: 'attune-intake', answers: { reason: 'x' }, complete: true }]),
      ),
    );
    for (const answer of sent) expect(answer).toEqual(answers[0]);
  });

  it('says so in the language that the browser asks for, not in the client’s', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake', { language: 'es' });
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });
    expect((await open(token)).body.detail).toContain(CLOSED);
    expect((await open(token, { 'accept-language': 'es-ES,es;q=0.9' })).body.detail).toMatch(/enlace/);
  });

  it('is one whose time is over by a second, though the minute’s scan has not come yet', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    clinics.clock.to('2026-03-12T13:59:59.000Z');
    expect((await open(token)).status).toBe(200);
    clinics.clock.to('2026-03-12T14:00:01.000Z');
    expect((await open(token)).status).toBe(410);
    expect((await clinics.charts.get('north', 'c-1')).ended).toMatchObject({});
  });

  it('is one for a request that it was not made for, though the client’s own', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const { request } = await clinics.askClient('c-1', 'reassessment');
    expect((await send(token, request.id, [phq9(0)])).status).toBe(410);
    expect((await clinics.charts.get('north', 'c-1')).requests[request.id]!.forms[0]!.done).toBe(false);
  });

  it('is one whose time was over before the half that was saved is sent again', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const half = [{ instrument: 'gad-7', answers: frequencies(0, 1), complete: false }];
    expect((await send(token, requestId, half)).status).toBe(200);
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });
    expect((await send(token, requestId, half)).status).toBe(410);
  });

  it('still keeps a late answer, and answers as if it had not', async () => {
    const { expired } = await closedLinks();
    const said = { reason: 'late, but here it is' };
    const responses = [{ instrument: 'attune-intake', answers: said, complete: true }];
    const sent = await send(expired.token, expired.requestId, responses);
    expect(sent).toEqual(await open(expired.token));
    expect(await send(expired.token, expired.requestId, responses)).toEqual(sent);
    const log = [];
    for await (const { entry } of clinics.charts.log('north', 'c-expired')) log.push(...entry.events);
    const came = log.filter(({ type }) => type === 'response.received');
    expect(came).toMatchObject([{ late: true, answers: said }]);
    expect(log).toContainEqual(expect.objectContaining({ type: 'task.opened' }));
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
