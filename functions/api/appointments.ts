import * as z from 'zod';
import { calendarFile } from '../care/plans/suggest.ts';
import { isRefusal } from '../care/refusal.ts';
import { isOnCalendar } from '../care/schedule.ts';
import { chartOf } from './commands.ts';
import { route } from './route.ts';
import { clientParams } from './schemas.ts';

const localSchema = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/,
    'use a local time such as 2026-11-24T10:00',
  )
  .refine(isOnCalendar, 'use a time that a calendar has');

/** It stands in a calendar that others may see: that there is an appointment, and never what for. */
const TITLES: Record<string, string> = { en: 'Appointment', es: 'Cita', ar: 'موعد' };

export const APPOINTMENTS = [
  route({
    operationId: 'makeCalendarFile',
    method: 'POST',
    path: '/clients/{clientId}/calendar-file',
    who: ['clinician'],
    summary:
      'An appointment as an iCalendar file with the link to it, to hand to the client. Nothing is kept, and the link is in no address',
    params: clientParams,
    body: z
      .strictObject({
        start: localSchema.describe('On the client’s wall clock'),
        end: localSchema,
        url: z.url({ protocol: /^https$/, error: 'use an https address' }).max(500),
      })
      .refine(({ start, end }) => start < end, { path: ['end'], error: 'it ends before it starts' }),
    reply: z.string(),
    media: {
      type: 'text/calendar',
      headers: { 'content-disposition': 'attachment; filename="appointment.ics"' },
    },
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const { zone, language } = chart.client!;
      const { calendar } = await deps.clinics.settings(call.actor.clinicId);
      return calendarFile({
        ...call.body,
        title: TITLES[language.split('-')[0]!] ?? TITLES.en!,
        zone: zone ?? calendar.zone,
        madeAt: deps.clock(),
      });
    },
  }),
];
