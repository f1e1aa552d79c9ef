import type { LogEntry } from '../care/events.ts';
import type { Announcement, Bus, Change } from '../ports.ts';

/** How the machinery goes on: of no use to anybody outside. */
const OWN_BUSINESS = /^(timer|waiter|message|reminder|check-in)\./;

/** What others may hear of a committed log entry: whose chart, where in its log, and what kind of thing happened. */
export function announcementIn({ before, after }: Change): Announcement | undefined {
  if (!after || before || !after.sk.startsWith('LOG#')) return undefined;
  const [clinicId = '', clientId] = after.pk.split('#');
  if (!clientId) return undefined;
  const { seq, at, events } = JSON.parse(String(after.body)) as LogEntry;
  const types = [...new Set(events.map(({ type }) => type))].filter((type) => !OWN_BUSINESS.test(type));
  return types.length > 0 ? { clinicId, clientId, seq, at, types } : undefined;
}

/**
 * At least once each; whoever listens knows a repeat by client and `seq`, which also tells the order.
 * @returns the positions of the changes that the bus did not take
 */
export async function announce(bus: Bus, changes: readonly Change[]): Promise<number[]> {
  const all = changes.flatMap((change, at) => {
    const said = announcementIn(change);
    return said ? [{ at, said }] : [];
  });
  if (all.length === 0) return [];
  const refused = await bus.put(all.map(({ said }) => said));
  return refused.map((n) => all[n]!.at);
}
