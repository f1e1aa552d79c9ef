import { describe, expect, it } from 'vitest';
import { only, onPaper } from '../../support/paper.ts';

const given = (changes = {}) => {
  const kim = onPaper(changes).enrol();
  const task = kim.gives('shape-goals');
  return { kim, task, taskId: task.id };
};
const goals = { goals: [{ words: 'sleep' }] };

describe('a task', () => {
  it('goes to the episode’s clinician, with the team behind, and is due as the clinic closes next day', () => {
    const { task } = given();
    expect(task).toMatchObject({
      owner: { staff: 'ada' },
      team: 'care',
      priority: 'routine',
      dueAt: '2026-01-06T22:00:00.000Z',
    });
  });

  it('goes to the team where the clinician has left', () => {
    const kim = onPaper().enrol();
    kim.world.clinic.staff.ada!.active = false;
    expect(kim.gives('review').owner).toEqual({ team: 'care' });
  });

  it('is made once a round, and a second asking is handed its end', () => {
    const { kim } = given();
    const again = (token: string) =>
      ({
        do: 'ask-clinician',
        kind: 'shape-goals',
        episodeId: 'episode-2.1',
        cycle: 1,
        round: 1,
        token,
      }) as const;
    kim.does(again('second'));
    expect(kim.tasks()).toHaveLength(1);
    expect(only(kim.completes('shape-goals'), 'waiter.released')).toMatchObject([
      { token: 'second', outcome: 'propose' },
    ]);
    expect(kim.does(again('third'))).toEqual([
      { type: 'waiter.released', token: 'third', outcome: 'propose' },
    ]);
  });

  it('that somebody claims is theirs and acknowledged', () => {
    const { kim, taskId } = given();
    kim.does({ do: 'claim-task', taskId }, 'ben');
    expect(kim.tasks()).toMatchObject([{ owner: { staff: 'ben' }, acknowledged: { by: 'ben' } }]);
    expect(kim.timers('escalation')).toEqual([]);
  });

  it('that is claimed a second time by the same person changes nothing', () => {
    const { kim, taskId } = given();
    kim.does({ do: 'claim-task', taskId }, 'ben');
    expect(kim.does({ do: 'claim-task', taskId }, 'ben')).toEqual([]);
    expect(kim.does({ do: 'acknowledge-task', taskId }, 'ben')).toEqual([]);
  });

  it('that another has claimed is handed over by them, not taken', () => {
    const { kim, taskId } = given();
    kim.does({ do: 'claim-task', taskId }, 'ben');
    expect(kim.refuses({ do: 'claim-task', taskId }, 'ada')).toEqual({
      refused: 'wrong-state',
      because: 'Ben has this task. Ask them to hand it over.',
    });
    kim.does({ do: 'hand-over-task', taskId, to: { team: 'care-leads' }, why: 'on leave' }, 'ben');
    expect(kim.tasks()).toMatchObject([{ owner: { team: 'care-leads' } }]);
    expect(kim.sent.at(-1)).toMatchObject({ template: 'staff.task', to: { team: 'care-leads' } });
    kim.does({ do: 'claim-task', taskId }, 'lea');
    expect(kim.tasks()).toMatchObject([{ owner: { staff: 'lea' }, acknowledged: { by: 'lea' } }]);
  });

  it('that is handed over unclaimed goes on climbing where it was', () => {
    const { kim, taskId } = given();
    kim.does({ do: 'hand-over-task', taskId, to: { staff: 'ben' }, why: 'cover' });
    expect(kim.timers('escalation')).toMatchObject([{ at: '2026-01-07T22:00:00.000Z' }]);
  });

  it.each([[{ staff: 'nobody' }], [{ team: 'nobody' }]])('is not handed over to %j', (to) => {
    const { kim, taskId } = given();
    expect(kim.refuses({ do: 'hand-over-task', taskId, to, why: 'x' })).toMatchObject({ refused: 'invalid' });
  });

  it('is not handed over to somebody who has left', () => {
    const { kim, taskId } = given();
    kim.world.clinic.staff.ben!.active = false;
    const to = { staff: 'ben' };
    expect(kim.refuses({ do: 'hand-over-task', taskId, to, why: 'x' })).toMatchObject({ refused: 'invalid' });
  });

  it('climbs to the team and to the leads while nobody acknowledges, and repeats there', () => {
    const { kim } = given();
    kim.until('2026-01-16T00:00:00.000Z');
    expect(only(kim.events(), 'task.escalated').map(({ rung, owner }) => [rung, owner])).toEqual([
      [1, { team: 'care' }],
      [2, { team: 'care-leads' }],
      [2, { team: 'care-leads' }],
    ]);
    expect(kim.tasks()).toMatchObject([{ owner: { team: 'care-leads' }, team: 'care-leads' }]);
  });

  it('that is routine does not climb on a Saturday, but at the end of Monday', () => {
    const kim = onPaper({}, {}, '2026-01-08T15:00:00.000Z').enrol();
    kim.gives('shape-goals');
    expect(kim.timers('escalation')).toMatchObject([{ at: '2026-01-12T22:00:00.000Z' }]);
  });

  it('ends only as its kind can end, and says how', () => {
    const { kim, taskId } = given();
    const refusal = kim.refuses({ do: 'complete-task', taskId, outcome: 'done', reason: 'x' });
    expect(refusal).toEqual({
      refused: 'invalid',
      because: 'This task can end with propose, record-disagreement, discharge, not with done.',
    });
  });

  it.each([
    ['discharge', undefined],
    ['record-disagreement', goals],
  ])('wants a reason for %s', (outcome, detail) => {
    const { kim, taskId } = given();
    const end = { do: 'complete-task', taskId, outcome, detail } as const;
    expect(kim.refuses({ ...end, reason: ' ' })).toMatchObject({ refused: 'invalid' });
    kim.does({ ...end, reason: 'they said so' });
    expect(kim.tasks()).toEqual([]);
  });

  it('wants none for what needs no defence', () => {
    const { kim, taskId } = given();
    kim.does({ do: 'complete-task', taskId, outcome: 'propose', reason: '', detail: goals });
    expect(kim.chart.goals).toMatchObject({ state: 'proposed' });
  });

  it('that has ended says so', () => {
    const { kim, taskId } = given();
    kim.completes('shape-goals');
    const ended = {
      refused: 'wrong-state',
      because: 'This task has ended (propose). Nothing more is needed.',
    };
    expect(kim.refuses({ do: 'claim-task', taskId })).toEqual(ended);
    expect(kim.refuses({ do: 'complete-task', taskId, outcome: 'propose', reason: '' })).toEqual(ended);
    expect(kim.refuses({ do: 'claim-task', taskId: 'task-9.9' })).toMatchObject({ refused: 'not-found' });
  });

  it('ends with care, and its execution is told', () => {
    const { kim, task } = given();
    const events = kim.does({ do: 'discharge', why: 'moved away' });
    expect(only(events, 'waiter.released')).toEqual([
      { type: 'waiter.released', token: task.waiter, outcome: 'cancelled' },
    ]);
    expect(kim.timers()).toEqual([]);
  });

  it('that tells of a look into the chart stays when care ends: an admin has yet to see it', () => {
    const { kim } = given();
    kim.does({ do: 'break-glass', reason: 'found them on the floor' }, 'cleo');
    kim.does({ do: 'discharge', why: 'moved away' });
    expect(kim.tasks().map(({ kind }) => kind)).toEqual(['access']);
  });

  it('by which a clinician discharges the client ends everything else', () => {
    const { kim, taskId } = given();
    kim.asks('packet');
    kim.gives('review');
    const events = kim.does({ do: 'complete-task', taskId, outcome: 'discharge', reason: 'moved away' });
    expect(only(events, 'waiter.released').map(({ outcome }) => outcome)).toEqual([
      'discharge',
      'cancelled',
      'cancelled',
    ]);
    expect(kim.chart.episode).toMatchObject({ stage: 'ended', endedAt: '2026-01-05T15:00:00.000Z' });
    expect([kim.tasks(), kim.requests(), kim.timers()]).toEqual([[], [], []]);
  });
});
