import { describe, expect, it } from 'vitest';
import shipped from '../../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { only, onPaper, type Paper } from '../../support/paper.ts';
import type { Changes } from '../../support/pathways.ts';
import { all } from '../../support/people.ts';

const [weekly] = shipped.checkIns;
const EACH_WEEK = { phases: [{ every: 'P1W' }], at: '10:00', days: ['tue'] };
/** Every Tuesday at 10:00 Kim answers the GAD-7, so that a score comes each week. */
const SCORED = { 'checkIns[0]': { ...weekly, form: 'gad-7', cadence: EACH_WEEK, reminders: [] } };

const day = (date: string) => `2026-${date}T15:00:00.000Z`;
const TUESDAYS = ['01-06', '01-13', '01-20', '01-27', '02-03', '02-10', '02-17', '02-24', '03-03', '03-10'];

function treated(changes: Changes = {}): Paper {
  const kim = onPaper({ 'reassessment.every': 'P52W', ...SCORED, ...changes }).enrol();
  return kim.treat({ summary: 'CBT each week' });
}
/** Kim answers the GAD-7 with this many points an item, 7 items, in each of these weeks. */
function scores(kim: Paper, points: (0 | 1 | 2 | 3)[], from = 0): void {
  for (const [n, each] of points.entries()) {
    kim.until(day(TUESDAYS[from + n]!));
    kim.answers('check-in', { 'gad-7': all(7, each) });
  }
}

describe('who is not on track', () => {
  it('is brought before a clinician once, with why, the items, and what the pathway offers', () => {
    const kim = treated();
    scores(kim, [1, 2, 2, 2]);
    const [task, ...more] = kim.tasks('off-track');
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      priority: 'routine',
      openedAt: day('01-13'),
      brief: {
        track: { flag: 'red', because: expect.stringContaining('from 7 at baseline to 14: reliably worse') },
      },
    });
    expect(task!.brief.playbook!.map(({ choice }) => choice)).toEqual([
      'step-up',
      'add-module',
      'change-cadence',
      'consult',
      'review-plan',
      'reassess-now',
      'carry-on',
    ]);
    expect(task!.brief.measures![0]!.changed).toHaveLength(3);
    expect(task!.brief.measures![0]!.changed![0]).toMatchObject({ points: 2, change: 1 });
    const opened = only(kim.events(), 'task.opened').filter((event) => event.task.kind === 'off-track');
    expect(opened).toMatchObject([{ task: { owner: { staff: 'ada' } } }]);
    expect(only(kim.events(), 'track.changed').map(({ flag }) => flag)).toEqual(['red']);
  });

  it('comes again after the stated time only, and not with each answer', () => {
    const kim = treated();
    scores(kim, [1, 2]);
    kim.completes('off-track');
    scores(kim, [2, 2, 2], 2);
    expect(kim.tasks('off-track')).toEqual([]);
    scores(kim, [2], 5);
    expect(kim.tasks('off-track')).toMatchObject([{ openedAt: day('02-10') }]);
  });

  it('comes again at once where it turns worse', () => {
    const kim = treated({ 'offTrack.againAfter': 'P52W' });
    scores(kim, [2, 2, 2, 2, 2, 2, 2]);
    expect(kim.tasks('off-track')).toMatchObject([{ brief: { track: { flag: 'amber' } } }]);
    kim.completes('off-track');
    scores(kim, [3], 7);
    expect(kim.tasks('off-track')).toMatchObject([{ brief: { track: { flag: 'red' } } }]);
  });

  it('has what turned worse join the task that is open', () => {
    const kim = treated();
    scores(kim, [2, 2, 2, 2, 2, 2, 2, 3]);
    expect(kim.tasks('off-track')).toMatchObject([
      { findings: [{ rule: 'track/amber' }, { rule: 'track/red' }] },
    ]);
  });

  it('is looked at where weeks pass without an answer', () => {
    const kim = treated();
    scores(kim, [2, 2, 2, 2, 2, 2]);
    expect(kim.tasks('off-track')).toEqual([]);
    kim.until(day('02-17'));
    expect(kim.tasks('off-track')).toMatchObject([{ brief: { track: { flag: 'amber' } } }]);
  });

  it('is nobody’s task while a cycle is under way: its review is', () => {
    const kim = treated({ 'reassessment.every': 'P2W' });
    scores(kim, [1]);
    kim.until('2026-01-19T15:00:00.000Z');
    kim.asks('reassessment');
    kim.answers('reassessment', { 'gad-7': all(7, 3) });
    expect(kim.chart.track).toMatchObject({ flag: 'red' });
    expect(kim.tasks('off-track')).toEqual([]);
    kim.answers('reassessment');
    kim.gives('review');
    kim.completes('review');
    kim.until(day('01-20'));
    expect(kim.tasks('off-track')).toEqual([]);
  });

  it('calls nobody on a pathway without a playbook', () => {
    const kim = treated({ offTrack: undefined });
    scores(kim, [1, 3]);
    expect(kim.tasks('off-track')).toEqual([]);
  });
});

describe('what a clinician chooses', () => {
  const offTrack = (changes: Changes = {}): Paper => {
    const kim = treated(changes);
    scores(kim, [1, 2]);
    return kim;
  };
  const task = (kim: Paper) => kim.tasks('off-track')[0]!;
  const choosing = (kim: Paper, outcome: string, reason = 'she is worse', detail?: unknown) =>
    ({ do: 'complete-task', taskId: task(kim).id, outcome, reason, detail }) as const;

  it('is never a discharge, and never without a reason', () => {
    const kim = offTrack();
    expect(kim.refuses(choosing(kim, 'discharge')).because).toContain('not with discharge');
    expect(kim.refuses(choosing(kim, 'carry-on', ' ')).because).toContain('Say why');
  });

  it('is kept with its reason, as the task’s outcome', () => {
    const kim = offTrack();
    const events = kim.completes('off-track', 'carry-on', undefined, 'exams until Friday');
    expect(only(events, 'task.completed')).toMatchObject([
      { outcome: 'carry-on', reason: 'exams until Friday', by: 'ada' },
    ]);
  });

  it('may be a step up, where there is a level above', () => {
    const kim = offTrack();
    kim.completes('off-track', 'step-up');
    expect(kim.chart.episode).toMatchObject({ level: 'intensive-outpatient', stage: 'treatment' });
    const top = offTrack({ startLevel: 'intensive-outpatient' });
    expect(top.refuses(choosing(top, 'step-up')).refused).toBe('invalid');
  });

  it('may be another module: a new version, in force once the client has acknowledged it', () => {
    const kim = offTrack();
    const due = kim.timers('reassessment')[0]!.local;
    kim.completes('off-track', 'add-module', { intervention: { title: 'Behavioural activation' } });
    expect(kim.chart.plan!.version).toBe(1);
    expect(kim.chart.draft).toMatchObject({ version: 2, summary: 'CBT each week' });
    kim.answers('plan');
    expect(kim.chart.plan).toMatchObject({
      version: 2,
      interventions: [{ title: 'Behavioural activation' }],
    });
    expect(kim.chart.episode!.stage).toBe('treatment');
    expect(kim.timers('reassessment')).toMatchObject([{ local: due }]);
    expect(kim.timers('check-in')).toMatchObject([{ n: 3, local: '2026-01-20T10:00' }]);
  });

  it('never puts off a reassessment by asking for more of them', () => {
    const kim = offTrack({ 'reassessment.every': 'P5W' });
    const due = kim.timers('reassessment')[0]!.local;
    kim.completes('off-track', 'change-cadence', { reassessEvery: 'P28D' });
    kim.until(day('01-16'));
    kim.answers('plan');
    expect(kim.chart.plan!.reassessEvery).toBe('P28D');
    expect(kim.timers('reassessment')).toMatchObject([{ local: due }]);
  });

  it('may be another cadence, of which the client may ask, or say nothing', () => {
    const kim = offTrack();
    kim.completes('off-track', 'change-cadence', { reassessEvery: 'P4W' });
    kim.answers('plan', { 'attune-plan': { decision: 'question', words: 'Why so often?' } });
    expect(kim.tasks('plan-unacknowledged')).toMatchObject([{ brief: { note: '“Why so often?”' } }]);
    kim.completes('plan-unacknowledged', 'ask-again');
    expect(kim.requests('plan')).toHaveLength(1);
    kim.until(day('02-10'));
    kim.completes('plan-unacknowledged', 'activate');
    expect(kim.chart.plan).toMatchObject({ version: 2, reassessEvery: 'P4W' });
    expect(kim.chart.episode!.stage).toBe('treatment');
  });

  it('says what is missing where a cadence does not change', () => {
    const kim = offTrack();
    expect(kim.refuses(choosing(kim, 'change-cadence', 'x', {})).because).toContain('reassessEvery');
  });

  it('may be advice, of a person or a team that there is', () => {
    const kim = offTrack();
    expect(kim.refuses(choosing(kim, 'consult', 'x', { to: { team: 'nobody' } })).refused).toBe('invalid');
    kim.completes('off-track', 'consult', { to: { team: 'care-leads' } }, 'Would you add medicine?');
    expect(kim.tasks('consult')).toMatchObject([
      { owner: { team: 'care-leads' }, brief: { note: '“Would you add medicine?”' } },
    ]);
  });

  it('may be to go through the plan, or to measure again', () => {
    const kim = offTrack();
    kim.completes('off-track', 'review-plan');
    expect(kim.tasks('plan-review')).toHaveLength(1);
    const other = offTrack();
    other.completes('off-track', 'reassess-now');
    expect(other.chart.episode).toMatchObject({ cycle: 2, stage: 'reassessment' });
  });
});

describe('a plan revised in the midst of treatment', () => {
  it('gives way to a later revision: what a client acknowledges is what they saw', () => {
    const kim = treated();
    kim.does({ do: 'revise-plan', detail: { summary: 'CBT twice a week' }, why: 'as discussed' });
    kim.does({ do: 'revise-plan', detail: { summary: 'CBT and art' }, why: 'as discussed' });
    expect(kim.requests('plan')).toHaveLength(1);
    kim.answers('plan');
    expect(kim.chart.plan).toMatchObject({ version: 3, summary: 'CBT and art' });
  });

  it('is refused where there is none, or nothing changes', () => {
    const kim = onPaper().enrol();
    expect(kim.refuses({ do: 'revise-plan', detail: { summary: 'x' }, why: 'y' }).refused).toBe(
      'wrong-state',
    );
    expect(treated().refuses({ do: 'revise-plan', detail: {}, why: 'y' }).refused).toBe('invalid');
  });
});

it('an urgent task is a person’s already, and opens no second one for the course', () => {
  const kim = onPaper().enrol().treat();
  kim.until('2026-01-06T15:00:00.000Z');
  const words = 'I want to die';
  kim.does({ do: 'receive', channel: 'email', providerId: 'e1', words, sentAt: kim.world.now });
  kim.answers('check-in');
  expect(kim.tasks().map(({ kind }) => kind)).toEqual(['urgent']);
});
