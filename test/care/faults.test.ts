import { describe, expect, it } from 'vitest';
import { checkPathway } from '../../functions/care/pathway/check.ts';
import { type Changes, check, known, paths } from '../support/pathways.ts';

const comparison = { measure: 'phq-9', is: 'at least', value: 20 };

describe('what does not read as a pathway', () => {
  it.each<[string, string, Changes]>([
    ['a part that is missing', 'escalation', { escalation: undefined }],
    ['a part that nobody knows', 'intake.deadline', { 'intake.deadline': 'P3D' }],
    ['a length of time in words', 'intake.expiresAfter', { 'intake.expiresAfter': '3 days' }],
    ['a length of time below nothing', 'intake.expiresAfter', { 'intake.expiresAfter': '-P3D' }],
    ['a time of day without minutes', 'checkIns[0].cadence.at', { 'checkIns[0].cadence.at': '9' }],
    ['a weekday in full', 'checkIns[0].cadence.days[0]', { 'checkIns[0].cadence.days': ['tuesday'] }],
    ['half a message', 'burden.messagesPerDay', { 'burden.messagesPerDay': 1.5 }],
    ['too many goals', 'goals.atMost', { 'goals.atMost': 7 }],
    ['an id with a space', 'alerts[0].id', { 'alerts[0].id': 'my rule' }],
    ['an offset for a time zone', 'calendar.zone', { calendar: { zone: '+05:00', hours: {}, holidays: [] } }],
    [
      'a rung to somebody unknown',
      'escalation.urgent.rungs[0].to',
      { 'escalation.urgent.rungs[0].to': 'boss' },
    ],
    ['a condition in prose', 'alerts[0].when', { 'alerts[0].when': 'phq-9 > 3' }],
    ['an empty condition', 'alerts[0].when', { 'alerts[0].when': {} }],
    ['nothing to compare with', 'alerts[0].when.value', { 'alerts[0].when.value': null }],
    [
      'a comparison that is not offered, deep in a condition',
      'alerts[0].when.all[1].any[0].is',
      { 'alerts[0].when': { all: [comparison, { any: [{ ...comparison, is: 'matches' }] }] } },
    ],
  ])('is refused at its place: %s', (_, path, changes) => {
    const { pathway, faults } = check(changes);
    expect(pathway).toBeUndefined();
    expect(paths(faults)).toEqual([path]);
  });

  it('is told in plain English what is wrong and how to mend it', () => {
    const { faults } = check({
      levels: [],
      startLevel: 3,
      team: undefined,
      'goals.atMost': 9,
      'alerts[0].priority': 'high',
      'escalation.urgent.repeatEvery': 'half an hour',
      'escalation.routine.rungs[0].to': 'boss',
      goal: 1,
    });
    expect(faults).toEqual([
      { path: 'levels', fault: 'is too little', mend: 'give at least 1 entry' },
      { path: 'startLevel', fault: '3 cannot be used here', mend: 'give a text' },
      { path: 'team', fault: 'is missing', mend: 'add it: a text' },
      { path: 'goals.atMost', fault: 'is too much', mend: 'give at most 6' },
      {
        path: 'alerts[0].priority',
        fault: '“high” is not one of the choices',
        mend: 'use one of: “urgent”, “routine”',
      },
      {
        path: 'escalation.urgent.repeatEvery',
        fault: '“half an hour” cannot be used here',
        mend: 'use an ISO 8601 duration such as P2D, P1W or PT4H',
      },
      {
        path: 'escalation.routine.rungs[0].to',
        fault: '“boss” cannot be used here',
        mend: 'use "clinician", or a team as in { "team": "crisis" }',
      },
      { path: 'goal', fault: 'is not known here', mend: 'correct its spelling, or take it out' },
    ]);
  });

  it.each([[null], [[]], ['pathway'], [undefined]])('is refused as a whole: %j', (raw) => {
    expect(paths(checkPathway(raw, known).faults)).toEqual(['']);
  });
});
