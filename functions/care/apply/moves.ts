import type { Chart } from '../chart.ts';
import type { Event } from '../events.ts';
import { type Folds, must } from './parts.ts';

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

/** Which version of its pathway an episode follows. */
export const MOVE_FOLDS = {
  'episode.move-planned'(chart, event, at) {
    const episode = must(chart.episode, 'episode');
    episode.moving = { to: event.to, waits: event.waits, at };
  },
  'episode.move-dropped'(chart) {
    const episode = must(chart.episode, 'episode');
    episode.moving = undefined;
  },
  'episode.moved'(chart, event, at) {
    const episode = must(chart.episode, 'episode');
    episode.pathway = { ...episode.pathway, version: event.to };
    episode.moving = undefined;
    episode.moved = event.undone ? undefined : { from: event.from, at };
  },
} satisfies Partial<Folds>;
