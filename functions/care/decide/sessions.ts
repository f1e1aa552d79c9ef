import { type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { needsCare, type Turn } from '../turn.ts';

export type RecordSession = { do: 'record-session'; at: Instant; attended: boolean; what?: string };

/** Outcomes count it: two attended contacts make a course. One session has one record, by when it began. */
export function recordSession(turn: Turn, { at, attended, what }: RecordSession): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  const { episode, course } = turn.chart;
  if (at > turn.now) return refuse('invalid', 'The session has not begun yet. Record it afterwards.');
  if (at < episode!.startedAt.slice(0, 10))
    return refuse('invalid', 'The session was before this episode of care began.');
  if (course?.lastSession && at <= course.lastSession.at)
    return refuse('duplicate', 'A session of this hour, or a later one, is recorded already.');
  turn.emit({ type: 'session.recorded', at, attended, what });
}
