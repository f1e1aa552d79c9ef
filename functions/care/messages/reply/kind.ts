import type { Keywords, Lexicon } from '../keywords.ts';
import { holdsAny } from './phrases.ts';
import { plain, plainWord, words } from './plain.ts';

export const KINDS = ['tapback', 'auto-reply', 'wrong-number', 'emoji', 'empty', 'text'] as const;
export type Kind = (typeof KINDS)[number];

const QUOTED = /^([^"“”„«‘‹]{1,60}?)\s*["“”„«‘‹](.*)(?:["”“»’›]|…|\.\.\.)$/su;
const INVISIBLE = /[\s\p{Cf}\p{M}\u115f\u1160\u3164\uffa0\ufffc]/gu;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/gu;

/** Longer than this and the sentence tells of a wrong number rather than being one. Words. */
const SHORT = 15;

/**
 * What sort of thing came in, before anybody reads it as an answer. A photo without words is `empty`. The flags of a
 * text (`flagsOf`) hold whatever its kind.
 */
export function kindOf(text: string, { keywords }: Lexicon): Kind {
  const visible = text.normalize('NFKC').replace(INVISIBLE, '');
  if (!visible) return 'empty';
  if (!visible.replace(EMOJI, '')) return 'emoji';
  const said = plain(text);
  const every = Object.values(keywords);
  if (every.some((one) => isTapback(text, said, one))) return 'tapback';
  if (every.some(({ autoReply }) => isAutoReply(said, autoReply))) return 'auto-reply';
  const short = words(text).length <= SHORT;
  return short && every.some(({ wrongNumber }) => holdsAny([said], wrongNumber)) ? 'wrong-number' : 'text';
}

function isTapback(text: string, said: string, { tapback, tapbackWhole }: Keywords): boolean {
  if (tapbackWhole.some((whole) => plainWord(whole) === said)) return true;
  const lead = QUOTED.exec(text.replace(/\p{Cf}/gu, '').trim())?.[1];
  if (lead === undefined) return false;
  const verb = plain(lead);
  // Google Messages puts the reaction itself first, in every language: “👍 to ‘…’”.
  const emojiFirst = lead.search(EMOJI) === 0 && words(lead).length <= 2;
  return emojiFirst || tapback.some((one) => plainWord(one) === verb);
}

const isAutoReply = (said: string, { begins, whole }: Keywords['autoReply']): boolean =>
  whole.some((one) => plainWord(one) === said) ||
  begins.some((one) => said === plainWord(one) || said.startsWith(`${plainWord(one)} `));
