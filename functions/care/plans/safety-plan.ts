import canonicalize from 'canonicalize';
import * as z from 'zod';
import { closestLanguage } from '../messages/render.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { monthsAfter } from '../schedule.ts';
import type { Instant } from '../time.ts';

const words = z.string().trim().min(1).max(300);
const list = z.array(words).max(12);
const contact = z.strictObject({ name: words, phone: z.string().trim().min(1).max(40).optional() });

/** In the order of the page. The last is the one that a clinician goes through with the client. */
export const SAFETY_SECTIONS = [
  'signs',
  'alone',
  'places',
  'people',
  'professionals',
  'surroundings',
] as const;
export type SafetySection = (typeof SAFETY_SECTIONS)[number];

/**
 * A safety plan in six sections, in the client's own words: how they notice, what they can do alone, where they can
 * go, whom they can ask, who helps for a living, and how their surroundings become safer. The sections follow what is
 * known to work (Stanley and others, JAMA Psychiatry 2018); the wording is Attune's. It is no contract and holds no score.
 */
export const safetyPlanSchema = z
  .strictObject({
    signs: list,
    alone: list,
    places: list,
    people: z.array(contact).max(12),
    professionals: z.array(contact.extend({ when: words.optional() })).max(12),
    surroundings: list,
  })
  .refine((plan) => SAFETY_SECTIONS.some((section) => plan[section].length > 0), 'write at least one line');
export type SafetyPlan = z.infer<typeof safetyPlanSchema>;

/** One version. Versions are never edited; `reviewed` is the clinician who went through it with the client. */
export type SafetyPlanVersion = {
  version: number;
  at: Instant;
  by: string;
  why: string;
  plan: SafetyPlan;
  reviewed?: { at: Instant; by: string };
};

export const currentSafetyPlan = (history: readonly SafetyPlanVersion[]): SafetyPlanVersion | undefined =>
  history.at(-1);

/** The history with one more version; the client's own changes need nobody's leave, and are shown as not reviewed yet. */
export function withSafetyPlan(
  history: readonly SafetyPlanVersion[],
  { plan, at, by, why }: Omit<SafetyPlanVersion, 'version' | 'reviewed'>,
): SafetyPlanVersion[] | Refusal {
  const parsed = safetyPlanSchema.safeParse(plan);
  if (!parsed.success)
    return refuse('invalid', 'A safety plan needs at least one line, each of at most 300 characters.');
  const last = currentSafetyPlan(history);
  if (last && canonicalize(last.plan) === canonicalize(parsed.data))
    return refuse('duplicate', `This is the same as version ${last.version}.`);
  return [...history, { version: (last?.version ?? 0) + 1, at, by, why, plan: parsed.data }];
}

/** The current version as gone through with the client by a clinician. */
export function reviewedSafetyPlan(
  history: readonly SafetyPlanVersion[],
  version: number,
  reviewed: { at: Instant; by: string },
): SafetyPlanVersion[] | Refusal {
  const last = currentSafetyPlan(history);
  if (!last) return refuse('not-found', 'There is no safety plan yet.');
  if (last.version !== version)
    return refuse('wrong-state', `Version ${last.version} is the current one: look at that.`);
  return [...history.slice(0, -1), { ...last, reviewed }];
}

/** Sections that are still empty: to be filled together, never a reason to keep the plan from the client. */
export const emptySections = (plan: SafetyPlan): SafetySection[] =>
  SAFETY_SECTIONS.filter((section) => plan[section].length === 0);

/**
 * Why a clinician should go through it with the client now; nothing where all is well. `alertAt` is the last risk
 * alert, which opens a plan again that was reviewed before it.
 */
export function whySafetyReview(
  history: readonly SafetyPlanVersion[],
  alertAt?: Instant,
): string | undefined {
  const last = currentSafetyPlan(history);
  if (!last) return alertAt && 'There was a risk alert, and there is no safety plan yet.';
  if (!last.reviewed) return `Version ${last.version} has not been gone through with the client yet.`;
  if (alertAt && last.reviewed.at < alertAt)
    return 'There was a risk alert after it was last gone through with the client.';
  const empty = emptySections(last.plan);
  return empty.length > 0
    ? `Still empty: ${empty.map((section) => HEADINGS.en![section]).join('; ')}.`
    : undefined;
}

export const HEADINGS: Record<string, Record<SafetySection | 'title', string>> = {
  en: {
    title: 'My safety plan',
    signs: 'How I notice that it gets hard',
    alone: 'What I can do by myself',
    places: 'Where I can go, and who takes my mind off it',
    people: 'Whom I can tell and ask for help',
    professionals: 'Who helps for a living',
    surroundings: 'How I make it safer around me',
  },
  es: {
    title: 'Mi plan de seguridad',
    signs: 'Cómo noto que se pone difícil',
    alone: 'Qué puedo hacer por mi cuenta',
    places: 'Adónde puedo ir y quién me distrae',
    people: 'A quién le puedo contar y pedir ayuda',
    professionals: 'Profesionales que me ayudan',
    surroundings: 'Cómo hago más seguro lo que me rodea',
  },
  ar: {
    title: 'خطة أماني',
    signs: 'كيف ألاحظ أن الأمر يصعب',
    alone: 'ما أستطيع فعله وحدي',
    places: 'أين يمكنني الذهاب ومن يشغلني عن الأمر',
    people: 'من أخبره وأطلب منه المساعدة',
    professionals: 'مختصون يساعدونني',
    surroundings: 'كيف أجعل ما حولي أكثر أمانًا',
  },
};

export const lineOf = (
  entry: SafetyPlan[SafetySection][number] | WellnessPlan['contacts'][number],
): string =>
  typeof entry === 'string'
    ? entry
    : [entry.name, entry.phone, 'when' in entry && entry.when].filter(Boolean).join(', ');

/** The plan as a page shows it: the sections that have a line, under headings in `language` or the closest there is. */
export function safetyPlanIn(
  plan: SafetyPlan,
  language: string,
): { title: string; language: string; sections: { heading: string; lines: string[] }[] } {
  const closest = closestLanguage(Object.keys(HEADINGS), language);
  const headings = HEADINGS[closest]!;
  return {
    title: headings.title,
    language: closest,
    sections: SAFETY_SECTIONS.filter((section) => plan[section].length > 0).map((section) => ({
      heading: headings[section],
      lines: plan[section].map(lineOf),
    })),
  };
}

/**
 * What a client takes along at the end of care. `redLine` is the score of their own at which they come back:
 * `{ measure: 'phq-9', is: 'at least', value: 10, times: 2 }` is ten or more twice in a row.
 */
export const wellnessPlanSchema = z.strictObject({
  helped: list.min(1, 'write at least one thing that helped'),
  signs: list.min(1, 'write at least one sign'),
  steps: list.min(1, 'write at least one step'),
  stress: list.default([]),
  goesOn: list.default([]),
  contacts: z.array(contact).max(12).default([]),
  redLine: z
    .strictObject({
      measure: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
      is: z.enum(['at least', 'at most']),
      value: z.number(),
      times: z.int().min(1).max(4).default(1),
    })
    .optional(),
  /** The client agreed to be asked how it goes, 1, 3, 6 and 12 months after care. */
  boosters: z.boolean().default(false),
});
export type WellnessPlan = z.infer<typeof wellnessPlanSchema>;

/** In English, for the record. */
export const wellnessSections = (plan: WellnessPlan): { heading: string; lines: string[] }[] =>
  [
    { heading: 'What helped', lines: plan.helped },
    { heading: 'How I notice that it gets hard', lines: plan.signs },
    { heading: 'What keeps me on track', lines: plan.steps },
    { heading: 'How I keep stress low', lines: plan.stress },
    { heading: 'What goes on', lines: plan.goesOn },
    { heading: 'Whom I can call', lines: plan.contacts.map(lineOf) },
    { heading: 'My own red line', lines: plan.redLine ? [sayRedLine(plan.redLine)] : [] },
  ].filter(({ lines }) => lines.length > 0);

const sayRedLine = ({ measure, is, value, times }: NonNullable<WellnessPlan['redLine']>): string =>
  `${measure} ${is} ${value}${times > 1 ? `, ${times} times in a row` : ''}`;

/** Months after discharge at which the client is asked how it goes. */
const BOOSTER_MONTHS = [1, 3, 6, 12] as const;

/** The dates of the booster check-ins, `YYYY-MM-DD`, from the local date of discharge; 31 January gives 28 February. */
export const boosterDates = (dischargedOn: string): string[] =>
  BOOSTER_MONTHS.map((months) => monthsAfter(dischargedOn, months));

/** Whether the last scores, oldest first, are past the client's own red line. */
export function pastRedLine({ redLine }: WellnessPlan, scores: readonly number[]): boolean {
  if (!redLine || scores.length < redLine.times) return false;
  const { is, value, times } = redLine;
  return scores.slice(-times).every((score) => (is === 'at least' ? score >= value : score <= value));
}
