/**
 * Who is signed in. The token is kept in memory alone: nothing of it is stored, and closing the last tab ends it. A new
 * tab asks those that are open for it.
 */
import { useSyncExternalStore } from 'react';
import type { Role } from '../../../functions/ports.ts';

export type Session = {
  token: string;
  staffId: string;
  clinicId: string;
  roles: Role[];
  /** Milliseconds since 1970. */
  expiresAt: number;
};
export type State = {
  session?: Session;
  /** Who was here until the screen locked: what they had open stays, unseen. */
  locked?: Session;
  /** Why nobody is signed in. */
  ended?: 'idle' | 'expired' | 'signed-out';
};

/** Long enough to read a chart and too short to leave a room by. */
export const IDLE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 5_000;

let state: State = {};
const watchers = new Set<() => void>();
const tabs = new BroadcastChannel('attune-session');

function change(next: State): void {
  state = next;
  for (const watch of watchers) watch();
}

type Said = { asks: true } | { session: Session } | { ends: NonNullable<State['ended']> };

tabs.onmessage = ({ data }: MessageEvent<Said>) => {
  if ('asks' in data) {
    if (state.session) tabs.postMessage({ session: state.session } satisfies Said);
  } else if ('session' in data) {
    const here = state.session ?? state.locked;
    const isNews = !state.session || data.session.expiresAt > state.session.expiresAt;
    if (isNews && (!here || here.staffId === data.session.staffId)) change({ session: data.session });
  } else if (data.ends === 'signed-out') change({ ended: 'signed-out' });
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
export function useMe(): Session {
  const { session, locked } = useSession();
  return (session ?? locked)!;
}

export const sessionNow = (): Session | undefined => state.session;

export const token = (): string => state.session?.token ?? '';

export function beginSession(token: string): void {
  const session = read(token);
  change({ session });
  tabs.postMessage({ session } satisfies Said);
}

export function endSession(ended: NonNullable<State['ended']>): void {
  const { session, locked } = state;
  change({ locked: ended === 'signed-out' ? undefined : (session ?? locked), ended });
  if (ended === 'signed-out') tabs.postMessage({ ends: ended } satisfies Said);
}

/** What the token says of its bearer; whether it is true the API finds out. */
function read(token: string): Session {
  const bytes = Uint8Array.from(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')), (letter) =>
    letter.charCodeAt(0),
  );
  const claims = JSON.parse(new TextDecoder().decode(bytes));
  return {
    token,
    staffId: claims.sub,
    clinicId: claims['custom:clinic'],
    roles: claims['cognito:groups'] ?? [],
    expiresAt: claims.exp * 1000,
  };
}

let lastActive = Date.now();
for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  addEventListener(sign, () => (lastActive = Date.now()), { passive: true, capture: true });

function look(): void {
  if (!state.session) return;
  const now = Date.now();
  if (now >= state.session.expiresAt) endSession('expired');
  else if (now - lastActive >= IDLE_MS) endSession('idle');
}
setInterval(look, LOOK_EVERY_MS);
// A laptop that was shut runs no timers.
document.addEventListener('visibilitychange', look);
