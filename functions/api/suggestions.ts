import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import type { History } from '../care/fhir/export/records.ts';
import type { Facts } from '../care/pathway/condition.ts';
import { backgroundFaults, backgroundSchema, outcomesOf } from '../care/plans/background.ts';
import type { Catalogue, Option } from '../care/plans/catalogue.ts';
import {
  circumstancesOf,
  DECISIONS,
  interventionSchema,
  type SuggestionDecision,
} from '../care/plans/decision.ts';
import type { SayPlanned } from '../care/plans/option-said.ts';
import { groupsFor, preferencesIn, type SuggestInput, suggest } from '../care/plans/suggest.ts';
import { isRefusal, refuse } from '../care/refusal.ts';
import { sayFor } from '../care/sentences.ts';
import { chartOf, onChart } from './commands.ts';
import { Problem } from './problem.ts';
import { readCare } from './progress.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientParams, slugSchema, whySchema } from './schemas.ts';
import { decisionSchema, groupSaid, suggestionSaid, suggestionsSchema } from './suggestion-views.ts';

export const SUGGESTIONS = [
  route({
    operationId: 'getSuggestions',
    method: 'GET',
    path: '/clients/{clientId}/suggestions',
    who: ['clinician'],
    summary:
      'What might fit this client, each with what speaks for and against it. A clinician decides: nothing enters a plan by itself',
    params: clientParams,
    reply: suggestionsSchema,
    async handle(deps, call) {
      const found = await readCare(deps, call);
      if (isRefusal(found)) return found;
      const { chart, history } = found;
      const input = await inputFor(deps, found);
      const planned = plannedFor(deps, chart);
      return {
        suggestions: suggest(input).map((one) => ({
          ...suggestionSaid(call.say)(one),
          planned: planned(deps.suggesting.catalogue.options.find(({ id }) => id === one.option)!),
        })),
        decided: Object.values(chart.decided ?? {}).map(decisionSaid(call)),
        words: intakeWords(chart, history),
        earlier: earlierIn(history, deps.suggesting.catalogue, call.sayPlanned),
        groups: groupsFor(input).map(groupSaid(call.say)),
      };
    },
  }),
  route({
    operationId: 'decideSuggestion',
    method: 'POST',
    path: '/clients/{clientId}/suggestions/{option}/decision',
    who: ['clinician'],
    summary:
      'Accepts, changes or rejects what was suggested, with the reason. What is accepted waits for the next plan; what is rejected is offered again only when what speaks for or against it has changed',
    params: clientParams.extend({ option: slugSchema }),
    body: z
      .strictObject({
        decision: z.enum(DECISIONS),
        reason: whySchema,
        intervention: interventionSchema.omit({ option: true }).optional(),
      })
      .refine(({ decision, intervention }) => (decision === 'edit') === (intervention !== undefined), {
        path: ['intervention'],
        error: 'give the intervention as it is to be where you edit, and only there',
      }),
    reply: decisionSchema,
    async handle(deps, call) {
      const { option: id } = call.params;
      const { decision, reason, intervention } = call.body;
      const found = await readCare(deps, call);
      if (isRefusal(found)) return found;
      const option = deps.suggesting.catalogue.options.find((one) => one.id === id);
      if (!option) return refuse('not-found', 'The catalogue has no such option.');
      const suggested = suggest(await inputFor(deps, found)).find((one) => one.option === id);
      const chart = await onChart(deps, call, {
        do: 'decide-suggestion',
        decision: {
          option: id,
          title: option.title,
          decision,
          reason,
          ...(decision !== 'reject' && {
            intervention: { ...(intervention ?? plannedFor(deps, found.chart)(option)), option: id },
          }),
          circumstances: suggested ? circumstancesOf(suggested) : {},
        },
      });
      return isRefusal(chart) ? chart : decisionSaid(call)(chart.decided![id]!);
    },
  }),
  route({
    operationId: 'getBackground',
    method: 'GET',
    path: '/clients/{clientId}/background',
    who: ['clinician'],
    summary: 'What a clinician recorded of the client, and what can be: suggestions follow from it',
    params: clientParams,
    reply: z.object({
      background: backgroundSchema.optional(),
      known: z
        .array(
          z.object({
            name: z.string(),
            title: z.string(),
            values: z.array(z.union([z.string(), z.boolean()])).optional(),
          }),
        )
        .describe('What rules understand: preference.*, history.*, problem.*, phenotype.*'),
      options: z
        .array(z.object({ id: z.string(), title: z.string() }))
        .describe('Of the catalogue: of each it can be said in the history how it went'),
      outcomes: z.array(z.string()).describe('How it can have gone'),
    }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const { rules, catalogue } = deps.suggesting;
      const known = Object.entries(rules.measures)
        .filter(([name]) => /^(preference|history|problem|phenotype)\./.test(name))
        .map(([name, { title, values }]) => ({ name, title: call.say(title), values }));
      return {
        background: chart.background,
        known,
        options: catalogue.options.map(({ id, title }) => ({ id, title: call.say(title) })),
        outcomes: outcomesOf(rules),
      };
    },
  }),
  route({
    operationId: 'recordBackground',
    method: 'PUT',
    path: '/clients/{clientId}/background',
    who: ['clinician'],
    summary:
      'Records wishes, history, problems, phenotypes, medicines and who pays; the whole of it each time',
    params: clientParams,
    body: z.strictObject({ background: backgroundSchema, why: whySchema }),
    reply: z.object({ background: backgroundSchema }),
    async handle(deps, call) {
      const { background, why } = call.body;
      const { rules, catalogue } = deps.suggesting;
      const faults = backgroundFaults(background, rules, catalogue);
      if (faults.length > 0)
        throw new Problem('invalid', 'Some of it means nothing to any rule; see the faults.', { faults });
      const chart = await onChart(deps, call, { do: 'record-background', background, why });
      return isRefusal(chart) ? chart : { background: chart.background! };
    },
  }),
];

/** An option as the catalogue has it, in the client's language: a plan is theirs to read. */
function plannedFor({ content }: ApiDeps, chart: Chart) {
  const inTheirs = sayFor(content, chart.client!.language);
  return ({ title, description, usual }: Option) => ({
    title: inTheirs(title),
    detail: inTheirs(description),
    frequency: inTheirs(usual.frequency),
  });
}

const decisionSaid =
  ({ say, sayPlanned }: Pick<StaffCall, 'say' | 'sayPlanned'>) =>
  (one: SuggestionDecision): SuggestionDecision => ({
    ...one,
    title: say(one.title),
    intervention: one.intervention && sayPlanned(one.intervention),
  });

type Care = { chart: Chart; history: History };

async function inputFor({ suggesting, clinics }: ApiDeps, { chart, history }: Care): Promise<SuggestInput> {
  const { groups } = await clinics.settings(chart.clinicId);
  const {
    preferences,
    problems,
    phenotypes,
    medicines,
    history: tried,
  } = backgroundSchema.parse(chart.background ?? {});
  return {
    facts: chart.facts,
    preferences: {
      ...preferencesIn(chart.facts),
      ...wishesIn(intakeWords(chart, history)),
      ...preferences,
    },
    history: tried,
    problems: problems as Facts,
    phenotypes: phenotypes as Record<string, string>,
    medicines,
    language: chart.client!.language,
    rejected: Object.values(chart.decided ?? {}).filter(({ decision }) => decision === 'reject'),
    groups,
    ...suggesting,
  };
}

type Words = z.input<typeof suggestionsSchema>['words'];

/** The chart keeps facts and no words, so these come from the log. */
function intakeWords({ episode }: Chart, { responses }: History): Words {
  const intake = responses.findLast(
    ({ event, episodeId, replaced }) =>
      event.instrument === 'attune-intake' && event.complete && !replaced && episodeId === episode?.id,
  );
  const { culture, interpreter } = intake?.event.answers ?? {};
  return {
    ...(typeof culture === 'string' && { culture }),
    ...(typeof interpreter === 'string' && { interpreter }),
  };
}

/** To the question whether an interpreter would help, and for which language, anything but a no asks for one. */
const wishesIn = ({ interpreter }: Words): Facts =>
  interpreter && !/^\W*(?:no|not|none|n\/a|ningun[oa]?)(?!\p{L})/iu.test(interpreter)
    ? { interpreter: true }
    : {};

/** What was in force and no longer is. */
const earlierIn = (
  { plans, episodes }: History,
  catalogue: Catalogue,
  sayPlanned: SayPlanned,
): z.input<typeof suggestionsSchema>['earlier'] =>
  plans.flatMap(({ plan, episodeId, activated, replaced }) => {
    const until = replaced?.at ?? episodes.find(({ id }) => id === episodeId)?.ended?.at;
    if (!activated || !until) return [];
    return plan.interventions.map(sayPlanned).map(({ title, option: id }) => {
      const option = id ?? optionBy(catalogue, title)?.id;
      return { title, option, episodeId, version: plan.version, from: activated.at, until };
    });
  });

const optionBy = (catalogue: Catalogue, title: string): Option | undefined => {
  const folded = title.trim().toLowerCase();
  return catalogue.options.find((option) => [option.id, option.title.toLowerCase()].includes(folded));
};
