import { describe, expect, it } from 'vitest';
import { onPaper, type Paper } from '../../support/paper.ts';

const FIRST = '2026-01-07T16:00:00.000Z';
const fit = (total: number) => ({
  'attune-session': { matters: total / 4, heard: total / 4, way: total / 4, next: total / 4 },
});
const onCourse = (): Paper => {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals');
  return kim.treat().at('2026-01-07T17:00:00.000Z');
};
const meets = (kim: Paper, at: string, attended = true) => {
  const recorded = new Date(Date.parse(at) + 3_600_000).toISOString();
  return kim.until(recorded) && kim.does({ do: 'record-session', at, attended });
};

describe('after a session', () => {
  it('that was attended the client is asked how it was; after one that was missed, or that is long over, nobody is', () => {
    const kim = onCourse();
    meets(kim, FIRST);
    expect(kim.requests('after-session')).toMatchObject([{ forms: [{ instrument: 'attune-session' }] }]);
    expect(
      kim
        .messages()
        .concat()
        .map(({ template }) => template),
    ).not.toContain('request.check-in');
    kim.answers('after-session', fit(36));
    meets(kim, '2026-01-08T16:00:00.000Z', false);
    expect(kim.requests('after-session')).toEqual([]);
    kim.until('2026-01-20T16:00:00.000Z');
    kim.does({ do: 'record-session', at: '2026-01-15T16:00:00.000Z', attended: true });
    expect(kim.requests('after-session')).toEqual([]);
  });

  it('the next one takes the place of the question about the last', () => {
    const kim = onCourse();
    meets(kim, FIRST);
    meets(kim, '2026-01-08T16:00:00.000Z');
    expect(kim.requests('after-session')).toHaveLength(1);
    expect(Object.values(kim.chart.ended)).toContainEqual(
      expect.objectContaining({ ask: 'after-session', outcome: 'expired' }),
    );
  });

  it('a low fit makes one routine task, which the next low one joins', () => {
    const kim = onCourse();
    meets(kim, FIRST);
    kim.answers('after-session', fit(24));
    meets(kim, '2026-01-14T16:00:00.000Z');
    kim.answers('after-session', fit(20));
    expect(kim.tasks('finding')).toMatchObject([
      { priority: 'routine', key: 'finding/session-fit', findings: [{}, {}] },
    ]);
  });

  it('a fit that falls below the client’s own mean makes a task, however high it is', () => {
    const kim = onCourse();
    for (const [at, total] of [
      [FIRST, 36],
      ['2026-01-14T16:00:00.000Z', 40],
      ['2026-01-21T16:00:00.000Z', 36],
    ] as const) {
      meets(kim, at);
      kim.answers('after-session', fit(total));
    }
    expect(kim.tasks('finding')).toEqual([]);
    expect(kim.chart.facts).toMatchObject({
      'attune-session.usual': 38,
      'attune-session.from-usual': -2,
    });
    meets(kim, '2026-01-28T16:00:00.000Z');
    kim.answers('after-session', fit(28));
    expect(kim.chart.facts['attune-session.usual']).toBeCloseTo(112 / 3);
    expect(kim.tasks('finding')).toContainEqual(
      expect.objectContaining({ key: 'finding/session-fit', priority: 'routine' }),
    );
  });

  it('what the client said is before the clinician at the review', () => {
    const kim = onCourse();
    meets(kim, FIRST);
    kim.answers('after-session', fit(36));
    meets(kim, '2026-01-14T16:00:00.000Z');
    kim.answers('after-session', fit(32));
    const { brief } = kim.gives('review');
    expect(brief.measures).toContainEqual(
      expect.objectContaining({ measure: 'attune-session', baseline: 36, last: 32, change: -4 }),
    );
  });
});
