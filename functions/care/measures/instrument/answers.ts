import { type Answers, bound, type Item, isQuestion, itemsOf, LONGEST_TEXT } from './questionnaire.ts';
import type { Instrument } from './schema.ts';
import { enabledIn } from './skip.ts';

export const FAULTS = ['unknown item', 'unknown answer', 'wrong type', 'out of range', 'too long'] as const;
export type Fault = { linkId: string; fault: (typeof FAULTS)[number] };

/**
 * `raw` as the answers of this instrument, or every fault in them. Required items without an answer are no fault
 * but `missing`, so that half a form can be kept. A blank text and an empty list are no answers.
 */
export function readAnswers(
  instrument: Instrument,
  raw: unknown,
): { answers: Answers; missing: string[] } | { faults: Fault[] } {
  if (!isForm(raw)) return { faults: [{ linkId: '', fault: 'wrong type' }] };
  const questions = new Map(
    itemsOf(instrument)
      .filter(isQuestion)
      .map((item) => [item.linkId, item]),
  );
  const faults = Object.entries(raw).flatMap(([linkId, answer]): Fault[] => {
    const item = questions.get(linkId);
    const fault = item ? faultIn(item, answer) : 'unknown item';
    return fault ? [{ linkId, fault }] : [];
  });
  if (faults.length) return { faults };
  const answers: Answers = Object.fromEntries(Object.entries(raw).filter(([, answer]) => !isBlank(answer)));
  return { answers, missing: missingIn(instrument, answers) };
}

const isForm = (raw: unknown): raw is object =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** Of answers that were kept, those that the instrument still takes: a newer version may ask otherwise. */
export function stillRead(instrument: Instrument, saved: Answers): Answers {
  const read = readAnswers(instrument, saved);
  if ('answers' in read) return saved;
  const stale = new Set(read.faults.map(({ linkId }) => linkId));
  return Object.fromEntries(Object.entries(saved).filter(([linkId]) => !stale.has(linkId)));
}

/**
 * What can be read of `raw`, with what was `saved` before. What can't be read is left out and counts as missing, so that
 * nothing is complete without something that was said. `nothing`: not one answer could be read.
 */
export function readWhatCan(
  instrument: Instrument,
  raw: unknown,
  saved: Answers = {},
): { answers: Answers; missing: string[]; nothing: boolean } {
  if (!isForm(raw)) return { answers: {}, missing: [], nothing: true };
  const read = readAnswers(instrument, raw);
  const unreadable = new Set('faults' in read ? read.faults.map(({ linkId }) => linkId) : []);
  const rest = Object.entries(raw).filter(([linkId]) => !unreadable.has(linkId));
  const given = rest.filter(([, answer]) => !isBlank(answer));
  const answers: Answers = { ...stillRead(instrument, saved), ...Object.fromEntries(given) };
  const missing = [...new Set([...missingIn(instrument, answers), ...unreadable])];
  return { answers, missing, nothing: unreadable.size > 0 && rest.length === 0 };
}

const isBlank = (answer: unknown): boolean =>
  typeof answer === 'string' ? answer.trim() === '' : Array.isArray(answer) && answer.length === 0;

/** The linkIds of required items that have no answer; what is skipped is not missing. */
export function missingIn(instrument: Instrument, answers: Answers): string[] {
  const enabled = enabledIn(instrument, answers);
  return itemsOf(instrument)
    .filter(({ linkId, required }) => required && enabled.has(linkId))
    .filter((item) => isQuestion(item) && !Object.hasOwn(answers, item.linkId))
    .map(({ linkId }) => linkId);
}

function faultIn(item: Item, answer: unknown): Fault['fault'] | undefined {
  if (!item.repeats) return faultInOne(item, answer);
  if (!Array.isArray(answer)) return 'wrong type';
  const faults = answer.map((one) => (typeof one === 'string' ? faultInOne(item, one) : 'wrong type'));
  return faults.find(Boolean) ?? (new Set(answer).size === answer.length ? undefined : 'unknown answer');
}

function faultInOne(item: Item, answer: unknown): Fault['fault'] | undefined {
  switch (item.type) {
    case 'choice':
      if (typeof answer !== 'string') return 'wrong type';
      return item.answerOption?.some(({ valueCoding }) => valueCoding.code === answer)
        ? undefined
        : 'unknown answer';
    case 'integer':
    case 'decimal': {
      const whole = item.type === 'integer';
      if (typeof answer !== 'number' || !(whole ? Number.isSafeInteger(answer) : Number.isFinite(answer)))
        return 'wrong type';
      const [least, most] = [bound(item, 'minValue') ?? -Infinity, bound(item, 'maxValue') ?? Infinity];
      return answer < least || answer > most ? 'out of range' : undefined;
    }
    case 'boolean':
      return typeof answer === 'boolean' ? undefined : 'wrong type';
    case 'date':
      return typeof answer === 'string' && isDay(answer) ? undefined : 'wrong type';
    default:
      // Half a surrogate pair does not survive UTF-8, and the log's hash would no longer match.
      if (typeof answer !== 'string' || !answer.isWellFormed()) return 'wrong type';
      return answer.length > (item.maxLength ?? LONGEST_TEXT) ? 'too long' : undefined;
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
