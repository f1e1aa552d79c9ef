/** Who sees which client, and on what grounds; and the record of it. */

import type { Chart } from '../care/chart.ts';
import { glassOpen } from '../care/decide/access.ts';
import type { Instant } from '../care/time.ts';
import { accessKey, accessPk } from '../looks.ts';
import type { Actor, Item } from '../ports.ts';
import { Problem } from './problem.ts';
import type { ApiDeps } from './route.ts';

/** `other`: the clinic lets all its clinicians see all charts, and this one has no part in the client's care. */
export const GROUNDS = [
  'clinician',
  'task',
  'care-team',
  'administration',
  'break-glass',
  'list',
  'other',
] as const;
export type Grounds = (typeof GROUNDS)[number];

export type Access = {
  at: Instant;
  by: string;
  operationId: string;
  requestId: string;
  /** One for a chart; for a list, those that it showed. */
  clients: string[];
  why: Grounds;
  /** What the reader says of it, or said when they opened the chart. */
  reason?: string;
};

export const NOT_OF_CARE_TEAM =
  'This client’s chart is for their care team. In an emergency open it with your reason (break-glass): the admins are told.';

type Deps = Pick<ApiDeps, 'clinics' | 'table' | 'clock'>;

/**
 * On what grounds `actor` may see the chart. The care team: the episode's clinician, whoever has an open task of the
 * client, and the team of the pathway and of the tasks, who are the cover for both.
 * @throws Problem where the clinic shows charts to the care team alone, and this is none of it
 */
export async function groundsOf(deps: Deps, actor: Actor, chart: Chart): Promise<Grounds> {
  const { staffId, clinicId, roles } = actor;
  const clinic = await deps.clinics.settings(clinicId);
  const tasks = Object.values(chart.tasks);
  if (roles.includes('clinician')) {
    if (chart.episode?.clinician === staffId) return 'clinician';
    if (tasks.some(({ owner }) => 'staff' in owner && owner.staff === staffId)) return 'task';
    const { id, version } = chart.episode?.pathway ?? {};
    const pathway = id && version && (await deps.clinics.pathway(clinicId, id, version));
    const teams = tasks.flatMap(({ team, owner }) => ('team' in owner ? [team, owner.team] : [team]));
    if (pathway) teams.push(pathway.team);
    if (clinic.staff[staffId]?.teams.some((team) => teams.includes(team))) return 'care-team';
    if (glassOpen(chart, staffId, deps.clock())) return 'break-glass';
    if (!clinic.careTeamOnly) return 'other';
  }
  if (roles.includes('admin')) return 'administration';
  throw new Problem('not-allowed', NOT_OF_CARE_TEAM);
}

/**
 * Written before the reply goes, and without it there is no reply: a look that left no trace is the one that an audit
 * is for. Nothing changes or removes what stands here, and the digest tells if something did.
 * @throws Problem where it could not be written
 */
export async function recordAccess({ table }: Deps, clinicId: string, access: Access): Promise<void> {
  const { at, by, operationId, requestId, clients, why } = access;
  const body = JSON.stringify(access);
  const sk = `${at}#${by}#${operationId}#${requestId}`;
  const items: Item[] = [{ pk: accessPk(clinicId, at.slice(0, 10)), sk, body }];
  const [clientId] = clients;
  if (why !== 'list' && clientId) items.push({ ...accessKey(clinicId, clientId, sk), body });
  try {
    // Refused where the same request stands on record already, which is as good. Each by itself, at half of what a
    // transaction costs: where the second fails, a look is on record that was refused, and none is missing.
    await Promise.all(items.map((put) => table.write([{ put, when: 'absent' }])));
  } catch (cause) {
    throw new Problem(
      'busy',
      'That you look at this could not be put on record, and what is not on record is not shown. Try again.',
      { cause },
    );
  }
}
