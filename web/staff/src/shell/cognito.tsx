/** The sign-in where Cognito has it: passwords, passkeys and second factors are its page's, never this one's. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useScreenName } from '../parts/page.tsx';
import { beginSession, endSession, type State, sessionNow } from '../session.ts';
import { useTexts } from '../texts.ts';
import { Mark } from './mark.tsx';
import { authorizeUrl, type CognitoWay, type Errand, logoutUrl, newErrand, redeem, renew } from './pkce.ts';
import { texts } from './texts.ts';

const KEPT_AS = 'attune.sign-in';
const back = () => `${location.origin}/console/`;
/** Long enough for other tabs to say who is signed in. */
const TABS_MS = 250;
/** Before the token ends, the next is fetched. */
const RENEW_BEFORE_MS = 2 * 60_000;

function takeErrand(): Errand | undefined {
  const kept = sessionStorage.getItem(KEPT_AS);
  sessionStorage.removeItem(KEPT_AS);
  return kept ? JSON.parse(kept) : undefined;
}

async function leave(way: CognitoWay, prompt?: 'none' | 'login'): Promise<void> {
  const errand = newErrand(location.pathname + location.search);
  sessionStorage.setItem(KEPT_AS, JSON.stringify(errand));
  location.assign(await authorizeUrl(way, errand, back(), prompt));
}

/** Every page load comes once from the sign-in, if at all. */
let came: URLSearchParams | undefined = new URLSearchParams(location.search);

type Arrival = 'in' | 'nobody' | 'refused' | undefined;

async function arrive(way: CognitoWay): Promise<Arrival> {
  const answer = came;
  came = undefined;
  if (!answer?.has('state')) return undefined;
  const errand = takeErrand();
  history.replaceState(null, '', errand?.place ?? '/console/');
  if (answer.has('error')) return 'nobody';
  try {
    const { token, refresh } = await redeem(way, errand, answer, back());
    beginSession(token);
    keepOn(way, refresh);
    return 'in';
  } catch {
    return 'refused';
  }
}

/** As long as somebody is here; who has left, or whose screen is locked, is asked again. */
function keepOn(way: CognitoWay, refresh: string | undefined): void {
  const session = sessionNow();
  if (!session || !refresh) return;
  setTimeout(
    async () => {
      if (sessionNow()?.staffId !== session.staffId) return;
      const next = await renew(way, refresh).catch(() => undefined);
      if (!next || sessionNow()?.staffId !== session.staffId) return;
      beginSession(next.token);
      keepOn(way, next.refresh);
    },
    Math.max(0, session.expiresAt - Date.now() - RENEW_BEFORE_MS),
  );
}

export function CognitoSignIn({ way, ended, locked }: { way: CognitoWay } & Pick<State, 'ended' | 'locked'>) {
  const say = useTexts(texts);
  const [arrival, setArrival] = useState<'asking' | Arrival>('asking');
  useScreenName(locked ? say('locked') : say('signIn'));
  useEffect(() => {
    if (ended === 'signed-out') {
      location.assign(logoutUrl(way, back()));
      return;
    }
    let waiting: ReturnType<typeof setTimeout>;
    void arrive(way).then((found) => {
      if (found) setArrival(found);
      else if (ended) setArrival('nobody');
      else waiting = setTimeout(() => void leave(way, 'none'), TABS_MS);
    });
    return () => clearTimeout(waiting);
  }, [way, ended]);
  const why =
    ended && { idle: say('lockedIdle'), expired: say('endedExpired'), 'signed-out': say('endedOut') }[ended];
  const isAsking = arrival === 'asking' || arrival === 'in';
  return (
    <main className="sign-in">
      <form
        aria-label={say('signInTo')}
        onSubmit={(event) => {
          event.preventDefault();
          void leave(way, ended === 'idle' ? 'login' : undefined);
        }}
      >
        <Mark />
        <h1>{locked ? say('locked') : say('signInTo')}</h1>
        {why && <p className="soft">{why}</p>}
        {arrival === 'refused' && (
          <p className="fault" role="alert">
            {say('signInRefused')}
          </p>
        )}
        <Button type="submit" fullWidth loading={isAsking}>
          {say('signIn')}
        </Button>
        {locked && (
          <Button variant="subtle" onClick={() => endSession('signed-out')}>
            {say('someoneElse')}
          </Button>
        )}
      </form>
    </main>
  );
}
