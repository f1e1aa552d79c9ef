/** What a clinician does with suggestions: accept, change, reject, and what becomes of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, frequencies, openClinics } from '../support/clinic.ts';
import { inEnglish } from '../support/spanish.ts';

let clinics: Clinics;
const CLIENT = '/clients/c-1';
const as = 'cleo' as const;
const get = (path: string) => clinics.ask('GET', `${CLIENT}/${path}`, { as });
const records = (background: object) =>
  clinics.ask('PUT', `${CLIENT}/background`, { as, body: { background, why: 'first talk' } });
const decides = (option: string, body: object) =>
  clinics.ask('POST', `${CLIENT}/suggestions/${option}/decision`, { as, body });
const suggested = async (option: string) =>
  (await get('suggestions')).body.suggestions.find((one: { option: string }) => one.option === option);

const INTAKE = { reason: 'low', 'talk-or-medicine': 'talk', 'group-or-one': 'group' };

beforeEach(async () => {
  clinics = await openClinics();
  await clinics.addClient('c-1');
  await answers('intake', { 'attune-intake': INTAKE });
  await answers('reassessment', {
    'phq-9': frequencies(2, 2, 2, 2, 1, 1, 1, 1, 0),
    'gad-7': frequencies(0, 1, 0, 1, 0, 0, 0),
  });
});

async function answers(ask: 'intake' | 'reassessment', given: Record<string, object>) {
  const { request } = await clinics.askClient('c-1', ask);
  const responses = Object.entries(given).map(([instrument, said]) => ({
    instrument,
    answers: said,
    complete: true,
  }));
  await clinics.run('c-1', { do: 'answer', requestId: request.id, responses });
}

async function draftTask() {
  const { episode, tasks } = await clinics.charts.get('north', 'c-1');
  const open = Object.values(tasks).find(({ kind }) => kind === 'draft-plan');
  if (open) return open;
  const chart = await clinics.run('c-1', {
    do: 'ask-clinician',
    kind: 'draft-plan',
    episodeId: episode!.id,
    cycle: 1,
    round: 1,
    token: 't-draft',
  });
  return Object.values(chart.tasks).find(({ kind }) => kind === 'draft-plan')!;
}
const drafts = async (detail: object) => {
  const { id } = await draftTask();
  const body = { outcome: 'draft', detail };
  return clinics.ask('POST', `${CLIENT}/tasks/${id}/complete`, { as, body });
};

describe('a suggestion', () => {
  it('that is accepted waits for the plan, and is in none by itself', async () => {
    expect((await decides('group-therapy', { decision: 'accept', reason: 'as she wishes' })).status).toBe(
      200,
    );
    expect((await decides('cbt', { decision: 'reject', reason: 'not again' })).status).toBe(200);
    const { brief } = await draftTask();
    expect(brief.accepted).toMatchObject([{ option: 'group-therapy', title: expect.any(String) }]);
    const chart = await clinics.charts.get('north', 'c-1');
    expect([chart.plan, chart.draft]).toEqual([undefined, undefined]);
  });

  it('is told in the language of who reads it, and accepted into the plan in the client’s', async () => {
    await clinics.addClient('c-2', { language: 'es-MX', recordNumber: 'C2' });
    const of = (path: string) => `/clients/c-2/${path}`;
    const headers = { 'accept-language': 'es' };
    const body = { decision: 'accept', reason: 'como ella desea' };
    await clinics.ask('POST', of('suggestions/cbt/decision'), { as, body });
    const { decided } = (await clinics.ask('GET', of('suggestions'), { as, headers })).body;
    expect(decided).toMatchObject([
      {
        title: 'Terapia cognitivo-conductual (TCC)',
        reason: 'como ella desea',
        intervention: { option: 'cbt' },
      },
    ]);
    expect(decided[0].intervention.detail).toMatch(/^Usted y un terapeuta miran/);
    const [read] = (await clinics.ask('GET', of('suggestions'), { as })).body.decided;
    expect(read.intervention.title).toBe('Cognitive behavioural therapy (CBT)');
    expect(read.intervention.detail).toMatch(/^You and a therapist/);
    const { suggestions } = (await clinics.ask('GET', `${CLIENT}/suggestions`, { as, headers })).body;
    expect(suggestions.flatMap(({ order }: { order: string }) => order).filter(inEnglish)).toEqual([]);
    expect(suggestions.length).toBeGreaterThan(5);
  });

  it('is changed from what would stand in the plan, in the language of the client', async () => {
    await clinics.ask('PATCH', CLIENT, { as, body: { changes: { language: 'es' }, why: 'as she asked' } });
    const { planned } = await suggested('cbt');
    await decides('cbt', { decision: 'accept', reason: 'as she wishes' });
    const { decided } = await clinics.charts.get('north', 'c-1');
    expect(decided!.cbt!.intervention).toEqual({ ...planned, option: 'cbt' });
    expect(planned.detail).toMatch(/^Usted y un terapeuta miran/);
  });

  it('that is changed goes on as it was changed', async () => {
    const intervention = { title: 'CBT in Spanish', frequency: 'weekly', goals: ['1'] };
    const { body } = await decides('cbt', { decision: 'edit', reason: 'her language', intervention });
    expect(body).toMatchObject({
      decision: 'edit',
      by: 'cleo',
      intervention: { ...intervention, option: 'cbt' },
    });
  });

  it.each([
    ['an edit without what it is to be', { decision: 'edit', reason: 'x' }],
    ['a rejection without a reason', { decision: 'reject', reason: ' ' }],
    ['a rejection with an intervention', { decision: 'reject', reason: 'x', intervention: { title: 'y' } }],
  ])('takes no %s', async (_, body) => {
    expect((await decides('cbt', body)).status).toBe(422);
  });

  it('is not known where the catalogue does not have it', async () => {
    expect((await decides('crystals', { decision: 'accept', reason: 'x' })).status).toBe(404);
  });

  it('that is rejected is shown as such, with who, when and why, and stands below the others', async () => {
    const before = await suggested('group-therapy');
    await decides('group-therapy', { decision: 'reject', reason: 'no group has a place' });
    const after = await suggested('group-therapy');
    expect(after).toMatchObject({
      standing: 'rejected-before',
      rejectedBefore: { reason: 'no group has a place', by: 'cleo', at: '2026-03-02T15:00:00.000Z' },
    });
    expect(after.place).toBeGreaterThan(before.place);
    const { decided } = (await get('suggestions')).body;
    expect(decided).toMatchObject([{ option: 'group-therapy', decision: 'reject' }]);
  });

  it('that was rejected is refused in a plan until somebody accepts it', async () => {
    await decides('cbt', { decision: 'reject', reason: 'had it twice' });
    const plan = { summary: 'CBT', interventions: [{ title: 'CBT', option: 'cbt' }] };
    const refused = await drafts(plan);
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringContaining('had it twice')]);
    await decides('cbt', { decision: 'accept', reason: 'with another therapist' });
    expect((await drafts(plan)).status).toBe(200);
  });

  it('that was rejected is offered again when a reason for it is new, and says which', async () => {
    await decides('group-therapy', { decision: 'reject', reason: 'no group has a place' });
    await records({ problems: { loneliness: true }, preferences: { cost: 'low' } });
    const again = await suggested('group-therapy');
    expect(again.standing).toBe('open');
    expect(again.rejectedBefore.reason).toBe('no group has a place');
    expect(again.changed).toEqual([expect.stringMatching(/^New since then: /)]);
  });

  it('that was rejected is not offered again by one more reason against it', async () => {
    await decides('group-therapy', { decision: 'reject', reason: 'no group has a place' });
    await records({ history: { 'group-therapy': 'did-not-help' } });
    expect((await suggested('group-therapy')).standing).toBe('rejected-before');
  });

  it('that was rejected for what has ceased is offered again, and says so', async () => {
    await records({ history: { 'group-therapy': 'did-not-help' } });
    await decides('group-therapy', { decision: 'reject', reason: 'did not help' });
    await records({});
    expect((await suggested('group-therapy')).changed).toEqual([
      expect.stringMatching(/^Said then, and no longer so: /),
    ]);
  });
});

describe('what a clinician records', () => {
  it('changes what is suggested, and is there to be read', async () => {
    expect(await suggested('faith-support')).toBeUndefined();
    const background = { preferences: { 'faith-support': true }, phenotypes: { CYP2C19: 'PM' } };
    expect((await records(background)).status).toBe(200);
    expect(await suggested('faith-support')).toMatchObject({ standing: 'open' });
    const { body } = await get('background');
    expect(body.background).toMatchObject(background);
    expect(body.known.map(({ name }: { name: string }) => name)).toContain('phenotype.CYP2C19');
  });

  it.each([
    ['a wish that no rule knows', { preferences: { colour: 'blue' } }, 'preferences.colour'],
    ['a phenotype that is none', { phenotypes: { CYP2C19: 'XX' } }, 'phenotypes.CYP2C19'],
    ['an outcome that is none', { history: { cbt: 'fine' } }, 'history.cbt'],
    ['words for a number', { history: { 'medicines-tried': 'two' } }, 'history.medicines-tried'],
  ])('is refused with %s, by its place', async (_, background, path) => {
    const { status, body } = await records(background);
    expect([status, body.faults[0].path]).toEqual([422, path]);
  });
});

describe('signatures', () => {
  it('stand by each version: the author’s, the client’s own, and others with how', async () => {
    await drafts({ summary: 'CBT' });
    const { request } = await clinics.askClient('c-1', 'plan');
    const responses = [{ instrument: 'attune-plan', answers: { decision: 'acknowledge' }, complete: true }];
    await clinics.run('c-1', { do: 'answer', requestId: request.id, responses }, 'north', 'client');
    const sign = (by: 'cleo' | 'dan', body: object) =>
      clinics.ask('POST', `${CLIENT}/plans/1/signatures`, { as: by, body });
    const { status, body } = await sign('dan', { as: 'clinician', how: 'supervision' });
    expect(status).toBe(201);
    expect(body.signatures).toMatchObject([
      { as: 'clinician', by: 'cleo', how: 'signed in, as its author', at: '2026-03-02T15:00:00.000Z' },
      { as: 'client', by: 'client', how: 'on their own page' },
      { as: 'clinician', by: 'dan', how: 'supervision' },
    ]);
    expect((await sign('dan', { as: 'clinician', how: 'again' })).status).toBe(409);
    expect((await get('plans')).body.plans[0].signatures).toHaveLength(3);
    const headers = { 'accept-language': 'es' };
    const inSpanish = async (path: string) =>
      (await clinics.ask('GET', `${CLIENT}${path}`, { as, headers })).body;
    const said = { as: 'clinician', by: 'cleo', how: 'con su sesión iniciada, como autor' };
    expect((await inSpanish('/plans')).plans[0].signatures[0]).toMatchObject(said);
    expect((await inSpanish('')).care.plan.signatures[0]).toMatchObject(said);
    const { lines } = (await get('timeline')).body;
    expect(lines.map(({ what }: { what: string }) => what)).toContain(
      'The client signed version 1 of the plan',
    );
  });

  it('are of a version that stands', async () => {
    const none = await clinics.ask('POST', `${CLIENT}/plans/7/signatures`, {
      as,
      body: { as: 'client', how: 'paper' },
    });
    expect(none.status).toBe(404);
  });
});

describe('support groups', () => {
  const directory = [
    {
      id: 'low-mood',
      title: 'Tuesday circle',
      topics: ['Living with depression'],
      languages: ['en'],
      formats: ['in-person'],
      when: 'Tuesdays at 19:00',
      contact: '+1 415 555 0100',
      cost: 'none',
      verifiedOn: '2026-02-01',
    },
    {
      id: 'panic',
      title: 'Panic online',
      topics: ['panic'],
      languages: ['en'],
      formats: ['remote'],
      when: 'any time',
      contact: 'https://panic.example',
      cost: 'none',
      verifiedOn: '2026-02-01',
    },
  ];

  it('come by language, by what they are about and by how they meet, and say why; one is a reason', async () => {
    const put = await clinics.ask('PATCH', '/clinic', { as: 'ada', body: { groups: directory } });
    expect(put.status).toBe(200);
    await records({ problems: { loneliness: true }, preferences: { 'remote-or-in-person': 'in-person' } });
    const { groups } = (await get('suggestions')).body;
    expect(groups).toMatchObject([
      {
        group: { id: 'low-mood' },
        fits: true,
        matches: ['held in English', 'about depression (PHQ-9 is 12)', 'in person'],
      },
      { group: { id: 'panic' }, fits: false, misses: ['about panic', 'not in person'] },
    ]);
    const peers = await suggested('peer-group');
    expect(peers.groups).toMatchObject([{ group: { id: 'low-mood' } }]);
    expect(peers.reasons).toContainEqual(
      expect.objectContaining({
        rule: 'group-in-directory',
        says: expect.stringContaining('Tuesdays at 19:00'),
      }),
    );
  });
});
