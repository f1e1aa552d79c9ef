import * as z from 'zod';
import { type CourseItem, outcomesOf } from '../care/measures/courses.ts';
import { isRefusal } from '../care/refusal.ts';
import { clinicPk } from '../clinics.ts';
import { unpack } from '../store.ts';
import { onChart } from './commands.ts';
import { route } from './route.ts';
import { clientParams, slugSchema, textSchema } from './schemas.ts';
import { instantSchema } from './views.ts';

const rateSchema = z
  .object({ count: z.int(), of: z.int(), rate: z.number().nullable() })
  .describe('`of` is the denominator; `rate` is null where it is 0');

const outcomesSchema = z.object({
  outcomes: z
    .object({
      courses: z.int(),
      finished: z.int().describe('Discharged after at least 2 attended treatment contacts'),
      unpaired: z.int().describe('Finished, and without totals at both ends: in no rate'),
      casesAtStart: z.int(),
      recovery: rateSchema,
      reliableRecovery: rateSchema,
      reliableImprovement: rateSchema,
      reliableDeterioration: rateSchema,
    })
    .describe(
      'NHS Talking Therapies, over PHQ-9 and GAD-7 (PCL-5 in its place where that is paired); PMC8411661',
    ),
  open: z.int().describe('Courses that were open on at least one day of the period'),
  underWay: z.int().describe('Of these, still open when the period ended; the others ended in it'),
  current: z.int().describe('Of these, under way now'),
  track: z
    .object({ red: z.int(), amber: z.int(), green: z.int(), unknown: z.int() })
    .describe('Of the courses under way now'),
  acknowledged: z
    .object({
      count: z.int(),
      medianSeconds: z.number().nullable(),
      longestSeconds: z.number().nullable(),
      waiting: z.int(),
      waitingSince: instantSchema.nullable(),
    })
    .describe('From a risk answer to the person who saw it, of all open courses from their first day'),
  responses: z
    .array(
      z.object({
        channel: z.enum(['sms', 'email', 'none']),
        asked: z.int(),
        began: z.int(),
        answered: z.int(),
        rate: z.number().nullable(),
      }),
    )
    .describe(
      'What was asked and answered or expired, of all open courses from their first day; who began and did not answer dropped off',
    ),
  reviews: z.object({ open: z.int(), overdue: z.int() }).describe('Review tasks, now'),
});

export const OUTCOMES = [
  route({
    operationId: 'getOutcomes',
    method: 'GET',
    path: '/outcomes',
    who: ['admin', 'clinician'],
    summary:
      'How the clinic’s clients fare, with every denominator. Reads one small item an episode, so a year of a large clinic is a few pages of the table',
    query: z.strictObject({
      from: z.iso.date().optional().describe('Courses that were open on this day of the clinic’s, or later'),
      to: z.iso.date().optional().describe('And that had begun by this day'),
      clinician: z.string().max(40).optional(),
      team: slugSchema.optional().describe('Whose clinician is in this team now'),
      pathway: slugSchema.optional(),
    }),
    reply: outcomesSchema,
    async handle({ table, clinics, content, clock }, { actor, query }) {
      const { clinician, team, pathway, ...period } = query;
      const { staff, calendar } = await clinics.settings(actor.clinicId);
      const courses: CourseItem[] = [];
      let after: string | undefined;
      do {
        const page = await table.query(clinicPk(actor.clinicId), { prefix: 'COURSE#', after });
        courses.push(...page.items.map(({ body }) => JSON.parse(unpack(body)) as CourseItem));
        after = page.next;
      } while (after);
      const asked = courses.filter(
        (one) =>
          (clinician === undefined || one.clinician === clinician) &&
          (team === undefined || staff[one.clinician ?? '']?.teams.includes(team)) &&
          (pathway === undefined || one.pathway === pathway),
      );
      return outcomesOf(asked, content.instruments, { now: clock(), zone: calendar.zone, period });
    },
  }),
  route({
    operationId: 'recordSession',
    method: 'POST',
    path: '/clients/{clientId}/sessions',
    who: ['clinician'],
    summary: 'Records a treatment contact, attended or missed. Attended ones make a finished course',
    params: clientParams,
    body: z.strictObject({
      at: z.iso.datetime({ precision: 3 }).describe('When it began, in UTC'),
      attended: z.boolean(),
      what: textSchema(80).optional(),
    }),
    status: 201,
    reply: z.object({ attended: z.int(), missed: z.int() }),
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'record-session', ...call.body });
      if (isRefusal(chart)) return chart;
      const { attended, missed } = chart.course!;
      return { attended, missed };
    },
  }),
];
