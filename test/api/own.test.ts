/** What is the client's own: seen with a link and the code that went where the link went, and not otherwise. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, frequencies, MARIA, openClinics, SESSION } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const askCode = (token: string) => clinics.ask('POST', '/link/code', { body: { token } });
const own = (token: string, rest: { code?: string; session?: string } = {}) =>
  clinics.ask('POST', '/link/own', { body: { token, session: SESSION, ...rest } });
const wish = (token: string, asked: object, rest = {}) =>
  clinics.ask('POST', '/link/preferences', { body: { token, wish: asked, ...rest } });

/** Agreed goals, a plan in force with something to read, a score; and a link to a check-in. */
async function inTreatment() {
  const { addClient, askClient, run } = clinics;
  const { episode } = await addClient('c-1');
  const waiting = { episodeId: episode!.id, cycle: 1, round: 1, token: 't' };
  const complete = async (kind: 'shape-goals' | 'draft-plan', outcome: string, detail: object) => {
    const chart = await run('c-1', { do: 'ask-clinician', kind, ...waiting });
    const task = Object.values(chart.tasks).find((one) => one.kind === kind)!;
    await run('c-1', { do: 'complete-task', taskId: task.id, outcome, reason: '', detail });
  };
  const answer = async (what: 'packet' | 'agreement' | 'plan', responses: [string, object][]) => {
    const { request } = await askClient('c-1', what);
    for (const [instrument, answers] of responses)
      await run('c-1', {
        do: 'answer',
        requestId: request.id,
        responses: [{ instrument, answers, complete: true }],
      });
  };
  await answer('packet', [
    ['phq-2', frequencies(3, 3)],
    ['gad-2', frequencies(0, 0)],
    ['phq-9', frequencies(2, 2, 2, 2, 2, 2, 2, 2, 0)],
  ]);
  await complete('shape-goals', 'propose', { goals: [{ words: 'see my sister again' }] });
  await answer('agreement', [['attune-agreement', { decision: 'agree' }]]);
  const interventions = [
    { title: 'About sleep' },
    { title: 'Walks by the river', frequency: 'daily' },
    { title: 'Sobre el estrés', option: 'read-stress' },
  ];
  await complete('draft-plan', 'draft', { summary: 'We work on sleep first.', interventions });
  await answer('plan', [['attune-plan', { decision: 'acknowledge' }]]);
  const { timers } = await clinics.charts.get('north', 'c-1');
  clinics.clock.to(Object.values(timers).find(({ kind }) => kind === 'check-in')!.at);
  const chart = await run('c-1', { do: 'fire' }, 'north', 'attune-timer');
  const request = Object.values(chart.requests).find(({ ask }) => ask === 'check-in')!;
  return { token: await clinics.linkTo('c-1', request.id), request };
}

describe('the client’s own page', () => {
  it('shows goals with their ratings, the plan in force and their scores, once the code was given', async () => {
    const { token, request } = await inTreatment();
    const answers = { mood: 6, 'goal-1': 4 };
    await clinics.run('c-1', {
      do: 'answer',
      requestId: request.id,
      responses: [{ instrument: 'attune-check-in', answers, complete: false }],
    });
    const { status, body } = await clinics.openOwn('c-1', token);
    expect(status).toBe(200);
    expect(body.goals).toEqual([
      { words: 'see my sister again', ratings: [{ at: clinics.clock(), rating: 4 }] },
    ]);
    expect(body.plan.summary).toBe('We work on sleep first.');
    expect(body.plan.interventions[0].reading).toMatchObject({
      title: 'Sleep',
      language: 'en',
      level: { grade: expect.any(Number) },
    });
    expect(body.plan.interventions[1]).toEqual({ title: 'Walks by the river', frequency: 'daily' });
    expect(body.plan.interventions[2].reading).toMatchObject({ title: 'Stress' });
    expect(body.measures).toMatchObject([
      { from: 0, to: 27, better: 'lower', series: [{ at: '2026-03-02T15:00:00.000Z', total: 16 }] },
    ]);
  });

  it('tells what the catalogue offers in the client’s language, and staff in theirs; what was typed stays', async () => {
    const { token } = await inTreatment();
    const typed = 'Walks by the river';
    const titles = ({ interventions }: { interventions: { title: string }[] }) =>
      interventions.map(({ title }) => title).slice(1);
    const theirs = async () => titles((await clinics.openOwn('c-1', token)).body.plan);
    const staffs = async (language: string) => {
      const headers = { 'accept-language': language };
      const { body } = await clinics.ask('GET', '/clients/c-1', { as: 'cleo', headers });
      const { plans } = (await clinics.ask('GET', '/clients/c-1/plans', { as: 'cleo', headers })).body;
      expect(titles(plans[0])).toEqual(titles(body.care.plan));
      return titles(body.care.plan);
    };
    expect(await theirs()).toEqual([typed, 'About stress']);
    await clinics.run('c-1', { do: 'change-client', changes: { language: 'es' }, why: 'asked' });
    expect(await theirs()).toEqual([typed, 'Sobre el estrés']);
    expect(await staffs('en-US')).toEqual([typed, 'About stress']);
    expect(await staffs('es')).toEqual([typed, 'Sobre el estrés']);
  });

  it('draws no measure that the clinic keeps to itself', async () => {
    const { token } = await inTreatment();
    await clinics.clinics.run(
      { clinicId: 'north', by: 'ada' },
      { do: 'change-clinic', changes: { hiddenFromClients: ['phq-9'] } },
    );
    const { body } = await clinics.openOwn('c-1', token);
    expect(body.measures).toEqual([]);
  });

  it('stays open to its own session for half an hour, and to no other', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    await clinics.openOwn('c-1', token);
    expect((await own(token)).status).toBe(200);
    expect((await own(token, { session: 'another-page-that-is-open' })).status).toBe(403);
    expect((await own(token, { session: 'another-page-that-is-open', code: '123456' })).status).toBe(403);
    clinics.clock.to('2026-03-02T15:30:00.000Z');
    expect((await own(token)).status).toBe(403);
  });

  it('takes the code as it was typed', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    await askCode(token);
    await clinics.codeFor('c-1', token);
    expect((await own(token, { code: ' ١٢٣ ٤٥٦.' })).status).toBe(200);
  });

  it('opens again when the reply was lost: the same page with the same code', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    await clinics.openOwn('c-1', token);
    expect((await own(token, { code: '123456' })).status).toBe(200);
  });

  it('says the same of a wrong code, a late one, a used one and a link that never was', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const { token: used } = await clinics.linkFor('c-2', 'intake', { phone: '+12125550135' });
    await clinics.openOwn('c-2', used);
    await askCode(token);
    await clinics.codeFor('c-1', token);
    const refusals = [await own(token, { code: '654321' }), await own(token), await own(token, { code: '' })];
    refusals.push(await own(used, { code: '123456', session: 'another-page-that-is-open' }));
    clinics.clock.to('2026-03-02T15:10:00.000Z');
    refusals.push(await own(token, { code: '123456' }), await own('never-made', { code: '123456' }));
    expect(refusals[0]!.status).toBe(403);
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
  });

  it('is asked for with one and the same reply, whatever the link was', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const [first, second, never] = [await askCode(token), await askCode(token), await askCode('never-made')];
    expect(first).toMatchObject({ status: 200, body: {} });
    for (const reply of [second, never]) expect(reply).toEqual(first);
    const { messages } = await clinics.charts.get('north', 'c-1');
    expect(Object.values(messages).filter(({ template }) => template === 'code')).toHaveLength(1);
  });

  it('can be reached by a link that is used up, and after discharge', async () => {
    const { token } = await inTreatment();
    await clinics.run('c-1', { do: 'discharge', why: 'well again' });
    expect((await clinics.ask('POST', '/link/open', { body: { token } })).status).toBe(410);
    const plan = {
      ...{ signs: ['I stop answering the phone'], alone: [], places: ['the river'], surroundings: [] },
      ...{ people: [{ name: 'Ana', phone: '212 555 0100' }], professionals: [] },
    };
    await clinics.run('c-1', { do: 'write-safety-plan', plan, why: 'written together' });
    const { body } = await clinics.openOwn('c-1', token);
    expect(body.goals).toMatchObject([{ words: 'see my sister again' }]);
    expect(body.safetyPlan.sections).toEqual([
      { heading: 'How I notice that it gets hard', lines: ['I stop answering the phone'] },
      { heading: 'Where I can go, and who takes my mind off it', lines: ['the river'] },
      { heading: 'Whom I can tell and ask for help', lines: ['Ana, 212 555 0100'] },
    ]);
  });

  it('leaves neither code nor words in the log of requests, nor the code in the client’s', async () => {
    const { token } = await inTreatment();
    await clinics.openOwn('c-1', token);
    expect(JSON.stringify(clinics.log)).not.toMatch(/123456|sister|river|the-session/);
    for await (const { entry } of clinics.charts.log('north', 'c-1'))
      expect(JSON.stringify(entry)).not.toMatch(/123456|the-session-of/);
  });

  it('has the words of a goal in a check-in after the code alone; by the link it goes by its number', async () => {
    const { token } = await inTreatment();
    const goalIn = (body: { requests: { forms: { questions: { linkId: string }[] }[] }[] }) =>
      body.requests[0]!.forms[0]!.questions.find(({ linkId }) => linkId === 'goal-1');
    const { body } = await clinics.ask('POST', '/link/open', { body: { token } });
    expect(goalIn(body)).toMatchObject({ text: '', goal: 1 });
    expect(JSON.stringify(body)).not.toMatch(/sister/);
    await clinics.openOwn('c-1', token);
    const opened = await clinics.ask('POST', '/link/open', { body: { token, session: SESSION } });
    expect(goalIn(opened.body)).toMatchObject({ text: 'see my sister again' });
  });
});

describe('preferences by link', () => {
  it('are shown with what can be chosen, and nothing of who the client is', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const { body } = await clinics.ask('POST', '/link/open', { body: { token } });
    expect(body.preferences).toMatchObject({
      channel: 'sms',
      channels: ['sms', 'email'],
      language: 'en',
      hoursOffered: [
        { from: '08:00', to: '12:00' },
        { from: '12:00', to: '17:00' },
        { from: '17:00', to: '20:00' },
      ],
      longestPause: '2026-04-27',
    });
    expect(body.later).toEqual(['11:00', '13:00', '15:00', '17:00']);
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${MARIA.name}|${MARIA.email}|2125550134`));
  });

  it('are commands on the chart, by the client, and a repeat is no fault', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    const { body } = await wish(token, { channel: 'email' });
    expect(body.channel).toBe('email');
    expect((await wish(token, { channel: 'email' })).status).toBe(200);
    await wish(token, { hours: { from: '17:00', to: '20:00' } });
    await wish(token, { pauseUntil: '2026-03-20' });
    const paused = await clinics.charts.get('north', 'c-1');
    expect(paused.client).toMatchObject({ channel: 'email', hours: { from: '17:00', to: '20:00' } });
    expect(paused.client!.consents.email).toEqual({ at: '2026-03-02T15:00:00.000Z', how: 'on their page' });
    expect(paused.pause).toMatchObject({ until: '2026-03-20T09:00', own: true });
    expect((await wish(token, { pauseUntil: null })).body.paused).toBeUndefined();
  });

  it('are refused with a reason where they cannot be', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake', { email: undefined });
    expect((await wish(token, { channel: 'email' })).body.detail).toMatch(/no address/);
    expect((await wish(token, { language: 'tlh' })).status).toBe(422);
    expect((await wish(token, { pauseUntil: '2027-01-01' })).body.detail).toMatch(/8 weeks/);
    expect((await wish(token, { channel: 'sms', language: 'es' })).status).toBe(422);
  });

  it('take an open link, or the code', async () => {
    const { token } = await clinics.linkFor('c-1', 'intake');
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });
    expect((await wish(token, { language: 'es' })).status).toBe(410);
    expect(await wish(token, { language: 'es' })).toEqual(await wish('never-made', { language: 'es' }));
    await clinics.openOwn('c-1', token);
    expect((await wish(token, { language: 'es' }, { session: SESSION })).body.language).toBe('es');
  });

  it('put what is open off until later today', async () => {
    const { token, requestId } = await clinics.linkFor('c-1', 'intake');
    const later = (at: string) => clinics.ask('POST', '/link/later', { body: { token, at } });
    expect((await later('17:00')).body).toEqual({ at: '17:00' });
    const { timers } = await clinics.charts.get('north', 'c-1');
    expect(Object.values(timers).find((timer) => timer.wished)).toMatchObject({
      kind: 'reminder',
      of: requestId,
      at: '2026-03-02T22:00:00.000Z',
    });
    expect((await later('03:00')).body.detail).toMatch(/later today/);
  });
});

describe('answers that may mean danger', () => {
  it('are named with the question, so that the page needs nobody to show whom to call', async () => {
    const { token } = await clinics.linkFor('c-1', 'reassessment');
    const { body } = await clinics.ask('POST', '/link/open', { body: { token } });
    const [phq9] = body.requests[0].forms;
    const risks = phq9.questions.filter(({ risk }: { risk?: string[] }) => risk);
    expect(risks).toMatchObject([{ linkId: '9', risk: ['LA6569-3', 'LA6570-1', 'LA6571-9'] }]);
    expect(phq9.language).toBe('en');
  });
});
