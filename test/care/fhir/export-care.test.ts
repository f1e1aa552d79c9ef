/** The course of one client’s care, exported: episodes, goals and plans. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Exported, exportedFrom, lastIssues, ref, treated } from '../../support/exported.ts';
import { onPaper } from '../../support/paper.ts';
import { phq9 } from '../../support/people.ts';

afterEach(() => {
  expect(lastIssues()).toEqual([]);
});

describe('an episode', () => {
  it('is active, on hold while care is paused, and finished once it has ended', () => {
    const kim = treated();
    expect(exportedFrom(kim, 'EpisodeOfCare')).toMatchObject([
      {
        status: 'active',
        patient: ref('Patient', 'kim'),
        careManager: ref('Practitioner', 'riverside.ada'),
        managingOrganization: ref('Organization', 'riverside'),
        type: [
          { coding: [{ code: 'adult-depression-anxiety', version: '1' }] },
          { coding: [{ code: 'weekly-outpatient' }] },
        ],
      },
    ]);
    kim.at('2026-01-06T15:00:00.000Z').does({ do: 'pause', why: 'holiday' });
    expect(exportedFrom(kim, 'EpisodeOfCare')).toMatchObject([{ status: 'onhold' }]);
    expect(exportedFrom(kim, 'CarePlan')).toMatchObject([{ status: 'on-hold' }]);
    kim.at('2026-01-08T15:00:00.000Z').does({ do: 'resume', why: 'back' });
    kim.at('2026-01-09T15:00:00.000Z').does({ do: 'discharge', why: 'moved away' });
    const [episode] = exportedFrom(kim, 'EpisodeOfCare');
    expect(episode).toMatchObject({
      status: 'finished',
      period: { start: '2026-01-05T15:00:00.000Z', end: '2026-01-09T15:00:00.000Z' },
      extension: [{ url: 'urn:attune:extension:ended-because', valueString: 'discharged: moved away' }],
    });
    expect(
      episode.statusHistory.map(({ status, period }: Exported) => [status, period.start.slice(8, 10)]),
    ).toEqual([
      ['active', '05'],
      ['onhold', '06'],
      ['active', '08'],
      ['finished', '09'],
    ]);
  });

  it('takes plan and goals with it when it ends, and leaves an urgent finding open', () => {
    const kim = treated();
    const request = kim.asks('reassessment');
    kim.does({ do: 'discharge', why: 'moved away' });
    const responses = [{ instrument: 'phq-9', answers: phq9(2), complete: true }];
    kim.at('2026-01-06T15:00:00.000Z').does({ do: 'answer', requestId: request.id, responses }, 'client');
    expect(exportedFrom(kim, 'CarePlan')).toMatchObject([
      {
        status: 'completed',
        activity: [{ detail: { status: 'completed' } }, {}, {}],
        period: { end: '2026-01-05T15:00:00.000Z' },
      },
    ]);
    expect(exportedFrom(kim, 'Goal')).toMatchObject([
      { lifecycleStatus: 'completed', statusReason: 'care ended' },
    ]);
    const [response] = exportedFrom(kim, 'QuestionnaireResponse').filter(({ questionnaire }) =>
      /phq-9/.test(questionnaire),
    );
    expect(exportedFrom(kim, 'Flag')).toMatchObject([
      {
        status: 'active',
        category: [{ coding: [{ code: 'safety' }] }],
        code: { coding: [{ system: 'urn:attune:finding', code: 'risk-item/phq-9/9' }] },
        period: { start: '2026-01-06T15:00:00.000Z' },
        extension: [{ valueReference: ref('QuestionnaireResponse', response.id) }],
      },
    ]);
    const urgent = exportedFrom(kim, 'Task').find(({ priority }) => priority === 'urgent');
    expect(urgent).toMatchObject({ status: 'requested', focus: ref('QuestionnaireResponse', response.id) });
    kim.completes('urgent');
    expect(exportedFrom(kim, 'Flag')).toMatchObject([{ status: 'inactive' }]);
  });

  it('may follow another, whose plan it does not replace', () => {
    const kim = treated();
    kim.does({ do: 'discharge', why: 'moved away' });
    kim.at('2026-03-02T15:00:00.000Z').enrol().treat();
    const plans = exportedFrom(kim, 'CarePlan');
    expect(plans.map(({ status, replaces }) => [status, replaces])).toEqual([
      ['completed', undefined],
      ['active', undefined],
    ]);
    expect(plans[1].goal).toBeUndefined();
  });
});

describe('goals', () => {
  it('keep the client’s words apart from the clinical wording', () => {
    const [goal] = exportedFrom(treated(), 'Goal');
    expect(goal).toMatchObject({
      lifecycleStatus: 'active',
      description: { text: 'Sleep of 7 hours on 5 nights a week' },
      expressedBy: ref('Practitioner', 'riverside.ada'),
      startDate: '2026-01-05',
      note: [{ authorReference: ref('Patient', 'kim'), text: 'sleep again' }],
    });
    expect(goal.extension[0].extension[1]).toEqual({ url: 'status', valueCode: 'agree' });
  });

  it('that were wished are given up for those that were proposed, which wait for the client', () => {
    const kim = onPaper().enrol();
    kim.asks('goals');
    kim.answers('goals');
    kim.gives('shape-goals');
    kim.completes('shape-goals');
    const goals = exportedFrom(kim, 'Goal');
    expect(goals.map(({ lifecycleStatus, expressedBy }) => [lifecycleStatus, expressedBy.type])).toEqual([
      ['cancelled', 'Patient'],
      ['proposed', 'Practitioner'],
    ]);
    expect(goals[1].extension[0].extension[1]).toEqual({ url: 'status', valueCode: 'pending' });
  });

  it('take no rating that was given to goals before them', () => {
    const kim = treated();
    kim.until('2026-01-13T16:00:00.000Z');
    kim.gives('shape-goals', 2);
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'see friends' }] });
    kim.answers('check-in', { 'attune-check-in': { mood: 5, 'goal-1': 7 } });
    expect(exportedFrom(kim, 'Goal').map(({ outcomeReference }) => outcomeReference)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('stand with a disagreement on record, in the words of both', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals');
    kim.asks('agreement');
    kim.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'not this' } });
    expect(exportedFrom(kim, 'Goal')[0].extension[0].extension[1]).toEqual({
      url: 'status',
      valueCode: 'disagree',
    });
    kim.gives('shape-goals', 2);
    kim.completes(
      'shape-goals',
      'record-disagreement',
      { goals: [{ words: 'sleep through the night' }] },
      'we differ',
    );
    const [goal] = exportedFrom(kim, 'Goal');
    expect(goal).toMatchObject({
      lifecycleStatus: 'active',
      note: [
        { authorReference: ref('Patient', 'kim'), text: 'sleep through the night' },
        { authorReference: ref('Patient', 'kim'), text: 'not this' },
        { authorReference: ref('Practitioner', 'riverside.ada'), text: 'we differ' },
      ],
    });
    expect(goal.extension[0].extension[1]).toEqual({ url: 'status', valueCode: 'disagree' });
  });
});

describe('plans', () => {
  it('are a chain of versions, each replacing the one before', () => {
    const kim = treated();
    kim.at('2026-02-02T15:00:00.000Z').gives('draft-plan', 2);
    kim.completes('draft-plan', 'draft', { summary: 'CBT, and walks' });
    expect(exportedFrom(kim, 'CarePlan').map(({ status }) => status)).toEqual(['active', 'draft']);
    kim.asks('plan', 2);
    kim.answers('plan', { 'attune-plan': { decision: 'question', words: 'why walks?' } });
    kim.gives('draft-plan', 3);
    kim.completes('draft-plan', 'draft', { summary: 'CBT, and sport' });
    kim.asks('plan', 3);
    kim.answers('plan');
    const plans = exportedFrom(kim, 'CarePlan');
    expect(plans.map(({ status, title, replaces }) => [status, title, replaces?.[0].reference])).toEqual([
      ['revoked', 'Plan, version 1', undefined],
      ['revoked', 'Plan, version 2', `CarePlan/${plans[0].id}`],
      ['active', 'Plan, version 3', `CarePlan/${plans[1].id}`],
    ]);
    expect(plans[1].note).toMatchObject([{ authorReference: ref('Patient', 'kim'), text: 'why walks?' }]);
    expect(plans[0].period).toEqual({ start: '2026-01-05T15:00:00.000Z', end: '2026-02-02T15:00:00.000Z' });
  });

  it('hold what is done and how often, for the goals of their time', () => {
    const kim = treated();
    const [plan] = exportedFrom(kim, 'CarePlan');
    expect(plan).toMatchObject({
      intent: 'plan',
      description: 'CBT each week',
      author: ref('Practitioner', 'riverside.ada'),
      goal: [ref('Goal', exportedFrom(kim, 'Goal')[0].id)],
    });
    expect(
      plan.activity.map(({ detail }: Exported) => [detail.status, detail.code.text, detail.scheduledString]),
    ).toEqual([
      ['in-progress', 'CBT', 'weekly'],
      ['in-progress', 'Check-in', 'every week for 4, then every 2 weeks, on Tuesdays at 10:00'],
      ['in-progress', 'Reassessment', 'every 6 weeks'],
    ]);
  });
});

describe('what is agreed and signed', () => {
  const scale = { '-2': 'none', '-1': 'one night', '0': 'four nights', '1': 'five', '2': 'six' };

  it('has a goal with its target, its attainment, and what in the plan serves it', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    const goal = { words: 'sleep', measure: 'phq-9', target: 'below 5', due: '2026-06-01', scale };
    kim.completes('shape-goals', 'propose', { goals: [goal] });
    kim.asks('agreement');
    kim.answers('agreement');
    kim.treat({ summary: 'CBT', interventions: [{ title: 'CBT', goals: ['1'] }] });
    kim.does({ do: 'rate-goals', ratings: [{ goal: '1', level: 1 }] });
    const [exported] = exportedFrom(kim, 'Goal');
    expect(exported).toMatchObject({
      target: [{ measure: { text: 'phq-9' }, detailString: 'below 5', dueDate: '2026-06-01' }],
      achievementStatus: { coding: [{ code: 'achieved' }] },
    });
    expect(exported.extension).toContainEqual({
      url: 'urn:attune:extension:goal-attainment',
      extension: [
        { url: 'level', valueInteger: 1 },
        { url: 'at', valueInstant: kim.world.now },
      ],
    });
    const [plan] = exportedFrom(kim, 'CarePlan');
    expect(plan.activity[0].detail.goal).toMatchObject([{ reference: `Goal/${exported.id}` }]);
  });

  it('has who signed a version of the plan, when and how', () => {
    const kim = treated();
    const [plan] = exportedFrom(kim, 'CarePlan');
    const signed = exportedFrom(kim, 'Provenance').filter(({ signature }: Exported) => signature);
    expect(signed).toMatchObject([
      {
        signature: [
          { type: [{ code: '1.2.840.10065.1.12.1.1' }], who: ref('Practitioner', 'riverside.ada') },
        ],
        reason: expect.arrayContaining([{ text: 'signed in, as its author' }]),
      },
      { signature: [{ type: [{ code: '1.2.840.10065.1.12.1.7' }], who: ref('Patient', 'kim') }] },
    ]);
    for (const { target } of signed)
      expect(target).toContainEqual(expect.objectContaining({ reference: `CarePlan/${plan.id}` }));
  });

  it('has the safety plan in its sections, version by version, and the wellness plan', () => {
    const kim = treated();
    const empty = { alone: [], places: [], people: [], professionals: [], surroundings: [] };
    for (const sign of ['I stop eating', 'I stop answering'])
      kim.does({ do: 'write-safety-plan', plan: { ...empty, signs: [sign] }, why: 'made together' });
    kim.does({ do: 'review-safety-plan', version: 2 });
    const wellness = { helped: ['walking'], signs: ['no sleep'], steps: ['call Ana'] };
    kim.does({ do: 'write-wellness-plan', plan: wellness, why: 'last session' });
    const own = exportedFrom(kim, 'CarePlan').filter(({ category }: Exported) => category);
    expect(own.map(({ title, status }: Exported) => [title, status])).toEqual([
      ['Safety plan, version 1', 'revoked'],
      ['Safety plan, version 2', 'active'],
      ['Wellness plan', 'active'],
    ]);
    expect(own[1].activity).toMatchObject([
      { detail: { code: { text: 'How I notice that it gets hard' }, description: 'I stop answering' } },
    ]);
  });
});
