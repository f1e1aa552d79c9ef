/** What goes wrong in one life, drawn from its seed: how AWS, a provider and a network misbehave, and for how long. */
import { createDice, type Dice } from '../../local/people/chance.ts';

/** Milliseconds of simulated time, from the start. */
export type Window = { part: Part; from: number; to: number };
/** Without any of which an answer is taken. */
export const BESIDE = ['sender', 'provider', 'machines', 'stream', 'ticks', 'identity'] as const;
/** Out of reach, but for the provider: that one turns everything away for now. */
const PARTS = ['table', ...BESIDE] as const;
export type Part = (typeof PARTS)[number];

/** Each is a chance from 0 to 1 for one occasion, unless it says otherwise. */
export type Faults = {
  /** An operation of a process ends in a crash, before or after one of its effects. */
  crash: number;
  /** A write or read of the table is throttled. */
  throttle: number;
  /** A write went through, and its reply was lost. */
  lostReply: number;
  /** A delivery of the stream, a tick, a provider's event or a client's text comes again. */
  duplicate: number;
  /** It comes late, by up to ten minutes. */
  delay: number;
  /** A provider takes a message and the connection breaks. */
  acceptThenTimeout: number;
  /** A provider refuses for now. */
  refuseForNow: number;
  /** A provider refuses for good. */
  refuseForGood: number;
  /** A minute's tick is lost. */
  lostTick: number;
  /** Two operations run at once, on two processes. */
  atOnce: number;
  /** Most milliseconds by which the due index lags behind the table. */
  indexLag: number;
  /** Most milliseconds by which a process's clock is off, either way. */
  skew: number;
  /** All that an answer can do without goes down together as somebody is about to say that they are at risk. */
  atWorst: number;
  /** Milliseconds for which a call of Step Functions uses up the account's quota. */
  quota: number;
  /** Messages that a provider takes in a day, as from a new account; 0 where it takes any number. */
  sendsADay: number;
  outages: Window[];
};

export const NO_FAULTS: Faults = {
  crash: 0,
  throttle: 0,
  lostReply: 0,
  duplicate: 0,
  delay: 0,
  acceptThenTimeout: 0,
  refuseForNow: 0,
  refuseForGood: 0,
  lostTick: 0,
  atOnce: 0,
  indexLag: 0,
  skew: 0,
  atWorst: 0,
  quota: 0,
  sendsADay: 0,
  outages: [],
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_OUTAGE_HOURS = 12;
/** Two lives in five have an outage of days, of what care can do without for so long. */
const LONG = {
  share: 0.4,
  parts: ['sender', 'provider', 'machines', 'stream'] as const,
  hours: [24, 120] as const,
};

/** One life in eight has none, so that a failure without any is known for what it is. */
export function drawFaults(seed: string, days: number): Faults {
  const dice = createDice(`${seed}/faults`);
  if (dice.unit() < 1 / 8) return NO_FAULTS;
  const newAccount = createDice(`${seed}/new-account`);
  const some = (most: number) => (dice.unit() < 0.5 ? 0 : dice.between(0, most));
  return {
    crash: some(0.06),
    throttle: some(0.02),
    lostReply: some(0.02),
    duplicate: some(0.3),
    delay: some(0.3),
    acceptThenTimeout: some(0.1),
    refuseForNow: some(0.2),
    refuseForGood: some(0.05),
    lostTick: some(0.3),
    atOnce: some(0.5),
    indexLag: some(120_000),
    skew: some(300_000),
    atWorst: dice.between(0, 0.9),
    quota: some(10_000),
    sendsADay: newAccount.unit() < 0.2 ? Math.floor(newAccount.between(4, 20)) : 0,
    outages: drawOutages(dice, days),
  };
}

function drawOutages(dice: Dice, days: number): Window[] {
  const outage = (part: Part, least: number, most: number): Window => {
    const from = dice.between(0, days * DAY);
    return { part, from, to: from + dice.between(least, most) * HOUR };
  };
  const short = Array.from({ length: Math.floor(dice.between(0, 7)) }, () =>
    outage(dice.pick(PARTS), 0.2, MOST_OUTAGE_HOURS),
  );
  return dice.unit() < LONG.share ? [...short, outage(dice.pick(LONG.parts), ...LONG.hours)] : short;
}

/** The faults of which there are none any more, where `kind` is taken out: what shrinking tries. */
export const KINDS = Object.keys(NO_FAULTS) as (keyof Faults)[];
export const without = (faults: Faults, kind: keyof Faults): Faults => ({
  ...faults,
  [kind]: NO_FAULTS[kind],
});
