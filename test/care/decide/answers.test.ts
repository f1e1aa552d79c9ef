import { describe, expect, it } from 'vitest';
import { MOST_LATE } from '../../../functions/care/decide/answers.ts';
import type { Command } from '../../../functions/care/decide.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { all, POINTS, phq9 } from '../../support/people.ts';

const packet = () => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }, { instrument: 'gad-7' }] }).enrol();
  kim.asks('packet');
  return kim;
};
const answer = (kim: Paper, instrument: string, answers: unknown, complete = true): Command => {
  const requestId = kim.requests()[0]?.id ?? Object.keys(kim.chart.ended).at(-1)!;
  return { do: 'answer', requestId, responses: [{ instrument, answers, complete }] };
};
const received = (kim: Paper) => only(kim.events(), 'response.received');

describe('an answer', () => {
  it('that is submitted with something missing is kept, and the form stays open', () => {
    const kim = packet();
    const { 4: _, ...most } = phq9(0);
    kim.does(answer(kim, 'phq-9', most));
    expect(received(kim)).toMatchObject([{ complete: false, score: { total: null, missing: ['4'] } }]);
    expect(kim.requests()[0]?.forms[0]).toMatchObject({ done: false, partial: most });
    expect(kim.chart.measures).toEqual({});
  });

  it('is kept without the parts that cannot be read, and is not complete without them', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', { ...phq9(0), 3: 'no such answer', 'no-such-item': 1 }));
    const [response] = received(kim);
    expect(Object.keys(response!.answers)).toEqual(['1', '2', '4', '5', '6', '7', '8', '9']);
    expect(response).toMatchObject({ complete: false });
  });

  it('with an optional part that cannot be read is not complete either: the client said something', () => {
    const kim = onPaper().enrol().treat();
    kim.until('2026-01-06T15:00:00.000Z');
    kim.answers('check-in', { 'attune-check-in': { mood: 5, stress: 'a lot' } });
    expect(received(kim).at(-1)).toMatchObject({ complete: false, answers: { mood: 5 } });
    expect(kim.requests('check-in')).toHaveLength(1);
  });

  it.each([[null], [[]], ['text'], [{ 'no-such-item': 1 }]])(
    'of which nothing can be read is refused: %j',
    (raw) => {
      const kim = packet();
      expect(kim.refuses(answer(kim, 'phq-9', raw))).toMatchObject({ refused: 'invalid' });
    },
  );

  it('to a form that was not asked, or to no request, is refused', () => {
    const kim = packet();
    expect(kim.refuses(answer(kim, 'attune-goals', { 'goal-1': 'x' })).refused).toBe('invalid');
    expect(kim.refuses({ do: 'answer', requestId: 'request-9.9', responses: [] }).refused).toBe('not-found');
  });

  it('that comes a second time is a duplicate', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0)));
    expect(kim.refuses(answer(kim, 'phq-9', phq9(0)))).toMatchObject({ refused: 'duplicate' });
  });

  it('that comes a second time after the request has ended is a duplicate too', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0)));
    kim.does(answer(kim, 'gad-7', all(7, 1)));
    expect(kim.requests()).toEqual([]);
    expect(kim.refuses(answer(kim, 'gad-7', all(7, 1)))).toMatchObject({ refused: 'duplicate' });
  });

  it('that was saved first and then submitted unchanged counts as submitted', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0), false));
    kim.does(answer(kim, 'phq-9', phq9(0), true));
    expect(kim.chart.measures['phq-9']).toMatchObject({ count: 1 });
  });

  it('that is corrected before the request ends is measured once, by its last value', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0, 3)));
    kim.does(answer(kim, 'phq-9', phq9(0, 1)));
    expect(kim.chart.measures['phq-9']).toMatchObject({
      count: 1,
      baseline: { value: 8 },
      last: { value: 8 },
    });
    expect(kim.chart.facts['phq-9.change']).toBe(0);
  });

  it('that corrects a later score leaves the baseline as it was', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0, 3)));
    kim.does(answer(kim, 'gad-7', all(7, 1)));
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(0, 2) });
    kim.answers('reassessment', { 'phq-9': phq9(0, 1) });
    expect(kim.chart.measures['phq-9']).toMatchObject({
      count: 2,
      baseline: { value: 24 },
      last: { value: 8 },
    });
  });

  it('that is saved late from another tab does not reopen the form that was submitted', () => {
    const kim = packet();
    kim.does(answer(kim, 'phq-9', phq9(0)));
    kim.does(answer(kim, 'phq-9', { 1: POINTS[2] }, false));
    expect(kim.requests()[0]?.forms[0]).toEqual({ instrument: 'phq-9', done: true });
    kim.does(answer(kim, 'gad-7', all(7, 0)));
    expect(kim.requests()).toEqual([]);
  });

  it('that comes after the end is kept as late, and is no part of the measures', () => {
    const kim = packet();
    kim.until('2026-01-13T15:00:00.000Z');
    kim.does(answer(kim, 'gad-7', all(7, 2)));
    expect(received(kim)).toMatchObject([{ late: true, complete: true, score: { total: 14 } }]);
    expect(received(kim)[0]!.facts).toEqual({});
    expect(kim.chart.measures).toEqual({});
    expect(kim.chart.facts).toEqual({});
  });

  it('is told to a person, once for each request, and not where somebody is called already', () => {
    const kim = packet();
    kim.until('2026-01-13T15:00:00.000Z');
    const findings = () => kim.tasks('finding').flatMap((task) => task.findings);
    kim.does(answer(kim, 'gad-7', all(7, 2)), 'client');
    kim.does(answer(kim, 'gad-7', all(7, 1)), 'client');
    expect(findings().map(({ what }) => what)).toEqual([
      expect.stringMatching(/^Answers to GAD-7.* came after the request had ended/i),
    ]);
    const other = packet();
    other.until('2026-01-13T15:00:00.000Z');
    other.does(answer(other, 'phq-9', phq9(2)), 'client');
    expect([other.tasks('finding'), other.tasks('urgent').length]).toEqual([[], 1]);
  });

  it('that comes late a second time, unchanged, is kept once', () => {
    const kim = packet();
    kim.until('2026-01-13T15:00:00.000Z');
    const late = answer(kim, 'gad-7', all(7, 2));
    kim.does(late, 'client');
    expect(kim.refuses(late, 'client').refused).toBe('wrong-state');
    expect(received(kim)).toHaveLength(1);
  });

  it('that staff bring in late, off paper, is told to nobody: somebody has seen it', () => {
    const kim = packet();
    kim.until('2026-01-13T15:00:00.000Z');
    kim.does(answer(kim, 'gad-7', all(7, 2)), 'ben');
    expect([received(kim).length, kim.tasks('finding')]).toEqual([1, []]);
  });

  it('is kept sixty times of one request, and then a person is told: danger is heard however many came', () => {
    const kim = packet();
    kim.until('2026-01-13T15:00:00.000Z');
    const nth = (n: number) =>
      answer(kim, 'gad-7', { 1: POINTS[n % 4]!, 2: POINTS[(n >> 2) % 4]!, 3: POINTS[n >> 4]! }, false);
    expect(MOST_LATE).toBe(60);
    for (let n = 0; n < MOST_LATE; n += 1) kim.does(nth(n), 'client');
    const before = kim.chart.version;
    expect(kim.refuses(nth(MOST_LATE)).refused).toBe('wrong-state');
    expect(kim.chart.version).toBe(before);
    expect(received(kim)).toHaveLength(MOST_LATE);
    expect(
      kim
        .tasks('finding')
        .flatMap((task) => task.findings)
        .at(-1)!.what,
    ).toMatch(/no more are kept/);
    kim.does(answer(kim, 'phq-9', { 9: POINTS[1] }, false), 'client');
    expect(kim.tasks('urgent')).toHaveLength(1);
    kim.does(answer(kim, 'phq-9', { 9: POINTS[3] }, false), 'client');
    expect(kim.tasks('urgent').flatMap((task) => task.findings)).toHaveLength(2);
    const again = answer(kim, 'phq-9', { 1: POINTS[1], 9: POINTS[3] }, false);
    expect(kim.refuses(again).refused).toBe('wrong-state');
  });

  it('still finds its request two months after the end, and not later', () => {
    const kim = packet();
    const command = answer(kim, 'gad-7', all(7, 2));
    kim.does({ do: 'discharge', why: 'moved away' });
    kim.at('2026-03-05T15:00:00.000Z').does({ do: 'change-client', changes: { language: 'es' }, why: '' });
    expect(Array.isArray(kim.decides(command))).toBe(true);
    kim.at('2026-03-07T15:00:00.000Z').does({ do: 'change-client', changes: { language: 'en' }, why: '' });
    expect(kim.refuses(command).refused).toBe('not-found');
    // No more than the way to their own page is left of it.
    expect(Object.keys(kim.chart.links)).toEqual(['link-1']);
    expect(kim.chart.digests).toEqual({});
  });
});

const ONLY_GAD_7 = { 'assessment.battery': [{ instrument: 'gad-7' }] };

describe('a form that is saved page by page', () => {
  const one = { 1: POINTS[1], 2: POINTS[1], 3: POINTS[1], 4: POINTS[1] };
  const rest = { 5: POINTS[2], 6: POINTS[2], 7: POINTS[2] };

  it('is whole once its parts are, whichever device each came from', () => {
    const kim = onPaper(ONLY_GAD_7).enrol();
    kim.asks('packet');
    kim.answers('packet', { 'gad-7': one }, false);
    kim.answers('packet', { 'gad-7': rest });
    expect(kim.chart.measures['gad-7']?.last.value).toBe(10);
    expect(kim.requests()).toEqual([]);
  });

  it('keeps the later of two answers to one question', () => {
    const kim = onPaper(ONLY_GAD_7).enrol();
    kim.asks('packet');
    kim.answers('packet', { 'gad-7': { ...one, 5: POINTS[0] } }, false);
    kim.answers('packet', { 'gad-7': rest });
    expect(kim.chart.measures['gad-7']?.last.value).toBe(10);
  });
});

describe('a rating of a goal', () => {
  const treated = () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'sleep' }, { words: 'walk' }] });
    kim.asks('agreement');
    kim.answers('agreement');
    kim.treat().until('2026-01-06T15:00:00.000Z');
    return kim;
  };
  const rates = (kim: Paper, ratings: object) =>
    kim.answers('check-in', { 'attune-check-in': { mood: 5, ...ratings } });

  it('stands beside the goal that it was asked of', () => {
    const kim = treated();
    rates(kim, { 'goal-1': 3, 'goal-2': 7 });
    expect(kim.chart.goals?.goals).toMatchObject([
      { words: 'sleep', rating: 3 },
      { words: 'walk', rating: 7 },
    ]);
  });

  it('is not taken for one of a goal that was agreed after the check-in was sent', () => {
    const kim = treated();
    kim.gives('shape-goals', 2);
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'see friends' }, { words: 'walk' }] });
    rates(kim, { 'goal-1': 3, 'goal-2': 7 });
    const [friends, walk] = kim.chart.goals!.goals;
    expect(friends).toEqual({ id: '1', words: 'see friends' });
    expect(walk).toMatchObject({ words: 'walk', rating: 7 });
  });
});
