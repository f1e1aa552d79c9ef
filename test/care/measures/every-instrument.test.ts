/** Every instrument that ships: all at their least, all at their most, one missing, gate closed, the risk item alone. */
import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { bound, isChoice, isQuestion } from '../../../functions/care/measures/instrument/questionnaire.ts';
import {
  type Answers,
  enabledIn,
  type Instrument,
  itemsOf,
  valueOf,
} from '../../../functions/care/measures/instrument.ts';
import { scoreOf } from '../../../functions/care/measures/score.ts';

const all = Object.entries(content.instruments);
const totals = all.filter(([, { scoring }]) => scoring.kind === 'total');
const questionsOf = (instrument: Instrument) => itemsOf(instrument).filter(isQuestion);

/** Each item answered so that it counts for the least or the most, whichever way round it is scored. */
function extreme(instrument: Instrument, most: boolean): Answers {
  const { reversed } = instrument.scoring;
  const answers: Answers = {};
  for (const item of questionsOf(instrument)) {
    const high = most !== reversed.includes(item.linkId);
    if (isChoice(item)) {
      const ranked = [...(item.answerOption ?? [])]
        .map(({ valueCoding: { code } }) => [code, valueOf(item, code) ?? 0] as const)
        .sort(([, a], [, b]) => a - b);
      answers[item.linkId] = (high ? ranked.at(-1)! : ranked[0]!)[0];
    } else if (item.type === 'integer' || item.type === 'decimal')
      answers[item.linkId] = (high ? bound(item, 'maxValue') : bound(item, 'minValue')) ?? 0;
  }
  return answers;
}

describe.each(totals)('%s', (_, instrument) => {
  const { scoring } = instrument;
  if (scoring.kind !== 'total') throw new Error('a form');
  const { range } = scoring;

  it('has its range for its ends', () => {
    const ends = [extreme(instrument, false), extreme(instrument, true)].map((answers) =>
      scoreOf(instrument, answers),
    );
    expect(ends.map(({ total }) => total).sort((a, b) => a! - b!)).toEqual([range.from, range.to]);
    expect(ends.every(({ missing, prorated }) => missing.length === 0 && !prorated)).toBe(true);
    if (scoring.bands.length) expect(ends.map(({ band }) => band)).toContain(scoring.bands.at(-1)!.label);
  });

  it('never takes a missing answer for a zero, and never fills in a risk item', () => {
    const whole = extreme(instrument, true);
    for (const linkId of scoring.items) {
      const { [linkId]: _gone, ...rest } = whole;
      if (!enabledIn(instrument, rest).has(linkId)) continue;
      const { total, missing, prorated } = scoreOf(instrument, rest);
      expect(missing).toContain(linkId);
      const isRisk = scoring.riskItems.some((risk) => risk.linkId === linkId);
      if (scoring.missing === 'all-required' || isRisk) expect([total, prorated]).toEqual([null, false]);
      else expect(prorated).toBe(total !== null);
    }
  });
});

describe.each(all.filter(([, { scoring }]) => scoring.riskItems.length > 0))(
  'the risk items of %s',
  (_, instrument) => {
    it.each(instrument.scoring.riskItems)(
      'item $linkId counts alone, before anything else is answered',
      ({ linkId, atLeast }) => {
        const item = itemsOf(instrument).find((one) => one.linkId === linkId)!;
        const values = item.answerOption!.map(({ valueCoding }) => valueOf(item, valueCoding.code)!);
        const turned = instrument.scoring.reversed.includes(linkId);
        const own = (points: number) =>
          turned ? Math.min(...values) + Math.max(...values) - points : points;
        const code = (points: number) => item.answerOption![values.indexOf(own(points))]!.valueCoding.code;
        const { total, positiveRiskItems, flags } = scoreOf(instrument, { [linkId]: code(atLeast) });
        expect([total, positiveRiskItems]).toEqual([null, [linkId]]);
        expect(flags).toContain(`risk-item:${linkId}`);
        expect(scoreOf(instrument, { [linkId]: code(atLeast - 1) }).positiveRiskItems).toEqual([]);
      },
    );
  },
);

const gated = all.filter(([, instrument]) =>
  itemsOf(instrument).some(({ enableWhen }) => enableWhen?.some(({ operator }) => operator === '=')),
);
describe.each(gated)('the gate of %s', (_, instrument) => {
  it('closed, leaves what is behind it neither asked nor missing', () => {
    const gates = new Set(
      itemsOf(instrument).flatMap(({ enableWhen = [] }) => enableWhen.map(({ question }) => question)),
    );
    for (const gate of gates) {
      const item = itemsOf(instrument).find(({ linkId }) => linkId === gate)!;
      for (const { valueCoding } of item.answerOption ?? []) {
        const answers = { [gate]: valueCoding.code };
        const behind = itemsOf(instrument).filter(
          ({ linkId, enableWhen }) =>
            enableWhen?.some(({ question }) => question === gate) &&
            !enabledIn(instrument, answers).has(linkId),
        );
        const { missing } = scoreOf(instrument, answers);
        for (const { linkId } of behind) expect(missing).not.toContain(linkId);
      }
    }
  });
});

it('is told by each file where it is from, when it was looked at, and which version it is', () => {
  for (const [id, { questionnaire, scoring }] of all) {
    expect([id, scoring.licence.checkedOn]).toEqual([id, expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)]);
    expect(questionnaire.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(scoring.sources.length).toBeGreaterThan(0);
    expect(scoring.licence.evidence).not.toBe('');
  }
});
