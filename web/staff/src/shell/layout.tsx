import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useRoute } from 'wouter';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Loading, Offline } from '../parts/states.tsx';
import type { Person } from '../session.ts';
import { useTexts } from '../texts.ts';
import { Account } from './account.tsx';
import { Guard } from './guard.tsx';
import { KeySheet } from './key-sheet.tsx';
import { Mark } from './mark.tsx';
import { useOpenings } from './openings.ts';
import { SCREENS } from './screens.ts';
import { texts } from './texts.ts';
import { useUrgentWatch } from './urgent.ts';

const Find = lazy(() => import('./find.tsx'));

export function Layout({ session }: { session: Person }) {
  const say = useTexts(texts);
  const [place, go] = useLocation();
  const [keys, showKeys] = useState(false);
  const [finding, find] = useState(false);
  const isClinician = session.roles.includes('clinician');
  const urgent = useUrgentWatch(session);
  const openings = useOpenings(session).data?.pages.flatMap(({ tasks }) => tasks).length ?? 0;
  useHotkeys([
    ['shift+?', () => showKeys(true)],
    ['mod+K', () => find(true)],
    ...(isClinician
      ? ([
          ['mod+I', () => go('/')],
          ['mod+J', () => go('/clients')],
        ] as [string, () => void][])
      : []),
  ]);
  const open = SCREENS.filter(
    (screen) =>
      screen.roles.some((role) => session.roles.includes(role)) &&
      !('unless' in screen && session.roles.includes(screen.unless)),
  );
  const home = open.find((screen) => 'name' in screen);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <nav className="nav" aria-label={say('main')}>
        <Link href="/" className="nav-brand" aria-label="Attune">
          <Mark />
          <span>Attune</span>
        </Link>
        <button
          type="button"
          className="nav-link nav-find"
          title={say('find')}
          aria-keyshortcuts="Control+K"
          onClick={() => find(true)}
        >
          <Icon name="search" />
          <span className="nav-label">{say('find')}</span>
        </button>
        <ul>
          {open.map((screen) =>
            'name' in screen ? (
              <li key={screen.path}>
                <NavLink path={screen.path} label={say(screen.name)}>
                  <Icon name={screen.icon} />
                  <span className="nav-label">{say(screen.name)}</span>
                  {screen.name === 'inbox' && <Badge n={urgent} says="urgentTitle" />}
                  {screen.name === 'lookInto' && <Badge n={openings} says="toLookInto" />}
                </NavLink>
              </li>
            ) : null,
          )}
        </ul>
        <Account session={session} onKeys={() => showKeys(true)} />
      </nav>
      <main id="content" tabIndex={-1}>
        <Offline />
        <Guard key={place}>
          <Suspense fallback={<Loading />}>
            <Switch>
              {open.map(({ path, Screen }) => (
                <Route key={path} path={path}>
                  <Screen />
                </Route>
              ))}
              {place === '/' && home && <Redirect to={home.path} replace />}
              <Route>
                <NotHere />
              </Route>
            </Switch>
          </Suspense>
        </Guard>
      </main>
      {finding && (
        <Suspense>
          <Find onClose={() => find(false)} />
        </Suspense>
      )}
      <KeySheet opened={keys} onClose={() => showKeys(false)} />
    </div>
  );
}

function NavLink({ path, label, children }: { path: string; label: string; children: React.ReactNode }) {
  const [here] = useRoute(path === '/' ? '/' : `${path}/*?`);
  return (
    <Link href={path} className="nav-link" aria-current={here ? 'page' : undefined} title={label}>
      {children}
    </Link>
  );
}

function Badge({ n, says }: { n: number; says: 'urgentTitle' | 'toLookInto' }) {
  const say = useTexts(texts);
  return n > 0 ? (
    <span className="badge">
      <span aria-hidden>{n}</span>
      <span className="unseen">{say(says, { n })}</span>
    </span>
  ) : null;
}

function NotHere() {
  const say = useTexts(texts);
  return (
    <Page title={say('notHere')}>
      <Empty title={say('notHereDo')}>
        <Button component={Link} href="/" variant="default">
          {say('start')}
        </Button>
      </Empty>
    </Page>
  );
}
