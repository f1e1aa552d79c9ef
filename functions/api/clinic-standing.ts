import * as z from 'zod';
import { membersOf } from '../care/clinic.ts';
import { isStale, ROTA_LOOKS_AHEAD } from '../care/health.ts';
import { linesKept } from '../care/messages/crisis-lines-kept.ts';
import type { Pathway } from '../care/pathway/pathway.ts';
import { gaps, onCallAt, onRota } from '../care/rota.ts';
import { after } from '../care/schedule.ts';
import { countriesOf } from '../charts.ts';
import { route } from './route.ts';
import { instantSchema, titlesSaid } from './views.ts';

const standingSchema = z.object({
  onCall: z.array(
    z.object({
      team: z.string(),
      members: z.int(),
      rota: z.boolean().describe('Without one, what is urgent goes to the whole team'),
      staff: z.string().optional().describe('Whom what is urgent names now'),
      gaps: z.array(z.object({ from: instantSchema, to: instantSchema })).describe('Of the next four weeks'),
    }),
  ),
  crisisLines: z.array(
    z.object({
      where: z.string(),
      language: z.string(),
      name: z.string().optional().describe('None: the emergency number'),
      call: z.string().optional(),
      text: z.string().optional(),
      chat: z.string().optional(),
      always: z.literal(true).optional().describe('Answered day and night'),
      hours: z.string().optional(),
      note: z.string().optional(),
      verifiedOn: z.string(),
      evidence: z.string(),
      stale: z.boolean(),
      unconfirmed: z.boolean().describe('Shown to no client'),
      own: z.string().optional().describe('The id of a line of the clinic’s own; none: it ships'),
    }),
  ),
  pathways: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      quietHours: z.object({ from: z.string(), to: z.string() }),
      messagesPerDay: z.int(),
      messagesPerWeek: z.int(),
    }),
  ),
  wording: z
    .array(
      z.object({
        language: z.string(),
        pathway: z.string().optional().describe('Whose own words they are; none: as it ships'),
        sms: z.string(),
        email: z.string(),
      }),
    )
    .describe('The first message of care, with how to opt out, as it is sent'),
});

const ownIn =
  (language: string) =>
  ({ title, wording }: Pathway) => ({ title, texts: wording?.[language] });

export const CLINIC_STANDING = [
  route({
    operationId: 'getClinicStanding',
    method: 'GET',
    path: '/clinic/standing',
    who: ['admin', 'clinician'],
    summary: 'Who is on call and when nobody is, crisis lines with when each was seen, quiet hours, wording',
    reply: standingSchema,
    async handle({ clinics, content, clock, table }, { actor: { clinicId }, say }) {
      const now = clock();
      const { clinic, staff, pathways } = await clinics.get(clinicId);
      const settings = { ...clinic!, staff };
      const published = Object.entries(pathways).filter(([, shelf]) => shelf.published > 0);
      const until = after(now, ROTA_LOOKS_AHEAD, settings.calendar.zone);
      const countries = await countriesOf(table, clinicId);
      const versions = await Promise.all(
        published.map(async ([id, { published: version }]) =>
          titlesSaid(say, await clinics.pathway(clinicId, id, version)),
        ),
      );
      return {
        onCall: settings.teams.map(({ id: team }) => ({
          team,
          members: membersOf(settings, team).length,
          rota: onRota(settings).includes(team),
          staff: onCallAt(settings, team, now),
          gaps: gaps(settings, team, now, until),
        })),
        crisisLines: linesKept(content.crisisLines, settings, countries).map((line) => ({
          ...line,
          stale: isStale(line, now),
          unconfirmed: line.unconfirmed === true,
        })),
        pathways: versions.map(({ id, title, quietHours, burden }) => ({ id, title, quietHours, ...burden })),
        wording: Object.values(content.messages).flatMap(({ language, templates }) =>
          [{ title: undefined, texts: templates }, ...versions.map(ownIn(language))].flatMap(
            ({ title: pathway, texts }) => {
              const first = texts?.['request.intake'];
              return first ? [{ language, pathway, sms: first.sms, email: first.email.text }] : [];
            },
          ),
        ),
      };
    },
  }),
];
