import { describe, expect, it } from 'vitest';
import { CLIENT_ASKS } from '../../../functions/care/decide/waiting.ts';
import { only, onPaper } from '../../support/paper.ts';
import { all, phq9 } from '../../support/people.ts';

const waiting = (token: string, round = 1) => ({ episodeId: 'episode-2.1', cycle: 1, round, token }) as const;
const asked = () => {
  const kim = onPaper().enrol();
  kim.does({ do: 'ask-client', ask: 'intake', ...waiting('first') });
  return kim;
};

describe('whatever a state machine asks of a client', () => {
  it.each(CLIENT_ASKS)('%s, the log says why', (ask) => {
    const kim = onPaper().enrol();
    kim.asks(ask);
    expect(only(kim.events(), 'request.opened').at(-1)!.why).toMatch(/^[a-z]/);
  });
});

describe('a request that a state machine makes', () => {
  it('is opened once a round, however often it is asked for', () => {
    const kim = asked();
    expect(kim.refuses({ do: 'ask-client', ask: 'intake', ...waiting('first') })).toMatchObject({
      refused: 'duplicate',
    });
    expect(kim.requests()).toHaveLength(1);
    kim.does({ do: 'ask-client', ask: 'intake', ...waiting('second', 2) });
    expect(kim.requests()).toHaveLength(2);
  });

  it('is handed to whoever asked last: an execution that timed out waits with a new token', () => {
    const kim = asked();
    kim.does({ do: 'ask-client', ask: 'intake', ...waiting('second') });
    expect(kim.requests()).toHaveLength(1);
    const events = kim.answers('intake');
    expect(only(events, 'waiter.released')).toEqual([
      { type: 'waiter.released', token: 'second', outcome: 'answered' },
    ]);
  });

  it('hands the same decision back where it is asked for after its end', () => {
    const kim = onPaper().enrol();
    kim.asks('agreement');
    kim.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'not this one' } });
    const events = kim.does({ do: 'ask-client', ask: 'agreement', ...waiting('late') });
    expect(events).toEqual([{ type: 'waiter.released', token: 'late', outcome: 'change' }]);
    expect(kim.requests()).toEqual([]);
  });

  it('hands the decision back even months after, while its cycle goes on', () => {
    const kim = asked();
    kim.answers('intake');
    kim.at('2026-07-05T15:00:00.000Z').does({ do: 'change-client', changes: { language: 'es' }, why: '' });
    const events = kim.does({ do: 'ask-client', ask: 'intake', ...waiting('late') });
    expect(only(events, 'waiter.released')).toMatchObject([{ outcome: 'answered' }]);
  });

  it('is refused for a cycle or an episode that is over', () => {
    const kim = asked();
    const other = { ...waiting('x'), cycle: 2 };
    expect(kim.refuses({ do: 'ask-client', ask: 'intake', ...other })).toMatchObject({
      refused: 'wrong-state',
    });
    kim.does({ do: 'discharge', why: 'moved away' });
    expect(kim.refuses({ do: 'ask-client', ask: 'intake', ...waiting('x') }).refused).toBe('wrong-state');
    kim.enrol();
    expect(kim.refuses({ do: 'ask-client', ask: 'intake', ...waiting('x') }).refused).toBe('wrong-state');
  });

  it('of a new episode is not taken for the one of the last', () => {
    const kim = asked();
    kim.answers('intake');
    kim.does({ do: 'discharge', why: 'moved away' });
    kim.enrol();
    kim.asks('intake');
    expect(kim.requests('intake')).toHaveLength(1);
  });

  it('reminds on its days, the last time in other words, and then expires', () => {
    const kim = asked();
    kim.until('2026-01-15T16:00:00.000Z');
    expect(kim.sent.map(({ at, template }) => [at, template])).toEqual([
      ['2026-01-05T15:00:00.000Z', 'request.intake'],
      ['2026-01-07T15:00:00.000Z', 'reminder.first'],
      ['2026-01-10T15:00:00.000Z', 'reminder.last'],
    ]);
    expect(only(kim.events(), 'waiter.released')).toEqual([
      { type: 'waiter.released', token: 'first', outcome: 'expired' },
    ]);
    expect(kim.timers()).toEqual([]);
  });

  it('that is answered reminds of nothing any more', () => {
    const kim = asked();
    kim.answers('intake');
    expect(kim.timers()).toEqual([]);
  });

  it('is cancelled when care ends, and its execution is told', () => {
    const kim = asked();
    const events = kim.does({ do: 'discharge', why: 'moved away' });
    expect(only(events, 'request.ended')).toMatchObject([{ outcome: 'cancelled' }]);
    expect(only(events, 'waiter.released')).toEqual([
      { type: 'waiter.released', token: 'first', outcome: 'cancelled' },
    ]);
    expect(kim.refuses({ do: 'discharge', why: 'again' }).refused).toBe('wrong-state');
  });
});

describe('a battery', () => {
  const packet = (changes = {}) => {
    const kim = onPaper(changes).enrol();
    kim.asks('packet');
    return kim;
  };
  const forms = (kim: ReturnType<typeof packet>) => kim.requests('packet')[0]?.forms.map((f) => f.instrument);

  it('asks for more where the answers so far call for it', () => {
    const kim = packet();
    kim.answers('packet', { 'phq-2': all(2, 2), 'gad-2': all(2, 0) });
    expect(forms(kim)).toEqual(['phq-2', 'gad-2', 'phq-9']);
    kim.answers('packet', { 'phq-9': phq9(0) });
    expect(kim.requests('packet')).toEqual([]);
    expect(kim.chart.measures['phq-9']).toMatchObject({ count: 1, baseline: { value: 8 } });
  });

  it('is done where they do not', () => {
    const kim = packet();
    kim.answers('packet');
    expect(kim.requests('packet')).toEqual([]);
  });

  it('does not ask for more on what an earlier cycle answered', () => {
    const battery = [
      { instrument: 'phq-2' },
      { instrument: 'gad-2' },
      { instrument: 'phq-9', when: { measure: 'phq-2', is: 'at least', value: 3 } },
    ];
    const kim = packet({ 'reassessment.battery': battery });
    kim.answers('packet', { 'phq-2': all(2, 3), 'gad-2': all(2, 0) });
    kim.answers('packet', { 'phq-9': phq9(0) });
    kim.asks('reassessment');
    kim.answers('reassessment', { 'gad-2': all(2, 0) });
    expect(kim.requests('reassessment')[0]?.forms).toHaveLength(2);
    kim.answers('reassessment', { 'phq-2': all(2, 0) });
    expect(kim.requests('reassessment')).toEqual([]);
  });
});
