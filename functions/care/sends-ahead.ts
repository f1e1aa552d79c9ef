import { applyEntry } from './apply.ts';
import type { Ask, Channel, Chart, World } from './chart.ts';
import { activatePlan } from './decide/plan.ts';
import { dueTimers } from './decide/timers.ts';
import { type Command, decide } from './decide.ts';
import type { Event } from './events.ts';
import { isRefusal } from './refusal.ts';
import { after } from './schedule.ts';
import type { Instant } from './time.ts';
import { Turn } from './turn.ts';

/** One message to the client, or the reassessment that begins by itself. */
export type Send = {
  at: Instant;
  what: 'request' | 'reminder' | 'reassessment' | 'other';
  ask?: Ask;
  /** Of the plan, where it is one. */
  checkIn?: string;
  channel?: Channel;
};

const HORIZON = 'P400D';
/** Of timers fired: far more than five sends need. */
const MOST_STEPS = 300;
/** What staff owe and are told brings no message to the client. */
const OF_STAFF = ['escalation', 'plan-review'];

/**
 * What the client would be sent next if nobody did anything: the rules themselves, run on without committing. Quiet
 * hours, pauses, consents and the burden budget hold as they will. A draft counts as if the client agreed to it at once.
 */
export function sendsAhead(standing: Chart, world: World, most = 5, within = HORIZON): Send[] {
  const chart = structuredClone(standing);
  const sends: Send[] = [];
  let now = world.now;

  function keep(events: Event[]): void {
    const entry = { seq: chart.version + 1, prev: '', at: now, by: 'attune', command: '', events };
    applyEntry(chart, entry, '');
    for (const event of events) {
      if (event.type === 'cycle.started' && event.from === 'reassessment')
        sends.push({ at: now, what: 'reassessment' });
    }
  }

  function run(command: Command): Event[] {
    const landed = chart.episode?.pathway.version !== standing.episode?.pathway.version;
    const pathway = landed ? world.destination : world.pathway;
    const events = decide(chart, command, { ...world, now, pathway }, 'attune');
    if (isRefusal(events)) return [];
    keep(events);
    return events;
  }

  /** As the relay hands over what was just intended or released. */
  function handOver(): void {
    const held = new Set(
      Object.values(chart.timers).flatMap(({ kind, at, of }) =>
        kind === 'message' && at > soon() ? [of] : [],
      ),
    );
    for (const { id, state } of Object.values(chart.messages)) {
      if (state !== 'PENDING' || held.has(id)) continue;
      const message = chart.messages[id]!;
      const claimed = run({ do: 'claim-message', messageId: id, linkHash: `ahead-${sends.length}` });
      const channel = claimed.find((event) => event.type === 'message.claimed')?.channel;
      if (!channel) continue;
      run({ do: 'settle-message', messageId: id, outcome: { sent: 'accepted', providerId: `ahead/${id}` } });
      if (message.to !== 'client') continue;
      const request = chart.requests[message.requestId ?? ''];
      const what = message.template.startsWith('request.')
        ? 'request'
        : message.template.startsWith('reminder.')
          ? 'reminder'
          : 'other';
      sends.push({ at: now, what, ask: request?.ask, checkIn: request?.checkIn?.id, channel });
    }
  }
  /** A message that may go at once is looked at again a quarter of an hour later; one that may not, at its own hour. */
  const soon = () => after(now, 'PT15M', 'UTC');

  if (chart.draft && chart.plan && chart.episode?.stage === 'treatment') {
    const turn = new Turn(chart, { ...world, now }, 'attune');
    activatePlan(turn, 'the client agrees', true);
    keep(turn.events);
  }
  const { episode } = chart;
  const asked = Object.values({ ...chart.requests, ...chart.ended, ...chart.tasks, ...chart.endedTasks });
  // Of care that has just begun the machine has asked nothing yet.
  if (episode?.stage === 'intake' && !asked.some(({ key }) => key.startsWith(`${episode.id}/`))) {
    const { id: episodeId, cycle } = episode;
    run({ do: 'ask-client', ask: 'intake', episodeId, cycle, round: 1, token: 'ahead' });
  }
  const until = after(now, within, 'UTC');
  for (let steps = 0; sends.length < most && steps < MOST_STEPS; steps += 1) {
    handOver();
    for (const { id, kind } of Object.values(chart.timers))
      if (OF_STAFF.includes(kind)) delete chart.timers[id];
    const [next] = dueTimers(chart.timers, until);
    if (!next) break;
    if (next.at > now) now = next.at;
    run({ do: 'fire' });
  }
  return sends.slice(0, most);
}
