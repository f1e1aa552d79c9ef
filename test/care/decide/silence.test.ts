/** Silence is a signal: reminder, the other channel, a shorter form, and a task to call. */
import { describe, expect, it } from 'vitest';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { all, phq9 } from '../../support/people.ts';

const LADDER = {
  silence: { otherChannel: 2, shorterForm: 3 },
  'assessment.battery': [{ instrument: 'phq-9', shorter: 'phq-2' }, { instrument: 'gad-7' }],
  'assessment.reminders': ['P1D', 'P2D', 'P3D'],
  burden: { messagesPerDay: 2, messagesPerWeek: 7 },
};
/** Asked on Monday at 10:00, and silent since. */
const silentSince = (client = {}, changes = {}) => {
  const kim = onPaper({ ...LADDER, ...changes }, client).enrol();
  kim.asks('packet');
  return kim;
};
const forms = (kim: Paper) => kim.requests('packet')[0]!.forms.map(({ instrument }) => instrument);
const ways = (kim: Paper) => kim.sent.filter(({ to }) => to === 'client').map(({ channel }) => channel);
const whys = (kim: Paper) => only(kim.events(), 'message.intended').map(({ message }) => message.why);

describe('a client who does not answer', () => {
  it('is reminded, then by the other channel, then with a shorter form, and then somebody calls', () => {
    const kim = silentSince();
    kim.until('2026-01-07T15:00:00.000Z');
    expect([ways(kim), forms(kim)]).toEqual([
      ['sms', 'sms', 'email'],
      ['phq-9', 'gad-7'],
    ]);
    kim.until('2026-01-08T15:00:00.000Z');
    expect([ways(kim).at(-1), forms(kim)]).toEqual(['email', ['phq-2', 'gad-7']]);
    expect(whys(kim)).toEqual([
      'the assessment follows the intake',
      'no answer yet, reminder 1',
      'no answer yet, reminder 2, by the other channel',
      'no answer yet, reminder 3, by the other channel, with a shorter form',
    ]);
  });

  it('who has no other channel is reminded by the one they have', () => {
    const kim = silentSince({ consents: { sms: { at: '2026-01-01T00:00:00.000Z' } } });
    kim.until('2026-01-07T15:00:00.000Z');
    expect(ways(kim)).toEqual(['sms', 'sms', 'sms']);
  });

  it('but asks to be asked later is asked then by the channel that they have', () => {
    const kim = silentSince({}, { silence: { otherChannel: 1 } });
    kim.does({ do: 'snooze', requests: [kim.requests()[0]!.id], at: '18:00' }, 'client');
    kim.until('2026-01-05T23:00:00.000Z');
    expect(ways(kim)).toEqual(['sms', 'sms']);
  });

  it('of a pathway that says nothing of it is asked the same thing by the same channel', () => {
    const kim = silentSince({}, { silence: undefined });
    kim.until('2026-01-08T15:00:00.000Z');
    expect([ways(kim), forms(kim)]).toEqual([
      ['sms', 'sms', 'sms', 'sms'],
      ['phq-9', 'gad-7'],
    ]);
  });
});

describe('the shorter form', () => {
  const shortened = () => {
    const kim = silentSince();
    kim.until('2026-01-08T15:00:00.000Z');
    return kim;
  };

  it('ends the request as the longer one would', () => {
    const kim = shortened();
    kim.answers('packet', { 'phq-2': all(2, 0), 'gad-7': all(7, 1) });
    expect(kim.requests('packet')).toEqual([]);
    expect(Object.keys(kim.chart.measures).sort()).toEqual(['gad-7', 'phq-2']);
  });

  it('takes the place of nothing that the client has begun', () => {
    const kim = silentSince();
    kim.answers('packet', { 'phq-9': { 1: 'LA6569-3' } }, false);
    kim.until('2026-01-08T15:00:00.000Z');
    expect(forms(kim)).toEqual(['phq-9', 'gad-7']);
  });

  it('lets in the longer one, which a client may have had open: the risk item counts', () => {
    const kim = shortened();
    kim.answers('packet', { 'phq-9': phq9(1) });
    expect([forms(kim), kim.tasks('urgent')]).toMatchObject([['phq-9', 'gad-7'], [{ priority: 'urgent' }]]);
    kim.answers('packet', { 'gad-7': all(7, 1) });
    expect(kim.requests('packet')).toEqual([]);
  });

  it('lets in the longer one after the end as well', () => {
    const kim = shortened();
    const [request] = kim.requests('packet');
    kim.until('2026-01-13T15:00:00.000Z');
    const responses = [{ instrument: 'phq-9', answers: phq9(2), complete: true }];
    kim.does({ do: 'answer', requestId: request!.id, responses }, 'kim');
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it('is asked from its first question of who answers by text', () => {
    const kim = silentSince(
      { answersBy: 'text', channel: 'sms', consents: { sms: { at: '2026-01-01T00:00:00.000Z' } } },
      { 'assessment.battery': [{ instrument: 'phq-9', shorter: 'phq-2' }] },
    );
    expect(Object.values(kim.chart.threads)).toMatchObject([{ instrument: 'phq-9', linkId: '1' }]);
    kim.until('2026-01-08T15:00:00.000Z');
    expect(Object.values(kim.chart.threads)).toMatchObject([{ instrument: 'phq-2', linkId: '1', tries: 0 }]);
  });

  it('refuses what neither of the two is', () => {
    const kim = shortened();
    const responses = [{ instrument: 'gad-2', answers: all(2, 0), complete: true }];
    const { id } = kim.requests('packet')[0]!;
    expect(kim.refuses({ do: 'answer', requestId: id, responses }, 'kim').refused).toBe('invalid');
  });
});

describe('a check-in that the next one replaces', () => {
  /** Every other day at 10:00; a pause of a day puts the end of the first behind the beginning of the second. */
  const everyOtherDay = () => {
    const kim = onPaper({
      'checkIns[0].cadence': { phases: [{ every: 'P2D' }], at: '10:00' },
      'checkIns[0].expiresAfter': 'P2D',
      burden: { messagesPerDay: 3, messagesPerWeek: 30 },
    }).enrol();
    kim.treat();
    kim.until('2026-01-07T17:00:00.000Z');
    kim.does({ do: 'pause', until: '2026-01-08', why: 'travelling' });
    return kim;
  };

  it('was missed, and with the next one missed there is the task to call', () => {
    const kim = everyOtherDay();
    kim.until('2026-01-09T15:00:00.000Z');
    expect(only(kim.events(), 'request.ended').at(-1)).toMatchObject({
      outcome: 'expired',
      why: 'no answer before the next check-in, which takes its place',
    });
    expect(kim.chart.checkIns.weekly).toMatchObject({ asked: 2, missedInARow: 1 });
    kim.until('2026-01-11T15:00:00.000Z');
    expect(kim.tasks('finding')).toMatchObject([{ title: 'Two check-ins missed in a row: call the client' }]);
  });

  it('was not, where a new plan replaces it', () => {
    const kim = everyOtherDay();
    kim.gives('draft-plan', 2);
    kim.completes('draft-plan');
    kim.asks('plan', 2);
    kim.answers('plan');
    expect([kim.requests('check-in'), kim.chart.checkIns.weekly!.missedInARow]).toEqual([[], 0]);
  });
});
