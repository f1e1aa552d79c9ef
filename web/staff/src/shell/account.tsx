import { Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { useStaff } from '../parts/people.ts';
import { endSession, type Person, useSession } from '../session.ts';
import { LANGUAGES, type Language, useLanguage, useTexts } from '../texts.ts';
import { passkeyUrl } from './pkce.ts';
import { texts } from './texts.ts';

const NAMES: Record<Language, string> = { en: 'English', es: 'Español' };

export function Account({ session, onKeys }: { session: Person; onKeys: () => void }) {
  const say = useTexts(texts);
  const { language, change } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [open, setOpen] = useState(false);
  const { nameOf } = useStaff();
  const { renewal } = useSession().session ?? {};
  const name = nameOf({ staff: session.staffId });
  return (
    <Popover opened={open} onChange={setOpen} position="right-end" withinPortal trapFocus width={260}>
      <Popover.Target>
        <button
          type="button"
          className="nav-link account"
          title={say('account')}
          onClick={() => setOpen(!open)}
        >
          <Icon name="user" />
          <span className="nav-label">{name}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('account')}>
        <div className="account-menu">
          <strong>{name}</strong>
          <div>
            <div className="label" id="account-language">
              {say('language')}
            </div>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-labelledby="account-language"
              value={language}
              onChange={(to) => change(to as Language)}
              data={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
            />
          </div>
          <div>
            <div className="label" id="account-appearance">
              {say('appearance')}
            </div>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-labelledby="account-appearance"
              value={colorScheme}
              onChange={(to) => setColorScheme(to as 'light')}
              data={[
                { value: 'auto', label: say('system') },
                { value: 'light', label: say('light') },
                { value: 'dark', label: say('dark') },
              ]}
            />
          </div>
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              setOpen(false);
              onKeys();
            }}
          >
            {say('keys')}
          </button>
          {renewal && (
            <a
              className="menu-item"
              href={passkeyUrl(renewal.way, `${location.origin}/console/`)}
              target="_blank"
              rel="noreferrer"
            >
              {say('addPasskey')}
            </a>
          )}
          <button type="button" className="menu-item" onClick={() => endSession('signed-out')}>
            {say('signOut')}
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
