import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { healthOf, staleCrisisLines } from '../../functions/care/health.ts';
import { pathway, settings } from '../support/people.ts';

const healthy = () => ({
  clinic: { ...settings(), phone: '+14155550100' },
  pathways: [{ id: 'adult', pathway: pathway() }],
  crisisLines: content.crisisLines,
  countries: ['US'],
  unattended: [],
  now: '2026-12-01T09:00:00.000Z',
});
const kinds = (given: Parameters<typeof healthOf>[0]) => healthOf(given).map(({ kind }) => kind);

describe('the health of a clinic', () => {
  it('is quiet where somebody is in each team and each number was seen lately', () => {
    expect(kinds(healthy())).toEqual([]);
  });

  it('tells of each crisis line that nobody has looked at for ninety days', () => {
    const seen = '21 November 2026';
    expect(kinds({ ...healthy(), now: '2027-02-19T00:00:00.000Z' })).toEqual([]);
    const late = healthOf({ ...healthy(), now: '2027-02-19T00:00:01.000Z' });
    expect(new Set(late.map(({ kind }) => kind))).toEqual(new Set(['crisis-line-stale']));
    expect(late[0]!.what).toBe(`The emergency number 911 (US, en) was last seen to be right on ${seen}`);
    expect(late.every(({ loud }) => loud)).toBe(true);
    // What the daily alarm counts is what admins are shown.
    expect(staleCrisisLines({ ...healthy(), now: '2027-02-19T00:00:01.000Z' })).toEqual(late);
    expect(staleCrisisLines({ ...healthy(), now: '2027-02-19T00:00:00.000Z' })).toEqual([]);
  });

  it('tells of a team that is called in an emergency and has nobody', () => {
    const given = healthy();
    given.clinic.staff.cleo!.active = false;
    expect(healthOf(given)).toMatchObject([
      { kind: 'nobody-on-duty', loud: true, what: expect.stringContaining('the team crisis') },
    ]);
  });

  it('tells of an urgent task that nobody has taken in its time, without a word of the client’s', () => {
    const task = { taskId: 'task-3.1', clientId: 'c-1', openedAt: '2026-12-01T08:30:00.000Z' };
    const due = (dueAt: string) => kinds({ ...healthy(), unattended: [{ ...task, dueAt }] });
    expect(due('2026-12-01T08:45:00.000Z')).toEqual(['urgent-unattended']);
    expect(due('2026-12-01T09:15:00.000Z')).toEqual([]);
  });

  it('tells of a missing phone number, less loudly', () => {
    const { clinic } = healthy();
    expect(healthOf({ ...healthy(), clinic: { ...clinic, phone: undefined } })).toMatchObject([
      { kind: 'no-clinic-phone', loud: false },
    ]);
  });
});
