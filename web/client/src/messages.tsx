/** The screens without a question. */
import type { Shown } from './shown.ts';

export function Heading({ text }: { text: string }) {
  return (
    <h1 id="heading" tabIndex={-1}>
      {text}
    </h1>
  );
}

export function Back({ texts, steady }: Pick<Shown, 'texts'> & { steady: boolean }) {
  if (!history.state?.step) return null;
  return (
    <button type="button" class="quiet" disabled={!steady} onClick={() => history.back()}>
      {texts.say('back')}
    </button>
  );
}

/** Nothing is sent by the last answer alone: it can still be changed, and whom to call be seen. */
export function Send({ state, session, texts, steady }: Shown & { steady: boolean }) {
  const { sending, stuck } = state;
  const forms = state.requests.flatMap((request) => request.forms);
  const rights = [...new Set(forms.flatMap(({ copyright }) => copyright ?? []))];
  return (
    <>
      <Heading text={texts.say('ready')} />
      <p>{texts.say('readyText')}</p>
      <p class="actions">
        {!sending && <Back texts={texts} steady={steady} />}
        <button type="button" class="go" disabled={!steady || (sending && !stuck)} onClick={session.send}>
          {texts.say(!sending ? 'send' : stuck ? 'again' : 'sending')}
        </button>
      </p>
      {rights.map((text) => (
        <small key={text} dir="auto">
          {text}
        </small>
      ))}
    </>
  );
}

export function Message({ state: { phase, reply }, session, texts }: Shown) {
  if (phase === 'loading') return <p class="calm">{texts.say('loading')}</p>;
  if (phase === 'thanks')
    return (
      <>
        <Heading text={texts.say('thanks')} />
        <p dir="auto">{reply}</p>
        <p>{texts.say('who')}</p>
        <p>{texts.say('close')}</p>
      </>
    );
  if (phase === 'closed')
    return (
      <>
        <Heading text={texts.say('closed')} />
        <p>{texts.say('closedText')}</p>
        <p>{texts.say('dangerLocal')}</p>
      </>
    );
  return (
    <>
      <Heading text={texts.say('trouble')} />
      <p>{texts.say('troubleText')}</p>
      <p class="actions">
        <button type="button" class="go" onClick={session.tryNow}>
          {texts.say('again')}
        </button>
      </p>
    </>
  );
}
