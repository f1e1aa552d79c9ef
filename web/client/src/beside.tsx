/** The screens beside the questions: a code, the client's own page, how they are written to, later today. */
import { useState } from 'preact/hooks';
import type { Hours, Preferences, Wish } from './api.ts';
import { Option } from './field.tsx';
import { Back, Heading } from './messages.tsx';
import { OwnPage } from './own.tsx';
import type { Go, Shown } from './shown.ts';
import type { Beside as Place } from './state.ts';

type Props = Shown & { at: Place; go: Go; steady: boolean };

export function Beside(props: Props) {
  const { at, state } = props;
  if (at === 'later') return <Later {...props} />;
  if (at === 'settings' && state.preferences) return <Settings {...props} preferences={state.preferences} />;
  if (at === 'own' && state.own) return <OwnPage {...props} own={state.own} />;
  return <Code {...props} />;
}

/** Says nothing of whether the link is one. */
function Code({ state: { door }, session, texts, steady }: Props) {
  const [code, setCode] = useState('');
  const sent = door === 'asked' || door === 'checking' || door === 'wrong';
  const said = { wrong: 'codeWrong', unreachable: 'troubleText' } as const;
  const fault = door === 'wrong' || door === 'unreachable' ? texts.say(said[door]) : '';
  function give(event: Event) {
    event.preventDefault();
    if (steady && code.trim()) void session.giveCode(code);
  }
  return (
    <form noValidate onSubmit={give}>
      <Heading text={texts.say('codeTitle')} />
      <p>{texts.say('codeText')}</p>
      <p role="status">{door === 'asked' ? texts.say('codeSent') : ''}</p>
      <p class="wrong" id="code-wrong" role="alert">
        {fault}
      </p>
      {sent && (
        <div class="field">
          <label class="title" for="code">
            {texts.say('codeLabel')}
          </label>
          <input
            id="code"
            class="code"
            dir="ltr"
            value={code}
            maxLength={12}
            inputMode="numeric"
            autocomplete="one-time-code"
            aria-describedby="code-wrong"
            aria-invalid={door === 'wrong' ? true : undefined}
            onInput={({ currentTarget }) => setCode(currentTarget.value)}
          />
        </div>
      )}
      <p class="actions">
        <Back texts={texts} steady={steady} />
        {sent ? (
          <button type="submit" class="go" disabled={!steady || door === 'checking'}>
            {texts.say(door === 'checking' ? 'loading' : 'codeOpen')}
          </button>
        ) : (
          <button
            type="button"
            class="go"
            disabled={!steady || door === 'asking'}
            onClick={() => void session.askCode()}
          >
            {texts.say('codeSend')}
          </button>
        )}
      </p>
      {door === 'wrong' && (
        <button type="button" class="quiet" onClick={() => void session.askCode()}>
          {texts.say('codeAgain')}
        </button>
      )}
    </form>
  );
}

function Later({ state: { later, putOff, wish }, session, texts, steady }: Props) {
  if (putOff)
    return (
      <>
        <Heading key="done" text={texts.say('laterDone', { at: texts.time(putOff) })} />
        <p>{texts.say('close')}</p>
        <p class="actions">
          <Back texts={texts} steady={steady} />
        </p>
      </>
    );
  return (
    <>
      <Heading text={texts.say('laterTitle')} />
      <p>{texts.say('laterText')}</p>
      <Fault wish={wish} texts={texts} />
      <p class="hours">
        {later.map((at) => (
          <button
            type="button"
            key={at}
            disabled={!steady || wish === 'saving'}
            onClick={() => void session.putOff(at)}
          >
            {texts.time(at)}
          </button>
        ))}
      </p>
      <p class="actions">
        <Back texts={texts} steady={steady} />
      </p>
    </>
  );
}

function Fault({ wish, texts }: Pick<Shown, 'texts'> & { wish: Shown['state']['wish'] }) {
  const fault = wish === 'refused' ? 'wishRefused' : wish === 'unreachable' ? 'troubleText' : undefined;
  return (
    <>
      <p role="status">{wish === 'saved' && texts.say('saved')}</p>
      <p class="wrong" role="alert">
        {fault && texts.say(fault)}
      </p>
    </>
  );
}

const sameHours = (one: Hours | undefined, other: Hours | undefined) => one?.from === other?.from;

function Settings({ state, session, texts, steady, preferences }: Props & { preferences: Preferences }) {
  const { channels, languages, hoursOffered, paused, longestPause } = preferences;
  const [channel, setChannel] = useState(preferences.channel);
  const [hours, setHours] = useState(preferences.hours);
  const [language, setLanguage] = useState(preferences.language);
  const [until, setUntil] = useState('');
  const names = { sms: 'bySms', email: 'byEmail', none: 'byNone' } as const;
  const spanOf = ({ from, to }: Hours) => texts.say('fromTo', { from: texts.time(from), to: texts.time(to) });

  function save(event: Event) {
    event.preventDefault();
    const wishes: Wish[] = [];
    if (channel !== preferences.channel) wishes.push({ channel });
    if (!sameHours(hours, preferences.hours)) wishes.push({ hours: hours ?? null });
    if (until) wishes.push({ pauseUntil: until });
    if (language !== preferences.language) wishes.push({ language });
    setUntil('');
    void session.wish(wishes);
  }
  return (
    <form noValidate autocomplete="off" onSubmit={save}>
      <Heading text={texts.say('settings')} />
      <fieldset class="part">
        <legend class="title">{texts.say('howTitle')}</legend>
        {[...channels, 'none' as const].map((one) => (
          <Option
            key={one}
            name="channel"
            on={channel === one}
            choose={() => setChannel(one)}
            text={texts.say(names[one])}
          />
        ))}
      </fieldset>
      {hoursOffered.length > 0 && (
        <fieldset class="part">
          <legend class="title">{texts.say('hoursTitle')}</legend>
          {[undefined, ...hoursOffered].map((one) => (
            <Option
              key={one?.from ?? ''}
              name="hours"
              on={sameHours(hours, one)}
              choose={() => setHours(one)}
              text={one ? spanOf(one) : texts.say('anyHour')}
            />
          ))}
        </fieldset>
      )}
      <fieldset class="part">
        <legend class="title">{texts.say('languageTitle')}</legend>
        {languages.map((one) => (
          <Option
            key={one}
            name="language"
            on={language.split('-')[0] === one}
            choose={() => setLanguage(one)}
            text={texts.named(one)}
            language={one}
          />
        ))}
      </fieldset>
      <div class="field part">
        <label class="title" for="until">
          {texts.say('pauseTitle')}
        </label>
        {paused ? (
          <>
            <p>
              {paused.until
                ? texts.say('pausedUntil', { date: texts.date(paused.until) })
                : texts.say('paused')}
            </p>
            {paused.own && (
              <button type="button" onClick={() => void session.wish([{ pauseUntil: null }])}>
                {texts.say('goOn')}
              </button>
            )}
          </>
        ) : (
          <>
            <p class="hint" id="until-hint">
              {texts.say('pauseText')}
            </p>
            <input
              id="until"
              type="date"
              max={longestPause}
              value={until}
              aria-describedby="until-hint"
              onInput={({ currentTarget }) => setUntil(currentTarget.value)}
            />
          </>
        )}
      </div>
      <Fault wish={state.wish} texts={texts} />
      <p class="actions">
        <Back texts={texts} steady={steady} />
        <button type="submit" class="go" disabled={!steady || state.wish === 'saving'}>
          {texts.say('save')}
        </button>
      </p>
    </form>
  );
}
