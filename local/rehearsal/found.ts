import { content } from '../../functions/adapters/content.ts';
import { type Instrument, questionsFor, titleIn } from '../../functions/care/measures/instrument.ts';
import type { Rehearsed } from '../../functions/rehearsal-report.ts';
import type { Rehearsal } from '../../functions/rehearsals.ts';
import { reportOf, type Tally } from './report.ts';

/** What lives added up to, in the words of the clinic's instruments and the shipped ones. */
export function foundBy(total: Tally, rehearsal: Rehearsal): Rehearsed {
  const { language = 'en' } = rehearsal;
  const titles = Object.entries(instrumentsOf(rehearsal)).flatMap(([id, one]) => [
    [id, titleIn(one, language)],
    ...questionsFor(one, language).flatMap(({ linkId, text }) =>
      text ? [[`${id}#${linkId}`, `“${text}”`]] : [],
    ),
  ]);
  return reportOf(total, rehearsal, Object.fromEntries(titles));
}

export const instrumentsOf = ({
  instruments = [],
}: Pick<Rehearsal, 'instruments'>): Record<string, Instrument> => ({
  ...content.instruments,
  ...Object.fromEntries(instruments.map(({ instrument }) => [instrument.questionnaire.id, instrument])),
});
