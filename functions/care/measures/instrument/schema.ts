import * as z from 'zod';
import { measuresIn } from '../../pathway/condition.ts';
import { extremes, type Item, isChoice, isQuestion, itemsOf, questionnaireSchema } from './questionnaire.ts';
import { type Scoring, type Sum, scoringSchema } from './scoring.ts';

/**
 * A FHIR R4 Questionnaire with what Attune needs to score it, to compare two scores and to ship it lawfully.
 * `imported` is the questionnaire as it came in, where it was not written for Attune.
 */
export const instrumentSchema = z
  .strictObject({
    questionnaire: questionnaireSchema,
    scoring: scoringSchema,
    imported: z.record(z.string(), z.unknown()).optional(),
  })
  .superRefine((instrument, context) => {
    for (const message of faultsOf(instrument)) context.addIssue({ code: 'custom', message });
  });

export type Instrument = z.infer<typeof instrumentSchema>;

const twice = (names: string[]) => new Set(names).size < names.length;

function* faultsOf(instrument: Instrument): Generator<string> {
  const { questionnaire, scoring, imported } = instrument;
  const items = itemsOf(instrument);
  const byId = new Map(items.map((item) => [item.linkId, item]));
  if (byId.size < items.length) yield 'two items have one linkId';
  for (const item of items) yield* itemFaults(item, scoring);
  yield* skipFaults(questionnaire.item, [], byId);
  yield* nameFaults(scoring, byId);
  if (scoring.kind === 'form') return;

  const scored = scoring.items.map((linkId) => byId.get(linkId));
  if (scored.some((item) => !item || item.repeats || !(item.required || imported)))
    yield 'each scored item must be one of the items, required, and answered once';
  if (!reaches(scoring, byId))
    yield `${questionnaire.id}: the range is not what the scored items can add up to`;
  yield* ruleFaults(scoring);
}

function* itemFaults(item: Item, { licence }: Scoring): Generator<string> {
  const { linkId } = item;
  if (isChoice(item) !== (item.answerOption !== undefined))
    yield `${linkId}: a choice, and only a choice, has options`;
  if (item.type === 'group' && !item.item) yield `${linkId}: a group has items`;
  if (item.type === 'display' && item.item) yield `${linkId}: a display has no items`;
  const listed = isChoice(item) || ['string', 'text', 'date'].includes(item.type);
  if (item.repeats && !listed) yield `${linkId}: a ${item.type} does not repeat`;
  if (twice((item.answerOption ?? []).map(({ valueCoding }) => valueCoding.code)))
    yield `${linkId}: two options have one code`;
  const texts = [item.text, ...(item.answerOption ?? []).map(({ valueCoding }) => valueCoding.display)];
  if (licence.status === 'restricted' && texts.some((text) => text !== undefined))
    yield `${linkId}: a restricted instrument must not carry the text of its items or their answers`;
  const needed = item.type === 'group' ? texts.slice(1) : texts;
  if (licence.status !== 'restricted' && needed.includes(undefined)) yield `${linkId}: has no text`;
}

/** An item may hang only on a question that comes before it, which also rules out circles. */
function* skipFaults(items: Item[], before: string[], byId: Map<string, Item>): Generator<string> {
  const earlier = before;
  for (const item of items) {
    for (const { question, operator, ...answer } of item.enableWhen ?? []) {
      const asked = byId.get(question);
      if (!asked || !isQuestion(asked) || !earlier.includes(question))
        yield `${item.linkId}: enableWhen names ${question}, which is no question before it`;
      const code = 'answerCoding' in answer ? answer.answerCoding?.code : undefined;
      const known = asked?.answerOption?.some(({ valueCoding }) => valueCoding.code === code);
      if (asked?.type === 'choice' && operator !== 'exists' && !known)
        yield `${item.linkId}: enableWhen compares ${question} with what is none of its options`;
    }
    if ((item.enableWhen?.length ?? 0) > 1 && !item.enableBehavior)
      yield `${item.linkId}: several enableWhen need an enableBehavior`;
    earlier.push(item.linkId);
    yield* skipFaults(item.item ?? [], earlier, byId);
  }
}

function* nameFaults(scoring: Scoring, byId: Map<string, Item>): Generator<string> {
  const { riskItems, reversed, subscales, counts, flags } = scoring;
  const sums = scoring.kind === 'total' ? [scoring, ...subscales] : subscales;
  const named = [
    ...riskItems.map(({ linkId }) => ['risk item', linkId]),
    ...reversed.map((linkId) => ['reversed item', linkId]),
    ...[...sums, ...counts].flatMap(({ items }) => items.map((linkId) => ['scored item', linkId])),
    ...sums.flatMap(({ weights = {} }) => Object.keys(weights).map((linkId) => ['weighted item', linkId])),
    ...counts.flatMap(({ except = {} }) => Object.keys(except).map((linkId) => ['counted item', linkId])),
  ] as const;
  for (const [role, linkId] of named)
    if (!byId.has(linkId!)) yield `${role} ${linkId} is not among the items`;
  for (const { items } of [...sums, ...counts]) if (twice(items)) yield 'an item is scored twice';
  for (const subscale of subscales)
    if (!reaches(subscale, byId)) yield `${subscale.id}: the range is not what its items can add up to`;
  const ids = [...subscales, ...counts, ...flags].map(({ id }) => id);
  if (twice(ids) || ids.includes('total')) yield 'two subscales, counts or flags have one id';
  const known = new Set(['total', ...ids, ...[...byId.keys()].map((linkId) => `#${linkId}`)]);
  for (const { id, when } of flags)
    for (const measure of measuresIn(when))
      if (!known.has(measure)) yield `flag ${id} speaks of ${measure}, which is not there`;
}

function reaches(
  { items, weights = {}, times, add, range }: Sum & { range: { from: number; to: number } },
  byId: Map<string, Item>,
) {
  const ends = items.map((linkId) => {
    const weight = (weights[linkId] ?? 1) * times;
    const [least, most] = byId.has(linkId) ? extremes(byId.get(linkId)!) : [NaN, NaN];
    return weight < 0 ? [weight * most, weight * least] : [weight * least, weight * most];
  });
  const total = (end: 0 | 1) => ends.reduce((so, pair) => so + pair[end]!, add);
  return total(0) === range.from && total(1) === range.to;
}

function* ruleFaults(scoring: Extract<Scoring, { kind: 'total' }>): Generator<string> {
  const { bands, range, caseness, remission, direction } = scoring;
  const edges = bands.flatMap(({ from, to }) => [from, to]);
  const seamless = bands.every(({ from }, at) => from === (at ? bands[at - 1]!.to + 1 : range.from));
  if (bands.length && (!seamless || edges.at(-1) !== range.to))
    yield 'the bands must cover the range without gap or overlap';
  const better = direction === 'lower-is-better' ? 'atMost' : 'atLeast';
  const cuts = !caseness ? [] : 'bySex' in caseness ? Object.values(caseness.bySex) : [caseness];
  if (cuts.some((cut) => better in cut)) yield 'caseness points the wrong way';
  if (remission && !(better in remission)) yield 'remission points the wrong way';
  const judged = caseness ?? remission ?? scoring.reliableChange ?? scoring.response;
  if (direction === 'unstated' && judged) yield 'a rule on change needs a direction';
}
