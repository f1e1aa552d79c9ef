/** What is asked on which screen. Pure. */
import type { Answer, Answers, Form, Question, Request } from './api.ts';

/** One question, or a short list of them. `stem` is what stands above, such as “Over the last 2 weeks …”. */
export type Screen = {
  key: string;
  request: Request;
  form: Form;
  stem?: string;
  questions: Question[];
};

/** Texts that fit on one line or two are asked a few at a time. */
const SHORT_TEXT = 500;
const MOST_ON_A_SCREEN = 3;

const isHeading = ({ type }: Question) => type === 'display' || type === 'group';
const isShort = ({ type, maxLength = Infinity }: Question) =>
  (type === 'string' || type === 'text') && maxLength <= SHORT_TEXT;

/** Questions that are answered alike belong under one stem, as those of a scale do. */
const alike = ({ type, options, min, max }: Question): string => JSON.stringify([type, options, min, max]);

export const formKey = (request: Request, form: Form): string => `${request.requestId}/${form.instrument}`;

/** Every screen of a form, in order, whether the answers call for it or not. */
function screensIn(request: Request, form: Form): Screen[] {
  const screens: Screen[] = [];
  let stem: { text: string; kind?: string } | undefined;
  let fresh = true;
  for (const question of form.questions) {
    if (isHeading(question)) {
      // A heading below another heading continues it.
      stem = { text: stem && !stem.kind ? `${stem.text} ${question.text}` : question.text };
      fresh = true;
      continue;
    }
    const kind = alike(question);
    if (stem) {
      stem.kind ??= kind;
      if (stem.kind !== kind || (!fresh && isText(question) && !isShort(question))) stem = undefined;
    }
    const last = screens[screens.length - 1];
    if (
      last &&
      !fresh &&
      isShort(question) &&
      isShort(last.questions[0]!) &&
      last.questions.length < MOST_ON_A_SCREEN
    ) {
      last.questions.push(question);
    } else {
      screens.push({
        key: `${formKey(request, form)}/${question.linkId}`,
        request,
        form,
        stem: stem?.text,
        questions: [question],
      });
    }
    fresh = false;
  }
  return screens;
}

const isText = ({ type }: Question) => type === 'string' || type === 'text';

type Given = Record<string, Answers>;

/** The screens that the answers so far call for. */
export const screensOf = (requests: Request[], given: Given): Screen[] =>
  requests.flatMap((request) =>
    request.forms.flatMap((form) =>
      screensIn(request, form).flatMap((screen) => {
        const answers = given[formKey(request, form)] ?? {};
        const questions = screen.questions.filter((question) => isAsked(question, form, answers));
        return questions.length > 0 ? [{ ...screen, questions }] : [];
      }),
    ),
  );

/**
 * FHIR `enableWhen`, as far as a page can judge it. What hangs on an answer that only the server has is asked:
 * rather a question too many than one too few.
 */
function isAsked({ enableWhen = [], enableBehavior }: Question, form: Form, answers: Answers): boolean {
  const holds = (condition: (typeof enableWhen)[number]): boolean => {
    const { question, operator } = condition;
    const asked = form.questions.find(({ linkId }) => linkId === question);
    const answer = asked && isAsked(asked, form, answers) ? answers[question] : undefined;
    if (answer === undefined && form.answered.includes(question)) return true;
    if (operator === 'exists') return (answer !== undefined) === (condition.answerBoolean ?? true);
    if (answer === undefined) return false;
    const wanted =
      condition.answerCoding?.code ??
      condition.answerString ??
      condition.answerDate ??
      condition.answerBoolean ??
      condition.answerInteger ??
      condition.answerDecimal!;
    const is = (Array.isArray(answer) ? answer : [answer]).some((one) => one === wanted);
    if (operator === '=') return is;
    if (operator === '!=') return !is;
    // The order of a choice's options is known to its scoring only.
    if (typeof answer !== typeof wanted || asked?.options) return true;
    return operator[0] === '>'
      ? answer > wanted || (operator === '>=' && is)
      : answer < wanted || (operator === '<=' && is);
  };
  if (enableWhen.length === 0) return true;
  return enableBehavior === 'any' ? enableWhen.some(holds) : enableWhen.every(holds);
}

const has = (answers: Answers | undefined, { linkId }: Question): boolean => !isBlank(answers?.[linkId]);

export const isAnswered = ({ request, form }: Screen, question: Question, given: Given): boolean =>
  has(given[formKey(request, form)], question) || form.answered.includes(question.linkId);

/** Where somebody goes on: behind what they have answered, unless something before it is still needed. */
export function firstOpen(screens: Screen[], given: Given): Screen | undefined {
  const lacks = (screen: Screen, which: (question: Question) => boolean) =>
    screen.questions.some((question) => which(question) && !isAnswered(screen, question, given));
  return screens.find((screen, at) => {
    if (lacks(screen, ({ required }) => required)) return true;
    const later = screens.slice(at).filter(({ form }) => form === screen.form);
    return later.every((one) => one.questions.every((question) => !isAnswered(one, question, given)));
  });
}

/** Roughly, and never none while something is left. */
export function minutesLeft(requests: Request[], screens: Screen[], from: number): number {
  const minutes = requests.reduce((sum, request) => {
    const own = screens.filter((screen) => screen.request === request);
    const left = own.filter((screen) => screens.indexOf(screen) >= from);
    return own.length ? sum + (request.minutes * left.length) / own.length : sum;
  }, 0);
  return Math.max(1, Math.round(minutes));
}

/** Whether an answer says anything. */
export const isBlank = (answer: Answer | undefined): boolean =>
  answer === undefined ||
  (typeof answer === 'string' && answer.trim() === '') ||
  (Array.isArray(answer) && answer.length === 0);

/** An option's code, as it stands in an address, as the answer that it means; nothing where there is no such answer. */
export function tappedAnswer({ type, options, min, max }: Question, code: string): Answer | undefined {
  // What a mail program puts behind a link is no part of it.
  const said = code.replace(/[.,;:!?)>\]]+$/, '');
  if (options) return options.find((option) => option.code === code || option.code === said)?.code;
  if (type === 'boolean') return said === 'true' ? true : said === 'false' ? false : undefined;
  const number = Number(said);
  const fits = type === 'integer' && min !== undefined && max !== undefined && /^-?\d+$/.test(said);
  return fits && number >= min && number <= max ? number : undefined;
}
