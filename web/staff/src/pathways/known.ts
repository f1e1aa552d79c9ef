import { createContext, useContext } from 'react';
import type { Reply } from '../api.ts';

export type Fault = { path: string; fault: string; mend: string };
export type InstrumentShelf = Reply<'GET /instruments'>['instruments'][number];
export type MessageTexts = Reply<'GET /message-texts'>;
type Choice = { value: string; label: string };
type Known = {
  faults: Fault[];
  /** What stands over the part that is open. */
  section: string;
  instruments: InstrumentShelf[];
  titles: Record<string, string>;
  teams: Choice[];
  /** Of the draft. */
  levels: Choice[];
  /** That a message can be written in, and those of them that the draft is in. */
  languages: string[];
  spoken: string[];
  texts: MessageTexts;
};
export const KnownContext = createContext<Known>({
  faults: [],
  section: '',
  instruments: [],
  titles: {},
  teams: [],
  levels: [],
  languages: [],
  spoken: [],
  texts: { clinic: '', messages: {} },
});

export type Values = Record<string, unknown>;
export type Change = (value: unknown) => void;

/** What is wrong at this place; with `within`, at any place inside of it as well. */
export function useFault(path: string, within: boolean): string | undefined {
  const { faults } = useContext(KnownContext);
  const here = faults.filter(
    (one) =>
      one.path === path || (within && (one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`))),
  );
  return here.length === 0 ? undefined : here.map(({ fault, mend }) => `${fault}: ${mend}`).join('. ');
}
