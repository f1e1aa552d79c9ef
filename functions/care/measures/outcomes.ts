import type { Instrument } from './instrument.ts';
import { compare } from './progress.ts';

/** First and last total of one measure in one course of treatment. */
export type Pair = { instrument: Instrument; baseline: number; last: number };

/**
 * The NHS Talking Therapies outcomes of one course. `recovered` and `reliablyRecovered` are null for who was no case at
 * the start: they are not in that denominator.
 */
export type CourseOutcome = {
  caseAtStart: boolean;
  recovered: boolean | null;
  reliablyImproved: boolean;
  reliablyDeteriorated: boolean;
  reliablyRecovered: boolean | null;
};

/**
 * The outcomes over the depression measure and the anxiety one (GAD-7, or the condition's own in its place where that is
 * paired at both ends). A case at the start is one on either, recovered is below the cut on both. Reliably improved:
 * one better by its reliable change, none worse by its own; deteriorated the other way round. PMC8411661
 * @throws TypeError where a measure has no sourced cut-off or reliable change
 */
export function courseOutcome(pairs: readonly [Pair, ...Pair[]]): CourseOutcome {
  const progress = pairs.map(({ instrument, baseline, last }) => {
    const { caseAtBaseline, caseNow, reliable } = compare(instrument, baseline, last);
    if (caseAtBaseline === null || caseNow === null || reliable === 'unknown')
      throw new TypeError(`${instrument.scoring.measure} has no cut-off or no reliable change`);
    return { caseAtBaseline, caseNow, reliable };
  });
  const some = (reliable: string) => progress.some((one) => one.reliable === reliable);
  const caseAtStart = progress.some((one) => one.caseAtBaseline);
  const recovered = caseAtStart ? progress.every((one) => !one.caseNow) : null;
  const reliablyImproved = some('improved') && !some('deteriorated');
  return {
    caseAtStart,
    recovered,
    reliablyImproved,
    reliablyDeteriorated: some('deteriorated') && !some('improved'),
    reliablyRecovered: recovered === null ? null : recovered && reliablyImproved,
  };
}

/** One course of treatment. `pairs` are the measures with a total at both ends, prorated ones left out. */
export type Course = { attendedTreatmentContacts: number; discharged: boolean; pairs: Pair[] };

/** Attended treatment contacts that make a discharge a finished course; fewer is assessment or advice only. */
export const LEAST_CONTACTS = 2;

export const isFinished = ({ attendedTreatmentContacts, discharged }: Course): boolean =>
  discharged && attendedTreatmentContacts >= LEAST_CONTACTS;

/** `rate` is null, not 0, where nobody is in the denominator. */
export type Rate = { count: number; of: number; rate: number | null };

/** `unpaired` finished courses have no totals at both ends; no rate counts them, so show them beside the rates. */
export type ClinicOutcomes = {
  courses: number;
  finished: number;
  unpaired: number;
  casesAtStart: number;
  recovery: Rate;
  reliableRecovery: Rate;
  reliableImprovement: Rate;
  reliableDeterioration: Rate;
};

/**
 * A clinic's outcomes: recovery and reliable recovery of those who finished and were a case at the start, reliable
 * change of all who finished, as far as they are paired.
 */
export function clinicOutcomes(courses: readonly Course[]): ClinicOutcomes {
  const finished = courses.filter(isFinished);
  const outcomes = finished.flatMap(({ pairs: [first, ...others] }) =>
    first ? [courseOutcome([first, ...others])] : [],
  );
  const cases = outcomes.filter(({ caseAtStart }) => caseAtStart);
  const rate = (among: CourseOutcome[], what: keyof CourseOutcome): Rate => {
    const count = among.filter((outcome) => outcome[what]).length;
    return { count, of: among.length, rate: among.length ? count / among.length : null };
  };
  return {
    courses: courses.length,
    finished: finished.length,
    unpaired: finished.length - outcomes.length,
    casesAtStart: cases.length,
    recovery: rate(cases, 'recovered'),
    reliableRecovery: rate(cases, 'reliablyRecovered'),
    reliableImprovement: rate(outcomes, 'reliablyImproved'),
    reliableDeterioration: rate(outcomes, 'reliablyDeteriorated'),
  };
}
