/** Whom an urgent task names where the clinic has a rota, and whom while somebody is away. */
import { describe, expect, it } from 'vitest';
import { onPaper, type Paper } from '../../support/paper.ts';
import { phq9 } from '../../support/people.ts';

const NIGHT = { zone: 'America/New_York' };

function atRisk(change: (kim: Paper) => void): Paper {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] });
  kim.enrol();
  kim.asks('packet');
  change(kim);
  kim.answers('packet', { 'phq-9': phq9(2) });
  return kim;
}
const owner = (kim: Paper) => kim.tasks('urgent')[0]!.owner;
const shift = (team: string, staff: string) => ({
  team,
  staff,
  from: '2026-01-01T00:00',
  to: '2026-01-08T00:00',
  everyWeeks: 1,
});

describe('who is on call', () => {
  it('is named by an urgent task where the team would be', () => {
    const kim = atRisk(({ world: { clinic } }) => {
      clinic.staff.ada!.active = false;
      clinic.rota = { ...NIGHT, shifts: [shift('care', 'ben')] };
    });
    expect(owner(kim)).toEqual({ staff: 'ben' });
    expect(kim.sent.some(({ to }) => JSON.stringify(to) === '{"staff":"ben"}')).toBe(true);
  });

  it('is named on each rung, and is followed by the whole team where they do not come', () => {
    const kim = atRisk(({ world: { clinic } }) => {
      clinic.rota = { ...NIGHT, shifts: [shift('crisis', 'cleo'), shift('care-leads', 'lea')] };
    });
    expect(owner(kim)).toEqual({ staff: 'ada' });
    const called: string[] = [];
    for (let hour = 0; hour < 6 * 12; hour += 1) {
      kim.until(new Date(Date.parse(kim.world.now) + 5 * 60_000).toISOString());
      const now = JSON.stringify(owner(kim));
      if (called.at(-1) !== now) called.push(now);
    }
    expect(called).toContain('{"staff":"cleo"}');
    expect(called.at(-1)).toBe('{"team":"care-leads"}');
  });

  it('is the team, as without a rota, while the rota has a gap', () => {
    const kim = atRisk(({ world: { clinic } }) => {
      clinic.staff.ada!.active = false;
      clinic.rota = { ...NIGHT, shifts: [{ ...shift('care', 'ben'), from: '2026-01-07T00:00' }] };
    });
    expect(owner(kim)).toEqual({ team: 'care' });
  });
});

describe('cover', () => {
  it('brings what is for the client’s clinician to whoever stands in', () => {
    const kim = atRisk(({ world: { clinic } }) => {
      clinic.cover = [{ staff: 'ada', standIn: 'ben', from: '2026-01-05', to: '2026-01-09' }];
    });
    expect(owner(kim)).toEqual({ staff: 'ben' });
  });

  it('brings it to the team where whoever stands in is not at work', () => {
    const kim = atRisk(({ world: { clinic } }) => {
      clinic.cover = [{ staff: 'ada', standIn: 'ben', from: '2026-01-05', to: '2026-01-09' }];
      clinic.staff.ben!.active = false;
    });
    expect(owner(kim)).not.toEqual({ staff: 'ben' });
    expect(owner(kim)).toHaveProperty('team');
  });
});
