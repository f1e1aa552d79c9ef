import { describe, expect, it } from 'vitest';
import { checkPathway } from '../../../functions/care/pathway/check.ts';
import { type Condition, holds } from '../../../functions/care/pathway/condition.ts';
import type { Known } from '../../../functions/care/pathway/known.ts';
import { pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import shipped from '../../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Changes, changed, check, known, paths, withInstrument } from '../../support/pathways.ts';

const phq9 = (is: 'at least' | 'less than', value: number): Condition => ({ measure: 'phq-9', is, value });

/**
 * PHQ-9, whose item 9 asks about danger, is asked of whoever reaches the cut-off of PHQ-2; and whoever stays silent may
 * answer PHQ-2 in its place.
 */
const ASKS_SOME_OF_DANGER = ['assessment.battery[2].when', 'reassessment.battery[0].shorter'];

describe('the shipped pathway', () => {
  const pathway = pathwaySchema.parse(shipped);

  it('can be published as it is', () => {
    const { warnings, ...rest } = checkPathway(shipped, known);
    expect(rest).toEqual({ pathway, faults: [] });
    expect(new Set(paths(warnings))).toEqual(new Set(ASKS_SOME_OF_DANGER));
  });

  it('adds the PHQ-9 to the assessment from a PHQ-2 of 3', () => {
    const { when } = pathway.assessment.battery.find(({ instrument }) => instrument === 'phq-9')!;
    expect([2, 3].map((total) => holds(when!, { 'phq-2': total }))).toEqual([false, true]);
  });
});

describe('a pathway cannot be published', () => {
  it.each<[string, string, Changes]>([
    ['an intake form that is not there', 'intake.form', { 'intake.form': 'intake' }],
    ['a form named like a property of every object', 'intake.form', { 'intake.form': 'constructor' }],
    ['a measure where a form belongs', 'plan.acknowledgement', { 'plan.acknowledgement': 'gad-2' }],
    [
      'a form in a battery',
      'reassessment.battery[2].instrument',
      { 'reassessment.battery[2]': { instrument: 'attune-plan' } },
    ],
    [
      'one instrument twice in a battery',
      'reassessment.battery[2].instrument',
      { 'reassessment.battery[2]': { instrument: 'phq-9' } },
    ],
    ['two levels with one id', 'levels[3].id', { 'levels[3]': shipped.levels[1] }],
    ['two check-ins with one id', 'checkIns[1].id', { 'checkIns[1]': shipped.checkIns[0] }],
    ['two alerts with one id', 'alerts[5].id', { 'alerts[5]': shipped.alerts[0] }],
    ['a first level that is none of its levels', 'startLevel', { startLevel: 'inpatient' }],
    ['a language without message texts', 'languages[2]', { 'languages[2]': 'de' }],
  ])('with %s', (_, path, changes) => {
    expect(paths(check(changes).faults)).toEqual([path]);
  });

  it('with an instrument whose licence leaves no text to show', () => {
    const clinic = withInstrument('gad-7', ({ scoring }) => {
      scoring.licence.status = 'restricted';
    });
    const twice = ['assessment.battery[3].instrument', 'reassessment.battery[1].instrument'];
    expect(paths(check({}, clinic).faults)).toEqual(twice);
  });

  it('with an instrument that is retired', () => {
    const clinic = withInstrument('attune-plan', ({ questionnaire }) => {
      questionnaire.status = 'retired';
    });
    expect(paths(check({}, clinic).faults)).toEqual(['plan.acknowledgement']);
  });

  it('and is told every fault, what it is and how to mend it', () => {
    const { pathway, faults } = check({ startLevel: 'inpatient', 'reassessment.reminders[2]': 'P9D' });
    expect(pathway).toBeUndefined();
    expect(faults).toEqual([
      {
        path: 'startLevel',
        fault: 'there is no level “inpatient”',
        mend: 'use one of: guided-self-help, weekly-outpatient, intensive-outpatient',
      },
      {
        path: 'reassessment.reminders[2]',
        fault: 'by then the request has expired',
        mend: 'remind before P7D, or let the request expire later',
      },
    ]);
  });
});

describe('in a battery, a condition', () => {
  const third = 'assessment.battery[2].when';

  it.each<[string, string, Condition]>([
    ['look at what is asked later', '.measure', { measure: 'gad-7', is: 'at least', value: 10 }],
    ['look at the answers that it decides about', '.measure', phq9('at least', 10)],
    ['look at what is never asked', '.measure', { measure: 'who-5', is: 'at least', value: 10 }],
    ['look at another form', '.measure', { measure: 'attune-intake#medicine', is: 'equal to', value: true }],
    [
      'look at what the chart counts',
      '.measure',
      { measure: 'weeks-in-treatment', is: 'at least', value: 6 },
    ],
    ['look for change at the start', '.measure', { measure: 'phq-2.change', is: 'at least', value: 2 }],
    ['ask for a total that cannot be reached', '', { measure: 'phq-2', is: 'at least', value: 7 }],
    ['be met by every answer', '', { measure: 'phq-2', is: 'at least', value: 0 }],
  ])('cannot %s', (_, path, when) => {
    expect(paths(check({ [third]: when }).faults)).toEqual([third + path]);
  });

  it('cannot stand on the first entry, which nothing comes before', () => {
    const path = 'assessment.battery[0].when';
    expect(paths(check({ [path]: phq9('at least', 3) }).faults)).toEqual([`${path}.measure`]);
  });

  it('cannot contradict the condition under which its own measure is asked', () => {
    const path = 'assessment.battery[3].when';
    const notDepressed: Condition = { measure: 'phq-2', is: 'less than', value: 3 };
    expect(paths(check({ [path]: { all: [phq9('at least', 10), notDepressed] } }).faults)).toEqual([path]);
    expect(check({ [path]: { any: [phq9('at least', 10), notDepressed] } }).faults).toEqual([]);
  });

  it('cannot wait for one that waits for it', () => {
    const { faults } = check({
      [third]: { measure: 'gad-7', is: 'at least', value: 10 },
      'assessment.battery[3].when': phq9('at least', 10),
    });
    expect(paths(faults)).toEqual([`${third}.measure`]);
  });

  it('may look at a change in what the reassessment asked before it', () => {
    const when: Condition = { measure: 'phq-9.change', is: 'at least', value: 2 };
    expect(check({ 'reassessment.battery[1].when': when }).faults).toEqual([]);
  });
});

describe('what says that care is not on track', () => {
  it('can mark the totals of an instrument that has them', () => {
    const marked = (instrument: string) =>
      check({ track: { marks: [{ instrument, from: [{ week: 4, total: 10 }], source: 'ours' }] } }).faults;
    expect(paths(marked('phq-10'))).toEqual(['track.marks[0].instrument']);
    expect(paths(marked('attune-check-in'))).toEqual(['track.marks[0].instrument']);
    expect(marked('gad-7')).toEqual([]);
  });
});

describe('an alert rule', () => {
  const refused = (when: Condition, changes: Changes = {}) =>
    paths(check({ alerts: [{ ...shipped.alerts[0], when }], ...changes }).faults);

  it.each<[string, string, RegExp]>([
    ['a measure that is not there', 'madrs', /no measure “madrs”/],
    ['a misspelt count', 'check-ins.missed', /no measure/],
    ['an item that is not there', 'phq-9#12', /no such item/],
    ['the total of a form', 'attune-check-in', /no score/],
    ['the change of what is asked once', 'phq-2.change', /asked only once/],
    ['what is new in one choice', 'attune-check-in#side-effects.new', /no item of several choices/],
  ])('cannot speak of %s', (_, measure, fault) => {
    const battery = [{ instrument: 'phq-9' }, { instrument: 'gad-7' }];
    const when = { measure, is: 'at least', value: 2 };
    const { faults } = check({ 'alerts[0].when': when, 'reassessment.battery': battery });
    expect(paths(faults)).toEqual(['alerts[0].when.measure']);
    expect(faults[0]!.fault).toMatch(fault);
  });

  it.each([['check-ins.missed-in-a-row'], ['weeks-in-treatment'], ['goals.lowest-rating']])(
    'counts %s in whole numbers',
    (measure) => {
      expect(refused({ measure, is: 'equal to', value: 1.5 })).toEqual(['alerts[0].when']);
      expect(refused({ measure, is: 'less than', value: 0 })).toEqual(['alerts[0].when']);
      expect(refused({ measure, is: 'at least', value: 10 })).toEqual([]);
    },
  );

  it('cannot speak of a measure that the pathway never asks', () => {
    const severe: Condition = { measure: 'gad-7', is: 'at least', value: 15 };
    const without = {
      'assessment.battery': [{ instrument: 'phq-9' }],
      'reassessment.battery': [{ instrument: 'phq-9' }],
    };
    expect(refused(severe)).toEqual([]);
    expect(refused(severe, without)).toEqual(['alerts[0].when.measure']);
    const { faults } = check({ ...without, 'alerts[0].when': severe });
    expect(faults.map(({ fault }) => fault)).toContain('this pathway never asks gad-7');
  });

  it('cannot count missed check-ins where there are none', () => {
    const missed: Condition = { measure: 'check-ins.missed-in-a-row', is: 'at least', value: 2 };
    expect(refused(missed, { checkIns: [] })).toEqual(['alerts[0].when.measure']);
  });

  it('cannot ask for what no answer reaches', () => {
    expect(refused(phq9('at least', 28))).toEqual(['alerts[0].when']);
    expect(refused({ measure: 'goals.lowest-rating', is: 'more than', value: 10 })).toEqual([
      'alerts[0].when',
    ]);
  });
});

describe('a warning keeps nothing from being published, and is given', () => {
  const warned = (changes: Changes, clinic?: Known) => {
    const { pathway, warnings } = check(changes, clinic);
    expect(pathway).toEqual(pathwaySchema.parse(changed(changes)));
    // The shipped pathway has warnings of its own, which stand whatever else is changed.
    return paths(warnings).filter((path) => !ASKS_SOME_OF_DANGER.includes(path));
  };

  it('for an instrument without text in one of the languages', () => {
    const clinic = { ...known, messageLanguages: ['en', 'es', 'de'] };
    expect(warned({ languages: ['en', 'es-MX'] }, clinic)).toEqual([]);
    const places = [
      'intake.form',
      'goals.form',
      'goals.agreement',
      'plan.acknowledgement',
      'checkIns[0].form',
    ];
    expect(warned({ languages: ['en', 'de'] }, clinic)).toEqual(expect.arrayContaining(places));
  });

  it('for an instrument that is asked again too soon', () => {
    const both = ['reassessment.battery[0].instrument', 'reassessment.battery[1].instrument'];
    expect(warned({ 'reassessment.every': 'P13D' })).toEqual(both);
    expect(warned({ 'reassessment.every': 'P14D' })).toEqual([]);
  });

  it.each<[string, string[], Changes]>([
    [
      'a message a day and five a week',
      ['burden.messagesPerWeek'],
      {
        'checkIns[0]': {
          ...shipped.checkIns[0],
          reminders: [],
          expiresAfter: 'P1D',
          cadence: { phases: [{ every: 'P1D' }], at: '10:00' },
        },
      },
    ],
    [
      'a check-in with its reminder and one a week',
      ['burden.messagesPerWeek'],
      { 'burden.messagesPerWeek': 1 },
    ],
    ['a check-in with its reminder and two a week', [], { 'burden.messagesPerWeek': 2 }],
    [
      'two weekdays with a reminder each and four a week',
      [],
      { 'checkIns[0].cadence.days': ['mon', 'thu'], 'burden.messagesPerWeek': 4 },
    ],
    [
      'two reminders on the same day and two a day',
      ['burden.messagesPerDay'],
      { 'checkIns[0].reminders': ['PT2H', 'PT4H'] },
    ],
    ['a reminder a day later and one a day', [], { 'burden.messagesPerDay': 1 }],
    [
      'one check-in ever and two a day',
      [],
      { 'checkIns[0].cadence': { phases: [{ every: 'P1D', times: 1 }], at: '10:00' } },
    ],
  ])('for more messages than a client may be sent: %s', (_, expected, changes) => {
    expect(warned(changes)).toEqual(expected);
  });
});
