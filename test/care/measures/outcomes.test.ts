import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import {
  type Course,
  clinicOutcomes,
  courseOutcome,
  isFinished,
  type Pair,
} from '../../../functions/care/measures/outcomes.ts';

const [phq9, gad7, pcl5] = ['phq-9', 'gad-7', 'pcl-5'].map((id) => content.instruments[id]!) as [
  Pair['instrument'],
  Pair['instrument'],
  Pair['instrument'],
];
const pairs = (phq: [number, number], gad: [number, number]): [Pair, Pair] => [
  { instrument: phq9, baseline: phq[0], last: phq[1] },
  { instrument: gad7, baseline: gad[0], last: gad[1] },
];

describe('NHS Talking Therapies', () => {
  const [Y, N] = [true, false];
  test.each([
    { phq: [15, 8], gad: [12, 7], is: [Y, Y, Y, N, Y] },
    { phq: [11, 9], gad: [8, 7], is: [Y, Y, N, N, N] },
    { phq: [10, 4], gad: [3, 3], is: [Y, Y, Y, N, Y] },
    { phq: [9, 3], gad: [7, 2], is: [N, null, Y, N, null] },
    { phq: [18, 11], gad: [15, 20], is: [Y, N, N, N, N] },
    { phq: [12, 18], gad: [10, 12], is: [Y, N, N, Y, N] },
    { phq: [14, 9], gad: [6, 9], is: [Y, N, N, N, N] },
  ] as { phq: [number, number]; gad: [number, number]; is: (boolean | null)[] }[])(
    'PHQ-9 $phq and GAD-7 $gad',
    ({ phq, gad, is }) => {
      const [caseAtStart, recovered, reliablyImproved, reliablyDeteriorated, reliablyRecovered] = is;
      expect(courseOutcome(pairs(phq, gad))).toEqual({
        caseAtStart,
        recovered,
        reliablyImproved,
        reliablyDeteriorated,
        reliablyRecovered,
      });
    },
  );

  test('another anxiety measure takes the place of GAD-7', () => {
    const [depression] = pairs([9, 8], [0, 0]);
    expect(courseOutcome([depression, { instrument: pcl5, baseline: 40, last: 20 }])).toMatchObject({
      caseAtStart: true,
      recovered: true,
      reliablyRecovered: true,
    });
  });

  test('a measure without a sourced rule is no part of it', () => {
    const pair = { instrument: content.instruments['phq-2']!, baseline: 4, last: 1 };
    expect(() => courseOutcome([pair])).toThrow('phq-2 has no cut-off or no reliable change');
  });
});

describe('a clinic', () => {
  const course = (
    contacts: number,
    phq: [number, number],
    gad: [number, number],
    discharged = true,
  ): Course => ({
    attendedTreatmentContacts: contacts,
    discharged,
    pairs: pairs(phq, gad),
  });

  test('a finished course is two attended treatment contacts and a discharge', () => {
    expect([2, 1].map((contacts) => isFinished(course(contacts, [15, 8], [12, 7])))).toEqual([true, false]);
    expect(isFinished(course(5, [15, 8], [12, 7], false))).toBe(false);
  });

  test('recovery is counted among those who finished and were a case at the start', () => {
    const unpaired = { attendedTreatmentContacts: 4, discharged: true, pairs: [] };
    expect(
      clinicOutcomes([
        course(6, [15, 8], [12, 7]),
        course(6, [11, 9], [8, 7]),
        course(6, [9, 3], [7, 2]),
        course(6, [12, 18], [10, 12]),
        course(1, [15, 8], [12, 7]),
        course(6, [15, 8], [12, 7], false),
        unpaired,
      ]),
    ).toEqual({
      courses: 7,
      finished: 5,
      unpaired: 1,
      casesAtStart: 3,
      recovery: { count: 2, of: 3, rate: 2 / 3 },
      reliableRecovery: { count: 1, of: 3, rate: 1 / 3 },
      reliableImprovement: { count: 2, of: 4, rate: 1 / 2 },
      reliableDeterioration: { count: 1, of: 4, rate: 1 / 4 },
    });
  });

  test('has no rate where nobody is in the denominator', () => {
    expect(clinicOutcomes([course(6, [9, 3], [7, 2])]).recovery).toEqual({ count: 0, of: 0, rate: null });
  });
});
