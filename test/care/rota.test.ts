import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { healthOf } from '../../functions/care/health.ts';
import { gaps, onCallAt, rotaSchema, type Shift } from '../../functions/care/rota.ts';
import { pathway, settings } from '../support/people.ts';

/** Cleo from Monday to Thursday, Lea from Thursday to Monday, each week at 09:00 in New York. */
const ROUND: Shift[] = [
  { team: 'crisis', staff: 'cleo', from: '2026-01-05T09:00', to: '2026-01-08T09:00', everyWeeks: 1 },
  { team: 'crisis', staff: 'lea', from: '2026-01-08T09:00', to: '2026-01-12T09:00', everyWeeks: 1 },
];
const clinic = (shifts: Shift[] = ROUND, cover: object[] = []) => ({
  ...settings(),
  rota: rotaSchema.parse({ zone: 'America/New_York', shifts }),
  cover: cover as { staff: string; standIn: string; from: string; to: string }[],
});
const [JUNE, JULY] = ['2026-06-01T13:00:00.000Z', '2026-07-01T13:00:00.000Z'];

describe('the rota', () => {
  it('names who is on call to the minute, week after week, by the wall clock of its zone', () => {
    const at = (instant: string) => onCallAt(clinic(), 'crisis', instant);
    expect(at('2026-06-04T12:59:00.000Z')).toBe('cleo');
    expect(at('2026-06-04T13:00:00.000Z')).toBe('lea');
    // In winter nine o’clock is an hour later in UTC.
    expect(at('2026-12-03T13:59:00.000Z')).toBe('cleo');
    expect(at('2026-01-05T13:59:00.000Z')).toBeUndefined();
    expect(onCallAt(clinic(), 'care', JUNE)).toBeUndefined();
  });

  it('has no gap in the nights in which the clock changes', () => {
    expect(gaps(clinic(), 'crisis', '2026-03-01T14:00:00.000Z', '2026-03-20T14:00:00.000Z')).toEqual([]);
    expect(gaps(clinic(), 'crisis', '2026-10-25T14:00:00.000Z', '2026-11-10T14:00:00.000Z')).toEqual([]);
  });

  it('shows each gap from its first minute to its last', () => {
    const late = ROUND.map((shift) =>
      shift.staff === 'lea' ? { ...shift, from: '2026-01-08T10:30' } : shift,
    );
    expect(gaps(clinic(late), 'crisis', JUNE, '2026-06-12T13:00:00.000Z')).toEqual([
      { from: '2026-06-04T13:00:00.000Z', to: '2026-06-04T14:30:00.000Z' },
      { from: '2026-06-11T13:00:00.000Z', to: '2026-06-11T14:30:00.000Z' },
    ]);
  });

  it('is a gap where whoever is on it has left', () => {
    const given = clinic();
    given.staff.lea!.active = false;
    expect(gaps(given, 'crisis', JUNE, '2026-06-08T13:00:00.000Z')).toEqual([
      { from: '2026-06-04T13:00:00.000Z', to: '2026-06-08T13:00:00.000Z' },
    ]);
  });

  it('passes to whoever stands in, and has a gap where they are away too', () => {
    const away = { staff: 'lea', standIn: 'ben', from: '2026-06-05', to: '2026-06-05' };
    const friday = '2026-06-05T16:00:00.000Z';
    expect(onCallAt(clinic(ROUND, [away]), 'crisis', friday)).toBe('ben');
    expect(onCallAt(clinic(ROUND, [away]), 'crisis', '2026-06-06T16:00:00.000Z')).toBe('lea');
    const both = [away, { staff: 'ben', standIn: 'ada', from: '2026-06-01', to: '2026-06-30' }];
    expect(gaps(clinic(ROUND, both), 'crisis', JUNE, JULY)).toEqual([
      { from: '2026-06-05T04:00:00.000Z', to: '2026-06-06T04:00:00.000Z' },
    ]);
  });

  it('lets a single shift go before what comes again', () => {
    const once = { team: 'crisis', staff: 'ada', from: '2026-06-02T09:00', to: '2026-06-03T09:00' };
    expect(onCallAt(clinic([...ROUND, once]), 'crisis', '2026-06-02T16:00:00.000Z')).toBe('ada');
    expect(onCallAt(clinic([...ROUND, once]), 'crisis', '2026-06-03T16:00:00.000Z')).toBe('cleo');
    const since = { ...once, from: '2026-05-30T09:00' };
    expect(onCallAt(clinic([...ROUND, since]), 'crisis', '2026-06-02T16:00:00.000Z')).toBe('ada');
  });

  it('takes no shift that ends before it begins, or that runs into itself', () => {
    const shift = ROUND[0]!;
    const taken = (changes: Partial<Shift>) =>
      rotaSchema.safeParse({ zone: 'America/New_York', shifts: [{ ...shift, ...changes }] }).success;
    expect(taken({})).toBe(true);
    expect(taken({ to: shift.from })).toBe(false);
    expect(taken({ to: '2026-01-20T09:00' })).toBe(false);
    expect(taken({ from: '2026-13-05T09:00' })).toBe(false);
  });

  it('is loud in the health of the clinic while there is a gap in the next four weeks', () => {
    const given = (shifts: Shift[]) => ({
      clinic: { ...clinic(shifts), phone: '+14155550100' },
      pathways: [{ id: 'adult', pathway: pathway() }],
      crisisLines: content.crisisLines,
      countries: [],
      unattended: [],
      now: '2026-12-01T09:00:00.000Z',
    });
    expect(healthOf(given(ROUND))).toEqual([]);
    expect(healthOf(given(ROUND.slice(0, 1)))).toMatchObject([
      {
        kind: 'rota-gap',
        loud: true,
        what: 'Nobody of the team crisis is on call from 3 December 2026, 09:00 to 7 December 2026, 09:00, and 3 more times in four weeks',
      },
    ]);
  });
});
