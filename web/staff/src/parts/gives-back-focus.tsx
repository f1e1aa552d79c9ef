import { useEffect, useState } from 'react';

/** Of what was pressed in a menu, the button that the menu hangs on: the menu is gone by then. */
function opener(): HTMLElement | null {
  const pressed = document.activeElement;
  const hangsOn = pressed?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  const found = hangsOn ? document.getElementById(hangsOn) : pressed;
  return found instanceof HTMLElement ? found : null;
}

/**
 * Within what opens over the page, or beside what was pressed: once it is closed, the keyboard is where it was. What is
 * taken out of the page at once, as ours is, gives nothing back by itself.
 */
export function GivesBackFocus(): null {
  const [before] = useState(opener);
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement === document.body && before?.isConnected) before.focus();
      });
    },
    [before],
  );
  return null;
}
