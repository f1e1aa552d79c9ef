import type { Chart } from '../chart.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';
import { openTask } from './tasks.ts';

export type AccessCommand =
  | { do: 'break-glass'; reason: string }
  | { do: 'set-hold'; why: string }
  | { do: 'lift-hold'; why: string };

/** Long enough for an emergency, and over before the next shift. */
const GLASS = 'PT60M';
const NO_CLIENT = refuse('not-found', 'There is no such client. Check the id.');

export const glassOpen = ({ glass = {} }: Chart, staffId: string, now: Instant): boolean =>
  Object.hasOwn(glass, staffId) && now < glass[staffId]!.until;

/**
 * Opens the chart to somebody who is none of the care team, and tells every admin at once: nobody is kept waiting in an
 * emergency, and nobody looks unseen.
 */
export function breakGlass(turn: Turn, { reason }: { reason: string }): Refusal | undefined {
  const { world, by, now, zone } = turn;
  if (!turn.chart.client) return NO_CLIENT;
  turn.emit({ type: 'glass.broken', by, reason, until: after(now, GLASS, zone) });
  // Without a published pathway there is no deadline to give a task, and no care to see: the log alone tells.
  if (!world.pathway) return;
  const people = Object.values(world.clinic.staff);
  const admins = people.filter(({ id, active, roles }) => active && roles.includes('admin') && id !== by);
  const name = world.clinic.staff[by]?.name ?? by;
  const owners = admins.length > 0 ? admins.map(({ id }) => ({ staff: id })) : [{ team: turn.pathway.team }];
  for (const owner of owners) {
    openTask(turn, {
      key: `access/${by}`,
      kind: 'access',
      priority: 'routine',
      owner,
      brief: { note: `${name}: “${reason}”` },
      why: `${name} opened the chart without being of the care team: “${reason}”`,
    });
  }
}

export function setHold(turn: Turn, why: string): Refusal | undefined {
  if (!turn.chart.client) return NO_CLIENT;
  if (turn.chart.hold) return refuse('wrong-state', 'This client’s record is on legal hold already.');
  turn.emit({ type: 'hold.set', by: turn.by, why });
}

export function liftHold(turn: Turn, why: string): Refusal | undefined {
  if (!turn.chart.client) return NO_CLIENT;
  if (!turn.chart.hold) return refuse('wrong-state', 'There is no legal hold on this client’s record.');
  turn.emit({ type: 'hold.lifted', by: turn.by, why });
}
