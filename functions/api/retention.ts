import * as z from 'zod';
import { LEAST, RETENTION, recordKeptUntil, retentionSchema } from '../care/retention.ts';
import { after } from '../care/schedule.ts';
import { clinicPk } from '../clinics.ts';
import { route } from './route.ts';
import { clientIdSchema } from './schemas.ts';
import { instantSchema } from './views.ts';

/** Shown at once: a clinic that has more begins with these. */
const MOST = 200;

export const RETENTION_ROUTES = [
  route({
    operationId: 'getRetention',
    method: 'GET',
    path: '/clinic/retention',
    who: ['admin'],
    shows: ({ over }) => over.map(({ clientId }) => clientId),
    summary:
      'How long what is kept is kept, the least that may be asked for, and whose record nothing keeps any longer. Attune destroys no record: a person does, or keeps it',
    reply: z.object({
      retention: retentionSchema,
      least: z.object({ records: z.string(), strangers: z.string() }),
      over: z.array(
        z.object({
          clientId: clientIdSchema,
          name: z.string(),
          endedAt: instantSchema,
          keptUntil: instantSchema,
          hold: z.boolean().describe('On legal hold: it stays'),
        }),
      ),
    }),
    async handle({ table, charts, clinics, clock }, { actor: { clinicId } }) {
      const now = clock();
      const settings = await clinics.settings(clinicId);
      const retention = settings.retention ?? RETENTION;
      const isOver = (endedAt: string) => after(endedAt, retention.records, settings.calendar.zone) <= now;
      const ended = new Set<string>();
      let from: string | undefined;
      do {
        const page = await table.query(clinicPk(clinicId), { prefix: 'COURSE#', after: from });
        for (const { body } of page.items) {
          const { clientId, endedAt } = JSON.parse(String(body)) as { clientId: string; endedAt?: string };
          if (endedAt && isOver(endedAt)) ended.add(clientId);
        }
        from = page.next;
      } while (from);
      const over = [];
      for (const clientId of ended) {
        if (over.length === MOST) break;
        const chart = await charts.get(clinicId, clientId);
        const keptUntil = recordKeptUntil(chart, settings);
        if (keptUntil === undefined || keptUntil > now) continue;
        const { name } = chart.client!;
        over.push({ clientId, name, endedAt: chart.episode!.endedAt!, keptUntil, hold: !!chart.hold });
      }
      return { retention, least: LEAST, over };
    },
  }),
];
