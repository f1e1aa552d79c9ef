import { createContext, useContext } from 'react';

export type Fault = { path: string; fault: string; mend: string };
type Known = {
  faults: Fault[];
  instruments: { id: string; title: string }[];
  titles: Record<string, string>;
};
export const KnownContext = createContext<Known>({ faults: [], instruments: [], titles: {} });

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
