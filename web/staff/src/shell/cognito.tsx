/** The sign-in where Cognito has it: passwords, passkeys and second factors are its page's, never this one's. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useScreenName } from '../parts/page.tsx';
import { beginSession, endSession, type State } from '../session.ts';
import { useTexts } from '../texts.ts';
import { type Arrival, keepErrand, TO_SIGN_IN, takeArrival } from './arrival.ts';
import { Mark } from './mark.tsx';
import {
  authorizeUrl,
  type CognitoWay,
  claimsIn,
  logoutUrl,
  newErrand,
  redeem,
  SignInRefused,
} from './pkce.ts';
import { texts } from './texts.ts';

export const back = () => `${location.origin}/console/`;

async function leave(way: CognitoWay, place: string): Promise<void> {
  const errand = newErrand(place);
  keepErrand(errand);
  location.assign(await authorizeUrl(way, errand, back()));
}

/** Never away from what somebody has open: whoever has signed in over there is told to this page. */
function leaveFromLocked(way: CognitoWay): void {
  if (!window.open(`${back()}${TO_SIGN_IN}`, '_blank')) void leave(way, location.pathname);
}

type Fault = 'signInRefused' | 'signInFailed' | 'unreachable' | 'noRole';

async function enter(way: CognitoWay, { answer, errand }: Arrival): Promise<Fault | undefined> {
  if (answer.has('error')) return 'signInFailed';
  try {
    const { token, refresh } = await redeem(way, errand, answer, back());
    const { 'custom:clinic': clinic, 'cognito:groups': groups = [] } = claimsIn(token);
    if (!clinic || groups.length === 0) return 'noRole';
    beginSession(token, { way, refresh });
    if (errand?.place.endsWith(TO_SIGN_IN)) {
      history.replaceState(null, '', '/console/');
      close();
    }
    return undefined;
  } catch (error) {
    return error instanceof SignInRefused ? 'signInRefused' : 'unreachable';
  }
}

export function CognitoSignIn({ way, ended, locked }: { way: CognitoWay } & Pick<State, 'ended' | 'locked'>) {
  const say = useTexts(texts);
  const [busy, setBusy] = useState(true);
  const [fault, setFault] = useState<Fault>();
  useScreenName(locked ? say('locked') : say('signIn'));
  useEffect(() => {
    if (ended === 'signed-out') {
      location.assign(logoutUrl(way, back()));
      return;
    }
    const arrival = takeArrival();
    if (arrival) {
      void enter(way, arrival).then((found) => {
        setFault(found);
        setBusy(false);
      });
    } else if (!ended && location.hash === TO_SIGN_IN) void leave(way, `${location.pathname}${TO_SIGN_IN}`);
    else setBusy(false);
  }, [way, ended]);
  const why =
    ended && { idle: say('lockedIdle'), expired: say('endedExpired'), 'signed-out': say('endedOut') }[ended];
  return (
    <main className="sign-in">
      <form
        aria-label={say('signInTo')}
        onSubmit={(event) => {
          event.preventDefault();
          setFault(undefined);
          if (locked) return leaveFromLocked(way);
          setBusy(true);
          void leave(way, location.pathname + location.search);
        }}
      >
        <Mark />
        <h1>{locked ? say('locked') : say('signInTo')}</h1>
        {why && <p className="soft">{why}</p>}
        {locked && <p className="soft">{say('signInApart')}</p>}
        {fault && (
          <p className="fault" role="alert">
            {say(fault)}
          </p>
        )}
        <Button type="submit" fullWidth loading={busy}>
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
