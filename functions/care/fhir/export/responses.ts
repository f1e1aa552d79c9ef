import { createHash } from 'node:crypto';
import { formOf } from '../../decide/answers.ts';
import { answerTo, isChoice, isQuestion } from '../../measures/instrument/questionnaire.ts';
import { type Answer, type Answers, type Instrument, type Item, itemsOf } from '../../measures/instrument.ts';
import { exportQuestionnaire } from '../questionnaire.ts';
import { concept, extension, hl7, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { History, RequestRecord, ResponseRecord } from './records.ts';

type Instruments = Record<string, Instrument>;
type Goals = RequestRecord['request']['goals'];

const known = (instruments: Instruments, id: string): Instrument | undefined =>
  Object.hasOwn(instruments, id) ? instruments[id] : undefined;

/** What was put to the client: the instrument, and for a check-in the goals that it asked a rating of. */
type Asked = { instrument: string; version?: string; goals: Goals };

const askedIn = ({ event, request }: ResponseRecord): Asked => ({
  instrument: event.instrument,
  version: event.instrumentVersion,
  goals: request?.request.goals,
});

/** With goals in it a form is no longer the published one, and has a name of its own. */
const variantOf = (goals: Goals): string | undefined =>
  goals?.length
    ? `goals-${createHash('sha256').update(JSON.stringify(goals)).digest('hex').slice(0, 12)}`
    : undefined;

export function canonicalOf(instruments: Instruments, { instrument: id, version, goals }: Asked): string {
  const questionnaire = known(instruments, id)?.questionnaire;
  const url = [questionnaire?.url ?? ours(`instrument:${id}`), variantOf(goals)].filter(Boolean).join(':');
  const asked = version ?? questionnaire?.version;
  return asked ? `${url}|${asked}` : url;
}

/**
 * Every questionnaire that was asked or answered, as it was asked. One of a version that is no longer here is missing:
 * its responses name it all the same, and hold the answers without their wording.
 */
export function questionnairesFrom(
  { requests, responses }: History,
  instruments: Instruments,
  names: Names,
): Resource[] {
  const asked: Asked[] = [
    ...requests.flatMap(({ request }) =>
      request.forms.map(({ instrument }) => ({ instrument, goals: request.goals })),
    ),
    ...responses.map(askedIn),
  ];
  const found = new Map<string, Resource>();
  const withTheirForms = asked.flatMap((one) =>
    variantOf(one.goals) ? [{ ...one, goals: [] }, one] : [one],
  );
  for (const one of withTheirForms) {
    const instrument = known(instruments, one.instrument);
    if (!instrument || (one.version && one.version !== instrument.questionnaire.version)) continue;
    const canonical = canonicalOf(instruments, one);
    if (!found.has(canonical)) found.set(canonical, questionnaireOf(instrument, one, canonical, names));
  }
  return [...found.values()];
}

function questionnaireOf(
  instrument: Instrument,
  { goals }: Asked,
  canonical: string,
  names: Names,
): Resource {
  const { id, url, version } = instrument.questionnaire;
  const variant = variantOf(goals);
  return {
    ...(exportQuestionnaire(formOf(instrument, goals)) as object),
    resourceType: 'Questionnaire',
    id: names.idOf('Questionnaire', [id, variant].filter(Boolean).join('.')),
    url: canonical.slice(0, canonical.lastIndexOf('|')),
    version,
    ...(variant && { derivedFrom: [`${url}|${version}`] }),
  };
}

/** Of the episode in which it was asked. */
export const inEpisode = (episodeId: string | undefined, names: Names) =>
  episodeId
    ? [hl7('workflow-episodeOfCare', { valueReference: names.refer('EpisodeOfCare', episodeId) })]
    : [];

const LATE = extension('late', { valueBoolean: true });

/** Every response as it was given, with those that a later one to the same form took the place of. */
export const responsesFrom = ({ responses }: History, instruments: Instruments, names: Names): Resource[] =>
  responses.map((record) => {
    const { event, mark, request, replaces } = record;
    const instrument = known(instruments, event.instrument);
    const current = instrument?.questionnaire.version === event.instrumentVersion ? instrument : undefined;
    return {
      resourceType: 'QuestionnaireResponse',
      id: names.idOf('QuestionnaireResponse', event.responseId),
      extension: [
        ...inEpisode(record.episodeId, names),
        ...(event.late ? [LATE] : []),
        ...(replaces
          ? [extension('replaces', { valueReference: names.refer('QuestionnaireResponse', replaces) })]
          : []),
      ],
      basedOn: request?.plan ? [names.refer('CarePlan', request.plan)] : undefined,
      questionnaire: canonicalOf(instruments, askedIn(record)),
      status: statusOf(record),
      subject: names.client(),
      authored: mark.at,
      author: names.actor(mark.by),
      source: names.client(),
      item: current
        ? itemsIn(formOf(current, request?.request.goals).questionnaire.item, event.answers)
        : Object.entries(event.answers).map(([linkId, answer]) => ({ linkId, answer: plain(answer) })),
    };
  });

/** What was only begun, and goes on no more, is stopped. */
function statusOf({ event, request, corrects, replaced }: ResponseRecord): string {
  if (event.complete) return corrects ? 'amended' : 'completed';
  return request && !request.ended && !replaced ? 'in-progress' : 'stopped';
}

type ResponseItem = { linkId: string; text?: string; answer?: object[]; item?: ResponseItem[] };

/** Under the groups and questions that they were asked under; what has no answer is left out. */
function itemsIn(items: Item[], answers: Answers): ResponseItem[] {
  return items.flatMap((item): ResponseItem[] => {
    const { linkId, text } = item;
    const below = itemsIn(item.item ?? [], answers);
    if (!isQuestion(item)) return below.length ? [{ linkId, text, item: below }] : [];
    const given = answerTo(answers, linkId);
    if (given === undefined && below.length === 0) return [];
    const [first = {}, ...rest] = given === undefined ? [] : valuesOf(item, given);
    return [{ linkId, text, answer: [{ ...first, ...(below.length && { item: below }) }, ...rest] }];
  });
}

const valuesOf = (item: Item, answer: Answer): object[] =>
  (Array.isArray(answer) ? answer : [answer]).map((one) => valueIn(item, one));

function valueIn(item: Item, answer: string | number | boolean): object {
  if (isChoice(item)) {
    const option = item.answerOption?.find(({ valueCoding }) => valueCoding.code === answer)?.valueCoding;
    // Without a system it came in as a plain text, and goes out as one.
    if (!option?.system) return { valueString: answer };
    return { valueCoding: { system: option.system, code: option.code, display: option.display } };
  }
  if (item.type === 'integer') return { valueInteger: answer };
  if (item.type === 'decimal') return { valueDecimal: answer };
  if (item.type === 'date') return { valueDate: answer };
  return typeof answer === 'boolean' ? { valueBoolean: answer } : { valueString: answer };
}

const plain = (answer: Answer): object[] =>
  (Array.isArray(answer) ? answer : [answer]).map((one) =>
    typeof one === 'boolean'
      ? { valueBoolean: one }
      : typeof one === 'number'
        ? { valueDecimal: one }
        : { valueString: one },
  );

const SCORE = { unit: '{score}', system: 'http://unitsofmeasure.org', code: '{score}' };
const scored = (value: number) => ({ value, ...SCORE });
const SURVEY = concept(`${TERMINOLOGY}/observation-category`, 'survey');

/** A total for each response that stands, and a rating for each goal that it rated. */
export const observationsFrom = (
  { responses }: History,
  instruments: Instruments,
  names: Names,
): Resource[] =>
  responses
    .filter(({ replaced }) => !replaced)
    .flatMap((record) => [...totalOf(record, instruments, names), ...ratingsOf(record, names)]);

const shared = ({ event, mark, episodeId }: ResponseRecord, names: Names) => ({
  resourceType: 'Observation',
  extension: [...inEpisode(episodeId, names), ...(event.late ? [LATE] : [])],
  category: [SURVEY],
  subject: names.client(),
  effectiveDateTime: mark.at,
  issued: mark.at,
  performer: [names.actor(mark.by)],
  derivedFrom: [names.refer('QuestionnaireResponse', event.responseId)],
});

function totalOf(record: ResponseRecord, instruments: Instruments, names: Names): Resource[] {
  const { event, corrects } = record;
  const { score } = event;
  if (score?.total == null) return [];
  const instrument = known(instruments, event.instrument);
  const scoring = instrument?.scoring.kind === 'total' ? instrument.scoring : undefined;
  const title = instrument?.questionnaire.title ?? event.instrument;
  const { code: loinc, bands = [], subscales = [] } = scoring ?? {};
  return [
    {
      ...shared(record, names),
      id: names.idOf('Observation', event.responseId),
      status: !event.complete ? 'preliminary' : corrects ? 'amended' : 'final',
      code: {
        coding: [...(loinc ? [loinc] : []), { system: ours('measure'), code: score.measure }],
        text: `${title}, total`,
      },
      valueQuantity: scored(score.total),
      interpretation: score.band ? [{ text: score.band }] : undefined,
      note: score.prorated
        ? [{ text: `Prorated: the mean of the other items stands for ${missingIn(record, instrument)}.` }]
        : undefined,
      referenceRange: bands.map(({ from, to, label }) => ({
        low: scored(from),
        high: scored(to),
        text: label,
      })),
      component: subscales.flatMap(({ id, title: text }) => {
        const value = score.subscales[id];
        const code = concept(ours(`measure:${score.measure}`), id, text);
        return value == null ? [] : [{ code, valueQuantity: scored(value) }];
      }),
    },
  ];
}

function missingIn({ event }: ResponseRecord, instrument: Instrument | undefined): string {
  const items = instrument ? itemsOf(instrument) : [];
  const missing = event.score?.missing ?? [];
  return missing.map((linkId) => items.find((item) => item.linkId === linkId)?.text ?? linkId).join('; ');
}

/** How close the client feels to a goal, 0 to 10. */
export const ratingId = (responseId: string, goal: string): string => `${responseId}.${goal}`;

const ratingsOf = (record: ResponseRecord, names: Names): Resource[] =>
  record.ratings.map(({ goal, value }) => ({
    ...shared(record, names),
    id: names.idOf('Observation', ratingId(record.event.responseId, goal)),
    status: record.event.complete ? 'final' : 'preliminary',
    code: concept(ours('measure'), 'goal-rating', 'How close the client feels to the goal, 0 to 10'),
    focus: [names.refer('Goal', goal)],
    valueInteger: value,
  }));
