/** Goals with scales, weights and links, and what stays of the client's own words. */
import { describe, expect, it } from 'vitest';
import { goalHints } from '../../../functions/care/plans/goals.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';

const scale = { '-2': 'none', '-1': 'one night', '0': 'four nights', '1': 'five', '2': 'six' };
/** The example of three goals weighted 3, 2 and 1. */
const GOALS = [3, 2, 1].map((weight) => ({ words: `goal of ${weight}`, weight, scale }));

function settled(goals: object[] = GOALS): Paper {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals', 'propose', { goals });
  kim.asks('agreement');
  kim.answers('agreement');
  return kim;
}
const rates = (kim: Paper, ...levels: (-2 | -1 | 0 | 1 | 2)[]) =>
  kim.does({ do: 'rate-goals', ratings: levels.map((level, at) => ({ goal: String(at + 1), level })) });

describe('goal attainment', () => {
  it('is stored per goal as it is rated, and summed up as T', () => {
    const kim = settled();
    expect(only(rates(kim, -1, -1, -2), 'goals.rated')[0]!.t).toBeCloseTo(34.58, 2);
    const [rated] = only(rates(kim, 1, 0, -1), 'goals.rated');
    expect(rated!.t).toBeCloseTo(54.41, 2);
    expect(kim.chart.goals).toMatchObject({
      goals: [{ level: 1 }, { level: 0 }, { level: -1 }],
      attainment: { rated: 3 },
    });
    expect(kim.gives('review').brief).toMatchObject({
      goals: [{ level: 1 }, { level: 0 }, { level: -1 }],
      attainment: { rated: 3 },
    });
  });

  it('counts the goals that have been rated so far', () => {
    const kim = settled();
    rates(kim, 0);
    expect(kim.chart.goals!.attainment).toMatchObject({ t: 50, rated: 1 });
  });

  it('begins anew with another set of goals', () => {
    const kim = settled();
    rates(kim, 1, 1, 1);
    kim.gives('shape-goals', 2);
    kim.completes('shape-goals', 'propose', { goals: GOALS });
    expect(kim.chart.goals!.attainment).toBeUndefined();
  });

  it.each([
    ['before the goals stand', () => onPaper().enrol(), 'not settled'],
    ['of a goal that is not there', () => settled([GOALS[0]!]), 'no goal 2'],
    ['of a goal without a scale', () => settled([GOALS[0]!, { words: 'walk' }]), 'no scale'],
  ])('is refused %s', (_, kim, because) => {
    const ratings = [
      { goal: '1', level: 0 as const },
      { goal: '2', level: 0 as const },
    ];
    expect(kim().refuses({ do: 'rate-goals', ratings }).because).toContain(because);
  });

  it('is refused where all weights are nought, and where a goal is measured by nothing there is', () => {
    const kim = onPaper().enrol();
    const { id: taskId } = kim.gives('shape-goals');
    const proposing = (goals: object[]) =>
      kim.refuses({ do: 'complete-task', taskId, outcome: 'propose', reason: '', detail: { goals } }).because;
    expect(proposing([{ words: 'sleep', weight: 0 }])).toContain('weight above 0');
    expect(proposing([{ words: 'sleep', measure: 'mood-9' }])).toContain('mood-9');
    expect(proposing([{ words: 'sleep', scale: { '0': 'x' } }])).toContain('scale');
  });
});

describe('the client’s own words', () => {
  it('on what they value and can do are there while goals are written', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    kim.answers('intake', {
      'attune-intake': { reason: 'low', strengths: 'I am stubborn', hopes: 'to sing' },
    });
    kim.asks('goals');
    kim.answers('goals', { 'attune-goals': { 'goal-1': 'sing', 'matters-most': 'my daughter' } });
    expect(kim.gives('shape-goals').brief.own).toEqual({
      strengths: 'I am stubborn',
      hopes: 'to sing',
      'matters-most': 'my daughter',
    });
  });

  it('stay beside a disagreement, which is recorded and overwrites nothing', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'sing', statement: 'Weekly choir' }] });
    kim.asks('agreement');
    kim.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'not with others' } });
    kim.gives('shape-goals', 2);
    kim.completes('shape-goals', 'record-disagreement', { goals: [{ words: 'sing' }] }, 'a group would help');
    expect(kim.chart.goals).toMatchObject({
      state: 'disagreement-recorded',
      clientWords: 'not with others',
      disagreement: 'a group would help',
    });
  });
});

describe('a goal', () => {
  const plan = (goals: string[]) => ({ summary: 'CBT', interventions: [{ title: 'CBT', goals }] });

  it('is served by interventions that name it, and by no other id', () => {
    const kim = settled();
    const { id: taskId } = kim.gives('draft-plan');
    const draft = { do: 'complete-task', taskId, outcome: 'draft', reason: '' } as const;
    expect(kim.refuses({ ...draft, detail: plan(['9']) }).because).toContain('no goal 9');
    kim.does({ ...draft, detail: plan(['1']) });
    expect(kim.chart.draft!.interventions[0]!.goals).toEqual(['1']);
  });

  it('gets gentle hints, and none where all is said', () => {
    expect(goalHints({}, false)).toHaveLength(4);
    const whole = { statement: 'x', measure: 'phq-9', target: 'below 5', due: '2026-06-01' };
    expect(goalHints(whole, true)).toEqual([]);
  });
});
