import { render } from 'preact';
import { post } from './api.ts';
import { Page } from './page.tsx';
import { createSession } from './session.ts';
import type { State } from './state.ts';
import { textsIn } from './strings.ts';

/**
 * The fragment leaves the address bar as soon as it is read: on a shared phone it would stand in the history, and in
 * every screenshot. The token stays in this tab (sessionStorage, which goes with it), so that a page that the phone
 * has thrown out of memory can be loaded again. Nothing that the client answers is ever stored here.
 */
const KEPT = 'attune-link';

/** `#<token>`, or `#<token>~<linkId>~<code>` where an answer was tapped in a mail (functions/links.ts, `linkUrl`). */
const [inAddress = '', ...tapped] = location.hash.slice(1).split('~');

function readToken(): string {
  try {
    if (inAddress) sessionStorage.setItem(KEPT, inAddress);
    const token = sessionStorage.getItem(KEPT) ?? '';
    history.replaceState(null, '', location.pathname);
    return token;
  } catch {
    // Storage is switched off: then only the address can survive a reload.
    return inAddress;
  }
}

function readTapped(): { linkId: string; code: string } | undefined {
  try {
    const [linkId, code] = [tapped[0] ?? '', tapped.slice(1).join('~')].map(decodeURIComponent);
    return linkId && code ? { linkId, code } : undefined;
  } catch {
    return undefined;
  }
}

/** 128 bits, in memory alone: whoever opens the page anew gives a code anew. */
const drawn = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))))
  .replaceAll('+', '-')
  .replaceAll('/', '_');

function forgetToken(): void {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {}
  history.replaceState(null, '', location.pathname);
}

const root = document.getElementById('page')!;
root.textContent = '';
const session = createSession({
  token: readToken(),
  tapped: readTapped(),
  session: drawn,
  post,
  changed: draw,
  over: forgetToken,
});

function draw(state: State): void {
  const texts = textsIn(state.language ? [state.language] : navigator.languages);
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.direction;
  document.title = texts.say('title');
  render(<Page state={state} session={session} texts={texts} />, root);
}

addEventListener('online', session.tryNow);
addEventListener('popstate', ({ state }) => {
  if (state?.at) session.show(state.at);
});
// Another link was tapped, or the browser brings back a page that may show answers: begin anew.
addEventListener('hashchange', () => location.reload());
addEventListener('pageshow', async ({ persisted }) => {
  if (!persisted) return;
  await session.save();
  // What could not be saved is nowhere but here.
  if (session.isSafe()) location.reload();
});
// On a phone this is the last that a page hears before it is thrown away.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') session.leave();
  // The next try was not due while the phone slept.
  else session.tryNow();
});
addEventListener('pagehide', session.leave);
addEventListener('beforeunload', (event) => {
  if (session.isSafe()) return;
  session.leave();
  if (!session.state().stuck) return;
  event.preventDefault();
  // By which alone Chrome asks before its version 119.
  event.returnValue = true;
});

draw(session.state());
void session.open();
