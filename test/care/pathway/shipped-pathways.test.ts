import { describe, expect, it } from 'vitest';
import { checkPathway } from '../../../functions/care/pathway/check.ts';
import { PLAYBOOK } from '../../../functions/care/pathway/pathway.ts';
import first from '../../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import trauma from '../../../workflows/pathways/adult-trauma.json' with { type: 'json' };
import esketamine from '../../../workflows/pathways/esketamine-course.json' with { type: 'json' };
import { known, paths } from '../../support/pathways.ts';

describe('each pathway that ships', () => {
  it.each([first, trauma, esketamine])('$id can be published as it is', (raw) => {
    expect(checkPathway(raw, known).faults).toEqual([]);
  });

  it('asks everybody about danger, or says in the check that it does not', () => {
    const warned = (raw: object) =>
      checkPathway(raw, known).warnings.filter(({ fault }) => fault.includes('asks about danger'));
    expect(new Set(paths(warned(first)))).toEqual(
      new Set(['assessment.battery[2].when', 'reassessment.battery[0].shorter']),
    );
    expect([paths(warned(trauma)), paths(warned(esketamine))]).toEqual([
      [],
      ['reassessment.battery[0].shorter'],
    ]);
  });

  it('uses, where it is the default, all that there is to use', () => {
    const { pathway } = checkPathway(first, known);
    const { alerts, offTrack, track, plan, afterSession, checkIns, assessment, reassessment, silence } =
      pathway!;
    expect(alerts.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['side-effects-severe', 'side-effects-new', 'side-effects-moderate-again', 'medicine-not-taken'],
        ...['check-ins-missed', 'mood-very-low', 'depression-severe', 'session-fit'],
      ]),
    );
    expect(offTrack!.playbook.map(({ choice }) => choice).sort()).toEqual([...PLAYBOOK].sort());
    expect(track!.marks).toMatchObject([{ instrument: 'phq-9' }]);
    expect(afterSession).toMatchObject({ form: 'attune-session' });
    expect(Object.values(plan.review.payers!).map(({ every }) => every)).toEqual(['P90D', 'P60D', 'P180D']);
    expect(checkIns).toMatchObject([{ form: 'attune-check-in' }]);
    expect(assessment.battery.filter(({ when }) => when)).toHaveLength(2);
    expect(reassessment.battery.map(({ instrument }) => instrument)).toEqual(['phq-9', 'gad-7']);
    expect(silence).toBeDefined();
  });

  it('has a course whose sessions run as the label has them: twice a week for four weeks, then weekly', () => {
    const [weekly, second] = esketamine.course.sessions;
    expect(weekly!.phases[0]).toEqual({ every: 'P1W', times: 8 });
    expect(second!.phases).toEqual([{ every: 'P1W', times: 4 }]);
    const broken = structuredClone(esketamine);
    broken.course.sessions[0]!.phases[0]!.every = 'P0D';
    expect(paths(checkPathway(broken, known).faults)).toEqual(['course.sessions[0].phases[0].every']);
  });
});
