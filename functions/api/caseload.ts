import * as z from 'zod';
import { STAGES, type Stage } from '../care/chart.ts';
import { type Case, trackedIn } from '../care/measures/case.ts';
import { trackOf } from '../care/measures/track.ts';
import type { Pathway } from '../care/pathway/pathway.ts';
import { isRefusal } from '../care/refusal.ts';
import { clinicPk, contentOf } from '../clinics.ts';
import { chartOf } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { route } from './route.ts';
import { clientIdSchema, clientParams } from './schemas.ts';
import { instantSchema, sayTrack, titlesSaid, trackSchema } from './views.ts';

const CLIENT = 'CLIENT#';
/** Small items, and a clinic has thousands: the table gives about as many in one answer. */
const MOST_IN_PAGE = 1000;

/** As the store keeps what lists show of a client. */
type Listed = { clientId: string; name: string; stage?: Stage; paused: boolean; care?: Case };

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
    summary:
      'Who is in care, whether each is on track and why, and who is silent; by id. Where charts are for the care team alone, those of one’s own',
    query: z.strictObject({
      ...pageQuery,
      limit: z.coerce.number().int().min(1).max(MOST_IN_PAGE).default(50),
      clinician: z.string().max(40).optional().describe('Of this clinician alone: a page may be empty'),
    }),
    reply: z.object({ cases: z.array(caseSchema), next: nextSchema }),
    shows: ({ cases }) => cases.map(({ clientId }) => clientId),
    async handle(deps, { actor, query, operationId, say }) {
      const { clinicId, staffId } = actor;
      const place = { clinicId, operationId };
      const after = afterOf(place, query.after);
      const [page, { instruments }, { careTeamOnly, staff }] = await Promise.all([
        deps.table.query(clinicPk(clinicId), {
          prefix: CLIENT,
          after: after && CLIENT + after,
          limit: query.limit,
        }),
        contentOf(deps, clinicId),
        deps.clinics.settings(clinicId),
      ]);
      const own = staff[staffId]?.teams ?? [];
      const now = deps.clock();
      const pathways = new Map<string, Promise<Pathway>>();
      const pathwayOf = ({ id, version }: Case['pathway']) => {
        const key = `${id}/${version}`;
        const known = pathways.get(key) ?? deps.clinics.pathway(clinicId, id, version);
        pathways.set(key, known);
        return known;
      };
      const cases: z.input<typeof caseSchema>[] = [];
      for (const { body } of page.items) {
        const listed = JSON.parse(String(body)) as Listed;
        const found = listed.care;
        if (!found || (query.clinician !== undefined && found.clinician !== query.clinician)) continue;
        const { clinician, level, tasks, urgent, missedInARow, reassessment } = found;
        const pathway = await pathwayOf(found.pathway);
        const { title, levels } = titlesSaid(say, pathway);
        const mine =
          clinician === staffId ||
          found.staff.includes(staffId) ||
          own.some((team) => team === pathway.team || found.teams.includes(team));
        if (careTeamOnly && !mine) continue;
        cases.push({
          ...{ clientId: listed.clientId, name: listed.name, stage: listed.stage!, paused: listed.paused },
          ...{ clinician, tasks, missedInARow, reassessment },
          pathway: title,
          level: levels.find(({ id }) => id === level)?.title ?? level,
          track: sayTrack(say, trackOf({ chart: trackedIn(found), pathway, instruments, now })),
          urgent: urgent.length > 0,
        });
      }
      const last = page.items.at(-1)?.sk.slice(CLIENT.length);
      return { cases, next: page.next && last && cursorOf(place, last) };
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
