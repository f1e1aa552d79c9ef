import { useEffect, useRef, useState } from 'preact/hooks';
import { Asked } from './asked.tsx';
import { Beside } from './beside.tsx';
import { Help, Lines } from './help.tsx';
import { Message, Send } from './messages.tsx';
import { minutesLeft } from './screens.ts';
import type { Go, Shown } from './shown.ts';
import { isBeside, SEND } from './state.ts';

/** Where there is no question: after the last, or behind a link that is over. */
const HOME = 'home';

/** A second tap of a nervous finger must not fall on what has just appeared under it. */
const STEADY_MS = 300;

export function Page(shown: Shown) {
  const { state, session, texts } = shown;
  const [help, setHelp] = useState(false);
  const { at, phase, alarm } = state;
  const steady = useSteady(`${phase} ${at} ${alarm}`);
  const screens = session.screens();
  const here = screens.findIndex(({ key }) => key === at);
  const screen = screens[here];
  const beside = isBeside(at);
  const asking = phase === 'asking' && !beside;

  useEffect(() => {
    const here = at || (phase === 'loading' ? '' : HOME);
    if (here && history.state?.at !== here) history.replaceState({ ...history.state, at: here }, '');
    scrollTo(0, 0);
    document.getElementById('heading')?.focus({ preventScroll: true });
  }, [phase, at]);
  // Whom to call is above the question, and must be seen.
  useEffect(() => scrollTo(0, 0), [alarm]);

  /** Every screen is a step that the phone's own Back goes back over. */
  function go(to: string) {
    history.pushState({ at: to, step: (history.state?.step ?? 0) + 1 }, '');
    session.show(to);
  }

  return (
    <>
      <header class="top">
        {asking && (
          <progress
            aria-label={texts.say('title')}
            value={screen ? here : screens.length}
            max={Math.max(1, screens.length)}
          />
        )}
        <button
          type="button"
          class="help"
          aria-expanded={help}
          aria-controls="help"
          onClick={() => setHelp(!help)}
        >
          {texts.say('help')}
        </button>
        <Status {...shown} />
      </header>
      <div id="help" hidden={!help}>
        {help && <Help {...shown} />}
      </div>
      <div role="alert">{alarm !== undefined && <Alarm {...shown} />}</div>
      <main>
        {asking && screen && (
          <Asked
            {...shown}
            key={at}
            screen={screen}
            place={[
              texts.say('progress', { n: here + 1, all: screens.length }),
              texts.say('minutes', { n: minutesLeft(state.requests, screens, here) }),
              state.saved && texts.say('saved'),
            ]}
            steady={steady}
            next={() => go(screens[here + 1]?.key ?? SEND)}
            go={go}
          />
        )}
        {asking && at === SEND && <Send {...shown} steady={steady} />}
        {beside && <Beside {...shown} at={at} go={go} steady={steady} />}
        {!asking && !beside && <Message {...shown} />}
      </main>
      {!beside && phase !== 'loading' && phase !== 'trouble' && <Ways {...shown} go={go} />}
    </>
  );
}

/** What else there is, out of the way of the questions. */
function Ways({ state: { phase, later, preferences }, session, texts, go }: Shown & { go: Go }) {
  const asking = phase === 'asking';
  const own = () => {
    session.want('own');
    go(session.state().own ? 'own' : 'code');
  };
  return (
    <nav class="beside" aria-label={texts.say('beside')}>
      {asking && later.length > 0 && (
        <button type="button" class="quiet" onClick={() => go('later')}>
          {texts.say('later')}
        </button>
      )}
      {asking && preferences && (
        <button type="button" class="quiet" onClick={() => go('settings')}>
          {texts.say('settings')}
        </button>
      )}
      <button type="button" class="quiet" onClick={own}>
        {texts.say('own')}
      </button>
    </nav>
  );
}

/** Whole where it was raised and at the end; in between it leaves room for the questions. */
function Alarm({ state: { crisis, alarm, at, phase }, texts }: Shown) {
  const brief = phase === 'asking' && alarm !== at;
  return (
    <section class={brief ? 'crisis brief' : 'crisis'} aria-labelledby="crisis">
      <h2 id="crisis">{texts.say('helpTitle')}</h2>
      <p dir="auto">{crisis!.text.split('\n\n')[0]}</p>
      <Lines emergency={crisis!.emergency} lines={crisis!.lines} texts={texts} />
    </section>
  );
}

/** Quiet while all is well; says aloud when something could not be saved, and when it was after all. */
function Status({ state: { phase, stuck, recovered }, session, texts }: Shown) {
  const waiting = phase === 'asking' && stuck && !session.isSafe();
  return (
    <p role="status" class={waiting ? 'waiting' : undefined}>
      {waiting ? texts.say(navigator.onLine ? 'busy' : 'offline') : recovered ? texts.say('saved') : ''}
    </p>
  );
}

function useSteady(what: string): boolean {
  const since = useRef('');
  const [steady, setSteady] = useState(false);
  useEffect(() => {
    since.current = what;
    setSteady(false);
    const timer = setTimeout(() => setSteady(true), STEADY_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return steady && since.current === what;
}
