import {
  type Answer,
  type Answers,
  answerTo,
  type EnableWhen,
  type Item,
  isQuestion,
  valueOf,
} from './questionnaire.ts';
import type { Instrument } from './schema.ts';

/**
 * Whether the answers so far call for an item, by linkId: `false` where it is skipped for certain (its `enableWhen` does
 * not hold, or its group is skipped), `undefined` while that hangs on a question without an answer.
 */
export function callsIn(instrument: Instrument, answers: Answers): Map<string, boolean | undefined> {
  const calls = new Map<string, boolean | undefined>();
  const byId = new Map<string, Item>();
  const judge = (condition: EnableWhen): boolean | undefined => {
    const { question } = condition;
    const answer = calls.get(question) ? answerTo(answers, question) : undefined;
    if (condition.operator === 'exists') return (answer !== undefined) === (condition.answerBoolean ?? true);
    if (answer === undefined) return calls.get(question) === false ? false : undefined;
    return holds(condition, byId.get(question)!, answer);
  };
  const walk = (items: Item[], open: boolean | undefined): void => {
    for (const item of items) {
      byId.set(item.linkId, item);
      const verdicts = (item.enableWhen ?? []).map(judge);
      const own = item.enableBehavior === 'any' && verdicts.length ? any(verdicts) : all(verdicts);
      const called = all([open, own]);
      calls.set(item.linkId, called);
      const answered = !isQuestion(item) || answerTo(answers, item.linkId) !== undefined;
      walk(item.item ?? [], called && !answered ? undefined : called);
    }
  };
  walk(instrument.questionnaire.item, true);
  return calls;
}

const all = (verdicts: (boolean | undefined)[]): boolean | undefined =>
  verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
const any = (verdicts: (boolean | undefined)[]): boolean | undefined =>
  verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;

/** The linkIds that the answers so far call for: what to show, and what can be missing. */
export const enabledIn = (instrument: Instrument, answers: Answers): Set<string> =>
  new Set([...callsIn(instrument, answers)].filter(([, called]) => called).map(([linkId]) => linkId));

function holds(condition: EnableWhen, item: Item, answer: Answer): boolean {
  const wanted =
    condition.answerCoding?.code ??
    condition.answerString ??
    condition.answerDate ??
    condition.answerBoolean ??
    condition.answerInteger ??
    condition.answerDecimal!;
  const given: (string | number | boolean)[] = Array.isArray(answer) ? answer : [answer];
  if (condition.operator === '=') return given.includes(wanted);
  if (condition.operator === '!=') return !given.includes(wanted);
  const scale = (value: string | number | boolean) => valueOf(item, value) ?? value;
  return given.some((one) => ordered(scale(one), condition.operator, scale(wanted)));
}

function ordered(a: number | string | boolean, operator: EnableWhen['operator'], b: typeof a): boolean {
  if (typeof a !== typeof b) return false;
  if (operator === '>') return a > b;
  if (operator === '<') return a < b;
  return operator === '>=' ? a >= b : a <= b;
}
