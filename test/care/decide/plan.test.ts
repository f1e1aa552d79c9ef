import { describe, expect, it } from 'vitest';
import shipped from '../../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { only, onPaper, type Paper } from '../../support/paper.ts';

const [weekly] = shipped.checkIns;
const every = (duration: string) => ({
  ...weekly,
  cadence: { phases: [{ every: duration }], at: '10:00' },
  reminders: [],
  expiresAfter: 'P1D',
});
const asked = (kim: Paper) =>
  kim.sent.filter(({ template }) => template === 'request.check-in').map(({ at }) => at.slice(0, 10));
/** Measured again, and now Ada looks at it. */
const reviewing = (kim: Paper) => {
  kim.until('2026-02-16T15:00:00.000Z');
  kim.asks('reassessment');
  kim.answers('reassessment');
  return kim.gives('review');
};

describe('a reassessment', () => {
  it('is not begun anew while one is under way, though a revised plan has set its next day', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-02-15T16:00:00.000Z');
    kim.does({ do: 'revise-plan', detail: { summary: 'CBT every two weeks' }, why: 'fewer' });
    kim.until('2026-02-16T15:00:00.000Z');
    kim.answers('plan');
    expect(kim.timers('reassessment')).toHaveLength(1);
    kim.until('2026-05-16T15:00:00.000Z');
    expect(kim.chart.episode).toMatchObject({ cycle: 2, stage: 'reassessment' });
  });
});

describe('goals', () => {
  it('go back and forth until the client agrees', () => {
    const kim = onPaper().enrol();
    kim.asks('goals');
    kim.answers('goals', {
      'attune-goals': { 'goal-1': 'sleep', 'goal-2': 'walk', 'matters-most': 'my son' },
    });
    expect(kim.chart.goals).toMatchObject({ state: 'wished', clientWords: 'my son' });
    expect(kim.gives('shape-goals').brief).toMatchObject({ goals: [{ words: 'sleep' }, { words: 'walk' }] });
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'sleep', statement: '7 h' }] });
    kim.asks('agreement');
    kim.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'walking too' } });
    expect(kim.chart.goals).toMatchObject({ state: 'proposed', clientWords: 'walking too' });
    expect(kim.gives('shape-goals', 2).brief).toMatchObject({ clientWords: 'walking too' });
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'sleep' }, { words: 'walk' }] });
    kim.asks('agreement', 2);
    const events = kim.answers('agreement');
    expect(only(events, 'waiter.released')).toMatchObject([{ outcome: 'agreed' }]);
    expect(kim.chart.goals).toEqual({
      state: 'agreed',
      goals: [
        { id: '1', words: 'sleep' },
        { id: '2', words: 'walk' },
      ],
    });
  });

  it('on which they do not agree are recorded as such, with the reason', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    const goals = [{ words: 'sleep' }];
    const events = kim.completes('shape-goals', 'record-disagreement', { goals }, 'wants medicine only');
    expect(only(events, 'goals.settled')).toMatchObject([
      { state: 'disagreement-recorded', why: 'wants medicine only' },
    ]);
  });

  it.each([
    ['none', []],
    ['more than the pathway has', ['a', 'b', 'c', 'd'].map((words) => ({ words }))],
    ['one without words', [{ words: ' ' }]],
  ])('are refused where there are %s', (_, goals) => {
    const kim = onPaper().enrol();
    const { id: taskId } = kim.gives('shape-goals');
    const end = { do: 'complete-task', taskId, outcome: 'propose', reason: '', detail: { goals } } as const;
    expect(kim.refuses(end)).toMatchObject({ refused: 'invalid' });
  });
});

describe('a plan', () => {
  it('is a draft until the client acknowledges it; a question makes the next version', () => {
    const kim = onPaper().enrol();
    kim.gives('draft-plan');
    kim.completes('draft-plan');
    kim.asks('plan');
    const events = kim.answers('plan', { 'attune-plan': { decision: 'question', words: 'why weekly?' } });
    expect(only(events, 'waiter.released')).toMatchObject([{ outcome: 'question' }]);
    expect(kim.chart).not.toHaveProperty('plan');
    expect(kim.chart.draft).toMatchObject({ version: 1, clientWords: 'why weekly?' });
    kim.gives('draft-plan', 2);
    kim.completes('draft-plan');
    kim.asks('plan', 2);
    kim.answers('plan');
    expect(kim.chart.plan).toMatchObject({ version: 2, draftedBy: 'ada', reassessEvery: 'P6W' });
    expect(kim.chart).not.toHaveProperty('draft');
    expect(kim.chart.episode).toMatchObject({ stage: 'treatment' });
  });

  it.each([
    ['client', 'on their own page'],
    ['ben', 'by an answer that staff recorded'],
  ])('is signed for the client by whoever answered: %s, %s', (by, how) => {
    const kim = onPaper().enrol();
    kim.gives('draft-plan');
    kim.completes('draft-plan');
    const { id: requestId } = kim.asks('plan');
    const responses = [{ instrument: 'attune-plan', answers: { decision: 'acknowledge' }, complete: true }];
    kim.does({ do: 'answer', requestId, responses }, by);
    expect(kim.chart.plan!.signatures).toMatchObject([
      { as: 'clinician', by: 'ada' },
      { as: 'client', by, how },
    ]);
  });

  it('that there is none of comes into force by nobody’s word, and is not continued under', () => {
    const kim = onPaper().enrol();
    kim.asks('plan');
    kim.answers('plan');
    kim.gives('plan-unacknowledged');
    kim.gives('review');
    for (const [kind, outcome] of [
      ['plan-unacknowledged', 'activate'],
      ['review', 'continue'],
    ] as const) {
      const [task] = kim.tasks(kind);
      const end = { do: 'complete-task', taskId: task!.id, outcome, reason: 'x' } as const;
      expect(kim.refuses(end)).toMatchObject({ refused: 'wrong-state' });
    }
    expect(kim.chart).not.toHaveProperty('plan');
  });

  it('comes into force without the client where a clinician says so', () => {
    const kim = onPaper().enrol();
    kim.gives('draft-plan');
    kim.completes('draft-plan');
    kim.gives('plan-unacknowledged');
    const events = kim.completes('plan-unacknowledged', 'activate', undefined, 'agreed on the phone');
    expect(only(events, 'plan.activated')).toMatchObject([
      { version: 1, why: "activated without the client's acknowledgement: agreed on the phone" },
    ]);
  });

  const at = (cadence: object) => ({
    checkIns: [{ ...weekly, cadence: { ...weekly!.cadence, ...cadence } }],
  });
  it.each([
    ['a cadence in hours', { checkIns: [every('PT12H')] }, 'not in whole days'],
    ['weekdays that would drift', at({ phases: [{ every: 'P10D' }] }), 'not in whole weeks'],
    ['a check-in at night', at({ at: '03:00' }), 'in the quiet hours'],
    ['two check-ins by one id', { checkIns: [weekly, weekly] }, 'is there twice'],
    ['a form that there is not', { checkIns: [{ ...weekly, form: 'no-form' }] }, 'no form “no-form”'],
    ['a screen for a form', { checkIns: [{ ...weekly, form: 'pc-ptsd-5' }] }, 'no form “pc-ptsd-5”'],
    ['a reassessment too soon', { reassessEvery: 'P7D' }, 'while the last one is still open'],
    ['no summary', { summary: '' }, 'summary'],
  ])('is refused with %s', (_, detail, fault) => {
    const kim = onPaper().enrol();
    const { id: taskId } = kim.gives('draft-plan');
    const plan = { summary: 'CBT', ...detail };
    const end = { do: 'complete-task', taskId, outcome: 'draft', reason: '', detail: plan } as const;
    const { refused, because } = kim.refuses(end);
    expect([refused, because]).toEqual(['invalid', expect.stringContaining(fault)]);
  });

  it('that takes the place of another ends the old cadence, with its open check-in and its message', () => {
    const kim = onPaper().enrol().treat();
    reviewing(kim);
    kim.until('2026-02-24T15:00:00.000Z');
    expect(asked(kim)).toEqual([
      '2026-01-06',
      '2026-01-13',
      '2026-01-20',
      '2026-01-27',
      '2026-02-10',
      '2026-02-24',
    ]);
    kim.completes('review', 'adjust');
    kim.gives('draft-plan');
    kim.completes('draft-plan', 'draft', { summary: 'closer', checkIns: [every('P3D')] });
    kim.asks('plan');
    kim.relays = false;
    const events = kim.answers('plan');
    expect(only(events, 'request.ended').map(({ outcome }) => outcome)).toEqual(['answered', 'cancelled']);
    kim.relays = true;
    kim.sent.length = 0;
    kim.until('2026-03-12T15:00:00.000Z');
    expect(asked(kim)).toEqual(['2026-02-27', '2026-03-02', '2026-03-05', '2026-03-08', '2026-03-11']);
    expect(kim.sentToClient().filter((template) => template.startsWith('reminder'))).toEqual([]);
  });

  it('is due for review 14 days before, on the day and overdue, in one task', () => {
    const kim = onPaper({ 'reassessment.every': 'P1Y' }).enrol().treat();
    kim.until('2026-03-22T12:59:00.000Z');
    expect(kim.tasks('plan-review')).toEqual([]);
    const told = kim.until('2026-04-06T13:00:00.000Z');
    const why = only(told, 'message.intended').filter(({ message }) => message.why.startsWith('the plan'));
    expect(kim.tasks('plan-review')).toHaveLength(1);
    expect(kim.tasks('plan-review')[0]?.openedAt).toBe('2026-03-22T13:00:00.000Z');
    expect(why.map(({ message }) => [message.intendedAt, message.why])).toEqual([
      ['2026-04-05T13:00:00.000Z', 'the plan is due for review today'],
    ]);
    expect(only(told, 'task.escalated').at(-1)).toMatchObject({ owner: { team: 'care-leads' } });
    expect(kim.timers('escalation').filter(({ of }) => of === kim.tasks('plan-review')[0]?.id)).toHaveLength(
      1,
    );
  });

  it('that has been reviewed is due again after as long', () => {
    const kim = onPaper({ 'reassessment.every': 'P1Y' }).enrol().treat();
    kim.until('2026-03-23T13:00:00.000Z');
    kim.completes('plan-review');
    expect(kim.timers('plan-review').map(({ at }) => at.slice(0, 10))).toEqual([
      '2026-06-07',
      '2026-06-21',
      '2026-06-22',
    ]);
  });

  it.each(['continue', 'adjust'])('asks for no review any more once it is settled with “%s”', (outcome) => {
    const kim = onPaper({ 'reassessment.every': 'P80D' }).enrol().treat();
    kim.until('2026-03-26T14:00:00.000Z');
    expect(kim.tasks('plan-review')).toHaveLength(1);
    kim.asks('reassessment');
    kim.answers('reassessment');
    kim.gives('review');
    kim.completes('review', outcome);
    if (outcome === 'adjust') kim.treat();
    expect(kim.tasks('plan-review')).toEqual([]);
    expect(kim.timers('plan-review')).toHaveLength(3);
  });
});

describe('a reassessment', () => {
  it('begins the next cycle when it is due, and puts the comparison before the clinician', () => {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }).enrol();
    kim.asks('packet');
    kim.answers('packet');
    kim.treat();
    const task = reviewing(kim);
    expect(kim.chart.episode).toMatchObject({ cycle: 2 });
    expect(task.brief).toMatchObject({
      measures: [
        { measure: 'phq-9', baseline: 8, last: 8, change: 0, reliable: 'no reliable change' },
        { measure: 'gad-7' },
      ],
      checkIns: { asked: 5, answered: 0, missedInARow: 5 },
      plan: { version: 1 },
    });
  });

  it('that is followed by “continue” is due again after as long, and so is the plan review', () => {
    const kim = onPaper().enrol().treat();
    reviewing(kim);
    kim.completes('review', 'continue');
    expect(kim.chart.episode).toMatchObject({ cycle: 2, stage: 'treatment' });
    expect(kim.timers('reassessment')).toMatchObject([{ at: '2026-03-30T14:00:00.000Z' }]);
    expect(kim.timers('plan-review')[1]).toMatchObject({ at: '2026-05-17T13:00:00.000Z' });
    kim.at('2026-02-17T15:00:00.000Z').gives('review', 2);
    kim.completes('review', 'continue');
    expect(kim.timers('reassessment')).toMatchObject([{ at: '2026-03-31T14:00:00.000Z' }]);
  });

  it('can be brought forward, but not while a cycle is under way', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-01-17T00:00:00.000Z');
    const { id: taskId } = kim.tasks('finding')[0]!;
    const now = { do: 'complete-task', taskId, outcome: 'reassess-now', reason: '' } as const;
    const events = kim.decides(now);
    expect(only(events as [], 'cycle.started')).toMatchObject([
      { episodeId: 'episode-2.1', cycle: 2, why: 'a clinician asked for it' },
    ]);
    reviewing(kim);
    expect(kim.refuses(now)).toMatchObject({ refused: 'wrong-state' });
  });

  it.each([
    ['step-up', 'intensive-outpatient'],
    ['step-down', 'guided-self-help'],
  ])('can %s the level of care by one, and not beyond the edge', (outcome, level) => {
    const kim = onPaper().enrol().treat();
    reviewing(kim);
    kim.completes('review', outcome);
    expect(kim.chart.episode).toMatchObject({ level });
    const { id: taskId } = kim.gives('review', 2);
    expect(kim.refuses({ do: 'complete-task', taskId, outcome, reason: '' })).toMatchObject({
      refused: 'invalid',
    });
    expect(kim.tasks('review')).toHaveLength(1);
  });
});

describe('who pays', () => {
  const payers = { medicaid: { every: 'P30D', remindBefore: 'P7D', overdueAfter: 'P1D' } };
  const background = { preferences: {}, history: {}, problems: {}, phenotypes: {}, medicines: [] };
  const due = (kim: Paper) =>
    kim
      .timers('plan-review')
      .find(({ n }) => n === 2)!
      .at.slice(0, 10);

  it('sets how often the plan is reviewed, counted from the last review', () => {
    const kim = onPaper({ 'plan.review.payers': payers }).enrol().treat();
    expect(due(kim)).toBe('2026-04-05');
    kim.at('2026-01-12T15:00:00.000Z');
    kim.does({ do: 'record-background', background: { ...background, payer: 'medicaid' }, why: 'new cover' });
    expect(due(kim)).toBe('2026-02-04');
    expect(kim.timers('plan-review')).toHaveLength(3);
    kim.does({ do: 'record-background', background: { ...background, payer: 'another' }, why: 'new cover' });
    expect(due(kim)).toBe('2026-04-05');
  });
});
