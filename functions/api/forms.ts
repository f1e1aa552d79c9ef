import * as z from 'zod';
import type { Request } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { formOf } from '../care/decide/answers.ts';
import { type Answers, type Instrument, questionsFor, readAnswers } from '../care/measures/instrument.ts';

export const formSchema = z.object({
  instrument: z.string(),
  version: z.string(),
  questions: z
    .array(
      z.looseObject({
        linkId: z.string(),
        text: z.string(),
        type: z.string(),
        required: z.boolean(),
        options: z.array(z.object({ code: z.string(), text: z.string() })).optional(),
      }),
    )
    .describe('In the order of the page, with what else is known of how each is asked'),
  answered: z.array(z.string()).describe('What was answered and kept before; how, a link alone never shows'),
  copyright: z.string().optional(),
});
type Form = z.input<typeof formSchema>;

/** What is left to answer of a request, and roughly how long that takes. */
export function openForms(
  { instruments }: Content,
  language: string,
  { forms, goals }: Request,
): { forms: Form[]; minutes: number } {
  const open = forms.filter(({ done }) => !done);
  return {
    minutes: open.reduce((sum, { instrument }) => sum + instruments[instrument]!.scoring.minutes, 0),
    forms: open.map(({ instrument: id, partial }) => {
      const instrument = formOf(instruments[id]!, goals);
      const { version, copyright } = instrument.questionnaire;
      return {
        instrument: id,
        version,
        questions: questionsFor(instrument, language).map((question) => ({ ...question })),
        answered: Object.keys(partial ?? {}),
        copyright,
      };
    }),
  };
}

/** The answers that can be read, and what is still to be answered then: the unreadable ones too. */
export function readForm(instrument: Instrument, raw: unknown): { answers: Answers; missing: string[] } {
  const read = readAnswers(instrument, raw);
  if ('answers' in read) return read;
  const unreadable = read.faults.map(({ linkId }) => linkId);
  const rest = Object.entries(raw ?? {}).filter(([linkId]) => !unreadable.includes(linkId));
  const again = unreadable.includes('') ? undefined : readAnswers(instrument, Object.fromEntries(rest));
  if (!again || 'faults' in again) return { answers: {}, missing: unreadable.filter(Boolean) };
  return { answers: again.answers, missing: [...new Set([...again.missing, ...unreadable])] };
}
