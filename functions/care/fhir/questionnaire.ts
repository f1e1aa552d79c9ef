import * as z from 'zod';
import type { Fault } from '../faults.ts';
import { extremes, type Item, isQuestion } from '../measures/instrument/questionnaire.ts';
import { type Instrument, instrumentSchema } from '../measures/instrument/schema.ts';
import { type Meaning, meaningSchema } from '../measures/instrument/scoring.ts';
import { importItems } from './items.ts';
import type { Refuse } from './options.ts';
import { readSum, type Weighted } from './sum.ts';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const extensionSchema = z.looseObject({
  url: z.string(),
  valueExpression: z
    .looseObject({
      name: z.string().optional(),
      language: z.string().optional(),
      expression: z.string().optional(),
    })
    .optional(),
});

const questionnaireSchema = z.looseObject({
  resourceType: z.literal('Questionnaire'),
  id: z.string().optional(),
  url: z.string().optional(),
  version: z.string().optional(),
  language: z.string().min(2).optional(),
  status: z.enum(['draft', 'active', 'retired', 'unknown']).default('active'),
  name: z.string().optional(),
  title: z.string().min(1).optional(),
  publisher: z.string().optional(),
  copyright: z.string().optional(),
  code: z
    .array(
      z.looseObject({
        system: z.string().optional(),
        code: z.string().optional(),
        display: z.string().optional(),
      }),
    )
    .optional(),
  contained: z.array(z.looseObject({ resourceType: z.string(), id: z.string().optional() })).default([]),
  extension: z.array(extensionSchema).default([]),
  modifierExtension: z.array(z.unknown()).optional(),
  implicitRules: z.string().optional(),
  item: z.array(z.unknown()).min(1),
});

/** Which extensions at the root change what a form does, and are not run. Variables are, inside sums. */
const ROOT_BEHAVIOUR =
  /(targetConstraint|questionnaire-constraint|cqf-library|sdc-questionnaire-assemble|assembleContext)/;

type Told = { as?: string; riskItems?: { linkId: string; atLeast: number }[]; meaning?: Meaning };

/**
 * Any FHIR R4 Questionnaire as an instrument that Attune can ask and score, or all that it cannot run, each by name and
 * path. `as` is its measure's name, otherwise made from its id, name or title. Calculated items that are sums become the
 * total and the subscales. What FHIR does not say (direction, bands, caseness) stays unsaid. `ignored` names what only
 * decorates or pre-fills the form. FHIR has no word for a risk item either: `riskItems` says which they are, and `meaning`
 * what the total means, with its sources.
 */
export function importQuestionnaire(
  raw: unknown,
  { as, riskItems = [], meaning }: Told = {},
): { instrument: Instrument; ignored: Fault[] } | { faults: Fault[] } {
  const parsed = questionnaireSchema.safeParse(raw);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        fault: message,
        mend: 'give a FHIR R4 Questionnaire as JSON',
      })),
    };
  const source = parsed.data;
  const faults: Fault[] = [];
  const ignored: Fault[] = [];
  const refuse: Refuse = (path, fault, mend) => void faults.push({ path, fault, mend });

  const measure = as ?? slugOf(source.id ?? source.name ?? source.title ?? '');
  if (!SLUG.test(measure))
    refuse('id', `“${measure}” cannot name a measure`, 'give a name in small letters and -');
  if (source.modifierExtension) refuse('modifierExtension', 'changes the meaning of the form', 'take it out');
  if (source.implicitRules) refuse('implicitRules', 'changes the meaning of the form', 'take it out');
  for (const { url } of source.extension)
    if (ROOT_BEHAVIOUR.test(url)) refuse('extension', `${url} is not run`, 'take it out');

  const { items, calculated } = importItems(source.item, source.contained, refuse, (path, fault) =>
    ignored.push({ path, fault, mend: 'nothing: the form runs without it' }),
  );
  const variables = new Map(
    source.extension.flatMap(({ url, valueExpression: { name, expression } = {} }) =>
      url.endsWith('/variable') && name && expression ? [[name, expression] as const] : [],
    ),
  );
  const sums = calculated.flatMap(({ linkId, title, expression, path, own }) => {
    const summed = readSum(expression, items, new Map([...variables, ...own]));
    if (!summed?.length) {
      refuse(
        path,
        `calculatedExpression is not a sum that Attune can run: ${expression}`,
        'sum the answers’ weights',
      );
      return [];
    }
    return [{ linkId, title, summed }];
  });
  const told = meaningSchema.optional().safeParse(meaning);
  for (const { path, message } of told.error?.issues ?? [])
    refuse(['meaning', ...path].join('.'), message, 'say it as an instrument of Attune’s own does');
  if (faults.length) return { faults };
  const scoring = scoringFrom(sums, items);
  if (told.data && scoring.kind === 'form') {
    refuse('meaning', 'there is no total that it could speak of', 'add a calculated sum, or leave it out');
    return { faults };
  }

  const instrument = instrumentSchema.safeParse({
    questionnaire: {
      resourceType: 'Questionnaire',
      id: measure,
      url: source.url ?? `urn:attune:imported:${measure}`,
      version: source.version ?? '0',
      language: source.language ?? 'en',
      status: source.status === 'unknown' ? 'draft' : source.status,
      title: source.title ?? source.name ?? measure,
      ...(source.copyright && { copyright: source.copyright }),
      code: source.code?.flatMap(({ system, code, display }) =>
        system && code ? [{ system, code, ...(display && { display }) }] : [],
      ),
      item: items,
    },
    scoring: {
      measure,
      ...scoring,
      ...told.data,
      riskItems,
      aside: calculated.map(({ linkId }) => linkId),
      use: sums.length ? 'monitor' : 'form',
      minutes: Math.max(1, Math.ceil(items.flatMap(below).filter(isQuestion).length / QUESTIONS_A_MINUTE)),
      licence: {
        status: 'unstated',
        holder: source.publisher ?? 'not stated',
        terms: source.copyright ?? 'not stated',
        evidence: source.url ?? 'the imported questionnaire',
      },
      sources: [`Imported: ${source.url ?? source.title ?? measure}`],
    },
    imported: raw,
  });
  if (instrument.success) return { instrument: instrument.data, ignored };
  const placed = placesIn(source.item);
  return {
    faults: instrument.error.issues.map(({ path, message }) => {
      const [, linkId = '', fault = message] = /^(\S+): (.*)$/s.exec(message) ?? [];
      const place = placed.get(linkId);
      return {
        path: place ?? path.join('.'),
        fault: place ? fault : message,
        mend: 'correct the questionnaire',
      };
    }),
  };
}

/** Where each item stands in the file, by its linkId: `item[0].item[2] (sleep)`. */
function placesIn(items: unknown[], above = ''): Map<string, string> {
  return new Map(
    items.flatMap((item, n): [string, string][] => {
      const { linkId, item: inner } = Object(item) as { linkId?: unknown; item?: unknown };
      const path = `${above}item[${n}]`;
      const below = Array.isArray(inner) ? [...placesIn(inner, `${path}.`)] : [];
      return [[String(linkId), `${path} (${linkId})`], ...below];
    }),
  );
}

/** An imported questionnaire as it came in; Attune's own as FHIR R4. */
export const exportQuestionnaire = ({ imported, questionnaire }: Instrument): unknown =>
  imported ?? questionnaire;

const QUESTIONS_A_MINUTE = 6;

const below = (item: Item): Item[] => [item, ...(item.item ?? []).flatMap(below)];

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

type Calculated = { linkId: string; title: string; summed: Weighted };

/** The sum that holds all the others' items is the total, the others are subscales. */
function scoringFrom(sums: Calculated[], items: Item[]) {
  const linkIdsOf = ({ summed }: Calculated) => new Set(summed.map(({ linkId }) => linkId));
  const total = sums.find((one) =>
    sums.every((other) => [...linkIdsOf(other)].every((linkId) => linkIdsOf(one).has(linkId))),
  );
  const byId = new Map(items.flatMap(below).map((item) => [item.linkId, item]));
  const sum = ({ summed }: Calculated) => {
    const weights: Record<string, number> = {};
    for (const { linkId, weight } of summed) weights[linkId] = (weights[linkId] ?? 0) + weight;
    const ends = Object.entries(weights).map(([linkId, weight]) => {
      const [least, most] = extremes(byId.get(linkId)!);
      return weight < 0 ? [weight * most, weight * least] : [weight * least, weight * most];
    });
    const end = (which: 0 | 1) => ends.reduce((so, pair) => so + pair[which]!, 0);
    const even = Object.values(weights).every((weight) => weight === 1);
    return { items: Object.keys(weights), ...(!even && { weights }), range: { from: end(0), to: end(1) } };
  };
  const subscales = sums
    .filter((one) => one !== total)
    .map((one) => ({ id: slugOf(one.linkId) || 'score', title: one.title, ...sum(one) }));
  return total
    ? { kind: 'total' as const, ...sum(total), subscales, direction: 'unstated', bands: [] }
    : { kind: 'form' as const, subscales };
}
