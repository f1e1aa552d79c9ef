import { type Refusal, refuse } from '../refusal.ts';
import { after } from '../schedule.ts';
import type { Instant } from '../time.ts';
import { needsCare, type Turn } from '../turn.ts';
import { endRequest, openRequest } from './requests.ts';

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
  if (attended) askAfterSession(turn, at);
}

/** While it is fresh: of a session that is recorded long afterwards, nobody is asked how it was. */
function askAfterSession(turn: Turn, at: Instant): void {
  const { afterSession } = turn.pathway;
  if (!afterSession || after(at, afterSession.expiresAfter, turn.zone) <= turn.now) return;
  for (const open of Object.values(turn.chart.requests))
    if (open.ask === 'after-session')
      endRequest(
        turn,
        open,
        'expired',
        'no answer before the next session, which is asked about in its place',
      );
  openRequest(turn, {
    key: `after-session/${turn.chart.episode!.id}/${at}`,
    ask: 'after-session',
    forms: [afterSession.form],
    asking: afterSession,
    why: 'a session was attended',
  });
}
