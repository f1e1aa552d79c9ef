import type { Instrument } from './instrument.ts';

/**
 * By whose scores a measure is known, with its id. An instrument whose id is the measure's name comes first, as all that
 * ship are; only where it is none are the others looked through, for each is read when it is first asked for.
 */
export function measuring(
  instruments: Readonly<Record<string, Instrument>>,
  measure: string,
): [id: string, instrument: Instrument] | undefined {
  const isOf = (id: string) => Object.hasOwn(instruments, id) && instruments[id]!.scoring.measure === measure;
  const id = isOf(measure) ? measure : Object.keys(instruments).find(isOf);
  return id === undefined ? undefined : [id, instruments[id]!];
}
