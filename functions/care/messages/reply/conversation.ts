import * as z from 'zod';
import { provenance } from '../keywords.ts';
import { closestLanguage, fill, plainSigns, smsSegments } from '../render.ts';
import { type Asked, choicesOf } from './asked.ts';

export const CONVERSATION = [
  'opening',
  'again.first',
  'again.second',
  'again.link',
  'reminder',
  'kept',
  'thanks',
  'later',
  'closed',
  'help',
  'help-by-text',
  'stopped',
  'started',
  'wrong-number',
  'unknown-number',
  'no-text',
  'crisis',
  'minor',
] as const;
export type ConversationId = (typeof CONVERSATION)[number];

const text = z.string().min(1);

const holding = (...names: string[]) =>
  text.refine(
    (said) =>
      [...said.matchAll(/\{(\w*)\}?/g)].every(
        ([whole, name]) => whole === `{${name}}` && names.includes(name!),
      ),
    `no placeholder but ${names.join(', ')}`,
  );

/** What is said in a thread of texts, in one language. */
export const conversationSchema = z.strictObject({
  ...provenance,
  /** How a question asks to be answered. */
  asking: z.strictObject({
    yes: text,
    no: text,
    number: text,
    numbers: text,
    rating: holding('min', 'max'),
    amount: text,
    date: text,
    words: text,
    skip: text,
  }),
  replies: z.record(z.enum(CONVERSATION), holding('clinic', 'phone', 'emergency', 'line', 'link')),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** By language. */
export type Conversations = Record<string, Conversation>;

export type Said = { text: string; encoding: 'GSM-7' | 'UCS-2'; segments: number };

function said(words: string): Said {
  const text = plainSigns(words);
  return { text, ...smsSegments(text) };
}

const inLanguage = (conversations: Conversations, language: string): Conversation =>
  conversations[closestLanguage(Object.keys(conversations), language)]!;

/** @throws TypeError where the text needs a value that is not given */
export const sayReply = (
  conversations: Conversations,
  id: ConversationId,
  language: string,
  values: { clinic?: string; phone?: string; emergency?: string; line?: string; link?: string },
): Said => said(fill(inLanguage(conversations, language).replies[id], values));

/**
 * One question as one text: where it stands, `lead` (what the instrument says above its questions), its own words
 * unchanged, its numbered answers, and how to answer. `again` puts the first or second kind re-ask in front, or a
 * reminder; after those two the link is sent (`again.link`). `from`, where the clinic begins the talk: who asks, and how
 * to end it.
 */
export function sayQuestion(
  question: Asked,
  place: {
    n: number;
    of: number;
    language: string;
    lead?: string;
    again?: 1 | 2 | 'reminder';
    from?: string;
  },
  conversations: Conversations,
): Said {
  const { asking, replies } = inLanguage(conversations, place.language);
  const opening = place.from && fill(replies.opening, { clinic: place.from });
  const again = place.again && replies[AGAIN[place.again]];
  const choices = choicesOf(question, asking).map((choice) => `${choice.number} ${choice.text}`);
  const how = howTo(question, asking) + (question.required ? '' : asking.skip);
  const head = `${place.n}/${place.of} ${[place.lead, question.text].filter(Boolean).join(' ')}`;
  return said([opening, again, head, ...choices, how].filter(Boolean).join('\n'));
}

const AGAIN = { 1: 'again.first', 2: 'again.second', reminder: 'reminder' } as const;

function howTo({ type, repeats, min, max }: Asked, asking: Conversation['asking']): string {
  switch (type) {
    case 'choice':
    case 'open-choice':
      return repeats ? asking.numbers : asking.number;
    case 'boolean':
      return asking.number;
    case 'integer':
    case 'decimal':
      return min !== undefined && max !== undefined
        ? fill(asking.rating, { min: String(min), max: String(max) })
        : asking.amount;
    case 'date':
      return asking.date;
    default:
      return asking.words;
  }
}
