import * as z from 'zod';
import { STAGES } from '../care/chart.ts';
import { trackOf } from '../care/measures/track.ts';
import { isRefusal } from '../care/refusal.ts';
import { clinicPk, contentOf } from '../clinics.ts';
import { chartOf } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { route } from './route.ts';
import { clientIdSchema, clientParams } from './schemas.ts';
import { instantSchema, trackSchema } from './views.ts';

const CLIENT = 'CLIENT#';

const caseSchema = z.object({
  clientId: clientIdSchema,
  name: z.string(),
  stage: z.enum(STAGES),
  pathway: z.string(),
  level: z.string(),
  clinician: z.string().optional(),
  paused: z.boolean(),
  track: trackSchema,
  missedInARow: z.int().describe('Check-ins, up to now'),
  urgent: z.boolean().describe('An urgent task is open'),
  tasks: z.int().describe('Open'),
  reassessment: instantSchema.optional().describe('When the next is due'),
});

export const sendSchema = z.object({
  at: instantSchema,
  what: z.enum(['request', 'reminder', 'reassessment', 'other']),
  ask: z.string().optional(),
  checkIn: z.string().optional(),
  channel: z.string().optional(),
});

export const CASELOAD = [
  route({
    operationId: 'listCaseload',
    method: 'GET',
    path: '/caseload',
    who: ['clinician'],
    summary: 'Who is in care, whether each is on track and why, and who is silent; by id',
    query: z.strictObject(pageQuery),
    reply: z.object({ cases: z.array(caseSchema), next: nextSchema }),
    async handle(deps, { actor, query, operationId }) {
      const { clinicId } = actor;
      const place = { clinicId, operationId };
      const after = afterOf(place, query.after);
      const page = await deps.table.query(clinicPk(clinicId), {
        prefix: CLIENT,
        after: after && CLIENT + after,
        limit: query.limit,
      });
      const ids = page.items.map(({ sk }) => sk.slice(CLIENT.length));
      const charts = await Promise.all(ids.map((clientId) => deps.charts.get(clinicId, clientId)));
      const now = deps.clock();
      const { instruments } = await contentOf(deps, clinicId);
      const cases = await Promise.all(
        charts.flatMap(({ episode, ...rest }) => {
          if (!episode || episode.endedAt) return [];
          const chart = { ...rest, episode };
          return [
            (async () => {
              const { id, version } = episode.pathway;
              const pathway = await deps.clinics.pathway(clinicId, id, version);
              const tasks = Object.values(chart.tasks);
              return {
                clientId: chart.clientId,
                name: chart.client!.name,
                stage: episode.stage,
                pathway: pathway.title,
                level: pathway.levels.find((level) => level.id === episode.level)?.title ?? episode.level,
                clinician: episode.clinician,
                paused: chart.pause !== undefined,
                track: trackOf({ chart, pathway, instruments, now }),
                missedInARow: Math.max(
                  0,
                  ...Object.values(chart.checkIns).map(({ missedInARow }) => missedInARow),
                ),
                urgent: tasks.some(({ priority }) => priority === 'urgent'),
                tasks: tasks.length,
                reassessment: Object.values(chart.timers).find(({ kind }) => kind === 'reassessment')?.at,
              };
            })(),
          ];
        }),
      );
      return { cases, next: page.next && cursorOf(place, ids.at(-1)!) };
    },
  }),
  route({
    operationId: 'getSends',
    method: 'GET',
    path: '/clients/{clientId}/sends',
    who: ['clinician'],
    summary: 'What the client is sent next, if nobody does anything',
    params: clientParams,
    reply: z.object({ sends: z.array(sendSchema) }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : { sends: await deps.charts.sends(chart) };
    },
  }),
];
