/** Red, amber, green and grey, each with its numbers and its source. */
import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import type { Chart, Measured } from '../../../functions/care/chart.ts';
import { type Track, trackOf } from '../../../functions/care/measures/track.ts';
import { onPaper } from '../../support/paper.ts';
import type { Changes } from '../../support/pathways.ts';
import { pathway, phq9 } from '../../support/people.ts';

const BEGAN = '2026-01-05T15:00:00.000Z';
const WEEK_4 = '2026-02-02T15:00:00.000Z';
const BEFORE_WEEK_6 = '2026-02-16T14:59:59.999Z';
const WEEK_6 = '2026-02-16T15:00:00.000Z';
const WEEK_9 = '2026-03-09T15:00:00.000Z';
const WEEK_14 = '2026-04-13T15:00:00.000Z';

/** In treatment since 5 January 2026, to be reassessed every 6 weeks. */
const treated = (): Chart => onPaper().enrol().treat().chart;

const scored = (baseline: number, last: number, at: string, count = 2): Measured => ({
  baseline: { at: BEGAN, value: baseline },
  last: { at, value: last },
  count,
});

const track = (
  measures: Record<string, Measured>,
  now: string,
  { chart = treated(), changes = {} }: { chart?: Chart; changes?: Changes } = {},
): Track =>
  trackOf({
    chart: { ...chart, measures },
    pathway: pathway(changes),
    instruments: content.instruments,
    now,
  });
const phq = (baseline: number, last: number, at = WEEK_4, now = at) =>
  track({ 'phq-9': scored(baseline, last, at) }, now);

describe('red', () => {
  it('is a measure that is reliably worse than at baseline', () => {
    expect(phq(8, 14)).toEqual({
      flag: 'red',
      because:
        'PHQ-9 went from 8 at baseline to 14: reliably worse, by 6 points or more (NHS Talking Therapies, in PMC8411661).',
    });
    expect(phq(8, 13).flag).toBe('green');
  });

  it('is any of them, whatever the others do', () => {
    const worse = { 'phq-9': scored(20, 4, WEEK_4), 'gad-7': scored(5, 9, WEEK_4) };
    expect(track(worse, WEEK_4)).toMatchObject({
      flag: 'red',
      because: expect.stringMatching(/^GAD-7 went/),
    });
  });

  it('goes by each measure’s own direction, and says what is unconfirmed', () => {
    const fallen = track({ 'who-5': scored(60, 50, WEEK_4) }, WEEK_4);
    expect(fallen).toMatchObject({ flag: 'red', because: expect.stringContaining('; unconfirmed).') });
    expect(track({ 'who-5': scored(40, 60, WEEK_4) }, WEEK_4).flag).toBe('green');
  });

  it('is an open urgent task, with no score at all and after the episode has ended', () => {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }).enrol();
    kim.asks('packet');
    kim.answers('packet', { 'phq-9': { 9: phq9(1)[9] } }, false);
    const urgent = {
      flag: 'red',
      because:
        'The urgent task “Urgent: a risk answer needs a person now” is open since 5 January 2026 (Attune’s own default).',
    };
    expect(track({}, BEGAN, { chart: kim.chart })).toEqual(urgent);
    kim.does({ do: 'discharge', why: 'moved away' });
    expect(track({}, BEGAN, { chart: kim.chart })).toEqual(urgent);
    kim.completes('urgent');
    expect(track({}, BEGAN, { chart: kim.chart })).toEqual({
      flag: 'grey',
      because: 'The episode ended on 5 January 2026.',
    });
  });

  it('stays red when the score grows old', () => {
    expect(phq(8, 14, WEEK_4, '2026-12-31T15:00:00.000Z').flag).toBe('red');
  });
});

describe('amber', () => {
  it('is no reliable improvement by week 6 of treatment in who is still a case', () => {
    expect(phq(16, 12, WEEK_6)).toEqual({
      flag: 'amber',
      because:
        'It is week 6 of treatment, and PHQ-9 went from 16 at baseline to 12: less than the 6 points of a reliable improvement (NHS Talking Therapies, in PMC8411661), and still a case, 10 or more (Kroenke, Spitzer, Williams 2001, doi 10.1046/j.1525-1497.2001.016009606.x; NHS Talking Therapies, in PMC8411661); looked at from week 6 on (Attune’s own default; late responders: PMC6428692).',
    });
    expect(phq(16, 12, BEFORE_WEEK_6).flag).toBe('green');
  });

  it('is not who has reliably improved, and not who is no case any more', () => {
    expect(phq(18, 12, WEEK_6).flag).toBe('green');
    expect(phq(14, 9, WEEK_6).flag).toBe('green');
  });

  it.each([
    [4, WEEK_4, 17],
    [9, WEEK_9, 13],
    [14, WEEK_14, 9],
  ])('is a PHQ-9 at its mark in week %i, even of who has reliably improved', (week, at, mark) => {
    const { flag, because } = phq(27, mark, at);
    expect(flag).toBe('amber');
    expect(because).toContain(
      `PHQ-9 was ${mark} in week ${week} of treatment, where ${mark} or more from week ${week} on marks a failing response (Schueller 2015, PMID 26077754).`,
    );
    expect(phq(27, mark - 1, at).flag).toBe('green');
  });

  it('puts the mark to the week that the score is of, not to the week that it is read in', () => {
    expect(phq(27, 17, '2026-02-02T14:59:59.999Z', WEEK_6).flag).toBe('green');
  });

  it('waits for treatment, and a revised plan does not set its weeks back', () => {
    const untreated = { ...treated(), plan: undefined };
    const measures = { 'phq-9': scored(16, 15, WEEK_6) };
    expect(track(measures, WEEK_6, { chart: untreated }).flag).toBe('green');
    const chart = treated();
    const { treatedSince: _, ...episode } = chart.episode!;
    const revised = { ...chart, episode, plan: { ...chart.plan!, activatedAt: WEEK_4 } };
    expect(track(measures, WEEK_6, { chart: revised }).flag).toBe('green');
    const since = { ...revised, episode: { ...chart.episode!, treatedSince: BEGAN } };
    expect(track(measures, WEEK_6, { chart: since }).flag).toBe('amber');
  });
});

describe('green', () => {
  it('says how far each measure has come', () => {
    const measures = { 'phq-9': scored(16, 8, WEEK_4), 'gad-7': scored(7, 7, WEEK_4) };
    expect(track(measures, WEEK_4)).toEqual({
      flag: 'green',
      because:
        'PHQ-9 went from 16 at baseline to 8: reliably improved, by 6 points or more (NHS Talking Therapies, in PMC8411661). GAD-7 is 7, as at baseline: no reliable change, which takes 4 points (NHS Talking Therapies, in PMC8411661). No rule asks for a review (Attune’s own default).',
    });
  });
});

describe('grey', () => {
  it('is fewer than two scores', () => {
    expect(track({}, WEEK_6)).toEqual({
      flag: 'grey',
      because: 'No measure has a score yet, and a change needs 2 (Attune’s own default).',
    });
    expect(track({ 'phq-9': scored(20, 20, BEGAN, 1) }, WEEK_6)).toEqual({
      flag: 'grey',
      because: 'PHQ-9: 1 score so far, and a change needs 2 (Attune’s own default).',
    });
  });

  it('is a last score older than two reassessment intervals of the plan', () => {
    const twelveWeeksOn = '2026-03-30T15:00:00.000Z';
    expect(phq(12, 4, BEGAN, twelveWeeksOn).flag).toBe('green');
    expect(phq(12, 4, BEGAN, '2026-03-30T15:00:00.001Z')).toEqual({
      flag: 'grey',
      because:
        'PHQ-9 was last answered 84 days ago, and after 84 days, 2 reassessment intervals, a score is too old to go by (Attune’s own default).',
    });
    const chart = treated();
    const slower = { ...chart, plan: { ...chart.plan!, reassessEvery: 'P8W' } };
    const measures = { 'phq-9': scored(12, 4, BEGAN) };
    expect(track(measures, '2026-03-30T15:00:00.001Z', { chart: slower }).flag).toBe('green');
  });

  it('is what a measure that is meant for screening alone leaves it at', () => {
    const asScreen = structuredClone(content.instruments['phq-9']!);
    asScreen.scoring.use = 'screen';
    const chart = { ...treated(), measures: { 'phq-9': scored(8, 20, WEEK_4) } };
    const instruments = { 'phq-9': asScreen };
    expect(trackOf({ chart, pathway: pathway(), instruments, now: WEEK_4 }).flag).toBe('grey');
  });

  it('is all that a screen or a measure without a sourced reliable change can say', () => {
    expect(track({ 'phq-2': scored(0, 6, WEEK_4) }, WEEK_4).flag).toBe('grey');
    expect(track({ k10: scored(10, 50, WEEK_4) }, WEEK_4)).toEqual({
      flag: 'grey',
      because: 'K10: no reliable change is known from a source.',
    });
  });
});

describe('the pathway’s own rules', () => {
  const source = 'The clinic’s leads, March 2026';
  const byOwn = (rules: object) => ({ changes: { track: rules } });

  it('say by which week who is still a case should have improved', () => {
    const by4 = byOwn({ improvedBy: { week: 4, source } });
    const { flag, because } = track({ 'phq-9': scored(16, 12, WEEK_4) }, WEEK_4, by4);
    expect(flag).toBe('amber');
    expect(because).toContain('; looked at from week 4 on (The clinic’s leads, March 2026).');
  });

  it('say which totals mark a failing response, by each measure’s own direction', () => {
    const marks = [{ instrument: 'who-5', from: [{ week: 4, total: 28 }], source }];
    const who = (last: number) => track({ 'who-5': scored(20, last, WEEK_4) }, WEEK_4, byOwn({ marks }));
    expect(who(28)).toEqual({
      flag: 'amber',
      because:
        'WHO-5 was 28 in week 4 of treatment, where 28 or less from week 4 on marks a failing response (The clinic’s leads, March 2026).',
    });
    expect(who(32).flag).toBe('green');
    const without = track({ 'phq-9': scored(27, 17, WEEK_4) }, WEEK_4, byOwn({ marks: [] }));
    expect(without.flag).toBe('green');
  });

  it('say how many scores a change needs, and when one is too old', () => {
    expect(track({ 'phq-9': scored(8, 20, WEEK_4) }, WEEK_4, byOwn({ leastScores: 3 }))).toEqual({
      flag: 'grey',
      because: 'PHQ-9: 2 scores so far, and a change needs 3 (the pathway’s own rule).',
    });
    const old = byOwn({ intervalsUntilOld: 1 });
    const sixWeeksOn = '2026-02-16T15:00:00.001Z';
    expect(track({ 'phq-9': scored(12, 4, BEGAN) }, sixWeeksOn, old).because).toMatch(
      /after 42 days, 1 reassessment intervals?, a score is too old to go by \(the pathway’s own rule\)/,
    );
  });

  it('are Attune’s own where a pathway has none', () => {
    expect(track({ 'phq-9': scored(27, 17, WEEK_4) }, WEEK_4, byOwn({})).flag).toBe('amber');
  });
});

it('never speaks of discharge or of chances', () => {
  for (const { because } of [phq(8, 20), phq(20, 19, WEEK_6), phq(16, 4), track({}, WEEK_4)])
    expect(because).not.toMatch(/discharg|chance|probab|likel|%/i);
});
