import { describe, expect, it } from 'vitest';
import { only, onPaper } from '../../support/paper.ts';
import { phq9 } from '../../support/people.ts';

const rule = (id: string, when: object) => ({ id, when, priority: 'routine', title: `rule ${id}` });
const lowMood = rule('mood', { measure: 'attune-check-in#mood', is: 'at most', value: 2 });
const lowRating = rule('rating', { measure: 'goals.lowest-rating', is: 'at most', value: 2 });
const checksIn = (alerts: object[]) => {
  const kim = onPaper({ alerts }).enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals');
  kim.treat().until('2026-01-06T15:00:00.000Z');
  return kim;
};
const says = (kim: ReturnType<typeof checksIn>, answers: object) =>
  kim.answers('check-in', { 'attune-check-in': answers });

describe('a rule of the pathway', () => {
  it('makes a finding with a task of its own, and joins it while that is open', () => {
    const kim = checksIn([lowMood]);
    says(kim, { mood: 1 });
    expect(kim.tasks('finding')).toMatchObject([
      { title: 'rule mood', key: 'finding/mood', priority: 'routine', findings: [{ rule: 'mood' }] },
    ]);
    kim.until('2026-01-13T15:00:00.000Z');
    says(kim, { mood: 0 });
    expect(kim.tasks('finding')).toMatchObject([{ findings: [{}, {}] }]);
  });

  it('that speaks of the same response as another shares a task with it, so that the client is called once', () => {
    const unwell = rule('unwell', { measure: 'attune-check-in#mood', is: 'at most', value: 3 });
    const kim = checksIn([lowMood, unwell]);
    says(kim, { mood: 1 });
    expect(kim.tasks('finding')).toMatchObject([{ findings: [{ rule: 'mood' }, { rule: 'unwell' }] }]);
    kim.until('2026-01-13T15:00:00.000Z');
    says(kim, { mood: 3 });
    expect(kim.tasks('finding')).toMatchObject([
      { findings: [{ rule: 'mood' }, { rule: 'unwell' }, { rule: 'unwell' }] },
    ]);
  });

  it('does not speak while what it speaks of is only half answered', () => {
    const kim = checksIn([lowMood]);
    kim.answers('check-in', { 'attune-check-in': { mood: 1 } }, false);
    expect(kim.tasks()).toEqual([]);
  });

  it('that a clinician has dealt with does not come back with an answer about something else', () => {
    const kim = checksIn([rule('depression', { measure: 'phq-9', is: 'at least', value: 10 }), lowRating]);
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(0, 2) });
    says(kim, { mood: 5, 'goal-1': 1 });
    expect(kim.tasks('finding')).toHaveLength(2);
    kim.completes('finding');
    kim.completes('finding');
    kim.until('2026-01-13T15:00:00.000Z');
    says(kim, { mood: 5 });
    expect(kim.tasks('finding')).toEqual([]);
  });

  it('comes back with a fresh answer', () => {
    const kim = checksIn([lowRating]);
    says(kim, { mood: 5, 'goal-1': 1 });
    kim.completes('finding');
    kim.until('2026-01-13T15:00:00.000Z');
    says(kim, { mood: 5, 'goal-1': 2 });
    expect(kim.tasks('finding')).toHaveLength(1);
  });

  it('that speaks of two scores in a row takes no correction for a second one', () => {
    const twice = {
      all: [
        { measure: 'phq-9', is: 'at least', value: 10 },
        { measure: 'phq-9.before', is: 'at least', value: 10 },
      ],
    };
    const kim = onPaper({
      alerts: [rule('twice', twice)],
      'assessment.battery': [{ instrument: 'phq-9' }, { instrument: 'gad-7' }],
    }).enrol();
    kim.asks('packet');
    kim.answers('packet', { 'phq-9': phq9(0, 2) });
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    expect(kim.tasks('finding')).toEqual([]);
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(0, 2) });
    expect(kim.tasks('finding')).toHaveLength(1);
  });

  it('counts weeks in treatment from the plan', () => {
    const late = rule('late', {
      all: [
        { measure: 'weeks-in-treatment', is: 'at least', value: 2 },
        { measure: 'attune-check-in#mood', is: 'at most', value: 5 },
      ],
    });
    const kim = checksIn([late]);
    says(kim, { mood: 5 });
    kim.until('2026-01-13T15:00:00.000Z');
    says(kim, { mood: 5 });
    expect(kim.tasks()).toEqual([]);
    kim.until('2026-01-20T15:00:00.000Z');
    says(kim, { mood: 5 });
    expect(kim.tasks('finding')).toHaveLength(1);
  });
});

describe('check-ins that are missed', () => {
  it('in a row make a finding, once, until it is dealt with', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-01-09T15:00:00.000Z');
    expect(kim.tasks()).toEqual([]);
    kim.until('2026-01-23T15:00:00.000Z');
    expect(kim.tasks('finding')).toMatchObject([{ openedAt: '2026-01-16T15:00:00.000Z' }]);
    expect(kim.tasks('finding')[0]?.findings).toHaveLength(1);
    kim.completes('finding');
    kim.until('2026-01-30T15:00:00.000Z');
    expect(kim.tasks('finding')).toHaveLength(1);
  });

  it('are counted from nothing again once one is answered', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-01-13T15:00:00.000Z');
    kim.answers('check-in');
    kim.until('2026-01-23T15:00:00.000Z');
    expect(kim.chart.checkIns.weekly).toMatchObject({ asked: 3, answered: 1, missedInARow: 1 });
    expect(kim.tasks()).toEqual([]);
  });
});

describe('what Attune slept through', () => {
  const away = (until: string, changes = {}) => {
    const kim = onPaper({ alerts: [], ...changes })
      .enrol()
      .treat();
    kim.until('2026-01-05T16:00:00.000Z');
    kim.sent.length = 0;
    kim.at(until).fires();
    return kim;
  };
  const daily = {
    'checkIns[0].cadence': { phases: [{ every: 'P1D' }], at: '10:00' },
    'checkIns[0].window': 'PT6H',
    'checkIns[0].reminders': [],
    'checkIns[0].expiresAfter': 'P1D',
  };

  it('comes to the latest check-in only, while its window is open', () => {
    const kim = away('2026-01-15T17:00:00.000Z', daily);
    expect(kim.sentToClient()).toEqual(['request.check-in']);
    expect(kim.requests('check-in')).toMatchObject([{ checkIn: { n: 10 } }]);
    const counted = only(kim.events(), 'check-in.counted').filter(({ n }) => n > 0);
    expect(counted).toMatchObject([
      { n: 9, skipped: 'the time of check-ins 1 to 9 had passed when Attune came to it' },
      { n: 10 },
    ]);
    expect(kim.chart.checkIns.weekly).toMatchObject({ asked: 1, n: 10 });
    expect(kim.timers('check-in')).toMatchObject([{ at: '2026-01-16T15:00:00.000Z', n: 11 }]);
  });

  it('asks the latest to the last moment of its window', () => {
    expect(away('2026-01-15T21:00:00.000Z', daily).sentToClient()).toEqual(['request.check-in']);
    expect(away('2026-01-15T21:00:00.001Z', daily).sentToClient()).toEqual([]);
  });

  it('asks none where the window of the latest has closed', () => {
    const kim = away('2026-01-15T22:00:00.000Z', daily);
    expect(kim.sentToClient()).toEqual([]);
    expect(kim.chart.checkIns.weekly).toMatchObject({ asked: 0, n: 10 });
  });

  it('asks the one that it is only a little late for', () => {
    expect(away('2026-01-07T14:59:00.000Z').sentToClient()).toEqual(['request.check-in']);
  });

  it.each([
    ['one reminder', '2026-01-09T15:00:00.000Z', 'reminder.first'],
    ['both reminders', '2026-01-12T15:00:00.000Z', 'reminder.last'],
  ])('sends one message of a request of which %s fell due', (_, until, template) => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    kim.sent.length = 0;
    kim.at(until).fires();
    expect(kim.sentToClient()).toEqual([template]);
  });

  it('does not remind of what it has not sent yet', () => {
    const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-01-12T15:00:00.000Z').fires();
    expect(kim.sentToClient()).toEqual(['request.intake']);
    expect(only(kim.events(), 'reminder.skipped').map(({ n }) => n)).toEqual([1, 2]);
  });

  it('sends nothing of a request that has expired meanwhile', () => {
    const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-01-20T15:00:00.000Z').fires();
    expect(kim.sentToClient()).toEqual([]);
    expect(kim.requests()).toEqual([]);
  });

  it('tells staff once that a plan review is overdue', () => {
    const kim = onPaper({ alerts: [], 'reassessment.every': 'P1Y', checkIns: [] }).enrol().treat();
    kim.sent.length = 0;
    kim.at('2026-04-20T13:00:00.000Z').fires();
    expect(kim.sent).toMatchObject([{ template: 'staff.task' }]);
    expect(only(kim.events(), 'task.opened').at(-1)?.why).toBe('the plan review is overdue');
  });
});
