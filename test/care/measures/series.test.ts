/** What one episode’s log tells of its measures and goals. */
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../functions/care/fhir/export/history.ts';
import { goalsSoFar, measuresSoFar } from '../../../functions/care/measures/series.ts';
import { onPaper, type Paper } from '../../support/paper.ts';
import { phq9 } from '../../support/people.ts';

const measuresOf = ({ chart, log, world }: Paper) =>
  measuresSoFar({ chart, history: readHistory(log), instruments: world.instruments, language: 'en' });

/** Asked for these instruments on 5 January 2026, and again after six weeks. */
const asked = (...instruments: string[]) => {
  const battery = instruments.map((instrument) => ({ instrument }));
  const kim = onPaper({ 'assessment.battery': battery, 'reassessment.battery': battery }).enrol();
  kim.asks('packet');
  return kim;
};
const WEEK_6 = '2026-02-16T15:00:00.000Z';

describe('a measure', () => {
  it('has a corrected answer once, as it was corrected', () => {
    const kim = asked('phq-9', 'gad-7');
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    kim.answers('packet', { 'phq-9': phq9(0, 1) });
    expect(measuresOf(kim)[0]).toMatchObject({ series: [{ total: 8 }], baseline: { total: 8 } });
    expect(measuresOf(kim)[0]!.series).toHaveLength(1);
  });

  it('counts nothing of half a form', () => {
    const kim = asked('phq-9');
    kim.answers('packet', { 'phq-9': phq9(0) }, false);
    expect(measuresOf(kim)).toEqual([]);
  });

  it('takes its items from what came in time', () => {
    const kim = asked('phq-9');
    const { id: requestId } = kim.requests('packet')[0]!;
    kim.answers('packet', { 'phq-9': phq9(0, 1) });
    kim.at(WEEK_6);
    const late = [{ instrument: 'phq-9', answers: phq9(0, 3), complete: true }];
    kim.does({ do: 'answer', requestId, responses: late }, 'kim');
    const [depression] = measuresOf(kim);
    expect(depression!.series).toMatchObject([{ total: 8 }, { total: 24, late: true }]);
    expect(depression!.items.worst.map(({ points }) => points)).toEqual([1, 1, 1]);
  });

  it('begins anew with the next episode', () => {
    const kim = asked('phq-9');
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    kim.does({ do: 'discharge', why: 'well' });
    kim.enrol().asks('packet');
    expect(measuresOf(kim)).toEqual([]);
  });

  it('is worst where it is lowest, if higher is better', () => {
    const kim = asked('who-5');
    const { item } = kim.world.instruments['who-5']!.questionnaire;
    const code = (n: number, points: number) =>
      item[n]!.answerOption!.find(({ valueCoding }) => valueCoding.extension?.[0].valueDecimal === points)!
        .valueCoding.code;
    const answers = Object.fromEntries(
      [5, 1, 5, 0, 4].map((points, n) => [item[n]!.linkId, code(n, points)]),
    );
    kim.answers('packet', { 'who-5': answers });
    expect(measuresOf(kim)[0]!.items.worst.map(({ points, text }) => [points, text])).toEqual([
      [0, undefined],
      [1, undefined],
      [4, undefined],
    ]);
  });
});

it('keeps the ratings of each goal to that goal', () => {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals', 'propose', { goals: [{ words: 'sleep' }, { words: 'see friends' }] });
  kim.asks('agreement');
  kim.answers('agreement');
  kim.treat().until('2026-01-13T15:00:00.000Z');
  kim.answers('check-in', { 'attune-check-in': { 'goal-1': 3, 'goal-2': 7 } });
  const goals = goalsSoFar({ chart: kim.chart, history: readHistory(kim.log) });
  expect(goals.map(({ words, ratings }) => [words, ratings.map(({ rating }) => rating)])).toEqual([
    ['sleep', [3]],
    ['see friends', [7]],
  ]);
});
