/** A client’s record leaves as FHIR or as a page, and answers from paper come in, through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import { linkHash } from '../../functions/links.ts';
import { type Clinics, eventOf, frequencies, openClinics } from '../support/clinic.ts';
import { issuesInBundle } from '../support/fhir.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const get = (path: string) => clinics.ask('GET', path, { as: 'cleo' });

describe('the export', () => {
  it('is a FHIR bundle of one client, and says so', async () => {
    await clinics.addClient('c-1');
    const { status, headers, body } = await get('/clients/c-1/export');
    expect([status, headers['content-type']]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    expect(body).toMatchObject({
      resourceType: 'Bundle',
      type: 'collection',
      timestamp: '2026-03-02T15:00:00.000Z',
    });
    expect(issuesInBundle(body)).toEqual([]);
    expect(body.entry[0].resource).toMatchObject({ resourceType: 'Patient', id: 'c-1' });
  });

  it('is for clinicians only, and of clients that there are', async () => {
    await clinics.addClient('c-1');
    for (const what of ['export', 'document']) {
      expect((await clinics.ask('GET', `/clients/c-1/${what}`, { as: 'ada' })).status).toBe(403);
      expect((await get(`/clients/c-2/${what}`)).status).toBe(404);
    }
  });
});

describe('the document', () => {
  it('is a page with a style of its own, and may run and load nothing else', async () => {
    await clinics.addClient('c-1');
    const token = await clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await clinics.api(eventOf('GET', '/clients/c-1/document', { headers }));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'$/,
      ),
    });
    expect(answer.body).toMatch(/^<!doctype html>/);
    expect(answer.body).toContain('<h1>Record of care: Maria Lopez</h1>');
  });
});

describe('a response that came another way', () => {
  const PHQ9 = 'urn:attune:instrument:phq-9';
  const paper = (values: number[], rest: object = {}) => ({
    resourceType: 'QuestionnaireResponse',
    questionnaire: PHQ9,
    status: 'completed',
    item: Object.entries(frequencies(...values)).map(([linkId, code]) => ({
      linkId,
      answer: [{ valueCoding: { system: 'http://loinc.org', code } }],
    })),
    ...rest,
  });
  const record = (body: unknown, headers: Record<string, string> = {}) =>
    clinics.ask('POST', '/clients/c-1/questionnaire-responses', { as: 'cleo', body, headers });
  const chart = () => clinics.charts.get('north', 'c-1');

  async function reassessed() {
    await clinics.addClient('c-1');
    return (await clinics.askClient('c-1', 'reassessment')).request.id;
  }

  it('answers the open request that asks for it, in the name of whoever wrote it down', async () => {
    const requestId = await reassessed();
    const { status, body } = await record(paper([3, 3, 2, 2, 1, 1, 0, 0, 0]));
    expect([status, body]).toEqual([
      201,
      {
        instrument: 'phq-9',
        requestId,
        done: true,
        missing: [],
        total: 12,
        band: 'moderate',
        flags: expect.arrayContaining(['case']),
      },
    ]);
    const { measures, requests } = await chart();
    expect(measures['phq-9']).toMatchObject({ last: { value: 12, band: 'moderate' } });
    expect(requests[requestId]?.forms).toMatchObject([{ done: true }, { done: false }]);
    const { body: bundle } = await get('/clients/c-1/export');
    expect(JSON.stringify(bundle)).toContain('"author":{"reference":"Practitioner/north.cleo"');
  });

  it('is watched for risk like any other', async () => {
    await reassessed();
    const { body } = await record(paper([0, 0, 0, 0, 0, 0, 0, 0, 2]));
    expect(body.flags).toContain('risk-item:9');
    expect(Object.values((await chart()).tasks)).toMatchObject([{ kind: 'urgent' }]);
  });

  it('that is in progress leaves the form open, and says what is missing', async () => {
    await reassessed();
    const { status, body } = await record(
      paper([1, 1, 1, 1, 1, 1, 1], { status: 'in-progress', questionnaire: `${PHQ9}|1.0.0` }),
    );
    expect([status, body]).toMatchObject([
      201,
      { done: false, missing: ['8', '9'], total: null, band: null },
    ]);
  });

  it('in parts is whole once it is complete, and is not taken for complete before', async () => {
    await reassessed();
    const all = [1, 1, 1, 1, 1, 1, 1, 1, 0];
    const begun = await record(paper(all, { status: 'in-progress' }));
    expect(begun.body).toMatchObject({ done: false, missing: [], total: 8 });
    const { item } = paper(all);
    const ended = await record(paper(all, { item: item.slice(0, 1) }));
    expect(ended.body).toMatchObject({ done: true, missing: [], total: 8 });
  });

  it('to what nothing asks for now is refused, and so is a second one', async () => {
    await clinics.addClient('c-1');
    const early = await record(paper([0, 0, 0, 0, 0, 0, 0, 0, 0]));
    expect([early.status, early.body.detail]).toEqual([
      409,
      'Nothing asks this client for PHQ-9 now, and answers are taken to an open request only.',
    ]);
    await clinics.askClient('c-1', 'reassessment');
    expect((await record(paper([0, 0, 0, 0, 0, 0, 0, 0, 0]))).status).toBe(201);
    const second = await record(paper([1, 0, 0, 0, 0, 0, 0, 0, 0]));
    expect([second.status, second.body.detail]).toEqual([409, 'PHQ-9 has been answered already.']);
  });

  it('sent again by the same key gets the same reply, even when it ended its request', async () => {
    await reassessed();
    const gad7 = paper([0, 0, 0, 0, 0, 0, 0], { questionnaire: 'gad-7' });
    await record(gad7);
    const headers = { 'idempotency-key': 'form-7' };
    const first = await record(paper([1, 1, 1, 1, 1, 1, 1, 1, 0]), headers);
    expect([first.status, (await chart()).requests]).toEqual([201, {}]);
    const { version } = await chart();
    expect(await record(paper([1, 1, 1, 1, 1, 1, 1, 1, 0]), headers)).toEqual(first);
    expect((await chart()).version).toBe(version);
  });

  it.each([
    [
      'of an instrument that there is not',
      { questionnaire: 'urn:other' },
      'There is no instrument urn:other. Give the url of one that there is.',
    ],
    [
      'with an item that it does not have',
      { item: [{ linkId: 'x', answer: [{ valueString: 'y' }] }] },
      'The response cannot be taken; see the faults.',
    ],
    [
      'that was entered in error',
      { status: 'entered-in-error' },
      'Something in the request is not valid; see the faults.',
    ],
    [
      'that is none',
      { resourceType: 'Questionnaire' },
      'Something in the request is not valid; see the faults.',
    ],
  ])('%s is refused', async (_, rest, detail) => {
    await reassessed();
    const { version } = await chart();
    const { status, body } = await record(paper([0, 0, 0, 0, 0, 0, 0, 0, 0], rest));
    expect([status, body.detail]).toEqual([422, detail]);
    expect((await chart()).version).toBe(version);
  });

  it('takes the goals of a check-in with it', async () => {
    await clinics.addClient('c-1');
    const { episode } = await chart();
    const goals = [{ id: '1', words: 'sleep' }];
    const waiting = { episodeId: episode!.id, cycle: 1, round: 1, token: 't' };
    const shaped = await clinics.run('c-1', { do: 'ask-clinician', kind: 'shape-goals', ...waiting });
    const taskId = Object.keys(shaped.tasks)[0]!;
    await clinics.run('c-1', {
      do: 'complete-task',
      taskId,
      outcome: 'propose',
      reason: '',
      detail: { goals: [{ words: 'sleep' }] },
    });
    const { request: agreement } = await clinics.askClient('c-1', 'agreement');
    const answers = [{ instrument: 'attune-agreement', answers: { decision: 'agree' }, complete: true }];
    await clinics.run('c-1', { do: 'answer', requestId: agreement.id, responses: answers });
    const drafting = await clinics.run('c-1', { do: 'ask-clinician', kind: 'draft-plan', ...waiting });
    const draftId = Object.keys(drafting.tasks)[0]!;
    await clinics.run('c-1', {
      do: 'complete-task',
      taskId: draftId,
      outcome: 'draft',
      reason: '',
      detail: { summary: 'CBT' },
    });
    const { request: plan } = await clinics.askClient('c-1', 'plan');
    const acknowledged = [
      { instrument: 'attune-plan', answers: { decision: 'acknowledge' }, complete: true },
    ];
    const active = await clinics.run('c-1', { do: 'answer', requestId: plan.id, responses: acknowledged });
    clinics.clock.to(Object.values(active.timers).find(({ kind }) => kind === 'check-in')!.at);
    await clinics.run('c-1', { do: 'fire' });
    expect(goals).toMatchObject(Object.values((await chart()).requests)[0]!.goals!);
    const item = [{ linkId: 'goal-1', answer: [{ valueInteger: 6 }] }];
    const { status } = await record({
      resourceType: 'QuestionnaireResponse',
      questionnaire: 'attune-check-in',
      status: 'completed',
      item,
    });
    expect([status, (await chart()).goals?.goals]).toMatchObject([201, [{ rating: 6 }]]);
  });
});

it('keeps to itself what links are known by', async () => {
  const { token } = await clinics.linkFor('c-1', 'intake');
  const text = JSON.stringify((await get('/clients/c-1/export')).body);
  expect(text).not.toContain(linkHash(token));
});
