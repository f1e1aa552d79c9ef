import type { Event, LogEntry } from '../care/events.ts';
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
  let cause: unknown;
  for (const event of events) {
    try {
      await act(deps, { clinicId, clientId }, event, events);
    } catch (error) {
      if (event.type !== 'waiter.released' && event.type !== 'cycle.started') throw error;
      cause = error;
    }
  }
  if (cause) throw new MachinesAway('the state machines could not be reached', { cause });
}

/** All else that the entry asks for is done, and nothing after it needs to wait: least of all an urgent notice. */
export class MachinesAway extends Error {
  override name = 'MachinesAway';
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
      const { episodeId, cycle, from } = event;
      const input = { ...whose, episodeId, cycle, from };
      return deps.workflows.start('care-cycle', executionName(input), input);
    }
    default:
  }
}

type CycleInput = { clinicId: string; clientId: string; episodeId: string; cycle: number };

/**
 * The same for every delivery of one event, so that a repeat starts nothing. Hyphens are in ids, so they can't part
 * them: two clinics' clients would share a name, and the second would start nothing.
 */
const executionName = ({ clinicId, clientId, episodeId, cycle }: CycleInput): string =>
  [clinicId, clientId, episodeId.replaceAll('.', '-'), cycle].join('_');
