import { CLIENT } from '../chart.ts';
import type { Client } from '../client.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after, atWallClock, localAfter, wallClock, type Zone } from '../schedule.ts';
import type { Instant } from '../time.ts';
import { inCare, needsCare, type Turn } from '../turn.ts';
import { endsWithCare } from '../wants-reason.ts';
import { scheduleBoosters } from './aftercare.ts';
import { hold, quietNow } from './messages.ts';
import { scheduleCheckIn } from './plan.ts';
import { cancelRequests } from './requests.ts';
import { cancelTasks } from './tasks.ts';

/** When a pause that has an end is over on its day, in the client's zone. */
const RESUME_HOUR = '09:00';
/** Nobody is forgotten by a pause that they asked for themselves. */
export const LONGEST_OWN = 'P8W';

export type EpisodeCommand =
  | { do: 'create-client'; client: Client }
  | { do: 'change-client'; changes: Partial<Client>; why: string }
  | { do: 'enrol'; pathway: { id: string; version: number }; clinician?: string; level?: string }
  | { do: 'pause'; until?: string; why: string }
  | { do: 'resume'; why: string }
  | { do: 'discharge'; why: string };

export function createClient(turn: Turn, client: Client): Refusal | undefined {
  if (turn.chart.client) return refuse('duplicate', 'This client is here already.');
  turn.emit({ type: 'client.created', client });
}

/** A move of zone takes every hour of the client's with it, in the same commit. */
export function changeClient(turn: Turn, changes: Partial<Client>, why: string): Refusal | undefined {
  if (!turn.chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  const { zone } = turn;
  const fields = Object.keys(changes) as (keyof Client)[];
  const removed = fields.filter((field) => changes[field] === undefined);
  turn.emit({ type: 'client.changed', changes, removed: removed.length ? removed : undefined, why });
  if (turn.zone === zone) return;
  for (const timer of Object.values(turn.chart.timers)) {
    if (timer.local === undefined) continue;
    const at = atWallClock(timer.local, turn.zone);
    if (at !== timer.at) turn.emit({ type: 'timer.set', timer: { ...timer, at } });
  }
  for (const { id, state, to } of Object.values(turn.chart.messages)) {
    if (state === 'PENDING' && to === 'client')
      hold(turn, id, quietNow(turn) ?? turn.now, 'the client has moved');
  }
}

export function enrol(
  turn: Turn,
  { pathway, clinician, level: chosen }: Extract<EpisodeCommand, { do: 'enrol' }>,
): Refusal | undefined {
  const { chart, world } = turn;
  if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  if (chart.deceased)
    return refuse('wrong-state', 'This client is recorded as having died. Correct that first.');
  if (inCare(chart)) {
    return refuse(
      'wrong-state',
      'The client is in care already. Discharge them before a new episode begins.',
    );
  }
  if (clinician && !world.clinic.staff[clinician]?.active) {
    return refuse('invalid', `There is no active clinician ${clinician}. Choose one of the clinic's staff.`);
  }
  const { startLevel, levels } = turn.pathway;
  const level = chosen ?? startLevel;
  if (!levels.some(({ id }) => id === level)) {
    return refuse('invalid', `There is no level of care ${level} on this pathway. Choose one of its levels.`);
  }
  cancelRequests(turn, ({ ask }) => ask === 'booster', 'care begins anew');
  const episodeId = turn.id('episode');
  turn.emit({
    type: 'episode.started',
    episodeId,
    pathway,
    level,
    clinician,
  });
  turn.emit({ type: 'cycle.started', episodeId, cycle: 1, from: 'intake', why: 'the client was enrolled' });
}

export function pause(turn: Turn, until: string | undefined, why: string): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  if (turn.chart.pause) return refuse('wrong-state', 'Care is paused already. Resume it first.');
  const local = until && `${until}T${RESUME_HOUR}`;
  if (local && atWallClock(local, turn.zone) <= turn.now) {
    return refuse('invalid', 'The pause would be over before it begins. Choose a later day.');
  }
  if (turn.by === CLIENT && (!until || until > localAfter(turn.now, LONGEST_OWN, turn.zone).slice(0, 10)))
    return refuse('invalid', 'Choose a day within the next 8 weeks, or talk to the clinic.');
  turn.emit({ type: 'client.paused', until: local, why });
  if (local) turn.setLocal('resume', local);
}

/** What was set aside goes on: hours move by whole days, a reassessment that fell due is due now. */
export function resume(turn: Turn, why: string): Refusal | undefined {
  const { now, zone } = turn;
  const { pause } = turn.chart;
  if (!pause) return refuse('wrong-state', 'Care is not paused.');
  if (turn.by === CLIENT && !pause.own)
    return refuse('not-allowed', 'The clinic has paused the messages. Ask them to go on.');
  turn.emit({ type: 'client.resumed', why });
  for (const timer of Object.values(turn.chart.timers).filter((one) => one.parked)) {
    if (timer.kind === 'check-in') {
      turn.emit({ type: 'timer.cleared', timerId: timer.id });
      const checkIn = turn.chart.plan?.checkIns.find((one) => one.id === timer.of);
      if (checkIn) scheduleCheckIn(turn, checkIn, 'care was paused');
    } else if (timer.kind === 'reminder' || timer.kind === 'expiry') {
      const { openedAt } = turn.chart.requests[timer.of!]!;
      const days = daysBetween(openedAt > pause.at ? openedAt : pause.at, now, zone);
      const local = localAfter(atWallClock(timer.local!, zone), `P${days}D`, zone);
      turn.emit({
        type: 'timer.set',
        timer: { ...timer, local, at: atWallClock(local, zone), parked: undefined },
      });
    } else {
      const at = timer.at > now ? timer.at : now;
      const local = timer.local && (timer.at > now ? timer.local : wallClock(now, zone));
      turn.emit({ type: 'timer.set', timer: { ...timer, at, local, parked: undefined } });
    }
  }
}

/** Begun days count: nobody gets less time than was left. */
function daysBetween(from: Instant, to: Instant, zone: Zone): number {
  let days = 0;
  while (after(from, `P${days}D`, zone) < to) days += 1;
  return days;
}

export function discharge(turn: Turn, why: string): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  endEpisode(turn, `discharged: ${why}`);
}

export function endEpisode(turn: Turn, why: string): void {
  cancelRequests(turn, () => true, 'care has ended');
  cancelTasks(turn, endsWithCare, 'care has ended');
  turn.emit({ type: 'episode.ended', why });
  for (const message of Object.values(turn.chart.messages)) {
    if (message.state === 'PENDING' && message.to === 'client' && !message.answers) {
      turn.emit({
        type: 'message.suppressed',
        messageId: message.id,
        why: 'the client is no longer in care',
      });
    }
  }
  scheduleBoosters(turn);
}
