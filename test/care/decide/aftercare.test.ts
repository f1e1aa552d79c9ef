/** The client's own plans: for hard days, and for after care. */
import { describe, expect, it } from 'vitest';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { phq9 } from '../../support/people.ts';

const EMPTY = { signs: [], alone: [], places: [], people: [], professionals: [], surroundings: [] };
const SAFETY = { ...EMPTY, signs: ['I stop answering my sister'], alone: ['Walk to the river'] };
const WELLNESS = {
  helped: ['walking'],
  signs: ['I sleep past noon'],
  steps: ['call Ana'],
  redLine: { measure: 'phq-9', is: 'at least', value: 10, times: 2 },
};

describe('a safety plan', () => {
  const writes = (kim: Paper, plan: unknown, by = 'ada') =>
    kim.does({ do: 'write-safety-plan', plan, why: 'made together' }, by);

  it('stands in the chart in the client’s words, version by version, in care or not', () => {
    const kim = onPaper();
    writes(kim, SAFETY);
    writes(kim, { ...SAFETY, places: ['The library'] });
    expect(kim.chart.safetyPlan).toMatchObject({
      version: 2,
      by: 'ada',
      plan: { signs: ['I stop answering my sister'], places: ['The library'] },
    });
    expect(only(kim.events(), 'safety-plan.written').map(({ version }) => version)).toEqual([1, 2]);
  });

  it('is gone through by version, and opens again with the next', () => {
    const kim = onPaper();
    writes(kim, SAFETY);
    expect(kim.refuses({ do: 'review-safety-plan', version: 2 }).refused).toBe('wrong-state');
    kim.does({ do: 'review-safety-plan', version: 1 });
    expect(kim.chart.safetyPlan!.reviewed).toEqual({ at: kim.world.now, by: 'ada' });
    writes(kim, { ...SAFETY, alone: ['Swim'] }, 'client');
    expect(kim.chart.safetyPlan!.reviewed).toBeUndefined();
  });

  it.each([
    ['nothing in it', EMPTY, 'invalid'],
    ['another shape', { words: 'x' }, 'invalid'],
    ['nothing new', SAFETY, 'duplicate'],
  ])('is refused with %s, and nothing changes', (_, plan, refused) => {
    const kim = onPaper();
    writes(kim, SAFETY);
    expect(kim.refuses({ do: 'write-safety-plan', plan, why: 'x' }).refused).toBe(refused);
  });

  it('is brought to mind with an urgent task', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-02-16T15:00:00.000Z');
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(1) });
    expect(kim.tasks('urgent')).toMatchObject([
      {
        brief: {
          note: 'Call the client: +14155550134. There was a risk alert, and there is no safety plan yet.',
        },
      },
    ]);
    expect(kim.chart.alertAt).toBe(kim.world.now);
  });

  it('outlasts the episode', () => {
    const kim = onPaper().enrol();
    writes(kim, SAFETY);
    kim.does({ do: 'discharge', why: 'well' });
    kim.enrol();
    expect(kim.chart.safetyPlan).toMatchObject({ version: 1 });
  });
});

describe('a wellness plan', () => {
  it('is refused with a red line on nothing that is measured', () => {
    const plan = { ...WELLNESS, redLine: { ...WELLNESS.redLine, measure: 'mood' } };
    expect(onPaper().enrol().refuses({ do: 'write-wellness-plan', plan, why: 'x' }).because).toContain(
      'mood',
    );
  });
});

/** Discharged on 5 January 2026, having agreed to be asked or not. */
function discharged(boosters: boolean): Paper {
  const kim = onPaper().enrol().treat();
  kim.does({ do: 'write-wellness-plan', plan: { ...WELLNESS, boosters }, why: 'last session' });
  kim.does({ do: 'discharge', why: 'well' });
  return kim;
}

describe('after care', () => {
  it('nothing is asked of who did not agree to it', () => {
    const kim = discharged(false);
    kim.until('2027-02-01T15:00:00.000Z');
    expect(kim.requests()).toEqual([]);
    expect(kim.timers()).toEqual([]);
  });

  it('who agreed is asked after 1, 3, 6 and 12 months, by their own clock', () => {
    const kim = discharged(true);
    expect(kim.timers('booster').map(({ local }) => local)).toEqual([
      '2026-02-05T10:00',
      '2026-04-05T10:00',
      '2026-07-05T10:00',
      '2027-01-05T10:00',
    ]);
    const sent = kim.sentToClient().length;
    kim.until('2026-02-05T15:00:00.000Z');
    expect(kim.sentToClient().slice(sent)).toEqual(['request.check-in']);
    expect(kim.requests('booster')).toMatchObject([
      { forms: [{ instrument: 'attune-check-in' }, { instrument: 'phq-9' }] },
    ]);
  });

  it('who drew their line on what may not be asked without a licence is not asked for it', () => {
    const redLine = { ...WELLNESS.redLine, measure: 'isi' };
    const kim = onPaper().enrol().treat();
    kim.does({
      do: 'write-wellness-plan',
      plan: { ...WELLNESS, redLine, boosters: true },
      why: 'last session',
    });
    kim.does({ do: 'discharge', why: 'well' });
    kim.until('2026-02-05T15:00:00.000Z');
    expect(kim.requests('booster')[0]!.forms.map(({ instrument }) => instrument)).toEqual([
      'attune-check-in',
    ]);
  });

  it('who has stopped all messages is left in peace, and nobody is called', () => {
    const kim = discharged(true);
    kim.does({ do: 'change-client', changes: { consents: {} }, why: 'STOP' });
    kim.until('2026-02-06T15:00:00.000Z');
    expect(kim.requests('booster')).toEqual([]);
    expect(only(kim.events(), 'booster.skipped')).toMatchObject([{ n: 1 }]);
    expect(kim.tasks()).toEqual([]);
  });

  it('a clinician can end it for good, with what is asked at that moment', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    kim.does({ do: 'stop-boosters', why: 'asked on the phone' });
    expect(kim.timers()).toEqual([]);
    expect(kim.requests()).toEqual([]);
    expect(kim.refuses({ do: 'stop-boosters', why: 'again' }).refused).toBe('duplicate');
  });

  it('who takes the agreement back is not asked after a later episode either', () => {
    const kim = onPaper().enrol().treat();
    kim.does({ do: 'write-wellness-plan', plan: { ...WELLNESS, boosters: true }, why: 'last session' });
    kim.does({ do: 'stop-boosters', why: 'thought better of it' });
    kim.does({ do: 'discharge', why: 'well' });
    expect(kim.timers()).toEqual([]);
    expect(kim.chart.wellnessPlan).toMatchObject({ helped: WELLNESS.helped, boosters: false });
  });

  it('who agrees later is asked on the days that are still to come, counted from the discharge', () => {
    const kim = discharged(false);
    kim.until('2026-02-10T15:00:00.000Z');
    kim.does({ do: 'write-wellness-plan', plan: { ...WELLNESS, boosters: true }, why: 'called us' });
    expect(kim.timers('booster').map(({ local }) => local)).toEqual([
      '2026-04-05T10:00',
      '2026-07-05T10:00',
      '2027-01-05T10:00',
    ]);
    kim.does({
      do: 'write-wellness-plan',
      plan: { ...WELLNESS, steps: ['call Bo'], boosters: true },
      why: 'moved',
    });
    expect(kim.timers('booster')).toHaveLength(3);
  });

  it('who agrees no more is asked nothing more', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    kim.does({ do: 'write-wellness-plan', plan: { ...WELLNESS, boosters: false }, why: 'called us' });
    expect(kim.timers()).toEqual([]);
    expect(kim.requests()).toEqual([]);
  });

  it('the answers are no part of the course that is over', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    const facts = { ...kim.chart.facts };
    kim.answers('booster', { 'phq-9': phq9(0, 2) });
    expect([kim.chart.measures, kim.chart.facts]).toEqual([{}, facts]);
    expect(kim.chart.boosterScores).toEqual([16]);
  });

  it('no rule of the pathway speaks of the course that is over', () => {
    const when = { measure: 'phq-9', is: 'at least', value: 10 };
    const kim = onPaper({ alerts: [{ id: 'depression', when, priority: 'routine', title: 'Depressed' }] });
    kim.enrol().treat().asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(0, 2) });
    kim.completes('finding');
    kim.does({ do: 'write-wellness-plan', plan: { ...WELLNESS, boosters: true }, why: 'last session' });
    kim.does({ do: 'discharge', why: 'well' });
    kim.until('2026-02-05T15:00:00.000Z');
    kim.answers('booster', { 'phq-9': phq9(0, 0) });
    expect(kim.tasks('finding')).toEqual([]);
  });

  it('a score past their own red line as often as they said brings a person, once', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    kim.answers('booster', { 'attune-check-in': { mood: 4 }, 'phq-9': phq9(0, 2) });
    expect(kim.tasks('finding')).toEqual([]);
    kim.until('2026-04-05T14:00:00.000Z');
    kim.answers('booster', { 'attune-check-in': { mood: 3 }, 'phq-9': phq9(0, 2) });
    expect(kim.tasks('finding')).toMatchObject([
      { findings: [{ rule: 'red-line', what: 'phq-9 is at 16, past the client’s own red line' }] },
    ]);
    kim.until('2026-07-05T14:00:00.000Z');
    kim.answers('booster', { 'attune-check-in': { mood: 3 }, 'phq-9': phq9(0, 2) });
    expect(kim.tasks('finding').flatMap(({ findings }) => findings)).toHaveLength(1);
    const { id: taskId } = kim.tasks('finding')[0]!;
    const end = { do: 'complete-task', taskId, outcome: 'discharge', reason: 'x' } as const;
    expect(kim.refuses(end).because).toContain('ended already');
  });

  it('a positive risk answer is as urgent as in care', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    kim.answers('booster', { 'phq-9': phq9(1) });
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it('another episode takes the place of what was to be asked', () => {
    const kim = discharged(true);
    kim.until('2026-02-05T15:00:00.000Z');
    kim.enrol();
    expect([kim.requests(), kim.timers('booster')]).toEqual([[], []]);
  });
});
