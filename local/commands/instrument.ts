import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { content } from '../../functions/adapters/content.ts';
import { exportQuestionnaire, importQuestionnaire } from '../../functions/care/fhir/questionnaire.ts';
import { isQuestion } from '../../functions/care/measures/instrument/questionnaire.ts';
import {
  askable,
  type Instrument,
  instrumentSchema,
  itemsOf,
  languagesOf,
} from '../../functions/care/measures/instrument.ts';
import { type Command, count, type Io, Mistake, RUN, say, show, text } from './command.ts';
import { listFaults, readJsonFile } from './files.ts';

const directoryOf = ({ directory }: Io) => join(directory, 'instruments');
const fileOf = (io: Io, id: string) => join(directoryOf(io), `${id}.json`);

const LATER = 'It can be scored, shown and exported; pathways cannot ask it yet.';

export const instrumentImport: Command = {
  name: 'instrument import',
  usage: 'FILE [--as ID]',
  summary: 'Takes in a FHIR R4 Questionnaire, or says what in it cannot be run',
  options: { as: { type: 'string', value: 'ID', says: 'what to call it; its own id, if left out' } },
  takes: [1, 1],
  async run({ args, values, io }) {
    const file = args[0]!;
    const read = importQuestionnaire(await readJsonFile(file), { as: text(values.as) });
    if ('faults' in read) {
      const { faults } = read;
      show(io, values, { file, faults }, () => listFaults(io, 'red', faults));
      throw new Mistake(
        `${file} was not taken in: ${count(faults.length, 'thing')} in it cannot be run; mend what is listed, and import it again.`,
      );
    }
    const { instrument, ignored } = read;
    const { id, title } = instrument.questionnaire;
    const taken = `There is an instrument ${id} already; choose another id with --as.`;
    if (Object.hasOwn(content.instruments, id)) throw new Mistake(taken);
    await mkdir(directoryOf(io), { recursive: true });
    // What answers were scored by never changes under them.
    await writeFile(fileOf(io, id), `${JSON.stringify(instrument, null, 2)}\n`, { flag: 'wx' }).catch(
      (error) => {
        throw error.code === 'EEXIST' ? new Mistake(taken) : error;
      },
    );
    show(io, values, { id, file: fileOf(io, id), ignored }, () => [
      `“${title}” is here as ${id}. ${LATER}`,
      ...(ignored.length
        ? [
            '',
            `${count(ignored.length, 'thing')} in it changes nothing here:`,
            ...listFaults(io, 'yellow', ignored),
          ]
        : []),
      `Next: ${RUN} instrument show ${id}`,
    ]);
  },
};

export const instrumentShow: Command = {
  name: 'instrument show',
  usage: 'ID',
  summary: 'What an instrument asks, how it is scored, and who may use it',
  takes: [1, 1],
  async run({ args, values, io }) {
    const instrument = await instrumentNamed(io, args[0]!);
    const { questionnaire, scoring, imported } = instrument;
    const { id, title, version, status } = questionnaire;
    const languages = languagesOf(instrument);
    const shown = { id, title, version, status, imported: !!imported, languages, scoring };
    show(io, values, shown, () => summaryOf(instrument));
  },
};

export const instrumentExport: Command = {
  name: 'instrument export',
  usage: 'ID',
  summary: 'An instrument as a FHIR R4 Questionnaire; an imported one as it came in',
  takes: [1, 1],
  async run({ args, io }) {
    say(io, JSON.stringify(exportQuestionnaire(await instrumentNamed(io, args[0]!)), null, 2));
  },
};

/** Shipped, or imported into this directory, which need not be there. @throws Mistake where there is none */
export async function instrumentNamed(io: Io, id: string): Promise<Instrument> {
  if (Object.hasOwn(content.instruments, id)) return content.instruments[id]!;
  const imported = (await readdir(directoryOf(io)).catch(() => []))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
  if (!imported.includes(id)) {
    const all = [...Object.keys(content.instruments), ...imported].sort().join(', ');
    throw new Mistake(`There is no instrument ${id}; there is ${all}.`);
  }
  const read = instrumentSchema.safeParse(JSON.parse(await readFile(fileOf(io, id), 'utf8')));
  if (read.success) return read.data;
  throw new Mistake(`${fileOf(io, id)} is no instrument any more; import it again.`);
}

function summaryOf(instrument: Instrument): string[] {
  const { questionnaire, scoring, imported } = instrument;
  const { id, title, version, status } = questionnaire;
  const { licence, use, minutes, recallDays, leastRetestDays, riskItems, sources } = scoring;
  const questions = itemsOf(instrument).filter(isQuestion);
  const languages = languagesOf(instrument);
  return [
    `${title}  ${id}, version ${version}, ${status}${imported ? ', imported' : ''}`,
    `  ${count(questions.length, 'item')}, about ${count(minutes, 'minute')}; ${USES[use]}`,
    languages.length ? `  wording: ${languages.join(', ')}` : '  wording: not here, it needs a licence',
    ...(recallDays ? [`  asks about the last ${count(recallDays, 'day')}`] : []),
    ...(leastRetestDays ? [`  not again within ${count(leastRetestDays, 'day')}`] : []),
    '',
    'Scoring',
    ...scoringLines(scoring),
    ...riskItems.map(
      ({ linkId, atLeast }) => `  risk item ${linkId}, from ${atLeast}: a person looks at once`,
    ),
    '',
    'Licence',
    `  ${licence.status}, held by ${licence.holder}`,
    `  ${licence.terms}`,
    ...(licence.ask ? [`  how to get it: ${licence.ask}`] : []),
    `  evidence: ${licence.evidence}${licence.checkedOn ? `, checked on ${licence.checkedOn}` : ''}`,
    '',
    'Sources',
    ...sources.map((source) => `  ${source}`),
    ...(imported ? ['', LATER] : askable(instrument) ? [] : ['', 'It is scored, and asked of nobody.']),
  ];
}

const USES = { screen: 'to screen', monitor: 'to monitor', form: 'a form, without a total' };

function scoringLines(scoring: Instrument['scoring']): string[] {
  const { subscales, flags } = scoring;
  const parts = subscales.map(
    ({ title, items, range }) => `  ${title}, ${range.from} to ${range.to}: items ${items.join(', ')}`,
  );
  const marks = flags.flatMap((flag) => rule(flag, ({ title }) => `flag “${title}”`));
  if (scoring.kind === 'form') return ['  no total', ...parts, ...marks];
  const { range, direction, bands, caseness, remission, missing } = scoring;
  const { reliableChange, importantChange, response } = scoring;
  const cuts = !caseness
    ? []
    : 'bySex' in caseness
      ? Object.entries(caseness.bySex)
      : [['', caseness] as const];
  return [
    `  total ${range.from} to ${range.to}, ${direction.replaceAll('-', ' ')}`,
    ...parts,
    ...bands.map(({ from, to, label }) => `  ${from} to ${to}: ${label}`),
    ...cuts.map(([sex, cut]) => `  a case${sex && ` (${sex})`}: ${threshold(cut)}`),
    ...rule(reliableChange, ({ points }) => `reliable change: ${count(points, 'point')}`),
    ...rule(importantChange, ({ points }) => `a change that clients notice: ${count(points, 'point')}`),
    ...rule(response, ({ percent }) => `response: ${percent} % better`),
    ...(remission ? [`  remission: ${threshold(remission)}`] : []),
    ...(missing === 'all-required'
      ? ['  a total takes every answer']
      : rule(missing, ({ upTo }) => `up to ${count(upTo, 'missing answer')} prorated, and marked so`)),
    ...marks,
  ];
}

type Sourced = { source: string; unconfirmed?: true };
type Cut = ({ atLeast: number } | { atMost: number }) & Sourced;

const sourced = ({ source, unconfirmed }: Sourced): string =>
  ` (${unconfirmed ? 'unconfirmed; ' : ''}${source})`;
const rule = <Rule extends Sourced>(given: Rule | undefined, said: (rule: Rule) => string): string[] =>
  given ? [`  ${said(given)}${sourced(given)}`] : [];
const threshold = (cut: Cut): string =>
  `${'atLeast' in cut ? `${cut.atLeast} or more` : `${cut.atMost} or less`}${sourced(cut)}`;
