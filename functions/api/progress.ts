import * as z from 'zod';
import type { LogEntry } from '../care/events.ts';
import { readHistory } from '../care/fhir/export/history.ts';
import {
  checkInsSoFar,
  goalsSoFar,
  type MeasureSeries,
  measuresSoFar,
  sideEffectsSoFar,
} from '../care/measures/series.ts';
import { trackOf } from '../care/measures/track.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Say } from '../care/sentences.ts';
import { contentOf } from '../clinics.ts';
import { chartOf } from './commands.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientParams } from './schemas.ts';
import { instantSchema, itemSchema, sayTrack, trackSchema } from './views.ts';

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

const scaleSchema = z.object({
  from: z.number(),
  to: z.number(),
  direction: z.enum(['lower-is-better', 'higher-is-better', 'unstated']),
  bands: z.array(z.object({ band: z.string(), from: z.number(), to: z.number() })),
  reliableChange: z.number().optional().describe('In points'),
});

const progressSchema = z.object({
  track: trackSchema,
  measures: z.array(
    z.object({
      measure: z.string(),
      title: z.string(),
      scale: scaleSchema.optional(),
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
      title: z.string().describe('Of what is asked'),
      asked: z.int(),
      answered: z.int(),
      missed: z.int(),
      missedInARow: z.int(),
      last: z
        .object({
          at: instantSchema,
          answers: z.array(z.object({ text: z.string(), answer: z.union([z.string(), z.boolean()]) })),
        })
        .optional()
        .describe('What the client said the last time, in words'),
    }),
  ),
  sideEffects: z
    .array(
      z.object({
        at: instantSchema,
        burden: z.number(),
        effects: z.array(z.string()).describe('Named from the list'),
        words: z.string().optional(),
      }),
    )
    .describe('Of medicine, as check-ins said: 0 none to 3 severe, oldest first'),
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
      const { instruments } = await contentOf(deps, call.actor.clinicId);
      const { episode } = chart;
      const pathway =
        episode &&
        (await deps.clinics.pathway(call.actor.clinicId, episode.pathway.id, episode.pathway.version));
      const now = deps.clock();
      const about = { chart, history, instruments, language: call.language };
      return {
        track: sayTrack(call.say, trackOf({ chart, pathway, instruments, now })),
        measures: measuresSoFar(about).map((one) => inWords(one, call.say)),
        goals: goalsSoFar(about),
        checkIns: checkInsSoFar(about),
        sideEffects: sideEffectsSoFar(about),
      };
    },
  }),
];

/** Its bands, as whoever reads it calls them. */
function inWords({ scale, series, last, ...rest }: MeasureSeries, say: Say): MeasureSeries {
  const banded = <P extends { band?: string }>(point: P): P => ({
    ...point,
    band: point.band && say(point.band),
  });
  return {
    ...rest,
    scale: scale && { ...scale, bands: scale.bands.map(banded) },
    series: series.map(banded),
    last: last && banded(last),
  };
}

/** The chart, and all that its log tells. */
export async function readCare(deps: ApiDeps, call: StaffCall<{ clientId: string }>) {
  const chart = await chartOf(deps, call);
  if (isRefusal(chart)) return chart;
  const log: { entry: LogEntry; hash: string }[] = [];
  for await (const logged of deps.charts.log(call.actor.clinicId, call.params.clientId)) log.push(logged);
  return { chart, history: readHistory(log) };
}
