import * as z from 'zod';
import type { Request } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { formOf } from '../care/decide/answers.ts';
import { type Question, questionsFor, shownIn, stillRead } from '../care/measures/instrument.ts';
import { riskAnswersOf } from '../care/measures/score.ts';

export const formSchema = z.object({
  instrument: z.string(),
  version: z.string(),
  language: z.string().describe('Of its questions: the whole form is in one'),
  questions: z
    .array(
      z.looseObject({
        linkId: z.string(),
        text: z.string(),
        type: z.string(),
        required: z.boolean(),
        options: z.array(z.object({ code: z.string(), text: z.string() })).optional(),
        goal: z
          .int()
          .optional()
          .describe('Which of the client’s goals; its words are shown after a code alone'),
        risk: z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .optional()
          .describe('The answers at which whom to call is shown at once'),
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
  own: boolean,
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
        language: shownIn(instrument, language),
        questions: questionsFor(instrument, language).map((question) => {
          const risk = riskAnswersOf(instrument, question);
          const goal = goalAskedIn(question, goals);
          return {
            ...question,
            ...(risk.length > 0 && { risk }),
            ...(goal > 0 && !own && { text: '', goal }),
          };
        }),
        answered: Object.keys(stillRead(instrument, partial ?? {})),
        copyright,
      };
    }),
  };
}

/** The client's words of a goal are their own: by a link alone it goes by its number, counted from 1. */
const goalAskedIn = ({ linkId }: Question, goals: Request['goals'] = []): number =>
  goals.findIndex(({ id }) => linkId === `goal-${id}`) + 1;
