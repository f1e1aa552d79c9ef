import type { Chart } from '../chart.ts';
import type { MoveEvent } from '../events/moves.ts';
import type { Event } from '../events.ts';
import type { Instant } from '../time.ts';
import { must } from './parts.ts';

/** From then on the client or staff have met the version that the episode was moved to. */
const EFFECTS: readonly Event['type'][] = [
  'request.opened',
  'request.extended',
  'request.swapped',
  'response.received',
  'task.opened',
  'task.escalated',
  'message.claimed',
  'plan.drafted',
  'plan.activated',
  'cycle.started',
  'episode.level',
];

export function endUndo(chart: Chart, { type }: Event): void {
  if (chart.episode?.moved && EFFECTS.includes(type)) chart.episode.moved = undefined;
}

export function applyMove(chart: Chart, event: MoveEvent, at: Instant): void {
  const episode = must(chart.episode, 'episode');
  switch (event.type) {
    case 'episode.move-planned':
      episode.moving = { to: event.to, waits: event.waits, at };
      return;
    case 'episode.move-dropped':
      episode.moving = undefined;
      return;
    case 'episode.moved':
      episode.pathway = { ...episode.pathway, version: event.to };
      episode.moving = undefined;
      episode.moved = event.undone ? undefined : { from: event.from, at };
  }
}
