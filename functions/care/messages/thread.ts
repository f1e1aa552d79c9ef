import type { Asking, Form, Request } from '../chart.ts';
import type { Client } from '../client.ts';
import { formOf } from '../decide/answers.ts';
import {
  type Answers,
  enabledIn,
  type Instrument,
  itemsOf,
  questionsFor,
  valueOf,
} from '../measures/instrument.ts';
import { type Asked, canBeTexted } from './reply.ts';

type Instruments = Record<string, Instrument>;

/** A question of a thread; `lead` is what the instrument says above it, where it is the first under that. */
export type ThreadQuestion = Asked & { instrument: string; lead?: string };

/** More questions than this, beside those that an answer calls for, are a page's work. */
const MOST_QUESTIONS = 12;

/** They show what was written for this client alone, which is no matter for a text message. */
const NEVER_TEXTED: readonly Request['ask'][] = ['agreement', 'plan'];

/** Every question of a request, form after form. A goal is asked for by its number: its words stay off the phone's screen. */
export function questionsOf(instruments: Instruments, request: Request, language: string): ThreadQuestion[] {
  return request.forms.flatMap(({ instrument: id }) => {
    const known = instruments[id];
    return known ? questionsIn(formOf(known, request.goals), id, request, language) : [];
  });
}

function questionsIn(
  instrument: Instrument,
  id: string,
  request: Request,
  language: string,
): ThreadQuestion[] {
  const items = new Map(itemsOf(instrument).map((item) => [item.linkId, item]));
  const goals = new Map((request.goals ?? []).map((goal, at) => [`goal-${goal.id}`, at + 1]));
  let heading: string | undefined;
  let lead: string | undefined;
  return questionsFor(instrument, language).flatMap((question): ThreadQuestion[] => {
    if (question.type === 'group' || question.type === 'display') {
      heading = question.text || undefined;
      lead = heading;
      return [];
    }
    const item = items.get(question.linkId)!;
    const options = question.options?.map((one) => ({ ...one, value: valueOf(item, one.code) }));
    const goal = goals.get(question.linkId);
    const text = goal === undefined ? question.text : heading ? `${heading} (${goal})` : '';
    const asked = { ...question, text, options, instrument: id, lead: goal === undefined ? lead : undefined };
    lead = undefined;
    return [asked];
  });
}

/** Whether a request is asked in the thread, question by question, rather than by a link. */
export function isTexted(instruments: Instruments, request: Request, client: Client): boolean {
  if (client.answersBy !== 'text' || NEVER_TEXTED.includes(request.ask)) return false;
  const questions = questionsOf(instruments, request, client.language);
  const texted = questions.every((question) => question.text !== '' && canBeTexted(question));
  const askedOfAll = questions.filter(({ enableWhen }) => !enableWhen);
  return questions.length > 0 && askedOfAll.length <= MOST_QUESTIONS && texted;
}

/** The next question without an answer, in the form of `after` only those behind it; none where the forms are through. */
export function nextQuestion(
  instruments: Instruments,
  request: Request,
  language: string,
  after?: Pick<Asking, 'instrument' | 'linkId'>,
): ThreadQuestion | undefined {
  const questions = questionsOf(instruments, request, language);
  for (const form of request.forms.filter(({ done }) => !done)) {
    const mine = questions.filter(({ instrument }) => instrument === form.instrument);
    const from =
      after?.instrument === form.instrument ? mine.findIndex(({ linkId }) => linkId === after.linkId) + 1 : 0;
    const next = unanswered(instruments, request, form, form.partial ?? {}, mine.slice(from));
    if (next) return next;
  }
  return undefined;
}

export function unanswered(
  instruments: Instruments,
  { goals }: Request,
  { instrument }: Form,
  answers: Answers,
  among: ThreadQuestion[],
): ThreadQuestion | undefined {
  const enabled = enabledIn(formOf(instruments[instrument]!, goals), answers);
  return among.find(({ linkId }) => enabled.has(linkId) && answers[linkId] === undefined);
}
