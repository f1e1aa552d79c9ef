import type { Session } from './session.ts';
import type { State } from './state.ts';
import type { Texts } from './strings.ts';

/** What each screen is given. */
export type Shown = { state: State; session: Session; texts: Texts };
/** Leads to a screen, as a step that the phone's own Back goes back over. */
export type Go = (to: string) => void;
