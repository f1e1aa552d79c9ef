import * as z from 'zod';
import type { Request } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { formOf } from '../care/decide/answers.ts';
import { questionsFor, stillRead } from '../care/measures/instrument.ts';

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
        answered: Object.keys(stillRead(instrument, partial ?? {})),
        copyright,
      };
    }),
  };
}
