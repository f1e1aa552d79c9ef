import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { crisisReply } from '../../../functions/care/messages/crisis.ts';
import {
  boosterDates,
  currentSafetyPlan,
  emptySections,
  pastRedLine,
  reviewedSafetyPlan,
  SAFETY_SECTIONS,
  type SafetyPlan,
  type SafetyPlanVersion,
  safetyPlanSchema,
  wellnessPlanSchema,
  whySafetyReview,
  withSafetyPlan,
} from '../../../functions/care/plans/safety-plan.ts';
import { renderSafetyPlan } from '../../../functions/care/plans/safety-plan-print.ts';
import { isRefusal } from '../../../functions/care/refusal.ts';

const plan: SafetyPlan = safetyPlanSchema.parse({
  signs: ['I stop answering messages'],
  alone: ['Walk to the river', 'Play the guitar'],
  places: ['The library'],
  people: [{ name: 'Rosa', phone: '+1 415 555 0134' }],
  professionals: [{ name: 'Dr Okafor', phone: '+1 415 555 0100', when: 'weekdays 9 to 17' }],
  surroundings: ['Rosa keeps my medicine'],
});
const on = (at: string) => ({ plan, at, by: 'client-1', why: 'written together' });
const added = (history: SafetyPlanVersion[], entry: Parameters<typeof withSafetyPlan>[1]) => {
  const outcome = withSafetyPlan(history, entry);
  if (isRefusal(outcome)) throw new Error(outcome.because);
  return outcome;
};
const v1 = added([], on('2026-11-02T09:00:00.000Z'));
const reviewed = reviewedSafetyPlan(v1, 1, {
  at: '2026-11-03T09:00:00.000Z',
  by: 'clinician-1',
}) as SafetyPlanVersion[];
const help = crisisReply(content.crisisLines, content.messages, 'US', 'en');

describe('a safety plan', () => {
  it('has six sections and needs one line, not all of them', () => {
    expect(SAFETY_SECTIONS).toHaveLength(6);
    const none = { signs: [], alone: [], places: [], people: [], professionals: [], surroundings: [] };
    expect(safetyPlanSchema.safeParse(none).success).toBe(false);
    expect(safetyPlanSchema.safeParse({ ...none, alone: ['Breathe'] }).success).toBe(true);
    expect(emptySections({ ...none, alone: ['Breathe'] })).toEqual([
      'signs',
      'places',
      'people',
      'professionals',
      'surroundings',
    ]);
  });

  it('is rendered whole, with the emergency number first and the crisis lines of the country', () => {
    const text = renderSafetyPlan(plan, 'en', help);
    expect(text).toContain('Veterans: call 988 and press 1');
    const at = (words: string) => text.indexOf(words);
    const order = [
      'My safety plan',
      'call 911',
      '1. How I notice',
      '- I stop answering messages',
      '2. What I can do by myself',
      '- Play the guitar',
      '3. Where I can go',
      '4. Whom I can tell',
      '- Rosa, +1 415 555 0134',
      '5. Who helps for a living',
      '- Dr Okafor, +1 415 555 0100, weekdays 9 to 17',
      '6. How I make it safer',
      '- Rosa keeps my medicine',
      'Help at any time',
      '988',
    ];
    expect(order.map(at)).toEqual(order.map(at).toSorted((a, b) => a - b));
    expect(order.filter((words) => at(words) < 0)).toEqual([]);
  });

  it('says of an empty section that it can still be written', () => {
    expect(renderSafetyPlan({ ...plan, places: [] }, 'en', help)).toMatch(
      /3\. Where I can go.*\n\(nothing yet: we can write it together\)/,
    );
  });

  it('is rendered in the client’s language', () => {
    const spanish = renderSafetyPlan(plan, 'es-MX', help);
    expect(spanish).toMatch(/^Mi plan de seguridad\n\nSi su vida está en peligro ahora, llame al 911\./);
    expect(spanish).not.toMatch(/How I|What I|Where I/);
  });

  it('holds no contract, score or level', () => {
    expect(renderSafetyPlan(plan, 'en', help)).not.toMatch(
      /\b(promise|agree|contract|score|level|low risk)\b/i,
    );
    expect(safetyPlanSchema.safeParse({ ...plan, level: 'low' }).success).toBe(false);
  });

  it('does not use the headings of the published form', () => {
    expect(renderSafetyPlan(plan, 'en', help)).not.toMatch(
      /warning signs|internal coping|social settings|distraction|making the environment safe/i,
    );
  });
});

describe('the versions of a safety plan', () => {
  it('are added to, never edited', () => {
    const before = structuredClone(v1);
    const both = added(v1, { ...on('2026-11-09T09:00:00.000Z'), plan: { ...plan, alone: ['Swim'] } });
    expect(v1).toEqual(before);
    expect(both.map(({ version }) => version)).toEqual([1, 2]);
    expect(currentSafetyPlan(both)!.plan.alone).toEqual(['Swim']);
    expect(currentSafetyPlan([])).toBeUndefined();
  });

  it('refuse an empty plan and the same plan again', () => {
    expect(withSafetyPlan(v1, on('2026-11-09T09:00:00.000Z'))).toMatchObject({ refused: 'duplicate' });
    const empty = { ...plan, signs: ['  '] };
    expect(withSafetyPlan(v1, { ...on('2026-11-09T09:00:00.000Z'), plan: empty })).toMatchObject({
      refused: 'invalid',
    });
  });

  it('are reviewed one at a time, the current one', () => {
    const by = { at: '2026-11-03T09:00:00.000Z', by: 'clinician-1' };
    expect(currentSafetyPlan(reviewed)!.reviewed).toEqual(by);
    expect(v1[0]!.reviewed).toBeUndefined();
    expect(reviewedSafetyPlan(v1, 2, by)).toMatchObject({ refused: 'wrong-state' });
    expect(reviewedSafetyPlan([], 1, by)).toMatchObject({ refused: 'not-found' });
  });

  it('need a clinician where none has gone through them, or a risk alert came after', () => {
    expect(whySafetyReview([])).toBeUndefined();
    expect(whySafetyReview([], '2026-11-04T09:00:00.000Z')).toMatch(/no safety plan yet/);
    expect(whySafetyReview(v1)).toMatch(/Version 1 has not been gone through/);
    expect(whySafetyReview(reviewed)).toBeUndefined();
    expect(whySafetyReview(reviewed, '2026-11-02T12:00:00.000Z')).toBeUndefined();
    expect(whySafetyReview(reviewed, '2026-11-04T09:00:00.000Z')).toMatch(/risk alert after/);
  });

  it('name what is still empty', () => {
    const [only] = reviewed;
    const history = [{ ...only!, plan: { ...plan, people: [], surroundings: [] } }];
    expect(whySafetyReview(history)).toBe(
      'Still empty: Whom I can tell and ask for help; How I make it safer around me.',
    );
  });

  it('lose their review with the next version', () => {
    const next = added(reviewed, { ...on('2026-11-09T09:00:00.000Z'), plan: { ...plan, alone: ['Swim'] } });
    expect(whySafetyReview(next)).toMatch(/Version 2 has not been gone through/);
  });
});

describe('a wellness plan', () => {
  const wellness = wellnessPlanSchema.parse({
    helped: ['Walking with Rosa'],
    signs: ['I wake at four'],
    steps: ['Call Rosa', 'Book a session'],
    redLine: { measure: 'phq-9', is: 'at least', value: 10, times: 2 },
  });

  it('needs what helped, signs and steps', () => {
    const { helped, ...without } = wellness;
    expect(wellnessPlanSchema.safeParse({ ...without, helped: [] }).success).toBe(false);
    expect(wellnessPlanSchema.safeParse({ ...wellness, signs: [] }).success).toBe(false);
    expect(wellnessPlanSchema.safeParse({ ...wellness, steps: [] }).success).toBe(false);
    expect(helped).toEqual(['Walking with Rosa']);
  });

  it('asks again 1, 3, 6 and 12 months after discharge, also from the last of a month', () => {
    expect(boosterDates('2026-11-21')).toEqual(['2026-12-21', '2027-02-21', '2027-05-21', '2027-11-21']);
    expect(boosterDates('2027-01-31')).toEqual(['2027-02-28', '2027-04-30', '2027-07-31', '2028-01-31']);
  });

  it.each<[number[], boolean]>([
    [[], false],
    [[12], false],
    [[12, 9], false],
    [[9, 12], false],
    [[12, 10], true],
    [[4, 12, 11], true],
  ])('is past its red line of 10 twice in a row with %o: %s', (scores, past) => {
    expect(pastRedLine(wellness, scores)).toBe(past);
  });

  it('has red lines that lie below, where higher is better', () => {
    const low = { ...wellness, redLine: { measure: 'who-5', is: 'at most' as const, value: 50, times: 1 } };
    expect(pastRedLine(low, [48])).toBe(true);
    expect(pastRedLine(low, [50])).toBe(true);
    expect(pastRedLine(low, [52])).toBe(false);
    expect(pastRedLine({ ...wellness, redLine: undefined }, [27, 27])).toBe(false);
  });
});
