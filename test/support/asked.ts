import { content } from '../../functions/adapters/content.ts';
import { lexicon } from '../../functions/adapters/keywords.ts';
import { itemsOf, questionsFor, valueOf } from '../../functions/care/measures/instrument.ts';
import { type Asked, readReply } from '../../functions/care/messages/reply.ts';

/** A question of a shipped instrument, with what its options count for on paper. */
export function asked(instrument: string, linkId: string, language = 'en'): Asked {
  const shipped = content.instruments[instrument]!;
  const item = itemsOf(shipped).find((one) => one.linkId === linkId)!;
  const question = questionsFor(shipped, language).find((one) => one.linkId === linkId)!;
  const options = question.options?.map((one) => ({ ...one, value: valueOf(item, one.code) }));
  return { ...question, ...(options && { options }) };
}

export const phq = asked('phq-9', '1');
export const read = (text: string, question: Asked = phq, language = 'en') =>
  readReply(text, question, language, lexicon);
export const rating: Asked = {
  linkId: 'mood',
  text: 'Mood?',
  type: 'integer',
  required: true,
  min: 0,
  max: 10,
};
export const yesNo: Asked = { linkId: 'pills', text: 'Taken?', type: 'boolean', required: true };
export const note: Asked = {
  linkId: 'note',
  text: 'Anything else?',
  type: 'text',
  required: false,
  maxLength: 2000,
};
