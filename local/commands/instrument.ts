import { existsSync } from 'node:fs';
import { content } from '../../functions/adapters/content.ts';
import { exportQuestionnaire, importQuestionnaire } from '../../functions/care/fhir/questionnaire.ts';
import { isQuestion } from '../../functions/care/measures/instrument/questionnaire.ts';
import { askable, type Instrument, itemsOf, languagesOf } from '../../functions/care/measures/instrument.ts';
import { type ReliableChange, reliableChangeIn } from '../../functions/care/measures/progress.ts';
import { type Command, count, type Io, Mistake, RUN, say, show, text, type Values } from './command.ts';
import { listFaults, readJsonFile } from './files.ts';
import { fileOf, importedIn, keepImported, ofClinic, publishImported } from './imported.ts';

const ASKED = 'It can be scored, shown and exported, and the clinic’s pathways can ask it.';
const LATER = 'It can be scored, shown and exported; a clinic that begins here can ask it.';

export const instrumentImport: Command = {
  name: 'instrument import',
  usage: 'FILE [--as ID] [--risk ITEM[:POINTS]] [--meaning FILE]',
  summary: 'Takes in a FHIR R4 Questionnaire, or says what in it cannot be run',
  options: {
    as: { type: 'string', value: 'ID', says: 'what to call it; its own id, if left out' },
    risk: {
      type: 'string',
      multiple: true,
      value: 'ITEM[:POINTS]',
      says: 'an item whose answer from POINTS (1) on makes an urgent task; FHIR cannot say',
    },
    meaning: {
      type: 'string',
      value: 'FILE',
      says: 'JSON of what the total means: direction, bands, caseness, reliableChange, each with its source',
    },
  },
  takes: [1, 1],
  async run({ args, values, io }) {
    const file = args[0]!;
    const riskItems = [values.risk ?? []].flat().map((given) => riskItemIn(String(given)));
    const raw = await readJsonFile(file);
    const said = text(values.meaning);
    const read = importQuestionnaire(raw, {
      as: text(values.as),
      riskItems,
      ...(said && { meaning: (await readJsonFile(said)) as object }),
    });
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
    if (Object.hasOwn(content.instruments, id) || existsSync(fileOf(io, id))) throw new Mistake(taken);
    const clinic = await ofClinic(io, values, async (clinics, clinicId) => {
      const refusal = await publishImported(clinics, clinicId, instrument);
      if (refusal) throw new Mistake(refusal.because);
      return clinicId;
    });
    if (!(await keepImported(io, instrument))) throw new Mistake(taken);
    show(io, values, { id, file: fileOf(io, id), clinic, ignored }, () => [
      `“${title}” is here as ${id}. ${clinic ? ASKED : LATER}`,
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

/** `9` or `9:1`: the item, and the points from which a person looks at once. */
function riskItemIn(given: string): { linkId: string; atLeast: number } {
  const [, linkId = '', points = '1'] = /^(.+?)(?::(\d+))?$/.exec(given) ?? [];
  return { linkId, atLeast: Number(points) };
}

export const instrumentShow: Command = {
  name: 'instrument show',
  usage: 'ID',
  summary: 'What an instrument asks, how it is scored, and who may use it',
  takes: [1, 1],
  async run({ args, values, io }) {
    const instrument = await instrumentNamed(io, args[0]!, values);
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
  async run({ args, values, io }) {
    say(io, JSON.stringify(exportQuestionnaire(await instrumentNamed(io, args[0]!, values)), null, 2));
  },
};

/** Shipped, imported into this directory, which need not be there, or of its clinic. @throws Mistake where there is none */
export async function instrumentNamed(io: Io, id: string, values: Values = {}): Promise<Instrument> {
  if (Object.hasOwn(content.instruments, id)) return content.instruments[id]!;
  const imported = await importedIn(io);
  if (Object.hasOwn(imported, id)) return imported[id]!;
  const own = (await ofClinic(io, values, (clinics, clinicId) => clinics.instruments(clinicId))) ?? {};
  if (Object.hasOwn(own, id)) return own[id]!;
  const ids = new Set([content.instruments, imported, own].flatMap((all) => Object.keys(all)));
  throw new Mistake(`There is no instrument ${id}; there is ${[...ids].sort().join(', ')}.`);
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
    ...(askable(instrument)
      ? []
      : ['', 'It is scored, and asked of nobody until a clinic adds its wording.']),
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
  const { importantChange, response } = scoring;
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
    ...rule(reliableChangeIn(scoring), sayReliable),
    ...rule(importantChange, ({ points }) => `a change that clients notice: ${count(points, 'point')}`),
    ...rule(response, ({ percent }) => `response: ${percent} % better`),
    ...(remission ? [`  remission: ${threshold(remission)}`] : []),
    ...(missing === 'all-required'
      ? ['  a total takes every answer']
      : rule(missing, ({ upTo }) => `up to ${count(upTo, 'missing answer')} prorated, and marked so`)),
    ...marks,
  ];
}

const sayReliable = ({ points, from }: ReliableChange): string => {
  const by =
    from && `, by Jacobson and Truax from an SD of ${from.sd} and a reliability of ${from.reliability}`;
  return `reliable change: ${count(Math.round(100 * points) / 100, 'point')}${by ?? ''}`;
};

type Sourced = { source: string; unconfirmed?: true };
type Cut = ({ atLeast: number } | { atMost: number }) & Sourced;

const sourced = ({ source, unconfirmed }: Sourced): string =>
  ` (${unconfirmed ? 'unconfirmed; ' : ''}${source})`;
const rule = <Rule extends Sourced>(given: Rule | undefined, said: (rule: Rule) => string): string[] =>
  given ? [`  ${said(given)}${sourced(given)}`] : [];
const threshold = (cut: Cut): string =>
  `${'atLeast' in cut ? `${cut.atLeast} or more` : `${cut.atMost} or less`}${sourced(cut)}`;
