import { localStorageColorSchemeManager, MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { focusManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Router } from 'wouter';
import { texts as parts } from './parts/texts.ts';
import { useSession } from './session.ts';
import { Layout } from './shell/layout.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { firstLanguage, keepLanguage, LanguageContext, useLanguage } from './texts.ts';
import { theme } from './theme.ts';

const newQueries = () =>
  new QueryClient({
    defaultOptions: {
      // What is asked for without a connection fails at once and says so, instead of waiting unseen.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 5_000,
        // A call has tried again itself.
        retry: false,
      },
    },
  });

const colorScheme = localStorageColorSchemeManager({ key: 'attune.appearance' });

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  // Before anything below asks the API: an effect would come after theirs.
  document.documentElement.lang = language;
  const languages = useMemo(
    () => ({
      language,
      change(to: typeof language) {
        keepLanguage(to);
        setLanguage(to);
      },
    }),
    [language],
  );
  const inWords = useMemo(() => {
    const closeButtonProps = { 'aria-label': String(parts[language].close) };
    return mergeThemeOverrides(theme, {
      components: { Notification: { defaultProps: { closeButtonProps } } },
    });
  }, [language]);
  return (
    <LanguageContext value={languages}>
      <MantineProvider
        theme={inWords}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <Router base="/console">
          <Door />
        </Router>
      </MantineProvider>
    </LanguageContext>
  );
}

/** Nobody sees anything before they have signed in; while it is locked, what was open waits out of sight. */
function Door() {
  const { session, locked, ended } = useSession();
  const person = session ?? locked;
  const queries = useMemo(newQueries, [person?.staffId, person?.clinicId]);
  const { language } = useLanguage();
  const said = useRef(language);
  useEffect(() => {
    // What the API says in sentences, it says anew.
    if (said.current !== language) void queries.invalidateQueries();
    said.current = language;
  }, [language, queries]);
  useEffect(() => {
    focusManager.setFocused(session ? undefined : false);
  }, [session]);
  return (
    <>
      {!session && <SignIn ended={ended} locked={locked} />}
      {person && (
        <div hidden={!session} className="signed-in">
          <QueryClientProvider client={queries}>
            <Notifications position="bottom-center" autoClose={6000} />
            <Layout session={person} key={`${person.clinicId}/${person.staffId}`} />
          </QueryClientProvider>
        </div>
      )}
    </>
  );
}
