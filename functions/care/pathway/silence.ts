import type { Fault } from '../faults.ts';
import type { Instrument } from '../measures/instrument.ts';
import type { Pathway } from './pathway.ts';

type Place = { path: string; long: string; short: string; reminders: number; beside: string[] };

/** Every form that has a shorter one in its place, and how often its request reminds. */
function placesOf({ assessment, reassessment, checkIns }: Pathway): Place[] {
  const batteries = Object.entries({ assessment, reassessment }).flatMap(([name, { battery, reminders }]) =>
    battery.flatMap(({ instrument, shorter }, n): Place[] => {
      const path = `${name}.battery[${n}].shorter`;
      const beside = battery.map((entry) => entry.instrument);
      return shorter ? [{ path, long: instrument, short: shorter, reminders: reminders.length, beside }] : [];
    }),
  );
  const asked = checkIns.flatMap(({ form, shorter, reminders }, n): Place[] => {
    const path = `checkIns[${n}].shorter`;
    return shorter ? [{ path, long: form, short: shorter, reminders: reminders.length, beside: [form] }] : [];
  });
  return [...batteries, ...asked];
}

export function* silenceFaults(pathway: Pathway): Generator<Fault> {
  for (const { path, short, beside } of placesOf(pathway)) {
    if (beside.includes(short))
      yield { path, fault: `“${short}” is asked there already`, mend: 'name another, or leave it out' };
    if (pathway.silence?.shorterForm === undefined)
      yield {
        path,
        fault: 'no reminder brings the shorter form',
        mend: 'say from which one on, as in "silence": { "shorterForm": 2 }',
      };
  }
}

export function* silenceWarnings(
  pathway: Pathway,
  instruments: Record<string, Instrument>,
): Generator<Fault> {
  const from = pathway.silence?.shorterForm ?? 0;
  const asksOfDanger = (id: string) => instruments[id]!.scoring.riskItems.length > 0;
  for (const { path, long, short, reminders } of placesOf(pathway)) {
    if (asksOfDanger(long) && !asksOfDanger(short))
      yield {
        path,
        fault: `“${long}” asks about danger, and whoever answers the shorter “${short}” only is asked nothing of the kind`,
        mend: 'leave the shorter form out, name one that asks it too, or see that a person asks whoever answered the shorter one',
      };
    if (from > reminders)
      yield {
        path,
        fault: `the shorter form comes with reminder ${from}, and there are ${reminders}`,
        mend: 'add reminders, or name an earlier one in silence.shorterForm',
      };
  }
}
