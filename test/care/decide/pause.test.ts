import { describe, expect, it } from 'vitest';
import { only, onPaper } from '../../support/paper.ts';

const pause = (until?: string) => ({ do: 'pause', until, why: 'on holiday' }) as const;
const resume = { do: 'resume', why: 'back again' } as const;

describe('while care is paused', () => {
  it('the client is asked nothing and sent nothing', () => {
    const kim = onPaper().enrol().treat();
    kim.at('2026-01-05T16:00:00.000Z').does(pause());
    const before = kim.sentToClient().length;
    kim.until('2026-03-05T15:00:00.000Z');
    expect(kim.sentToClient()).toHaveLength(before);
    expect(kim.requests()).toEqual([]);
    expect(only(kim.events(), 'check-in.counted').filter(({ n }) => n > 0)).toEqual([]);
  });

  it('no request of the client expires', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    kim.does(pause());
    kim.until('2026-03-05T15:00:00.000Z');
    expect(kim.requests('intake')).toHaveLength(1);
  });

  it('nothing of the client’s falls due with what is due of staff', () => {
    const kim = onPaper().enrol().treat();
    kim.gives('review');
    kim.does(pause());
    const before = kim.sentToClient().length;
    kim.until('2026-02-20T15:00:00.000Z');
    expect(only(kim.events(), 'task.escalated').length).toBeGreaterThan(0);
    expect([kim.sentToClient().length, kim.requests(), kim.chart.episode!.cycle]).toEqual([before, [], 1]);
  });

  it('what a plan that comes into force would ask waits as well', () => {
    const kim = onPaper().enrol();
    kim.gives('draft-plan');
    kim.completes('draft-plan');
    kim.asks('plan');
    kim.does(pause('2026-02-02'));
    kim.answers('plan');
    kim.until('2026-02-02T13:59:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.plan']);
    expect(kim.requests()).toEqual([]);
    kim.until('2026-02-10T15:00:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.plan', 'request.check-in']);
  });

  it('what a state machine asks is neither sent nor reminded of, and has its full time after the pause', () => {
    const kim = onPaper().enrol();
    kim.does(pause());
    kim.until('2026-01-25T15:00:00.000Z');
    kim.asks('packet');
    kim.until('2026-02-04T15:00:00.000Z');
    expect(kim.sentToClient()).toEqual([]);
    kim.does(resume);
    kim.until('2026-02-04T15:01:00.000Z');
    expect(kim.sentToClient()).toEqual(['request.packet']);
    expect(kim.timers('reminder').map(({ at }) => at)).toEqual([
      '2026-02-06T15:00:00.000Z',
      '2026-02-08T15:00:00.000Z',
    ]);
    expect(kim.timers('expiry')).toMatchObject([{ at: '2026-02-11T15:00:00.000Z' }]);
  });

  it('what the client writes is answered, though the relay comes to it late', () => {
    const kim = onPaper().enrol();
    kim.does(pause());
    kim.relays = false;
    kim.does({ do: 'receive', channel: 'sms', providerId: 'm1', words: 'Hello?', sentAt: kim.world.now });
    kim.relays = true;
    kim.until('2026-01-05T15:20:00.000Z');
    expect(kim.sentToClient()).toEqual(['reply.kept']);
  });

  it('no session of a course falls due', () => {
    const kim = onPaper()
      .enrol()
      .treat({ summary: 'A course', interventions: [{ title: 'TMS', option: 'tms' }] });
    kim.does(pause());
    kim.until('2026-01-20T15:00:00.000Z');
    expect(kim.tasks('session')).toEqual([]);
    kim.does(resume);
    kim.until('2026-01-20T15:01:00.000Z');
    expect(kim.tasks('session')).toHaveLength(1);
  });

  it('staff are told and chased as ever', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.gives('review');
    kim.does(pause());
    kim.relays = true;
    kim.until('2026-01-05T15:20:00.000Z');
    expect(kim.sent).toMatchObject([{ template: 'staff.task', at: '2026-01-05T15:15:00.000Z' }]);
    kim.until('2026-01-08T15:00:00.000Z');
    expect(kim.sent.at(-1)).toMatchObject({ template: 'staff.escalation', to: { team: 'care' } });
  });

  it('the client can answer', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    kim.does(pause());
    kim.answers('intake');
    expect(kim.requests()).toEqual([]);
  });
});

describe('when care is resumed', () => {
  it('by itself, at 09:00 on the day that the pause ends', () => {
    const kim = onPaper().enrol().treat();
    kim.does(pause('2026-01-20'));
    kim.until('2026-01-20T13:59:00.000Z');
    expect(kim.chart.pause).toBeDefined();
    kim.until('2026-01-20T14:00:00.000Z');
    expect(kim.chart.pause).toBeUndefined();
  });

  it('reminders and expiry are later by whole days', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    kim.at('2026-01-06T20:00:00.000Z').does(pause());
    kim.at('2026-01-09T14:00:00.000Z').does(resume);
    expect(kim.timers('reminder').map(({ at }) => at)).toEqual([
      '2026-01-10T15:00:00.000Z',
      '2026-01-13T15:00:00.000Z',
    ]);
    expect(kim.requests()[0]).toMatchObject({ expiresLocal: '2026-01-18T10:00' });
    expect(kim.timers('expiry')).toMatchObject([{ at: '2026-01-18T15:00:00.000Z' }]);
  });

  it('the days are those of the wall clock, also where one of them has 25 hours', () => {
    const kim = onPaper({}, {}, '2026-10-30T14:00:00.000Z').enrol();
    kim.asks('intake');
    kim.at('2026-10-31T13:00:00.000Z').does(pause());
    kim.at('2026-11-02T14:00:00.000Z').does(resume);
    expect(kim.timers('expiry')).toMatchObject([{ local: '2026-11-11T10:00' }]);
  });

  it('check-ins go on from the next occurrence, without those that fell into the pause', () => {
    const kim = onPaper({ 'checkIns[0].reminders': [] }).enrol().treat();
    kim.until('2026-01-06T16:00:00.000Z');
    kim.does(pause());
    kim.at('2026-01-26T20:00:00.000Z').does(resume);
    kim.until('2026-01-27T16:00:00.000Z');
    const asked = kim.sent.filter(({ template }) => template === 'request.check-in').map(({ at }) => at);
    expect(asked).toEqual(['2026-01-06T15:00:00.000Z', '2026-01-27T15:00:00.000Z']);
    expect(kim.chart.checkIns.weekly).toMatchObject({ n: 4, asked: 2 });
    const skipped = only(kim.events(), 'check-in.counted').filter((event) => event.skipped);
    expect(skipped).toMatchObject([{ n: 3, skipped: 'care was paused' }]);
  });

  it('a reassessment that fell due is due at once', () => {
    const kim = onPaper().enrol().treat();
    kim.at('2026-02-10T15:00:00.000Z').does(pause());
    kim.at('2026-03-02T17:00:00.000Z').does(resume);
    expect(kim.timers('reassessment')).toMatchObject([{ at: '2026-03-02T17:00:00.000Z' }]);
    kim.fires();
    expect(kim.chart.episode).toMatchObject({ cycle: 2, stage: 'reassessment' });
  });

  it('a reassessment that has not fallen due stays where it was', () => {
    const kim = onPaper().enrol().treat();
    kim.at('2026-01-08T15:00:00.000Z').does(pause());
    kim.at('2026-01-20T17:00:00.000Z').does(resume);
    expect(kim.timers('reassessment')).toMatchObject([{ at: '2026-02-16T15:00:00.000Z' }]);
  });

  it('a message that waited for its time goes then, unless what it asks has been answered', () => {
    const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol();
    kim.asks('intake');
    kim.asks('goals');
    kim.does(pause());
    kim.until('2026-01-08T20:00:00.000Z');
    kim.answers('goals');
    expect(kim.sent).toEqual([]);
    kim.does(resume);
    kim.until('2026-01-08T20:01:00.000Z');
    expect(kim.sent).toMatchObject([{ template: 'request.intake', at: '2026-01-08T20:00:00.000Z' }]);
  });

  it('a message whose request ended so long ago that the chart has forgotten it is not sent', () => {
    const kim = onPaper().enrol().treat();
    kim.relays = false;
    kim.until('2026-01-06T15:01:00.000Z');
    kim.does(pause());
    kim.answers('check-in');
    kim.relays = true;
    kim.at('2026-03-20T15:00:00.000Z').does(resume);
    kim.until('2026-03-20T15:01:00.000Z');
    expect(Object.values(kim.chart.ended).filter(({ ask }) => ask === 'check-in')).toEqual([]);
    expect(kim.sentToClient()).toEqual(['request.plan']);
    expect(only(kim.events(), 'message.suppressed')).toMatchObject([{ why: 'the request has been ended' }]);
  });
});

it('a pause that would be over before it begins is refused, and so is a second one', () => {
  const kim = onPaper().enrol();
  expect(kim.refuses(pause('2026-01-05'))).toMatchObject({ refused: 'invalid' });
  kim.at('2026-01-06T14:00:00.000Z');
  expect(kim.refuses(pause('2026-01-06'))).toMatchObject({ refused: 'invalid' });
  kim.does(pause());
  expect(kim.refuses(pause())).toMatchObject({ refused: 'wrong-state' });
});

it('a client who is discharged in a pause leaves no timer and no message behind', () => {
  const kim = onPaper({}, {}, '2026-01-06T02:30:00.000Z').enrol().treat();
  kim.asks('packet');
  kim.does(pause('2026-02-01'));
  kim.does({ do: 'discharge', why: 'moved away' });
  expect(kim.timers()).toEqual([]);
  expect(kim.messages()).toEqual([]);
  expect(kim.chart.pause).toBeUndefined();
});
