import * as z from 'zod';
import { type HealthFinding, healthOf, type Unattended } from '../care/health.ts';
import { countriesOf, inboxTaskIn, ownerKey } from '../charts.ts';
import { type ApiDeps, route } from './route.ts';

/** Urgent tasks come first in an inbox; more of them than this wait in no team. */
const MOST_URGENT = 200;

const findingSchema = z.object({
  kind: z.string(),
  loud: z.boolean().describe('Somebody may come to harm by it'),
  what: z.string(),
  mend: z.string(),
});

export const CLINIC_HEALTH = [
  route({
    operationId: 'getClinicHealth',
    method: 'GET',
    path: '/clinic/health',
    who: ['admin'],
    summary:
      'What stands between this clinic and somebody in danger: urgent tasks that nobody takes, teams without anybody, crisis lines that are stale or missing',
    reply: z.object({ findings: z.array(findingSchema) }),
    async handle(deps, { actor: { clinicId }, say }): Promise<{ findings: HealthFinding[] }> {
      const { clinics, content, clock } = deps;
      const state = await clinics.get(clinicId);
      const published = Object.entries(state.pathways).filter(([, shelf]) => shelf.published > 0);
      const pathways = await Promise.all(
        published.map(async ([id, shelf]) => ({
          id,
          pathway: await clinics.pathway(clinicId, id, shelf.published),
        })),
      );
      const clinic = { ...state.clinic!, staff: state.staff };
      const unattended = await unattendedIn(deps, clinicId, clinic.teams);
      const { crisisLines } = content;
      const countries = await countriesOf(deps.table, clinicId);
      const given = { clinic, pathways, crisisLines, countries, unattended, now: clock() };
      const findings = healthOf(given);
      return { findings: findings.map((one) => ({ ...one, what: say(one.what), mend: say(one.mend) })) };
    },
  }),
];

async function unattendedIn(
  { table }: ApiDeps,
  clinicId: string,
  teams: { id: string }[],
): Promise<Unattended[]> {
  const pages = await Promise.all(
    teams.map(({ id }) =>
      table.queryIndex('team', ownerKey(clinicId, { team: id }), { upTo: '1', limit: MOST_URGENT }),
    ),
  );
  const tasks = pages.flatMap(({ items }) => items.map(inboxTaskIn));
  // One that climbs stands with every team that it went past.
  return [...new Map(tasks.map((task) => [`${task.clientId}/${task.id}`, task])).values()]
    .filter(({ priority, acknowledged }) => priority === 'urgent' && !acknowledged)
    .map(({ id: taskId, clientId, openedAt, dueAt }) => ({ taskId, clientId, openedAt, dueAt }));
}
