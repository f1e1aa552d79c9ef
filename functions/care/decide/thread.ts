import type { Asking, Chart, EndedRequest, Request, Thread } from '../chart.ts';
import type { Answers } from '../measures/instrument.ts';
import { readReply } from '../messages/reply.ts';
import { nextQuestion, questionsOf, unanswered } from '../messages/thread.ts';
import { isRefusal } from '../refusal.ts';
import type { Turn } from '../turn.ts';
import { answer } from './answers.ts';
import { type Received, replyTo, sendCrisisReply, tellPerson } from './words.ts';

/** Reads the words as the answer to the question that was asked, and asks the next, or the same again. */
export function answerThread(turn: Turn, thread: Thread, said: Received, alarmed: boolean): boolean {
  const { instruments, lexicon } = turn.world;
  const { language } = turn.client;
  const request = turn.chart.requests[thread.requestId];
  const form = request?.forms.find((one) => one.instrument === thread.instrument && !one.done);
  if (!request || !form) return false;
  const mine = questionsOf(instruments, request, language).filter(
    ({ instrument }) => instrument === form.instrument,
  );
  const at = mine.findIndex(({ linkId }) => linkId === thread.linkId);
  const question = mine[at];
  if (!question) return false;
  const read = readReply(said.words, question, language, lexicon);
  if ('unclear' in read) return askAgain(turn, request, thread, said, alarmed);
  const given: Answers = 'answer' in read ? { [thread.linkId]: read.answer } : {};
  const saved = { ...form.partial, ...given };
  const last = !unanswered(instruments, request, form, saved, mine.slice(at + 1));
  if ('answer' in read || last) {
    const response = { instrument: form.instrument, answers: given, complete: last };
    const before = turn.chart.urgentFindings;
    if (isRefusal(answer(turn, { do: 'answer', requestId: request.id, responses: [response] }) ?? {}))
      return askAgain(turn, request, thread, said, alarmed);
    if (turn.chart.urgentFindings > before && !alarmed) sendCrisisReply(turn, said);
  }
  const still = turn.chart.requests[request.id];
  if (!still) {
    replyTo(turn, said, 'reply.thanks');
    return true;
  }
  const next = nextQuestion(instruments, still, language, thread);
  if (next) ask(turn, still, { instrument: next.instrument, linkId: next.linkId, tries: 0 }, said);
  else ask(turn, still, { instrument: thread.instrument, linkId: thread.linkId, tries: 3 }, said);
  return true;
}

function ask(turn: Turn, request: Request, question: Asking, said: Received): void {
  replyTo(turn, said, 'reply.question', {
    requestId: request.id,
    question,
    why: question.tries ? 'the client’s words were not clear' : 'the client is answering by text',
  });
}

/** Kindly, twice; then the page, and a person gets the words. */
function askAgain(
  turn: Turn,
  request: Request,
  { instrument, linkId, tries }: Thread,
  said: Received,
  alarmed: boolean,
): boolean {
  if (alarmed) return false;
  if (tries < 3) {
    const next = (tries + 1) as 1 | 2 | 3;
    ask(turn, request, { instrument, linkId, tries: next }, said);
    if (next < 3) return true;
  }
  tellPerson(turn, said, 'it could not be read as an answer');
  return true;
}

/** An answer to a question that is closed: kept with it, watched for risk, and never taken for another's. */
export function answerLate(turn: Turn, thread: Thread, said: Received, alarmed: boolean): boolean {
  const request = requestOf(turn.chart, thread.requestId);
  if (!request) return false;
  const { instruments, lexicon } = turn.world;
  const { language } = turn.client;
  const question = questionsOf(instruments, request, language).find(
    ({ instrument, linkId }) => instrument === thread.instrument && linkId === thread.linkId,
  );
  const read = question && readReply(said.words, question, language, lexicon);
  if (!read || !('answer' in read)) return false;
  const response = {
    instrument: thread.instrument,
    answers: { [thread.linkId]: read.answer },
    complete: false,
  };
  const before = turn.chart.urgentFindings;
  if (isRefusal(answer(turn, { do: 'answer', requestId: thread.requestId, responses: [response] }) ?? {}))
    return false;
  if (turn.chart.urgentFindings > before && !alarmed) sendCrisisReply(turn, said);
  tellPerson(turn, said, 'it answers a question that is closed');
  replyTo(turn, said, 'reply.later');
  return true;
}

/** Open, or as it was asked. */
export function requestOf({ requests, ended }: Chart, id: string): Request | undefined {
  return requests[id] ?? (ended[id] && asIfOpen(ended[id], id));
}

const asIfOpen = ({ key, ask, cycle, at, instruments, goals }: EndedRequest, id: string): Request => ({
  id,
  key,
  ask,
  cycle,
  openedAt: at,
  expiresLocal: '',
  forms: instruments.map((instrument) => ({ instrument, done: false })),
  goals,
});
