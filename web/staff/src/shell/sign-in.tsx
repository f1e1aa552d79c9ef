import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useScreenName } from '../parts/page.tsx';
import { beginSession, endSession, type State } from '../session.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

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

export function SignIn({ ended, locked }: Pick<State, 'ended' | 'locked'>) {
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

export const Mark = () => (
  <svg className="mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
    <rect width="28" height="28" rx="8" fill="var(--mantine-color-teal-7)" />
    <path
      d="M6 15.5c3 0 3-5 6-5s2.5 8 5 8 2.5-5.5 5-5.5"
      fill="none"
      stroke="#fff"
      strokeWidth="2"
      strokeLinecap="round"
    />
  </svg>
);
