import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import type { LogEntry } from '../care/events.ts';
import { type History, readHistory } from '../care/fhir/export/history.ts';
import { checkInsSoFar, goalsSoFar, measuresSoFar } from '../care/measures/series.ts';
import { trackOf } from '../care/measures/track.ts';
import type { Facts } from '../care/pathway/condition.ts';
import { type Catalogue, OPTION_KINDS, type Option } from '../care/plans/catalogue.ts';
import { STANDINGS } from '../care/plans/suggest/suggestion.ts';
import { preferencesIn, suggest } from '../care/plans/suggest.ts';
import { isRefusal } from '../care/refusal.ts';
import { chartOf } from './commands.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientParams } from './schemas.ts';
import { itemSchema, trackSchema } from './views.ts';

const instantSchema = z.string().describe('An instant in UTC, YYYY-MM-DDTHH:mm:ss.sssZ');

const totalSchema = z.object({ at: instantSchema, total: z.number() });
const bandedSchema = totalSchema.extend({ band: z.string().optional() });
const yes = z.literal(true).optional();

const comparisonSchema = z.object({
  change: z.number(),
  percent: z.int().nullable().describe('Of the baseline; null where that was 0'),
  reliable: z.enum(['improved', 'deteriorated', 'no reliable change', 'unknown']),
  response: z.boolean().nullable(),
  remission: z.boolean().nullable(),
  caseAtBaseline: z.boolean().nullable(),
  caseNow: z.boolean().nullable(),
  band: z.string().optional(),
  unconfirmed: z.array(z.enum(['caseness', 'reliableChange', 'response', 'remission'])).optional(),
});

const progressSchema = z.object({
  track: trackSchema,
  measures: z.array(
    z.object({
      measure: z.string(),
      title: z.string(),
      series: z.array(bandedSchema.extend({ late: yes, prorated: yes })).describe('Oldest first'),
      baseline: totalSchema.optional(),
      last: bandedSchema.optional(),
      comparison: comparisonSchema.optional().describe('From the second score on'),
      items: z
        .object({ worst: z.array(itemSchema), changed: z.array(itemSchema) })
        .describe('Of the last response; risk items first, then the worst and the most changed'),
    }),
  ),
  goals: z.array(
    z.object({
      words: z.string(),
      statement: z.string().optional(),
      ratings: z.array(z.object({ at: instantSchema, rating: z.number() })),
    }),
  ),
  checkIns: z.array(
    z.object({
      id: z.string(),
      asked: z.int(),
      answered: z.int(),
      missed: z.int(),
      missedInARow: z.int(),
    }),
  ),
});

const sourcedSchema = z.object({
  says: z.string(),
  source: z.string(),
  unconfirmed: yes,
});
const reasonSchema = sourcedSchema.extend({ rule: z.string(), counts: z.int() });

const suggestionSchema = z.object({
  option: z.string(),
  title: z.string(),
  kind: z.enum(OPTION_KINDS),
  place: z.int(),
  standing: z.enum(STANDINGS),
  reasons: z.array(reasonSchema),
  against: z.array(reasonSchema),
  settleFirst: z.array(reasonSchema).describe('What a clinician has to settle before it can be thought of'),
  rejectedBefore: z.object({ reason: z.string(), by: z.string(), at: instantSchema }).optional(),
  cautions: z.array(sourcedSchema),
  evidence: sourcedSchema,
  fit: z.object({ for: z.int(), against: z.int() }).describe('Counts of reasons; they foretell nothing'),
  order: z.string().describe('Why it stands where it stands'),
  advice: z
    .array(
      z.object({
        drug: z.string(),
        genes: z.record(z.string(), z.string()),
        action: z.string(),
        strength: z.string().nullable(),
        says: z.string(),
        version: z.object({
          set: z.string(),
          guideline: z.string().optional(),
          pmid: z.string().optional(),
        }),
        caveats: z.array(z.string()),
      }),
    )
    .optional(),
  version: z.object({ catalogue: z.string(), rules: z.string() }),
});

const suggestionsSchema = z.object({
  suggestions: z.array(suggestionSchema),
  words: z
    .object({ culture: z.string().optional(), interpreter: z.string().optional() })
    .describe('What the client wrote in the intake: no rule reads it, a clinician does'),
  earlier: z
    .array(
      z.object({
        title: z.string(),
        option: z.string().optional().describe('The option of the catalogue by this title'),
        episodeId: z.string().optional(),
        version: z.int(),
        from: instantSchema,
        until: instantSchema.optional(),
      }),
    )
    .describe('What earlier plans held. How it went is not on record, and nothing is concluded from it'),
});

export const PROGRESS = [
  route({
    operationId: 'getProgress',
    method: 'GET',
    path: '/clients/{clientId}/progress',
    who: ['clinician'],
    summary: 'Whether care is on track, and why; every measure, goal and check-in of the episode',
    params: clientParams,
    reply: progressSchema,
    async handle(deps, call) {
      const found = await readCare(deps, call);
      if (isRefusal(found)) return found;
      const { chart, history } = found;
      const { instruments } = deps.content;
      const { episode } = chart;
      const pathway =
        episode &&
        (await deps.clinics.pathway(call.actor.clinicId, episode.pathway.id, episode.pathway.version));
      const now = deps.clock();
      return {
        track: trackOf({ chart, pathway, instruments, now }),
        measures: measuresSoFar({ chart, history, instruments }),
        goals: goalsSoFar({ chart, history }),
        checkIns: checkInsSoFar({ chart, history }),
      };
    },
  }),
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
      const words = intakeWords(chart, history);
      const suggestions = suggest({
        facts: chart.facts,
        preferences: { ...preferencesIn(chart.facts), ...wishesIn(words) },
        history: {},
        phenotypes: {},
        language: chart.client!.language,
        rejected: [],
        ...deps.suggesting,
      });
      return { suggestions, words, earlier: earlierIn(history, deps.suggesting.catalogue) };
    },
  }),
];

async function readCare(deps: ApiDeps, call: StaffCall<{ clientId: string }>) {
  const chart = await chartOf(deps, call);
  if (isRefusal(chart)) return chart;
  const log: { entry: LogEntry; hash: string }[] = [];
  for await (const logged of deps.charts.log(call.actor.clinicId, call.params.clientId)) log.push(logged);
  return { chart, history: readHistory(log) };
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
): z.input<typeof suggestionsSchema>['earlier'] =>
  plans.flatMap(({ plan, episodeId, activated, replaced }) => {
    const until = replaced?.at ?? episodes.find(({ id }) => id === episodeId)?.ended?.at;
    if (!activated || !until) return [];
    return plan.interventions.map(({ title }) => {
      const option = optionBy(catalogue, title)?.id;
      return { title, option, episodeId, version: plan.version, from: activated.at, until };
    });
  });

const optionBy = (catalogue: Catalogue, title: string): Option | undefined => {
  const folded = title.trim().toLowerCase();
  return catalogue.options.find((option) => [option.id, option.title.toLowerCase()].includes(folded));
};
