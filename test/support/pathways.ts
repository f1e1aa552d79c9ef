import { content } from '../../functions/adapters/content.ts';
import type { Instrument } from '../../functions/care/measures/instrument.ts';
import { checkPathway } from '../../functions/care/pathway/check.ts';
import type { Known } from '../../functions/care/pathway/known.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };

/** A clinic with the shipped content and somebody in each team. */
export const known: Known = {
  instruments: content.instruments,
  messageLanguages: ['en', 'es'],
  messages: content.messages,
  teams: { care: { members: 4 }, crisis: { members: 2 }, 'care-leads': { members: 1 } },
};

/** The same clinic with another copy of one instrument. */
export function withInstrument(id: string, change: (instrument: Instrument) => void): Known {
  const instrument = structuredClone(content.instruments[id]!);
  change(instrument);
  return { ...known, instruments: { ...known.instruments, [id]: instrument } };
}

/** New values by path (`checkIns[0].cadence.at`); `undefined` takes the value out. */
export type Changes = Record<string, unknown>;

/** The shipped pathway's JSON with these changes. */
export function changed(changes: Changes): Record<string, unknown> {
  const raw: Record<string, unknown> = structuredClone(shipped);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.match(/[^.[\]]+/g)!;
    let part = raw;
    for (const step of steps.slice(0, -1)) part = part[step] as Record<string, unknown>;
    const last = steps.at(-1)!;
    if (value === undefined) delete part[last];
    else part[last] = value;
  }
  return raw;
}

export const check = (changes: Changes, clinic: Known = known) => checkPathway(changed(changes), clinic);
export const paths = (faults: Iterable<{ path: string }>) => [...faults].map(({ path }) => path);
