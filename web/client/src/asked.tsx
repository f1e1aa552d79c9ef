/** A screen with a question, or a short list of them. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Question, Request } from './api.ts';
import { Field, isFieldset } from './field.tsx';
import { Back, Heading } from './messages.tsx';
import { formKey, isAnswered, isBlank, type Screen } from './screens.ts';
import type { Go, Shown } from './shown.ts';
import type { Texts } from './strings.ts';

type Props = Shown & {
  screen: Screen;
  /** How far this is: which of how many, the time left. */
  place: (string | false)[];
  steady: boolean;
  next(): void;
  go: Go;
};

export function Asked({ state, session, texts, screen, place, steady, next, go: goTo }: Props) {
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const { request, form, stem, questions } = screen;
  const { tapped } = state;
  const chosen = tapped?.at === screen.key ? { [tapped.linkId]: tapped.answer } : {};
  const answers = { ...chosen, ...state.given[formKey(request, form)] };
  const alone = questions.length === 1;
  const answered = questions.some(
    (question) => question.linkId in chosen || isAnswered(screen, question, state.given),
  );
  const showOwn = () => {
    session.want(screen.key);
    goTo('code');
  };
  if (request.locked) return <Locked texts={texts} place={place} steady={steady} open={showOwn} />;
  const optional = questions.every(({ required }) => !required);

  function go(event: Event) {
    event.preventDefault();
    if (!steady) return;
    const faults = Object.fromEntries(
      questions.flatMap((question) => {
        const given = answers[question.linkId];
        const kept = isBlank(given) && isAnswered(screen, question, state.given);
        const fault = kept ? undefined : faultIn(question, given, texts);
        return fault ? [[question.linkId, fault]] : [];
      }),
    );
    setWrong(faults);
    const [worst] = Object.keys(faults);
    // Now a person has confirmed what was tapped in a mail.
    if (tapped && tapped.linkId in chosen) session.answer(screen, tapped.linkId, answers[tapped.linkId]);
    if (worst === undefined) next();
    else document.querySelector<HTMLElement>(`[name="${CSS.escape(worst)}"]`)?.focus();
  }

  return (
    <form noValidate autocomplete="off" onSubmit={go}>
      {state.note && <p class="note">{texts.say(state.note)}</p>}
      <Agreed request={request} texts={texts} />
      <p class="place">{place.filter(Boolean).join(' · ')}</p>
      {stem && alone && (
        <p class="stem" id="stem" dir="auto" lang={form.language}>
          {stem}
        </p>
      )}
      {!alone && (
        <h1 id="heading" tabIndex={-1} dir="auto" lang={stem ? form.language : undefined}>
          {stem ?? texts.say('title')}
        </h1>
      )}
      {questions.map((question) => (
        <Field
          key={question.linkId}
          question={question}
          language={form.language}
          title={(for_) => (
            <Title
              text={question.goal ? texts.say('goalN', { n: question.goal }) : question.text}
              language={question.goal ? undefined : form.language}
              alone={alone}
              stem={alone && !!stem}
              for={for_}
            />
          )}
          given={answers[question.linkId]}
          hint={[
            question.linkId in chosen && texts.say('tapped'),
            isBlank(answers[question.linkId]) &&
              form.answered.includes(question.linkId) &&
              texts.say('answered'),
            !question.required && texts.say('optional'),
          ]}
          wrong={wrong[question.linkId]}
          texts={texts}
          answer={(answer) => session.answer(screen, question.linkId, answer)}
        />
      ))}
      {questions.some(({ goal }) => goal) && (
        <button type="button" class="quiet" onClick={showOwn}>
          {texts.say('goalWords')}
        </button>
      )}
      <p class="actions">
        <Back texts={texts} steady={steady} />
        <button type="submit" class="go" disabled={!steady}>
          {texts.say(optional && !answered ? 'skip' : 'next')}
        </button>
      </p>
      {!history.state?.step && <p class="about">{texts.say('about')}</p>}
    </form>
  );
}

/** The question as the heading of the screen, or of its place in a list; it names its field either way. */
function Title({
  text: words,
  language,
  alone,
  stem,
  for: for_,
}: {
  text: string;
  language?: string;
  alone: boolean;
  stem: boolean;
  for?: string;
}) {
  const text: ComponentChildren = for_ ? <label for={for_}>{words}</label> : words;
  return alone ? (
    <h1 id="heading" tabIndex={-1} dir="auto" lang={language} aria-describedby={stem ? 'stem' : undefined}>
      {text}
    </h1>
  ) : (
    <span class="title" dir="auto" lang={language}>
      {text}
    </span>
  );
}

function faultIn(question: Question, given: unknown, texts: Texts): string | undefined {
  const { type, required, min, max } = question;
  const blank = isBlank(given as string);
  if (blank && !required) return undefined;
  if (type === 'integer' || type === 'decimal') {
    const limits = { min: min ?? -Infinity, max: max ?? Infinity };
    const number = Number(given);
    const fits =
      !blank &&
      (type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)) &&
      number >= limits.min &&
      number <= limits.max;
    if (fits) return undefined;
    if (isFieldset(question)) return texts.say('needChoice');
    return min === undefined || max === undefined
      ? texts.say('needNumber')
      : texts.say('needNumberIn', { min, max });
  }
  if (!blank) return undefined;
  return texts.say(isFieldset(question) ? 'needChoice' : 'needWords');
}

/** What a question is about is the client's own, and nothing of it is here yet. */
function Locked({
  texts,
  place,
  steady,
  open,
}: Pick<Props, 'texts' | 'place' | 'steady'> & { open(): void }) {
  return (
    <>
      <p class="place">{place.filter(Boolean).join(' · ')}</p>
      <Heading text={texts.say('locked')} />
      <p>{texts.say('lockedText')}</p>
      <p class="actions">
        <Back texts={texts} steady={steady} />
        <button type="button" class="go" disabled={!steady} onClick={open}>
          {texts.say('codeShow')}
        </button>
      </p>
    </>
  );
}

/** What the client is asked to agree to. */
function Agreed({ request: { goals, plan }, texts }: { request: Request; texts: Texts }) {
  if (goals?.length)
    return (
      <section class="agreed" aria-labelledby="agreed">
        <h2 id="agreed">{texts.say('goals')}</h2>
        <ol>
          {goals.map(({ words, statement }) => (
            <li key={words} dir="auto">
              <strong>{words}</strong>
              {statement && <p>{texts.say('goalStatement', { statement })}</p>}
            </li>
          ))}
        </ol>
      </section>
    );
  if (plan)
    return (
      <section class="agreed" aria-labelledby="agreed">
        <h2 id="agreed">{texts.say('plan')}</h2>
        <p dir="auto" class="words">
          {plan.summary}
        </p>
        <ul>
          {plan.interventions.map(({ title, detail, frequency }) => (
            <li key={title} dir="auto">
              <strong>{title}</strong>
              {frequency && <span> · {frequency}</span>}
              {detail && <p class="words">{detail}</p>}
            </li>
          ))}
        </ul>
      </section>
    );
  return null;
}
