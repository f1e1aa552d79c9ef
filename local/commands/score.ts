import { type ScoredAnswers, scoreAnswers } from '../../functions/care/fhir/answers-file.ts';
import type { Instrument } from '../../functions/care/measures/instrument.ts';
import { type Command, count, Mistake, show } from './command.ts';
import { listFaults, readJsonFile } from './files.ts';
import { instrumentNamed } from './instrument.ts';

export const score: Command = {
  name: 'score',
  usage: 'INSTRUMENT ANSWERS.json',
  summary:
    'Scores answers: a FHIR QuestionnaireResponse, or a list of the chosen options’ own values in item order, null for none',
  takes: [2, 2],
  async run({ args, values, io }) {
    const [id, file] = args as [string, string];
    const instrument = await instrumentNamed(io, id, values);
    const scored = scoreAnswers(instrument, await readJsonFile(file));
    if ('faults' in scored) {
      const { faults } = scored;
      show(io, values, { file, faults }, () => listFaults(io, 'red', faults));
      throw new Mistake(
        `${file} has ${count(faults.length, 'fault')}; mend what is listed, and score it again.`,
      );
    }
    show(io, values, scored, () => linesOf(instrument, scored));
  },
};

function linesOf({ questionnaire, scoring }: Instrument, scored: ScoredAnswers): string[] {
  const { total, band, subscales, missing, prorated, flags } = scored;
  const range = scoring.kind === 'total' ? ` (${scoring.range.from} to ${scoring.range.to})` : '';
  const because = scoring.kind === 'form' ? 'it is a form' : 'an answer that it hangs on is missing';
  const titleOf = (list: { id: string; title: string }[], id: string) =>
    list.find((one) => one.id === id)?.title ?? id;
  return [
    total === null
      ? `${questionnaire.title}: no total, because ${because}.`
      : `${questionnaire.title}: ${rounded(total)}${range}${band ? `, ${band}` : ''}${prorated ? ', prorated' : ''}`,
    ...Object.entries(subscales).map(
      ([id, value]) =>
        `  ${titleOf(scoring.subscales, id)}: ${value === null ? 'not known' : rounded(value)}`,
    ),
    ...(missing.length ? [`  without an answer: ${missing.join(', ')}`] : []),
    ...flags.map((id) => `  ${flagInWords(id) ?? titleOf(scoring.flags, id)}`),
  ];
}

/** A prorated total is no whole number. */
const rounded = (value: number): number => Math.round(10 * value) / 10;

/** Those that no instrument defines for itself. */
function flagInWords(id: string): string | undefined {
  if (id === 'case') return 'at its cut-off or past it: a case';
  const [, linkId] = /^risk-item:(.*)$/.exec(id) ?? [];
  return linkId && `risk item ${linkId} was answered positively: a person looks at once`;
}
