import type { Ask } from '../chart.ts';
import type { Assessment } from '../events.ts';
import type { Say } from '../sentences.ts';
import type { Instant } from '../time.ts';

export const LINE_KINDS = ['message', 'answer', 'task', 'plan', 'goal', 'care', 'timer', 'alert'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** One sentence of a client's story, for a clinician; `why` is its reason, where one was kept. */
export type Line = { at: Instant; kind: LineKind; what: string; why?: string };

export type Told = { kind: LineKind; what: string; why?: string };

export const ASKED: Record<Ask, string> = {
  intake: 'the intake form',
  packet: 'the assessment',
  goals: 'the form about goals',
  agreement: 'the proposed goals',
  plan: 'the plan',
  'check-in': 'a check-in',
  reassessment: 'the reassessment',
  'after-session': 'a few words on the session',
  booster: 'a check-in after care',
};

/** What whoever ended an urgent task came to, in sentences; none where nothing was asked. */
export const sayAssessment = ({ riskLevel, guardian }: Assessment = {}): string[] => [
  ...(riskLevel ? [`Level of risk, as the clinician assessed it: ${riskLevel}.`] : []),
  ...(guardian ? [`A guardian was ${guardian.told ? '' : 'not '}told: ${guardian.how}.`] : []),
];

/** What is nothing but somebody's own words, which are nobody's to translate. */
export const inQuotes = (words: string | undefined): string | undefined => (words ? `“${words}”` : undefined);

export const sayLine = (say: Say, { what, why, ...line }: Line): Line => ({
  ...line,
  what: say(what),
  ...(why && { why: say(why) }),
});

export const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`;
