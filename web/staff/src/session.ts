/**
 * Who is signed in. The token is kept in memory alone: nothing of it is stored, and closing the last tab ends it. A new
 * tab asks those that are open for it.
 */
import { useSyncExternalStore } from 'react';
import type { Role } from '../../../functions/ports.ts';
import { type CognitoWay, claimsIn, renew, revoke, SignInRefused } from './shell/pkce.ts';

export type Person = { staffId: string; clinicId: string; roles: Role[] };
/** How the next token is had while somebody works. */
export type Renewal = { way: CognitoWay; refresh: string };
export type Session = Person & {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Nothing where the one token lasts the day. */
  renewal?: Renewal;
};
export type State = {
  session?: Session;
  /** Who was here until the screen locked: what they had open stays, unseen, and their tokens are forgotten. */
  locked?: Person;
  /** Why nobody is signed in. */
  ended?: 'idle' | 'expired' | 'signed-out';
};

/** Long enough to read a chart and too short to leave a room by. */
const IDLE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 5_000;
const REST_AFTER_MS = 60_000;
/** Before the token ends the next is fetched, with time to try again where the line is bad. */
const RENEW_BEFORE_MS = 2 * 60_000;

let state: State = {};
let lastActive = Date.now();
let lastTold = 0;
const idleMs = (): number => Date.now() - lastActive;
/** Whether nobody has been seen for so long, in any tab, that nobody looks at what is shown. */
export const isAtRest = (): boolean => idleMs() > REST_AFTER_MS;
const returns = new Set<() => void>();
/** `act` whenever somebody is seen again; gives what ends that. */
export function onReturn(act: () => void): () => void {
  returns.add(act);
  return () => void returns.delete(act);
}
const watchers = new Set<() => void>();
const tabs = new BroadcastChannel('attune-session');

function change(next: State): void {
  state = next;
  for (const watch of watchers) watch();
}

type Said =
  | { asks: true }
  | { session: Session }
  | { ends: NonNullable<State['ended']> }
  /** When somebody was last seen in that tab: whoever works in one has the others open too. */
  | { active: number };

tabs.onmessage = ({ data }: MessageEvent<Said>) => {
  if ('active' in data) {
    lastActive = Math.max(lastActive, data.active);
  } else if ('asks' in data) {
    look();
    if (state.session) tabs.postMessage({ session: state.session } satisfies Said);
  } else if ('session' in data) {
    const here = state.session ?? state.locked;
    const isNews = !state.session || data.session.expiresAt > state.session.expiresAt;
    if (isNews && (!here || here.staffId === data.session.staffId)) change({ session: data.session });
  } else if (data.ends === 'signed-out') change({ ended: 'signed-out' });
  else look();
};
tabs.postMessage({ asks: true } satisfies Said);

export const useSession = (): State =>
  useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => void watchers.delete(watch);
    },
    () => state,
  );

/** Who is here, or was until the screen locked. Only where somebody is. */
export function useMe(): Person {
  const { session, locked } = useSession();
  return (session ?? locked)!;
}

export const token = (): string => state.session?.token ?? '';

export function beginSession(token: string, renewal?: Renewal): void {
  const session = { ...read(token), renewal };
  change({ session });
  tabs.postMessage({ session } satisfies Said);
}

export function endSession(ended: NonNullable<State['ended']>): void {
  const { session, locked } = state;
  if (ended !== 'signed-out') {
    const person = session ?? locked;
    const { staffId, clinicId, roles } = person ?? {};
    change({ locked: person && { staffId: staffId!, clinicId: clinicId!, roles: roles! }, ended });
    // A tab in the background looks at the time seldom.
    if (session && ended === 'idle') tabs.postMessage({ ends: ended } satisfies Said);
    return;
  }
  if (session?.renewal) void revoke(session.renewal.way, session.renewal.refresh);
  change({ ended });
  tabs.postMessage({ ends: ended } satisfies Said);
}

/** What the token says of its bearer; whether it is true the API finds out. */
function read(token: string): Session {
  const claims = claimsIn(token);
  return {
    token,
    staffId: claims.sub,
    clinicId: claims['custom:clinic'] ?? '',
    roles: claims['cognito:groups'] ?? [],
    expiresAt: claims.exp * 1000,
  };
}

/** One tab at a time: the others are told. What was asked for before the screen locked opens nothing after. */
const keepOn = ({ way, refresh }: Renewal) =>
  navigator.locks.request('attune-renewal', { ifAvailable: true }, async (lock) => {
    if (!lock || state.session?.renewal?.refresh !== refresh) return;
    try {
      const next = await renew(way, refresh);
      if (state.session) beginSession(next.token, { way, refresh: next.refresh });
    } catch (error) {
      // Without one the session ends when its token does; what did not arrive is tried again.
      if (error instanceof SignInRefused && state.session)
        change({ session: { ...state.session, renewal: undefined } });
    }
  });

for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  addEventListener(sign, seen, { passive: true, capture: true });

function seen(): void {
  const wasAtRest = isAtRest();
  lastActive = Date.now();
  if (wasAtRest && state.session) for (const act of returns) act();
  if (lastActive - lastTold < LOOK_EVERY_MS) return;
  lastTold = lastActive;
  tabs.postMessage({ active: lastActive } satisfies Said);
}

function look(): void {
  if (!state.session) return;
  const now = Date.now();
  if (now >= state.session.expiresAt) endSession('expired');
  else if (idleMs() >= IDLE_MS) endSession('idle');
  else if (state.session.renewal && now >= state.session.expiresAt - RENEW_BEFORE_MS)
    void keepOn(state.session.renewal);
}
setInterval(look, LOOK_EVERY_MS);
// A laptop that was shut runs no timers.
document.addEventListener('visibilitychange', look);
