import type { Question } from '../../measures/instrument.ts';
import { plain } from './plain.ts';

/** A question as it is asked by text. `value`, where an option has one, is what the option counts for on paper. */
export type Asked = Omit<Question, 'options'> & {
  options?: { code: string; text: string; value?: number }[];
};

export type Choice = { number: number; answer: string | boolean; text: string };

/**
 * The answers to choose from with the numbers that the client sends: the options' own values where these are whole,
 * from 0 to 99 and rising, as on the paper form (0 to 3); otherwise 1, 2, 3. Yes is 1 and no is 2.
 */
export function choicesOf({ type, options }: Asked, asking: { yes: string; no: string }): Choice[] {
  if (type === 'boolean')
    return [
      { number: 1, answer: true, text: asking.yes },
      { number: 2, answer: false, text: asking.no },
    ];
  if (type !== 'choice' && type !== 'open-choice') return [];
  const values = (options ?? []).map(({ value }) => value ?? NaN);
  const own = values.every(
    (value, at) =>
      Number.isInteger(value) && value >= 0 && value < 100 && (at === 0 || value > values[at - 1]!),
  );
  return (options ?? []).map(({ code, text }, at) => ({
    number: own ? values[at]! : at + 1,
    answer: code,
    text,
  }));
}

/**
 * Whether a number sent back says one thing only. Not where an answer's own text holds a number other than the one
 * it would be sent by (“2 to 4 times a month” as answer 3): such a question goes by link.
 */
export const canBeTexted = (question: Asked): boolean =>
  question.type !== 'group' &&
  question.type !== 'display' &&
  choicesOf(question, { yes: '', no: '' }).every(({ number, text }) =>
    plain(text)
      .split(' ')
      .every((word) => !/\d/.test(word) || word === String(number)),
  );
