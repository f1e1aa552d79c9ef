import { expect, it } from 'vitest';
import { pathwayDifference } from '../../../functions/care/pathway/pathway-difference.ts';
import { pathway } from '../../support/people.ts';

const difference = (changes: Record<string, unknown>) =>
  pathwayDifference(pathway(), pathway(changes), { 'phq-9': 'PHQ-9' });

it('says nothing of two pathways that are the same', () => {
  expect(difference({})).toEqual([]);
});

it('says what is new at its place, and what was there', () => {
  expect(difference({ 'intake.expiresAfter': 'P14D', 'quietHours.from': '21:00' })).toEqual([
    'Intake, expires after: now P14D, before: P10D.',
    'Quiet hours, from: now 21:00, before: 20:00.',
  ]);
});

it('says a cadence and a rule in words', () => {
  const [cadence] = difference({ 'checkIns[0].cadence.at': '18:00' });
  expect(cadence).toContain('Check ins, “weekly”, cadence: now ');
  expect(cadence).toContain('18:00');
  const severe = pathway().alerts.findIndex(({ id }) => id === 'depression-severe');
  expect(difference({ [`alerts[${severe}].when.value`]: 15 })).toEqual([
    'Rule “depression-severe”: now where PHQ-9 is at least 15, a routine task “PHQ-9 in the severe range: call the client today”, before: where PHQ-9 is at least 20, a routine task “PHQ-9 in the severe range: call the client today”.',
  ]);
});

it('knows a rule or an instrument again where the order has changed, and names what is gone', () => {
  const { alerts } = pathway();
  expect(difference({ alerts: alerts.toReversed() })).toEqual([]);
  expect(difference({ alerts: alerts.slice(1) })).toEqual([
    expect.stringContaining('Rule “check-ins-missed” is gone; it was: where the number of check-ins missed'),
  ]);
});
