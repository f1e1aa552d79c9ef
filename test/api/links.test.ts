/** A client's link: what it opens, what it never shows, and whom to call when an answer may mean danger. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, frequencies, openClinics, SESSION } from '../support/clinic.ts';

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
