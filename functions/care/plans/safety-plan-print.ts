import type { CrisisLine } from '../messages/crisis.ts';
import { closestLanguage } from '../messages/render.ts';
import { HEADINGS, lineOf, SAFETY_SECTIONS, type SafetyPlan } from './safety-plan.ts';

const TEXTS: Record<string, { danger: string; lines: string; empty: string }> = {
  en: {
    danger: 'If your life is in danger now, call {emergency}.',
    lines: 'Help at any time',
    empty: '(nothing yet: we can write it together)',
  },
  es: {
    danger: 'Si su vida está en peligro ahora, llame al {emergency}.',
    lines: 'Ayuda a cualquier hora',
    empty: '(todavía nada: podemos escribirlo juntos)',
  },
  ar: {
    danger: 'إذا كانت حياتك في خطر الآن فاتصل بالرقم {emergency}.',
    lines: 'مساعدة في أي وقت',
    empty: '(لا شيء بعد: يمكننا كتابتها معًا)',
  },
};

/** Whom to call where the client lives, as `crisisReply` gives it. */
export type CrisisHelp = { emergency: string; lines: CrisisLine[] };

/** The plan as plain text that can be printed, kept on a phone and read without a network. The emergency number is first. */
export function renderSafetyPlan(
  plan: SafetyPlan,
  language: string,
  { emergency, lines }: CrisisHelp,
): string {
  const closest = closestLanguage(Object.keys(HEADINGS), language);
  const headings = HEADINGS[closest]!;
  const texts = TEXTS[closest]!;
  const bullets = (entries: string[]) =>
    entries.length > 0 ? entries.map((entry) => `- ${entry}`).join('\n') : texts.empty;
  const sections = SAFETY_SECTIONS.map(
    (section, n) => `${n + 1}. ${headings[section]}\n${bullets(plan[section].map(lineOf))}`,
  );
  const help = lines.map(({ name, call, text, chat, hours, note }) =>
    [name, call, text, chat, hours, note].filter(Boolean).join(', '),
  );
  return [
    headings.title,
    texts.danger.replace('{emergency}', emergency),
    ...sections,
    ...(help.length > 0 ? [`${texts.lines}\n${bullets(help)}`] : []),
  ].join('\n\n');
}
