import { describe, expect, it } from 'vitest';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { POINTS, phq9 } from '../../support/people.ts';

const screened = (changes = {}) => {
  const kim = onPaper({
    'assessment.battery': [{ instrument: 'phq-9' }, { instrument: 'gad-7' }],
    ...changes,
  });
  kim.enrol();
  kim.asks('packet');
  return kim;
};
const saves = (kim: Paper, answers: object) => kim.answers('packet', { 'phq-9': answers }, false);
const findings = (kim: Paper) => kim.tasks('urgent').flatMap((task) => task.findings);

describe('how long an urgent finding waits for somebody', () => {
  it('is counted once, where it is acknowledged in the very moment in which it comes', () => {
    const kim = screened();
    kim.answers('packet', { 'phq-9': phq9(1) });
    kim.does({ do: 'acknowledge-task', taskId: kim.tasks('urgent')[0]!.id });
    kim.at('2026-01-05T16:00:00.000Z').completes('urgent');
    expect(kim.chart.course!.acknowledgedAfter).toEqual([0]);
  });
});

describe('a positive answer to item 9', () => {
  it('makes exactly one urgent task in the entry that keeps the answer', () => {
    const kim = screened();
    const events = kim.answers('packet', { 'phq-9': phq9(1) });
    expect(events.map(({ type }) => type)).toContain('response.received');
    expect(only(events, 'task.opened')).toMatchObject([
      {
        task: {
          kind: 'urgent',
          priority: 'urgent',
          owner: { staff: 'ada' },
          dueAt: '2026-01-05T15:15:00.000Z',
        },
      },
    ]);
    expect(kim.sent.at(-1)).toMatchObject({ template: 'staff.urgent', to: { staff: 'ada' } });
  });

  it.each([0] as const)('of %i points makes none', (points) => {
    const kim = screened();
    kim.answers('packet', { 'phq-9': phq9(points, 3) });
    expect(kim.tasks('urgent')).toEqual([]);
  });

  it('counts in half a form that was never submitted', () => {
    const kim = screened();
    saves(kim, { 9: POINTS[3] });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(kim.chart.measures).toEqual({});
  });

  it('stays, though the client changes it to 0 before the form is submitted', () => {
    const kim = screened();
    saves(kim, { 9: POINTS[2] });
    kim.answers('packet', { 'phq-9': phq9(0) });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(kim.chart.facts['phq-9#9']).toBe(0);
  });

  it('counts beside another form of which nothing can be read', () => {
    const kim = screened();
    kim.answers('packet', { 'gad-7': ['nonsense'], 'phq-9': phq9(3), 'no-such-form': {} });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(kim.requests('packet')[0]?.forms).toMatchObject([{ done: true }, { done: false }]);
  });

  it('joins the open urgent task, whichever request it comes from', () => {
    const kim = screened({ 'checkIns[0].form': 'phq-9' });
    kim.answers('packet', { 'phq-9': phq9(1) });
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(2) });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(findings(kim)).toHaveLength(2);
    expect(kim.chart.urgentFindings).toBe(2);
  });

  it('is one finding, however often the form is saved', () => {
    const kim = screened();
    saves(kim, { 9: POINTS[1] });
    saves(kim, { 1: POINTS[1], 9: POINTS[1] });
    kim.answers('packet', { 'phq-9': phq9(1) });
    expect(findings(kim)).toHaveLength(1);
  });

  it('that gets worse before the form is submitted is another finding in the same task', () => {
    const kim = screened();
    saves(kim, { 9: POINTS[1] });
    kim.answers('packet', { 'phq-9': phq9(3) });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(findings(kim).map(({ what }) => what)).toEqual([
      'PHQ-9: the risk item (9) was answered positively (1)',
      'PHQ-9: the risk item (9) was answered positively (3)',
    ]);
  });

  it('that was saved and dealt with does not come back with the next page', () => {
    const kim = screened();
    saves(kim, { 9: POINTS[1] });
    kim.completes('urgent');
    saves(kim, { 1: POINTS[1] });
    const { 9: _, ...others } = phq9(0);
    kim.answers('packet', { 'phq-9': others });
    expect(kim.chart.facts['phq-9#9']).toBe(1);
    expect(kim.tasks('urgent')).toEqual([]);
  });

  it('makes a task of its own once the one before has been dealt with', () => {
    const kim = screened();
    kim.answers('packet', { 'phq-9': phq9(1) });
    kim.completes('urgent');
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(1) });
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it.each([
    ['after the request expired', (kim: Paper) => kim.until('2026-01-14T15:00:00.000Z')],
    ['after discharge', (kim: Paper) => kim.does({ do: 'discharge', why: 'moved away' })],
    [
      'when another episode has begun',
      (kim: Paper) => {
        kim.does({ do: 'discharge', why: 'moved away' });
        kim.enrol();
      },
    ],
  ])('counts %s, though it is no part of the measures', (_, ends) => {
    const kim = screened();
    const [request] = kim.requests('packet');
    ends(kim);
    const responses = [{ instrument: 'phq-9', answers: phq9(2), complete: true }];
    const events = kim.does({ do: 'answer', requestId: request!.id, responses }, 'kim');
    expect(only(events, 'response.received')).toMatchObject([{ late: true, facts: {} }]);
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(kim.chart.measures).toEqual({});
  });

  it('counts as well where an urgent rule of the pathway sees it first', () => {
    const kim = screened({
      alerts: [
        {
          id: 'high',
          when: { measure: 'phq-9', is: 'at least', value: 20 },
          priority: 'urgent',
          title: 'Very high',
        },
      ],
    });
    kim.answers('packet', { 'phq-9': phq9(3, 3) });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(findings(kim).map(({ rule }) => rule)).toEqual(['risk-item/phq-9/9', 'high']);
  });
});

describe('an urgent task', () => {
  const urgent = () => {
    const kim = screened();
    kim.answers('packet', { 'phq-9': phq9(1) });
    kim.sent.length = 0;
    return kim;
  };
  const end = (kim: Paper, outcome: string, reason: string) =>
    ({ do: 'complete-task', taskId: kim.tasks('urgent')[0]!.id, outcome, reason }) as const;

  it.each(['assessed-safe-for-now', 'safety-plan-in-place', 'handed-to-crisis-service', 'admitted'])(
    'closes by the disposition %s with a reason, and not without',
    (outcome) => {
      const kim = urgent();
      expect(kim.refuses(end(kim, outcome, '  '))).toMatchObject({ refused: 'invalid' });
      kim.does(end(kim, outcome, 'spoke on the phone'));
      expect(kim.tasks('urgent')).toEqual([]);
    },
  );

  it.each(['done', 'discharge', 'reassess-now', ''])('does not close by “%s”', (outcome) => {
    const kim = urgent();
    expect(kim.refuses(end(kim, outcome, 'because'))).toMatchObject({ refused: 'invalid' });
  });

  it('survives discharge, a pause and a new plan', () => {
    const kim = urgent();
    kim.treat();
    kim.does({ do: 'pause', why: 'holiday' });
    kim.does({ do: 'discharge', why: 'moved away' });
    expect(kim.tasks()).toMatchObject([{ kind: 'urgent' }]);
    expect(kim.timers()).toMatchObject([{ kind: 'escalation' }]);
  });

  it('climbs its ladder on time, and repeats at the last rung', () => {
    const kim = urgent();
    kim.until('2026-01-05T17:00:00.000Z');
    const climbed = kim.sent.filter(({ template }) => template === 'staff.urgent-escalation');
    expect(climbed.map(({ at, to }) => [at, to])).toEqual([
      ['2026-01-05T15:15:00.000Z', { team: 'crisis' }],
      ['2026-01-05T15:45:00.000Z', { team: 'care-leads' }],
      ['2026-01-05T16:15:00.000Z', { team: 'care-leads' }],
      ['2026-01-05T16:45:00.000Z', { team: 'care-leads' }],
    ]);
  });

  it('climbs by night, in a pause and after discharge alike', () => {
    const kim = urgent();
    kim.does({ do: 'pause', why: 'holiday' });
    kim.until('2026-01-06T03:00:00.000Z');
    kim.does({ do: 'discharge', why: 'moved away' });
    kim.sent.length = 0;
    kim.until('2026-01-06T04:00:00.000Z');
    expect(kim.sent.filter(({ to }) => JSON.stringify(to).includes('care-leads'))).toHaveLength(2);
  });

  it('stops climbing once somebody has acknowledged it', () => {
    const kim = urgent();
    kim.until('2026-01-05T15:20:00.000Z');
    kim.does({ do: 'acknowledge-task', taskId: kim.tasks('urgent')[0]!.id }, 'cleo');
    kim.until('2026-01-12T15:00:00.000Z');
    expect(kim.sent.filter(({ template }) => template === 'staff.urgent-escalation')).toHaveLength(1);
  });

  it('that somebody has acknowledged wants to be acknowledged anew when a further positive joins', () => {
    const kim = urgent();
    const [task] = kim.tasks('urgent');
    kim.does({ do: 'claim-task', taskId: task!.id }, 'ada');
    kim.at('2026-01-07T16:00:00.000Z').asks('reassessment');
    kim.sent.length = 0;
    kim.answers('reassessment', { 'phq-9': phq9(3) });
    expect(kim.sent).toMatchObject([{ template: 'staff.urgent', to: { staff: 'ada' } }]);
    expect(kim.tasks('urgent')[0]?.acknowledged).toBeUndefined();
    kim.until('2026-01-07T16:15:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({
      template: 'staff.urgent-escalation',
      to: { team: 'care-leads' },
    });
  });

  it('that climbed to a team, and somebody of another took, calls both when a further positive joins', () => {
    const kim = urgent();
    kim.until('2026-01-05T16:00:00.000Z');
    kim.does({ do: 'acknowledge-task', taskId: kim.tasks('urgent')[0]!.id }, 'ada');
    kim.asks('reassessment');
    kim.sent.length = 0;
    kim.answers('reassessment', { 'phq-9': phq9(3) });
    expect(kim.sent.map(({ template, to }) => [template, to])).toEqual([
      ['staff.urgent', { team: 'care-leads' }],
      ['staff.urgent', { staff: 'ada' }],
    ]);
    kim.until('2026-01-05T16:15:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'staff.alarm', to: { staff: 'cleo' } });
  });

  it('goes straight to the rung that is due where the scan was away for hours, with one message', () => {
    const kim = urgent();
    kim.at('2026-01-05T21:00:00.000Z').fires();
    expect(kim.sent).toMatchObject([{ template: 'staff.urgent-escalation', to: { team: 'care-leads' } }]);
    expect(only(kim.events(), 'task.escalated')).toMatchObject([
      { rung: 2, why: 'nobody has acknowledged it since 5 January 2026, 10:00' },
    ]);
    expect(kim.timers('escalation')).toMatchObject([{ at: '2026-01-05T21:30:00.000Z' }]);
  });

  it('that is handed over is to be acknowledged anew, or climbs', () => {
    const kim = urgent();
    const [task] = kim.tasks('urgent');
    kim.does({ do: 'claim-task', taskId: task!.id }, 'ada');
    kim.at('2026-01-05T16:00:00.000Z');
    kim.does({ do: 'hand-over-task', taskId: task!.id, to: { staff: 'ben' }, why: 'end of shift' }, 'ada');
    expect(kim.tasks('urgent')[0]?.acknowledged).toBeUndefined();
    kim.until('2026-01-05T16:15:00.000Z');
    expect(kim.sent.map(({ to }) => to)).toEqual([{ staff: 'ben' }, { team: 'care-leads' }]);
  });
});
