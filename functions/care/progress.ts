import type { Instrument, Threshold } from './instrument.ts';
import { bandOf } from './score.ts';

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
};

/** @throws TypeError for a form, which has no total */
export function compare(instrument: Instrument, baseline: number, last: number): Progress {
  const { scoring } = instrument;
  if (scoring.kind === 'form') throw new TypeError(`${scoring.measure} has no total to compare`);
  const change = last - baseline;
  const gain = scoring.direction === 'lower-is-better' ? -change : change;
  const { reliableChange, response, remission, caseness } = scoring;
  return {
    change,
    percent: baseline === 0 ? null : Math.round((100 * change) / baseline),
    reliable: !reliableChange ? 'unknown' : reliableBy(gain, reliableChange.points),
    response: response && baseline !== 0 ? 100 * gain >= response.percent * baseline : null,
    remission: remission ? meets(remission, last) : null,
    caseAtBaseline: caseness ? meets(caseness, baseline) : null,
    caseNow: caseness ? meets(caseness, last) : null,
    band: bandOf(instrument, last),
  };
}

const reliableBy = (gain: number, points: number) =>
  gain >= points ? 'improved' : -gain >= points ? 'deteriorated' : 'no reliable change';

const meets = (threshold: Threshold, total: number): boolean =>
  'atLeast' in threshold ? total >= threshold.atLeast : total <= threshold.atMost;
