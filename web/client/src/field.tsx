/** How one question is answered, by its type. */
import type { ComponentChildren } from 'preact';
import type { Answer, Question } from './api.ts';
import type { Texts } from './strings.ts';

type Props = {
  question: Question;
  /** Of its texts. */
  language?: string;
  /** The question's text, as the label of the field by that id, or as a legend. */
  title(id?: string): ComponentChildren;
  given: Answer | undefined;
  hint: (string | false)[];
  wrong?: string;
  texts: Texts;
  answer(answer: Answer | undefined): void;
};

/** A longer scale is written as a number. */
const LONGEST_SCALE = 11;

const isScale = ({ type, min, max }: Question): boolean =>
  type === 'integer' && min !== undefined && max !== undefined && max - min < LONGEST_SCALE;

/** Answered by choosing, so that its text is a legend. */
export const isFieldset = (question: Question): boolean =>
  !!question.options || question.type === 'boolean' || isScale(question);

export function Field(props: Props) {
  const { question, title, hint, wrong } = props;
  const id = `field-${question.linkId}`;
  const hints = hint.filter(Boolean);
  const below =
    [hints.length > 0 && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  const notes = (
    <>
      {hints.length > 0 && (
        <p class="hint" id={`${id}-hint`}>
          {hints.join(' ')}
        </p>
      )}
      <p class="wrong" id={`${id}-wrong`} role="alert">
        {wrong}
      </p>
    </>
  );
  if (isFieldset(question))
    return (
      <fieldset aria-describedby={below}>
        <legend>{title()}</legend>
        {notes}
        <Choices {...props} />
      </fieldset>
    );
  return (
    <div class="field">
      {title(id)}
      {notes}
      <Entry {...props} id={id} below={below} />
    </div>
  );
}

function Choices({ question, language, given, texts, answer }: Props) {
  const { linkId, options, repeats, type, min = 0, max = 0 } = question;
  if (isScale(question)) {
    const steps = Array.from({ length: max - min + 1 }, (_, step) => min + step);
    return (
      <div class="scale">
        {steps.map((step) => (
          <Option
            key={step}
            name={linkId}
            on={given === step}
            choose={() => answer(step)}
            text={texts.number(step)}
          />
        ))}
      </div>
    );
  }
  if (type === 'boolean')
    return (
      <>
        <Option name={linkId} on={given === true} choose={() => answer(true)} text={texts.say('yes')} />
        <Option name={linkId} on={given === false} choose={() => answer(false)} text={texts.say('no')} />
      </>
    );
  const chosen = Array.isArray(given) ? given : [];
  return (
    <>
      {repeats && <p class="hint">{texts.say('chooseAll')}</p>}
      {options!.map(({ code, text }) =>
        repeats ? (
          <Option
            key={code}
            name={linkId}
            many
            on={chosen.includes(code)}
            choose={(on) => answer(on ? [...chosen, code] : chosen.filter((one) => one !== code))}
            text={text}
            language={language}
          />
        ) : (
          <Option
            key={code}
            name={linkId}
            on={given === code}
            choose={() => answer(code)}
            text={text}
            language={language}
          />
        ),
      )}
      {type === 'open-choice' && !repeats && (
        <label class="other">
          {texts.say('ownWords')}
          <input
            maxLength={question.maxLength}
            value={typeof given === 'string' && !options!.some(({ code }) => code === given) ? given : ''}
            onInput={(event) => answer(event.currentTarget.value)}
          />
        </label>
      )}
    </>
  );
}

export function Option(props: {
  name: string;
  text: string;
  language?: string;
  on: boolean;
  many?: boolean;
  choose(on: boolean): void;
}) {
  const { name, text, language, on, many, choose } = props;
  return (
    <label class="option">
      <input
        type={many ? 'checkbox' : 'radio'}
        name={name}
        checked={on}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      <span dir="auto" lang={language}>
        {text}
      </span>
    </label>
  );
}

function Entry({ question, given, wrong, texts, answer, id, below }: Props & { id: string; below?: string }) {
  const { linkId, type, maxLength = 0, required } = question;
  const text = typeof given === 'string' ? given : '';
  const common = {
    id,
    name: linkId,
    required,
    'aria-describedby': below,
    'aria-invalid': wrong ? true : undefined,
  };
  if (type === 'integer' || type === 'decimal')
    return (
      <input
        {...common}
        type="number"
        inputMode={type === 'integer' ? 'numeric' : 'decimal'}
        step={type === 'integer' ? 1 : 'any'}
        value={typeof given === 'number' ? given : ''}
        onInput={({ currentTarget }) =>
          answer(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
        }
      />
    );
  if (type === 'date')
    return (
      <input
        {...common}
        type="date"
        value={text}
        onInput={({ currentTarget }) => answer(currentTarget.value || undefined)}
      />
    );
  const limited = {
    ...common,
    dir: 'auto' as const,
    maxLength,
    value: text,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => answer(currentTarget.value),
  };
  return (
    <>
      {type === 'string' ? <input {...limited} /> : <textarea {...limited} rows={maxLength > 500 ? 5 : 2} />}
      <p class="letters">{texts.say('letters', { n: maxLength - text.length })}</p>
    </>
  );
}
