import type { Chart } from '../care/chart.ts';
import type { Actor, Role } from '../ports.ts';
import { groundsOf, NOT_OF_CARE_TEAM, recordAccess } from './access.ts';
import type { DoorDeps, Incoming } from './incoming.ts';
import { Problem } from './problem.ts';

type Seen = { actor?: Actor; chart?: Chart; record?: () => Promise<void> };

/**
 * Whoever asks by a client's id comes through here, so that no route can forget to. What a command changes has its
 * place in the client's own log; what is only looked at is recorded, beside the looking, and answered after both;
 * a look that shows nothing but what its reader holds is none.
 */
export async function seenBy(deps: DoorDeps, incoming: Incoming, previews: boolean): Promise<Seen> {
  const { route, actor, ids = {}, requestId } = incoming;
  if (!actor || !('clientId' in ids) || (route!.unguarded && !previews)) return { actor };
  const { method, operationId, who } = route!;
  // A preview shows the chart, and no log entry tells of it.
  const looks = method === 'GET' || previews;
  if (!looks && !(await deps.clinics.settings(actor.clinicId)).careTeamOnly) return { actor };
  const chart = await deps.charts.get(actor.clinicId, String(ids.clientId));
  if (!chart.client) return { actor, chart };
  const why = await groundsOf(deps, actor, chart);
  // As an admin they see what admins see, whatever else they are.
  const as: Actor = why === 'administration' ? { ...actor, roles: ['admin'] } : actor;
  if (!as.roles.some((role) => (who as readonly Role[]).includes(role))) {
    throw new Problem('not-allowed', NOT_OF_CARE_TEAM);
  }
  if (!looks) return { actor: as };
  const access = {
    at: deps.clock(),
    by: actor.staffId,
    operationId,
    requestId,
    clients: [chart.clientId],
    why,
  };
  const reason =
    reasonIn(incoming.event.headers['attune-reason']) ??
    (why === 'break-glass' ? chart.glass![actor.staffId]!.reason : undefined);
  return { actor: as, chart, record: () => recordAccess(deps, actor.clinicId, { ...access, reason }) };
}

export async function recordList(deps: DoorDeps, incoming: Incoming, result: unknown): Promise<void> {
  const { route, actor, requestId } = incoming;
  const clients = [...new Set(route!.shows?.(result) ?? [])];
  if (!actor || clients.length === 0) return;
  const { operationId } = route!;
  const access = {
    at: deps.clock(),
    by: actor.staffId,
    operationId,
    requestId,
    clients,
    why: 'list',
  } as const;
  await recordAccess(deps, actor.clinicId, access);
}

/** Percent-encoded, as a header has no other way to hold every letter. */
function reasonIn(header: string | undefined): string | undefined {
  try {
    return header && decodeURIComponent(header).trim().slice(0, 500);
  } catch {
    throw new Problem('invalid', 'Give the attune-reason percent-encoded.');
  }
}
