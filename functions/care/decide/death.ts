import { type Refusal, refuse } from '../refusal.ts';
import { inCare, type Turn } from '../turn.ts';
import { cancelRequests } from './requests.ts';
import { openTask } from './tasks.ts';

export type DeathCommand =
  | { do: 'record-death'; on?: string; why: string }
  | { do: 'correct-death'; why: string };

const WHY = 'the client has died';

/**
 * Everything stops at once: no request, timer or message is left, and every task is ended by whoever records it. Then
 * the person who looked after the client is told by a task, in kind words.
 */
export function recordDeath(turn: Turn, on: string | undefined, why: string): Refusal | undefined {
  const { chart } = turn;
  if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  if (chart.deceased) return refuse('duplicate', 'This has been recorded already.');
  cancelRequests(turn, () => true, WHY);
  for (const { id, waiter } of Object.values(turn.chart.tasks)) {
    turn.emit({ type: 'task.completed', taskId: id, outcome: 'client-died', reason: why, by: turn.by });
    if (waiter) turn.emit({ type: 'waiter.released', token: waiter, outcome: 'cancelled' });
  }
  if (inCare(turn.chart)) turn.emit({ type: 'episode.ended', why: WHY });
  for (const { id, state } of Object.values(turn.chart.messages)) {
    if (state === 'PENDING') turn.emit({ type: 'message.suppressed', messageId: id, why: WHY });
  }
  turn.emit({ type: 'client.died', on, why });
  if (!turn.world.pathway) return;
  openTask(turn, {
    key: 'after-death',
    kind: 'after-death',
    priority: 'routine',
    brief: { note: KIND_WORDS },
    why: WHY,
  });
}

const KIND_WORDS =
  'We are sorry. All that Attune would have sent or asked has been stopped, and nothing will go to the client’s ' +
  'addresses again. You may want to call the family, tell the colleagues who knew the client, and talk with somebody ' +
  'yourself before you go on: a death in care is hard on those who gave it. There is no hurry with this task.';

/** Recorded of the wrong person, say. What was ended stays ended: care begins anew by an enrolment. */
export function correctDeath(turn: Turn, why: string): Refusal | undefined {
  if (!turn.chart.deceased) return refuse('wrong-state', 'No death is recorded of this client.');
  for (const task of Object.values(turn.chart.tasks).filter(({ kind }) => kind === 'after-death'))
    turn.emit({ type: 'task.cancelled', taskId: task.id, why });
  turn.emit({ type: 'client.death-corrected', why });
}
