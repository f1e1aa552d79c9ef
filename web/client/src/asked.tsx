/** A screen with a question, or a short list of them. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Question, Request } from './api.ts';
import { Field, isFieldset } from './field.tsx';
import { Back } from './messages.tsx';
import type { Shown } from './page.tsx';
import { formKey, isAnswered, isBlank, type Screen } from './screens.ts';
import type { Texts } from './strings.ts';

type Props = Shown & {
  screen: Screen;
  /** How far this is: which of how many, the time left. */
  place: (string | false)[];
  steady: boolean;
  next(): void;
};

export function Asked({ state, session, texts, screen, place, steady, next }: Props) {
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const { request, form, stem, questions } = screen;
  const answers = state.given[formKey(request, form)] ?? {};
  const alone = questions.length === 1;
  const answered = questions.some((question) => isAnswered(screen, question, state.given));
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
    if (worst === undefined) next();
    else document.querySelector<HTMLElement>(`[name="${CSS.escape(worst)}"]`)?.focus();
  }

  return (
    <form noValidate autocomplete="off" onSubmit={go}>
      {state.note && <p class="note">{texts.say(state.note)}</p>}
      <Agreed request={request} texts={texts} />
      <p class="place">{place.filter(Boolean).join(' · ')}</p>
      {stem && alone && (
        <p class="stem" id="stem" dir="auto">
          {stem}
        </p>
      )}
      {!alone && (
        <h1 id="heading" tabIndex={-1} dir="auto">
          {stem ?? texts.say('title')}
        </h1>
      )}
      {questions.map((question) => (
        <Field
          key={question.linkId}
          question={question}
          title={(for_) => <Title question={question} alone={alone} stem={alone && !!stem} for={for_} />}
          given={answers[question.linkId]}
          hint={[
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
  question,
  alone,
  stem,
  for: for_,
}: {
  question: Question;
  alone: boolean;
  stem: boolean;
  for?: string;
}) {
  const text: ComponentChildren = for_ ? <label for={for_}>{question.text}</label> : question.text;
  return alone ? (
    <h1 id="heading" tabIndex={-1} dir="auto" aria-describedby={stem ? 'stem' : undefined}>
      {text}
    </h1>
  ) : (
    <span class="title" dir="auto">
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
