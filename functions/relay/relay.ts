import type { Chart, Event, LogEntry } from '../care/chart.ts';
import type { Charts } from '../charts.ts';
import type { Change, Workflows } from '../ports.ts';
import { type HandOverDeps, handOver } from './hand-over.ts';

export type RelayDeps = HandOverDeps & { charts: Charts; workflows: Workflows };

/**
 * What a committed log entry asks of the outside world. Everything here may come twice: a claim, a start by name and
 * a token handed back are all without effect the second time.
 */
export async function relay(deps: RelayDeps, { before, after }: Change): Promise<void> {
  if (!after || before || !after.sk.startsWith('LOG#')) return;
  const [clinicId = '', clientId] = after.pk.split('#');
  if (!clientId) return;
  const { events } = JSON.parse(String(after.body)) as LogEntry;
  for (const event of events) await act(deps, { clinicId, clientId }, event, events);
}

async function act(
  deps: RelayDeps,
  whose: { clinicId: string; clientId: string },
  event: Event,
  events: Event[],
): Promise<void> {
  switch (event.type) {
    case 'message.intended': {
      const { id } = event.message;
      const held = events.some((other) => other.type === 'message.held' && other.messageId === id);
      if (!held) await handOver(deps, whose, id);
      return;
    }
    case 'message.released':
      return handOver(deps, whose, event.messageId);
    case 'waiter.released':
      await deps.workflows.succeed(event.token, { outcome: event.outcome });
      return;
    case 'cycle.started': {
      const { episode } = await deps.charts.get(whose.clinicId, whose.clientId);
      if (!episode) return;
      const { cycle, from } = event;
      const input = { ...whose, episodeId: episode.id, cycle, from };
      return deps.workflows.start('care-cycle', executionName(whose, episode, cycle), input);
    }
    default:
  }
}

/** The same for every delivery of one event, so that a repeat starts nothing. */
const executionName = (
  { clinicId, clientId }: { clinicId: string; clientId: string },
  { id }: NonNullable<Chart['episode']>,
  cycle: number,
): string => `${clinicId}-${clientId}-${id.replaceAll('.', '-')}-${cycle}`;
