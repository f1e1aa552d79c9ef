import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../functions/care/chart.ts';
import { pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { planDifference } from '../../../functions/care/plans/plan-difference.ts';
import shipped from '../../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };

const [weekly] = pathwaySchema.parse(shipped).checkIns;
const first: Plan = {
  version: 1,
  summary: 'Talk weekly and move a little more.',
  interventions: [
    { title: 'CBT', frequency: 'weekly', detail: 'with Dr Okafor' },
    { title: 'Walking', frequency: 'twice a week' },
  ],
  checkIns: [weekly!],
  reassessEvery: 'P6W',
  draftedBy: 'clinician-1',
};
const next = (changes: Partial<Plan>): Plan => ({ ...first, version: 2, ...changes });
const differ = (changes: Partial<Plan>) => planDifference(first, next(changes));

describe('the difference between two versions of a plan', () => {
  it('is nothing where the care is the same, whoever drafted it', () => {
    expect(differ({ draftedBy: 'clinician-2', activatedAt: '2026-11-21T09:00:00.000Z' })).toEqual([]);
  });

  it('says what was added, removed and changed, in sentences', () => {
    expect(
      differ({
        interventions: [
          { title: 'cbt ', frequency: 'every 2 weeks', detail: 'with Dr Okafor' },
          { title: 'Art therapy', frequency: 'weekly', detail: 'in a group' },
        ],
      }),
    ).toEqual([
      'Added: Art therapy, weekly, in a group.',
      'Removed: Walking.',
      'cbt, how often: now every 2 weeks, before: weekly.',
    ]);
  });

  it('says what is said for the first time, and what no longer is', () => {
    expect(
      differ({
        interventions: [
          { title: 'CBT', frequency: 'weekly' },
          { ...first.interventions[1]!, detail: 'with a friend' },
        ],
      }),
    ).toEqual([
      'CBT, what it is: no longer said, before: with Dr Okafor.',
      'Walking, what it is: with a friend.',
    ]);
  });

  it('does not care for the order of interventions', () => {
    expect(differ({ interventions: first.interventions.toReversed() })).toEqual([]);
  });

  it('compares an intervention that is there twice twice', () => {
    expect(
      differ({ interventions: [...first.interventions, { title: 'CBT', frequency: 'weekly' }] }),
    ).toEqual(['Added: CBT, weekly.']);
  });

  it('says a new cadence as people say it', () => {
    const cadence = { phases: [{ every: 'P1W', times: 8 }, { every: 'P1M' }], at: '18:00' };
    expect(differ({ checkIns: [{ ...weekly!, cadence }] })).toEqual([
      'Check-in “weekly”: now every week for 8, then every month, at 18:00, before: every week for 4, then every 2 weeks, on Tuesdays at 10:00.',
    ]);
  });

  it('says what else of a check-in is new', () => {
    const changed = { ...weekly!, reminders: [], expiresAfter: 'P1DT4H', window: 'P2D', form: 'other-form' };
    expect(differ({ checkIns: [changed] })).toEqual([
      'Check-in “weekly”, form: now other-form, before: attune-check-in.',
      'Check-in “weekly”, reminders: now none, before: after 1 day.',
      'Check-in “weekly”, open for: now 1 day and 4 hours, before: 3 days.',
      'Check-in “weekly”, may start late by: now 2 days, before: 1 day.',
    ]);
  });

  it('says that a check-in starts or ends', () => {
    expect(differ({ checkIns: [{ ...weekly!, id: 'evening' }] })).toEqual([
      'Check-in “evening” is new: every week for 4, then every 2 weeks, on Tuesdays at 10:00.',
      'Check-in “weekly” ends; it was every week for 4, then every 2 weeks, on Tuesdays at 10:00.',
    ]);
  });

  it('says another time to the reassessment, another level, another summary', () => {
    const after = next({ reassessEvery: 'P1M', summary: 'Talk weekly.' });
    expect(
      planDifference(first, after, { before: 'Weekly outpatient care', after: 'Intensive outpatient care' }),
    ).toEqual([
      'Level of care: Intensive outpatient care, before: Weekly outpatient care.',
      'The summary now reads: “Talk weekly”. Before: “Talk weekly and move a little more”.',
      'Reassessment: now every month, before: every 6 weeks.',
    ]);
    expect(planDifference(first, next({}), { before: 'A', after: 'A' })).toEqual([]);
  });
});
