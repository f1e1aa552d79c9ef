import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { checkInWithGoals, questionsFor } from '../../functions/care/measures/instrument.ts';
import type { Form, Question, Request } from '../../web/client/src/api.ts';
import { firstOpen, minutesLeft, screensOf } from '../../web/client/src/screens.ts';

const shipped = (instrument: string, answered: string[] = []): Form => ({
  instrument,
  questions: questionsFor(content.instruments[instrument]!, 'en'),
  answered,
});
const request = (...forms: Form[]): Request => ({ requestId: 'r', minutes: 4, forms });
const asked = (requests: Request[], given = {}) =>
  screensOf(requests, given).map(({ stem, questions }) => [
    stem?.slice(0, 12),
    ...questions.map(({ linkId }) => linkId),
  ]);

const yesNo = (linkId: string, rest: Partial<Question> = {}): Question => ({
  linkId,
  text: linkId,
  type: 'boolean',
  required: true,
  ...rest,
});
const form = (...questions: Question[]): Form => ({ instrument: 'own', questions, answered: [] });

describe('the screens of a form', () => {
  it('repeat the stem above each item of a scale', () => {
    expect(asked([request(shipped('phq-2'))])).toEqual([
      ['Over the las', '1'],
      ['Over the las', '2'],
    ]);
  });

  it('show a heading above the first of the questions that it opens', () => {
    expect(asked([request(shipped('attune-intake'))]).slice(0, 3)).toEqual([
      ['These questi', 'reason'],
      [undefined, 'hopes'],
      [undefined, 'helped'],
    ]);
  });

  it('ask short texts together, three at most', () => {
    expect(asked([request(shipped('attune-goals'))])).toEqual([
      [undefined, 'matters-most'],
      ['Name up to t', 'goal-1', 'goal-2', 'goal-3'],
    ]);
  });

  it('keep the heading of the goals above each goal, and not above what follows', () => {
    const checkIn = checkInWithGoals(content.instruments['attune-check-in']!, [{ id: 'a', words: 'sleep' }]);
    const own = { instrument: 'attune-check-in', questions: questionsFor(checkIn, 'en'), answered: [] };
    expect(asked([request(own)]).slice(-3)).toEqual([
      ['Your goals. ', 'goal-a'],
      ['Your goals. ', 'goals-overall'],
      [undefined, 'note'],
    ]);
  });

  it.each([
    ['nothing is answered', {}, ['first']],
    ['the answer calls for it', { first: true }, ['first', 'then']],
    ['the answer does not call for it', { first: false }, ['first']],
  ])('skip a question where %s', (_, answers, questions) => {
    const when = [{ question: 'first', operator: '=' as const, answerBoolean: true }];
    const own = form(yesNo('first'), yesNo('then', { enableWhen: when, enableBehavior: 'all' }));
    const screens = screensOf([request(own)], { 'r/own': answers });
    expect(screens.map(({ questions: [question] }) => question!.linkId)).toEqual(questions);
  });

  it('ask rather too much where only the server knows the answer that it hangs on', () => {
    const when = [{ question: 'first', operator: '=' as const, answerBoolean: true }];
    const own = { ...form(yesNo('first'), yesNo('then', { enableWhen: when })), answered: ['first'] };
    expect(asked([request(own)])).toHaveLength(2);
  });
});

describe('going on', () => {
  const at = (...forms: Form[]) => firstOpen(screensOf([request(...forms)], {}), {})?.key;

  it('starts behind what was answered', () => {
    expect(at(shipped('phq-9', ['1', '2']), shipped('gad-7'))).toBe('r/phq-9/3');
    expect(at(shipped('phq-2', ['1', '2']), shipped('gad-2'))).toBe('r/gad-2/1');
  });

  it('starts at what is needed and was passed over', () => {
    expect(at(shipped('phq-9', ['1', '3']))).toBe('r/phq-9/2');
  });

  it('passes over what was left out, and asks it no second time', () => {
    expect(at(shipped('attune-intake', ['reason', 'helped']))).toBe('r/attune-intake/strengths');
  });

  it('ends where all is answered', () => {
    expect(at(shipped('phq-2', ['1', '2']))).toBe(undefined);
  });

  it('counts the minutes by what is left of each request, and never none', () => {
    const requests = [request(shipped('phq-2'), shipped('gad-2'))];
    const screens = screensOf(requests, {});
    expect([0, 2, 4].map((from) => minutesLeft(requests, screens, from))).toEqual([4, 2, 1]);
  });
});
