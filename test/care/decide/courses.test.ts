/** Courses of sessions that a plan brings: the catalogue's schedules, each session a task with what is watched at it. */
import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import { content } from '../../../functions/adapters/content.ts';
import { pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { catalogueSchema } from '../../../functions/care/plans/catalogue.ts';
import { nextOccurrence, type Zone } from '../../../functions/care/schedule.ts';
import shipped from '../../../workflows/pathways/esketamine-course.json' with { type: 'json' };
import { onPaper, type Paper } from '../../support/paper.ts';

const optionOf = (id: string) => suggesting.catalogue.options.find((one) => one.id === id)!;
const esketamine = pathwaySchema.parse(shipped).course!;
const TMS = { title: 'TMS', option: 'tms' };
const plan = (...interventions: object[]) => ({ summary: 'A course', interventions });

const zone = 'America/New_York' as Zone;
const calendar = { zone, hours: {}, holidays: [] };
/** The weeks, from 1, in which the sessions of a course that begins on a Sunday fall, for `most` sessions a row. */
function weeksOf(id: string, most = 60): number[] {
  const anchor = '2026-01-04';
  const since = '2026-01-04T12:00:00.000Z';
  return content.courses[id]!.sessions.flatMap((row) => {
    const weeks: number[] = [];
    for (let n = 0; weeks.length < most; ) {
      const next = nextOccurrence(row, anchor, n, since, zone, calendar);
      if (!next) break;
      n = next.n;
      weeks.push(
        Math.floor((Date.parse(next.local.slice(0, 10)) - Date.parse('2026-01-05')) / 604_800_000) + 1,
      );
    }
    return weeks;
  });
}
const inWeek = (weeks: number[], week: number) => weeks.filter((one) => one === week).length;

describe('the schedules of the catalogue', () => {
  it('run as their own phases have them: esketamine twice a week, then weekly, then weekly or every two weeks', () => {
    const weeks = weeksOf('esketamine', 20);
    const { phases } = optionOf('esketamine').course!;
    for (const { weeks: span, sessions, per } of phases)
      for (let week = span!.from; week <= (span!.to ?? span!.from + 8); week += 1) {
        const least = sessions!.from;
        const most = sessions!.to ?? least;
        const given = per === 'week' ? inWeek(weeks, week) : inWeek(weeks, week) + inWeek(weeks, week + 1);
        expect([week, given >= least && given <= most]).toEqual([week, true]);
      }
  });

  it('run TMS on working days, no more sessions and no more weeks than its source has, and the short form in five days', () => {
    const [course] = optionOf('tms').course!.phases;
    const weeks = weeksOf('tms');
    expect(weeks.length).toBeGreaterThanOrEqual(course!.sessions!.from);
    expect(weeks.length).toBeLessThanOrEqual(course!.sessions!.to!);
    expect(new Set(weeks).size).toBeLessThanOrEqual(course!.weeks!.to!);
    expect(weeksOf('tms-accelerated')).toEqual([1, 1, 1, 1, 1]);
  });

  it('are one with the pathway that ships for such a course', () => {
    const { sessions, checks } = content.courses[esketamine.option!]!;
    expect({ sessions, checks }).toEqual({ sessions: esketamine.sessions, checks: esketamine.checks });
  });

  it('are there for every option that says when its sessions are, and say what is watched at each', () => {
    expect(Object.keys(content.courses).sort()).toEqual(['esketamine', 'tms', 'tms-accelerated']);
    for (const { checks } of Object.values(content.courses)) expect(checks.length).toBeGreaterThan(0);
    const tms = structuredClone(optionOf('tms'));
    for (const point of tms.course!.monitoring) delete point.each;
    expect(() => catalogueSchema.parse({ ...suggesting.catalogue, options: [tms] })).toThrow(/each session/);
  });
});

/** The titles of the sessions that fell due until `at`, each given. */
function sessionsUntil(kim: Paper, at: string): string[] {
  const titles: string[] = [];
  while (true) {
    const next = kim
      .timers('session')
      .map((timer) => timer.at)
      .sort()[0];
    if (!next || next > at) break;
    kim.until(next);
    for (const { title } of kim.tasks('session')) {
      titles.push(title);
      kim.completes('session', 'session-given');
    }
  }
  return titles;
}

describe('a plan that holds a course', () => {
  const begun = (...interventions: object[]) =>
    onPaper()
      .enrol()
      .treat(plan(...interventions));

  it('makes a task of each session, with its monitoring points, and counts the ones that were given', () => {
    const kim = begun(TMS);
    kim.until('2026-01-06T15:00:00.000Z');
    expect(kim.tasks('session')).toMatchObject([
      {
        title: 'Magnetic stimulation (TMS): session of 6 January 2026',
        brief: { note: expect.stringContaining('Each session: How it was borne: headache') },
      },
    ]);
    kim.completes('session', 'session-given');
    const titles = sessionsUntil(kim, '2026-03-31T15:00:00.000Z');
    expect([titles.length, titles.at(-1)]).toEqual([
      29,
      'Magnetic stimulation (TMS): session of 16 February 2026',
    ]);
    expect(kim.chart.course!.attended).toBe(30);
  });

  it('keeps the schedule that it was written with', () => {
    expect(begun(TMS).chart.plan!.interventions).toMatchObject([
      { option: 'tms', course: content.courses.tms },
    ]);
  });

  it('has its sessions as the clinician puts them', () => {
    const own = {
      ...content.courses.tms!,
      sessions: [{ phases: [{ every: 'P1W', times: 2 }], at: '14:00', days: ['wed'] }],
    };
    const kim = begun({ ...TMS, course: own });
    expect(sessionsUntil(kim, '2026-03-31T15:00:00.000Z')).toEqual([
      'Magnetic stimulation (TMS): session of 7 January 2026',
      'Magnetic stimulation (TMS): session of 14 January 2026',
    ]);
    const wrong = { ...own, sessions: [{ phases: [{ every: 'P1D' }], at: '14:00', days: ['wed'] }] };
    const next = onPaper().enrol();
    next.gives('draft-plan');
    expect(() => next.completes('draft-plan', 'draft', plan({ ...TMS, course: wrong }))).toThrow(
      /interventions\[0\]\.course\.sessions\[0\]/,
    );
  });

  const revised = (kim: Paper, ...interventions: object[]) => {
    kim.does({ do: 'revise-plan', detail: { interventions }, why: 'as agreed' });
    kim.answers('plan');
  };

  it('goes on undisturbed where the next plan holds it as well, and ends with the first that does not', () => {
    const kim = begun(TMS);
    kim.until('2026-01-08T20:00:00.000Z');
    const before = kim.timers('session');
    revised(kim, TMS, { title: 'Weekly talks' });
    expect(kim.timers('session')).toEqual(before);
    revised(kim, { title: 'Weekly talks' });
    expect(kim.timers('session')).toEqual([]);
  });

  it('that was stopped stays so, whatever is revised beside it; another course goes on', () => {
    const other = { ...content.courses.tms!, title: 'Light', option: undefined };
    const light = { title: 'Light therapy', course: JSON.parse(JSON.stringify(other)) };
    const kim = begun(TMS, light);
    kim.until('2026-01-06T15:00:00.000Z');
    expect(
      kim
        .tasks('session')
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['Light: session of 6 January 2026', 'Magnetic stimulation (TMS): session of 6 January 2026']);
    const tms = kim.tasks('session').find(({ title }) => title.startsWith('Magnetic'))!;
    kim.does({ do: 'complete-task', taskId: tms.id, outcome: 'stop-course', reason: 'headaches' });
    expect(kim.timers('session').map(({ of }) => of)).toEqual(['2026-01-05/0/Light therapy']);
    revised(kim, TMS, light, { title: 'Weekly talks' });
    expect(kim.timers('session').map(({ of }) => of)).toEqual(['2026-01-05/0/Light therapy']);
  });

  it('has no session twice where the pathway runs that course itself', () => {
    const course = { ...esketamine };
    const kim = onPaper({ course })
      .enrol()
      .treat(plan({ title: 'Esketamine', option: 'esketamine' }));
    const given = sessionsUntil(kim, '2026-02-01T15:00:00.000Z');
    expect(given).toHaveLength(8);
    expect(new Set(given).size).toBe(8);
  });
});
