import { type Chart, CLIENT } from '../chart.ts';
import type { Client } from '../client.ts';
import type { Event } from '../events.ts';
import { clearTimers, type Folds, must, nothing } from './parts.ts';
import { parksOnPause } from './timers.ts';

/** Who the client is, and whether care rests. */
export const CLIENT_FOLDS = {
  'client.created'(chart, event) {
    chart.client = event.client;
  },
  'client.changed'(chart, event) {
    recordStop(chart, event);
    chart.client = { ...must(chart.client, 'client'), ...event.changes };
    for (const field of event.removed ?? []) delete (chart.client as Partial<Client>)[field];
  },
  'client.died'(chart, event, at, by) {
    chart.deceased = { ...(event.on && { on: event.on }), at, by };
    // Of a hand-over that is under way somebody still has to say what became of it.
    clearTimers(chart, ({ kind }) => kind !== 'lease');
  },
  'client.death-corrected'(chart) {
    chart.deceased = undefined;
  },
  'client.paused'(chart, event, at, by) {
    chart.pause = { at, until: event.until, why: event.why, ...(by === CLIENT && { own: true as const }) };
    for (const timer of Object.values(chart.timers)) {
      if (parksOnPause(chart, timer)) timer.parked = true;
    }
  },
  'client.resumed'(chart) {
    chart.pause = undefined;
    clearTimers(chart, (timer) => timer.kind === 'resume');
  },
  'words.received': nothing,
} satisfies Partial<Folds>;

/** Words take a consent, or give back what they took; what staff say of a channel since then stands. */
function recordStop(chart: Chart, { byWords, changes }: Extract<Event, { type: 'client.changed' }>): void {
  if (byWords && 'stopped' in byWords) chart.stopped[byWords.stopped] = byWords.onPage ? 'page' : true;
  else if (byWords && 'started' in byWords) delete chart.stopped[byWords.started];
  else if (changes.consents) chart.stopped = {};
  if (byWords && 'wrongNumber' in byWords) chart.wrongNumber = byWords.wrongNumber;
  else if (changes.phone) chart.wrongNumber = undefined;
}
