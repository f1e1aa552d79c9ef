/** How a client fares, what might fit them, and how their plan has changed, through the door. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, frequencies, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

/** After five weeks; the clinic opens on 2 March 2026. */
const WEEK_5 = '2026-04-06T15:00:00.000Z';

const get = (what: string, clientId = 'c-1') =>
  clinics.ask('GET', `/clients/${clientId}/${what}`, { as: 'cleo' });

const chart = () => clinics.charts.get('north', 'c-1');

const answer = (requestId: string, given: Record<string, object>) =>
  clinics.run('c-1', {
    do: 'answer',
    requestId,
    responses: Object.entries(given).map(([instrument, answers]) => ({
      instrument,
      answers,
      complete: true,
    })),
  });

/** As the state machine asks again, in another round. */
async function reassess(round: number, given: Record<string, object>) {
  const { episode } = await chart();
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-${round}` };
  const asked = await clinics.run('c-1', { do: 'ask-client', ask: 'reassessment', ...waiting });
  const { id } = Object.values(asked.requests).find((one) => one.ask === 'reassessment')!;
  await answer(id, given);
  return id;
}

const ANXIETY = frequencies(0, 1, 0, 1, 0, 0, 0);
const before = { 'phq-9': frequencies(2, 2, 2, 2, 1, 1, 1, 1, 0), 'gad-7': ANXIETY };
const after = (...phq9: number[]) => ({ 'phq-9': frequencies(...phq9), 'gad-7': ANXIETY });

/** The first task of this kind, ended so. */
async function completes(kind: 'shape-goals' | 'draft-plan', outcome: string, detail: object, round = 1) {
  const { episode } = await chart();
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-${kind}-${round}` };
  const asked = await clinics.run('c-1', { do: 'ask-clinician', kind, ...waiting });
  const { id: taskId } = Object.values(asked.tasks).find((task) => task.kind === kind)!;
  await clinics.run('c-1', { do: 'complete-task', taskId, outcome, reason: 'as agreed', detail });
}

const PLAN = { summary: 'Talk each week.', interventions: [{ title: 'Behavioural activation' }] };

async function plans(plan: object = PLAN, round = 1) {
  await completes('draft-plan', 'draft', plan, round);
  const { episode } = await chart();
  const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round, token: `t-plan-${round}` };
  const asked = await clinics.run('c-1', { do: 'ask-client', ask: 'plan', ...waiting });
  const { id } = Object.values(asked.requests).find((one) => one.ask === 'plan')!;
  await answer(id, { 'attune-plan': { decision: 'acknowledge' } });
}

describe('progress', () => {
  beforeEach(async () => {
    await clinics.addClient('c-1');
  });

  it('is grey with nothing to go by', async () => {
    const { status, body } = await get('progress');
    expect([status, body]).toEqual([
      200,
      {
        track: {
          flag: 'grey',
          because: 'No measure has a score yet, and a change needs 2 (Attune’s own default).',
        },
        measures: [],
        goals: [],
        checkIns: [],
        sideEffects: [],
      },
    ]);
  });

  it('is green with two scores and no rule that asks for a review', async () => {
    await reassess(1, before);
    await plans();
    clinics.clock.to(WEEK_5);
    await reassess(2, after(1, 1, 1, 1, 0, 0, 0, 0, 0));
    const { body } = await get('progress');
    expect(body.track).toMatchObject({
      flag: 'green',
      because: expect.stringContaining('from 12 at baseline to 4'),
    });
  });

  it('is amber where the PHQ-9 is at its mark', async () => {
    await reassess(1, before);
    await plans();
    clinics.clock.to(WEEK_5);
    await reassess(2, after(2, 2, 2, 2, 2, 2, 3, 2, 0));
    const { body } = await get('progress');
    expect(body.track).toMatchObject({
      flag: 'amber',
      because: expect.stringContaining('PHQ-9 was 17 in week 5'),
    });
  });

  it('counts the weeks from the first plan of the episode, not from its revision', async () => {
    await reassess(1, before);
    await plans();
    clinics.clock.to(WEEK_5);
    await plans({ summary: 'Talk twice a week.' }, 2);
    await reassess(2, after(2, 2, 2, 2, 2, 2, 3, 2, 0));
    expect((await get('progress')).body.track.flag).toBe('amber');
  });

  it('is red where a measure is reliably worse, and where a risk answer waits for a person', async () => {
    await reassess(1, before);
    clinics.clock.to(WEEK_5);
    await reassess(2, after(3, 3, 3, 3, 3, 3, 0, 0, 0));
    expect((await get('progress')).body.track).toMatchObject({
      flag: 'red',
      because: expect.stringContaining('PHQ-9 went from 12 at baseline to 18: reliably worse'),
    });
    await clinics.addClient('c-2', { recordNumber: 'R2' });
    const { request } = await clinics.askClient('c-2', 'reassessment');
    const responses = [{ instrument: 'phq-9', answers: { 9: frequencies(3)['1'] }, complete: false }];
    await clinics.run('c-2', { do: 'answer', requestId: request.id, responses });
    expect((await get('progress', 'c-2')).body.track).toMatchObject({
      flag: 'red',
      because: expect.stringContaining('The urgent task'),
    });
  });

  it('shows every score with its date, what came late, and what the two ends say of each other', async () => {
    const first = await reassess(1, before);
    clinics.clock.to(WEEK_5);
    await answer(first, after(3, 3, 3, 3, 3, 3, 3, 3, 0));
    await reassess(2, after(1, 1, 1, 1, 0, 0, 0, 0, 0));
    const { measures } = (await get('progress')).body;
    const [depression, anxiety] = measures;
    expect(depression).toMatchObject({
      measure: 'phq-9',
      title: 'PHQ-9',
      series: [
        { at: '2026-03-02T15:00:00.000Z', total: 12, band: 'moderate' },
        { at: WEEK_5, total: 24, band: 'severe', late: true },
        { at: WEEK_5, total: 4, band: 'minimal' },
      ],
      baseline: { at: '2026-03-02T15:00:00.000Z', total: 12 },
      last: { at: WEEK_5, total: 4, band: 'minimal' },
      comparison: {
        change: -8,
        percent: -67,
        reliable: 'improved',
        response: true,
        remission: true,
        caseAtBaseline: true,
        caseNow: false,
        band: 'minimal',
      },
    });
    expect(anxiety).toMatchObject({ measure: 'gad-7', comparison: { change: 0, remission: null } });
  });

  it('compares nothing while there is one score', async () => {
    await reassess(1, before);
    const [depression] = (await get('progress')).body.measures;
    expect(depression).toMatchObject({ baseline: { total: 12 }, last: { total: 12 } });
    expect(depression.comparison).toBeUndefined();
    expect(depression.items.changed).toEqual([]);
  });

  it('names what is worst and what changed most in the last answers, what is a risk before all else', async () => {
    await reassess(1, before);
    clinics.clock.to(WEEK_5);
    await reassess(2, after(3, 2, 2, 0, 1, 3, 1, 1, 1));
    const [depression] = (await get('progress')).body.measures;
    const short = (items: { linkId: string; points: number; change: number; risk: boolean }[]) =>
      items.map(({ linkId, points, change, risk }) => [linkId, points, change, risk]);
    expect(short(depression.items.worst)).toEqual([
      ['9', 1, 1, true],
      ['1', 3, 1, false],
      ['6', 3, 2, false],
      ['2', 2, 0, false],
    ]);
    expect(short(depression.items.changed)).toEqual([
      ['9', 1, 1, true],
      ['4', 0, -2, false],
      ['6', 3, 2, false],
      ['1', 3, 1, false],
    ]);
    expect(depression.items.worst[0]).toMatchObject({
      least: 0,
      most: 3,
      text: expect.stringMatching(/hurting/),
    });
  });

  it('has the ratings of each goal in the client’s words, and the check-ins that were missed', async () => {
    await completes('shape-goals', 'propose', { goals: [{ words: 'sleep', statement: 'Seven hours' }] });
    const { request } = await clinics.askClient('c-1', 'agreement');
    await answer(request.id, { 'attune-agreement': { decision: 'agree' } });
    await plans();
    const next = async (kind: string) => {
      const at = Object.values((await chart()).timers)
        .filter((timer) => timer.kind === kind)
        .map((timer) => timer.at)
        .sort()[0]!;
      clinics.clock.to(at);
      await clinics.run('c-1', { do: 'fire' });
      return at;
    };
    const asked = await next('check-in');
    const { id } = Object.values((await chart()).requests).find(({ ask }) => ask === 'check-in')!;
    const felt = {
      medicine: 'yes',
      'side-effects': 'moderate',
      'side-effects-kinds': ['other', 'stomach'],
      'side-effects-words': 'a dry mouth',
    };
    await answer(id, { 'attune-check-in': { mood: 5, 'goal-1': 4, ...felt } });
    await next('check-in');
    await next('expiry');
    const { goals, checkIns, sideEffects } = (await get('progress')).body;
    expect(sideEffects).toEqual([
      { at: asked, burden: 2, effects: ['Stomach or digestion', 'Something else'], words: 'a dry mouth' },
    ]);
    expect(goals).toEqual([
      { words: 'sleep', statement: 'Seven hours', ratings: [{ at: asked, rating: 4 }] },
    ]);
    const said = {
      at: asked,
      answers: [
        { text: expect.stringMatching(/mood/), answer: '5' },
        { text: expect.stringMatching(/medicine/), answer: 'Yes' },
        { text: expect.stringMatching(/side effects/i), answer: 'Moderate' },
        { text: expect.any(String), answer: 'Something else, Stomach or digestion' },
        { text: expect.any(String), answer: 'a dry mouth' },
      ],
    };
    expect(checkIns).toEqual([
      {
        id: 'weekly',
        title: 'How are things?',
        asked: 2,
        answered: 1,
        missed: 1,
        missedInARow: 1,
        last: said,
      },
    ]);
  });
});

describe('suggestions', () => {
  const INTAKE = {
    reason: 'low',
    'talk-or-medicine': 'talk',
    'group-or-one': 'group',
    culture: 'We keep Ramadan',
    interpreter: 'Yes, Arabic',
  };
  const told = async (intake: object) => {
    await clinics.addClient('c-1');
    const { request } = await clinics.askClient('c-1', 'intake');
    await answer(request.id, { 'attune-intake': intake });
  };
  const options = (body: { suggestions: { option: string }[] }) =>
    body.suggestions.map(({ option }) => option);

  it('follow from the scores, the wishes and the client’s own words, each with its reason', async () => {
    await told(INTAKE);
    await reassess(1, before);
    const { status, body } = await get('suggestions');
    expect(status).toBe(200);
    expect(options(body)).toEqual(expect.arrayContaining(['cbt', 'group-therapy', 'interpreter']));
    const group = body.suggestions.find(({ option }: { option: string }) => option === 'group-therapy');
    expect(group.reasons.map(({ rule }: { rule: string }) => rule)).toContain('wants-group');
    expect(group).toMatchObject({
      place: expect.any(Number),
      standing: 'open',
      order: expect.stringMatching(/^Above|^Last/),
      version: { catalogue: '1.1.0', rules: '1.1.0' },
    });
    expect(body.words).toEqual({ culture: 'We keep Ramadan', interpreter: 'Yes, Arabic' });
  });

  it.each(['No', 'no, thank you', 'None', 'Not needed', ' n/a'])(
    'see no wish for an interpreter in “%s”, and show it all the same',
    async (interpreter) => {
      await told({ ...INTAKE, interpreter });
      const { body } = await get('suggestions');
      expect(options(body)).not.toContain('interpreter');
      expect(body.words.interpreter).toBe(interpreter);
    },
  );

  it('see one in a language that begins like a no', async () => {
    await told({ ...INTAKE, interpreter: 'Norwegian' });
    expect(options((await get('suggestions')).body)).toContain('interpreter');
  });

  it('go by the words of the present episode alone', async () => {
    await told(INTAKE);
    await clinics.run('c-1', { do: 'discharge', why: 'well' });
    await clinics.run('c-1', { do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } });
    expect((await get('suggestions')).body).toMatchObject({ suggestions: [], words: {} });
  });

  it('take the client’s language into account', async () => {
    await clinics.addClient('c-1', { language: 'ar' });
    expect(options((await get('suggestions')).body)).toContain('interpreter');
  });

  it('show what earlier plans held, and conclude nothing from it', async () => {
    await told(INTAKE);
    await reassess(1, before);
    await plans();
    expect((await get('suggestions')).body.earlier).toEqual([]);
    clinics.clock.to(WEEK_5);
    await plans({ summary: 'CBT' }, 2);
    const { body } = await get('suggestions');
    expect(body.earlier).toEqual([
      {
        title: 'Behavioural activation',
        option: 'behavioural-activation',
        episodeId: (await chart()).episode!.id,
        version: 1,
        from: '2026-03-02T15:00:00.000Z',
        until: WEEK_5,
      },
    ]);
    const again = body.suggestions.find(
      ({ option }: { option: string }) => option === 'behavioural-activation',
    );
    expect(JSON.stringify(again)).not.toMatch(/-before"/);
  });
});

describe('the versions of a plan', () => {
  it('say from the second on what is new in them', async () => {
    await clinics.addClient('c-1');
    await plans();
    await plans({ ...PLAN, summary: 'Talk twice a week.', reassessEvery: 'P4W' }, 2);
    const { body } = await get('plans');
    expect(body.plans.map(({ difference }: { difference?: string[] }) => difference)).toEqual([
      undefined,
      [
        'The summary now reads: “Talk twice a week”. Before: “Talk each week”.',
        'Reassessment: now every 4 weeks, before: every 6 weeks.',
      ],
    ]);
  });

  it('are not compared across episodes', async () => {
    await clinics.addClient('c-1');
    await plans();
    await clinics.run('c-1', { do: 'discharge', why: 'well' });
    await clinics.run('c-1', { do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } });
    await plans({ summary: 'Again' });
    const { body } = await get('plans');
    expect(body.plans.map(({ difference }: { difference?: string[] }) => difference)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

it.each(['progress', 'suggestions'])('%s is for clinicians of the client’s own clinic', async (what) => {
  await clinics.addClient('c-south', {}, 'south');
  await clinics.addClient('c-1');
  expect((await clinics.ask('GET', `/clients/c-1/${what}`, { as: 'ada' })).status).toBe(403);
  expect((await get(what, 'c-south')).status).toBe(404);
  expect((await get(what, 'c-1')).status).toBe(200);
});
