import type { Instrument } from './instrument.ts';
import { bandOf, caseIn, meets, type Sex } from './score.ts';

/**
 * Two totals of one instrument. `change` is last minus baseline and `percent` the same as a whole percentage of the
 * baseline (null at 0), both signed as the score moves, not as the client fares. Null and `unknown`: the instrument
 * has no sourced rule. Response and remission do not ask whether the baseline was a case; `caseAtBaseline` tells.
 */
export type Progress = {
  change: number;
  percent: number | null;
  reliable: 'improved' | 'deteriorated' | 'no reliable change' | 'unknown';
  response: boolean | null;
  remission: boolean | null;
  caseAtBaseline: boolean | null;
  caseNow: boolean | null;
  /** Of the last score. */
  band: string | undefined;
  /** The rules used whose numbers were not confirmed in a primary source; absent where there are none. */
  unconfirmed?: ('caseness' | 'reliableChange' | 'response' | 'remission')[];
};

/**
 * `sex` only where a cut-off differs by it; without it, what hangs on it is null.
 * @throws TypeError for a form, which has no total
 */
export function compare(instrument: Instrument, baseline: number, last: number, sex?: Sex): Progress {
  const { scoring } = instrument;
  if (scoring.kind === 'form') throw new TypeError(`${scoring.measure} has no total to compare`);
  const change = last - baseline;
  const gain = gainIn(scoring.direction, baseline, last);
  const { response, remission, caseness } = scoring;
  const reliableChange = reliableChangeIn(scoring);
  const rules = { caseness, reliableChange, response, remission };
  const unconfirmed = (Object.keys(rules) as (keyof typeof rules)[]).filter((rule) =>
    isUnconfirmed(rules[rule]),
  );
  return {
    change,
    percent: baseline === 0 ? null : Math.round((100 * change) / baseline),
    reliable: !reliableChange ? 'unknown' : reliableBy(gain, reliableChange.points),
    response: response && baseline !== 0 ? 100 * gain >= response.percent * baseline : null,
    remission: remission ? meets(remission, last) : null,
    caseAtBaseline: caseIn(caseness, baseline, sex),
    caseNow: caseIn(caseness, last, sex),
    band: bandOf(instrument, last),
    ...(unconfirmed.length && { unconfirmed }),
  };
}

const isUnconfirmed = (rule: object | undefined): boolean =>
  rule !== undefined &&
  ('unconfirmed' in rule || ('bySex' in rule && Object.values(rule.bySex as object).some(isUnconfirmed)));

export type Direction = 'lower-is-better' | 'higher-is-better' | 'unstated';

/** Points for the better. Where the direction is unstated, there is no rule that asks. */
const gainIn = (direction: Direction, baseline: number, last: number): number =>
  direction === 'higher-is-better' ? last - baseline : baseline - last;

const reliableBy = (gain: number, points: number) =>
  gain >= points ? 'improved' : -gain >= points ? 'deteriorated' : 'no reliable change';

/** |RCI| beyond this is reliable: 95 % of a standard normal distribution. */
const RELIABLE = 1.96;

/**
 * Jacobson and Truax's reliable change from a measure's SD and reliability, with the √2 that the 1984 paper lacked and
 * the correction of 1986 put in. `points` is the least change, `wholePoints` the least on a scale of whole points.
 * https://www.psyctc.org
 * @throws RangeError unless sd > 0 and 0 ≤ reliability < 1
 */
export function reliableChangeFrom({ sd, reliability }: { sd: number; reliability: number }) {
  if (!(sd > 0 && reliability >= 0 && reliability < 1))
    throw new RangeError('needs an SD above 0 and a reliability from 0 to below 1');
  const standardError = sd * Math.sqrt(1 - reliability);
  const ofDifference = standardError * Math.SQRT2;
  const points = RELIABLE * ofDifference;
  return { standardError, ofDifference, points, wholePoints: Math.ceil(points) };
}

type Totalled = Extract<Instrument['scoring'], { kind: 'total' }>;

/** The rule as points: as it was published, or from SD and reliability, then with `from`. */
export type ReliableChange = {
  points: number;
  source: string;
  unconfirmed?: true;
  from?: { sd: number; reliability: number };
};

/** How many points of an instrument's total are a reliable change; on a scale of whole points, a whole number of them. */
export function reliableChangeIn(scoring: Totalled): ReliableChange | undefined {
  const { reliableChange: rule, times, weights = {} } = scoring;
  if (!rule || 'points' in rule) return rule;
  const { sd, reliability, ...source } = rule;
  const { points, wholePoints } = reliableChangeFrom({ sd, reliability });
  const inWholes = [times, ...Object.values(weights)].every(Number.isInteger);
  return { points: inWholes ? wholePoints : points, ...source, from: { sd, reliability } };
}
