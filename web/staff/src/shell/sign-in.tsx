import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, lazy, Suspense, useEffect, useState } from 'react';
import { useScreenName } from '../parts/page.tsx';
import { Loading } from '../parts/states.tsx';
import { beginSession, endSession, type State } from '../session.ts';
import { useTexts } from '../texts.ts';
// Before anything reads the address.
import './arrival.ts';
import { Mark } from './mark.tsx';
import type { Way } from './pkce.ts';
import { texts } from './texts.ts';

const CognitoSignIn = lazy(() =>
  import('./cognito.tsx').then(({ CognitoSignIn: Screen }) => ({ default: Screen })),
);

let known: Promise<Way> | undefined;
const AGAIN_MS = 2000;

/** How one signs in here; asked until somebody says. */
async function askWay(onSilence: () => void): Promise<Way> {
  for (;;) {
    try {
      const response = await fetch('/console/config.json');
      if (response.ok) return await response.json();
    } catch {
      // No line, or not what it should be: the same to whoever waits.
    }
    onSilence();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export function SignIn(given: Pick<State, 'ended' | 'locked'>) {
  const say = useTexts(texts);
  const [found, setFound] = useState<Way>();
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    known ??= askWay(() => setSilent(true));
    void known.then(setFound);
  }, []);
  if (!found && silent)
    return (
      <main className="sign-in">
        <p className="fault" role="alert">
          {say('unreachable')}
        </p>
      </main>
    );
  if (!found) return <Loading />;
  return found.signIn === 'cognito' ? (
    <Suspense fallback={<Loading />}>
      <CognitoSignIn way={found} {...given} />
    </Suspense>
  ) : (
    <PasswordSignIn {...given} />
  );
}

async function signIn(email: string, password: string): Promise<'wrong' | 'unreachable' | undefined> {
  try {
    const response = await fetch('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) return response.status === 401 || response.status === 422 ? 'wrong' : 'unreachable';
    const { token } = await response.json();
    beginSession(token);
    return undefined;
  } catch {
    return 'unreachable';
  }
}

function PasswordSignIn({ ended, locked }: Pick<State, 'ended' | 'locked'>) {
  const say = useTexts(texts);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<'wrong' | 'unreachable'>();
  const [busy, setBusy] = useState(false);
  useScreenName(locked ? say('locked') : say('signIn'));
  const why =
    ended && { idle: say('lockedIdle'), expired: say('endedExpired'), 'signed-out': say('endedOut') }[ended];

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(await signIn(email, password));
    setPassword('');
    setBusy(false);
  }

  return (
    <main className="sign-in">
      <form onSubmit={submit} aria-label={say('signInTo')}>
        <Mark />
        <h1>{locked ? say('locked') : say('signInTo')}</h1>
        {why && <p className="soft">{why}</p>}
        <TextInput
          label={say('email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={say('password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {fault && (
          <p className="fault" role="alert">
            {say(fault)}
          </p>
        )}
        <Button type="submit" loading={busy} fullWidth>
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
