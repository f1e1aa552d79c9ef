import { describe, expect, it } from 'vitest';
import { checkInFaults, LONGEST_EXPIRY } from '../../../functions/care/pathway/check-times.ts';
import { pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { type Changes, changed, check, known, paths } from '../../support/pathways.ts';

const monthly = { phases: [{ every: 'P1M' }], at: '10:00' };
const once = { phases: [{ every: 'P1D', times: 1 }], at: '10:00' };
const onceThenWeekly = { phases: [...once.phases, { every: 'P1W' }], at: '10:00' };
const hours = (open: string, close: string) => ({
  zone: 'America/New_York',
  hours: { mon: [open, close] },
  holidays: [],
});

describe('time in a pathway', () => {
  it.each<[string, string, Changes]>([
    ['a reminder as the request expires', 'intake.reminders[1]', { 'intake.reminders': ['P2D', 'P10D'] }],
    ['a reminder after the request expired', 'goals.reminders[1]', { 'goals.reminders': ['P2D', 'P2W'] }],
    ['reminders out of order', 'plan.reminders[1]', { 'plan.reminders': ['P5D', 'P2D'] }],
    ['two reminders at once', 'plan.reminders[1]', { 'plan.reminders': ['P7D', 'P1W'] }],
    ['a reminder with the request itself', 'assessment.reminders[0]', { 'assessment.reminders': ['PT0S'] }],
    ['a late reminder in a reassessment', 'reassessment.reminders[0]', { 'reassessment.reminders': ['P8D'] }],
    ['a late reminder of a check-in', 'checkIns[0].reminders[0]', { 'checkIns[0].reminders': ['P4D'] }],
    ['a request that expires as it opens', 'intake.expiresAfter', { 'intake.expiresAfter': 'P0D' }],
    ['a request that outlives its execution', 'intake.expiresAfter', { 'intake.expiresAfter': 'P31D' }],
    [
      'a reminder of the review at the last one',
      'plan.review.remindBefore',
      { 'plan.review.remindBefore': 'P90D' },
    ],
    ['a reassessment while the last one is open', 'reassessment.every', { 'reassessment.every': 'P1W' }],
    ['a day that closes before it opens', 'calendar.hours.mon', { calendar: hours('17:00', '09:00') }],
    ['a day that closes as it opens', 'calendar.hours.mon', { calendar: hours('09:00', '09:00') }],
    ['quiet hours that begin after nine', 'quietHours', { 'quietHours.from': '21:30' }],
    ['quiet hours that end before eight', 'quietHours', { 'quietHours.to': '07:00' }],
    ['quiet hours by day only', 'quietHours', { quietHours: { from: '12:00', to: '13:00' } }],
    ['no quiet hours', 'quietHours', { quietHours: { from: '08:00', to: '08:00' } }],
  ])('cannot hold %s', (_, path, changes) => {
    expect(paths(check(changes).faults)).toEqual([path]);
  });

  it('may let a request stay open for as long as is allowed', () => {
    expect(check({ 'intake.expiresAfter': LONGEST_EXPIRY }).faults).toEqual([]);
  });

  it('may keep just those hours quiet that the law does', () => {
    expect(check({ quietHours: { from: '21:00', to: '08:00' } }).faults).toEqual([]);
  });
});

describe('a check-in', () => {
  const at = (changes: Changes): Changes =>
    Object.fromEntries(Object.entries(changes).map(([path, value]) => [`checkIns[0].${path}`, value]));

  it.each<[string, string, Changes]>([
    ['still be open when the next one opens', 'expiresAfter', { expiresAfter: 'P8D' }],
    ['still be open on its other weekday', 'expiresAfter', { 'cadence.days': ['thu', 'tue'] }],
    ['still be open on its first day of the next week', 'expiresAfter', { 'cadence.days': ['mon', 'sat'] }],
    ['still be open after a short month', 'expiresAfter', { cadence: monthly, expiresAfter: 'P29D' }],
    ['have no moment to open in', 'window', { window: 'PT0S' }],
    ['open after the next one', 'window', { window: 'P8D' }],
    ['begin again at once', 'cadence.phases[0].every', { 'cadence.phases[0].every': 'P0D' }],
    ['come several times a day', 'cadence.phases[0].every', { 'cadence.phases[0].every': 'PT12H' }],
    ['come every week and an hour', 'cadence.phases[1].every', { 'cadence.phases[1].every': 'P1WT1H' }],
    ['keep its weekdays every ten days', 'cadence.phases[1].every', { 'cadence.phases[1].every': 'P10D' }],
    ['keep its weekdays every month', 'cadence.phases[1].every', { 'cadence.phases[1].every': 'P1M' }],
    [
      'begin a phase after one that never ends',
      'cadence.phases[0].times',
      { 'cadence.phases[0].times': undefined },
    ],
    ['come in the quiet evening', 'cadence.at', { 'cadence.at': '20:00' }],
    ['come in the quiet morning', 'cadence.at', { 'cadence.at': '07:59' }],
  ])('cannot %s', (_, path, changes) => {
    expect(paths(check(at(changes)).faults)).toEqual([`checkIns[0].${path}`]);
  });

  it.each<[string, Changes]>([
    ['expire as the next one opens', { expiresAfter: 'P1W' }],
    ['be one alone, open for longer than it took to come', { cadence: once }],
    ['come soon after the start, and then in wider steps', { cadence: onceThenWeekly }],
    ['count its weeks in days', { 'cadence.phases[1].every': 'P14D' }],
    ['come as the quiet hours end', { 'cadence.at': '08:00' }],
  ])('may %s', (_, changes) => {
    expect(check(at(changes)).faults).toEqual([]);
  });

  it('is checked alike in one client’s plan', () => {
    const { checkIns, quietHours } = pathwaySchema.parse(changed(at({ 'cadence.at': '22:00' })));
    expect(paths(checkInFaults(checkIns[0]!, quietHours))).toEqual(['cadence.at']);
  });
});

describe('an escalation', () => {
  it.each<[string, string, Changes]>([
    ['has no rung', 'routine.rungs', { 'routine.rungs': [] }],
    [
      'ends with a clinician, whom an episode may not have',
      'urgent.rungs[1].to',
      { 'urgent.rungs[1].to': 'clinician' },
    ],
    ['climbs two rungs at once', 'routine.rungs[1].after', { 'routine.rungs[1].after': 'PT48H' }],
    [
      'leaves an urgent task alone for more than an hour',
      'urgent.rungs[0].after',
      { 'urgent.rungs': [{ after: 'PT61M', to: { team: 'crisis' } }] },
    ],
    ['repeats without a pause', 'urgent.repeatEvery', { 'urgent.repeatEvery': 'PT0S' }],
    ['goes to a team that is not there', 'urgent.rungs[0].to.team', { 'urgent.rungs[0].to.team': 'night' }],
    [
      'goes to a property of every object',
      'urgent.rungs[0].to.team',
      { 'urgent.rungs[0].to.team': 'constructor' },
    ],
  ])('is refused where it %s', (_, path, changes) => {
    const inside = Object.entries(changes).map(([at, value]) => [`escalation.${at}`, value]);
    expect(paths(check(Object.fromEntries(inside)).faults)).toEqual([`escalation.${path}`]);
  });

  it('is refused where it ends with a team without members', () => {
    const { faults } = check({}, { ...known, teams: { ...known.teams, 'care-leads': { members: 0 } } });
    expect(paths(faults)).toEqual([
      'escalation.urgent.rungs[1].to.team',
      'escalation.routine.rungs[1].to.team',
    ]);
    expect(faults[0]!.fault).toBe('it ends with nobody: the team “care-leads” has no members');
  });

  it.each<[string, Changes]>([
    ['wait an hour at first', { 'escalation.urgent.rungs': [{ after: 'PT60M', to: { team: 'crisis' } }] }],
    ['repeat each minute', { 'escalation.urgent.repeatEvery': 'PT1M' }],
  ])('may %s while it is urgent', (_, changes) => {
    expect(check(changes).faults).toEqual([]);
  });

  it('starts from a team that is there', () => {
    expect(paths(check({ team: 'night' }).faults)).toEqual(['team']);
  });

  it('may pass through the clinician, and by teams that nobody has told of', () => {
    const { faults } = check(
      { 'escalation.routine.rungs[0].to': 'clinician' },
      { ...known, teams: undefined },
    );
    expect(faults).toEqual([]);
  });
});
