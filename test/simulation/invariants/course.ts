import type { Chart } from '../../../functions/care/chart.ts';
import type { Event } from '../../../functions/care/events.ts';
import { wallClock } from '../../../functions/care/schedule.ts';
import { milliseconds } from '../../../functions/care/time.ts';
import { type Invariant, invariant, keyParts } from '../invariant.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What the versions of the pathway differ in. */
export const DAY_OF_VERSION = ['tue', 'thu'] as const;
const IN_FLIGHT = MINUTE;

export const COURSE: Invariant[] = [
  invariant(5, 'no check-in that is due vanishes', (seen, fails, meets) => ({
    committed({ entry, chart }, before) {
      for (const event of entry.events) {
        if (event.type !== 'check-in.counted' || event.n === 0) continue;
        meets();
        const last = before?.checkIns[event.checkInId]?.n ?? 0;
        if (
          before?.plan &&
          event.n > last + 1 &&
          !event.skipped &&
          !skippedUpTo(entry.events, event.checkInId, event.n - 1)
        )
          fails(`check-ins ${last + 1} to ${event.n - 1} are neither asked nor skipped`);
      }
      if (entry.events.some(({ type }) => type === 'client.resumed'))
        for (const lost of lostIn(chart)) fails(lost);
    },
    async ended() {
      for (const chart of seen.charts.values()) for (const lost of lostIn(chart)) fails(lost);
    },
  })),

  invariant(26, 'a check-in comes on its day, at its hour, where the client is', (seen, fails, meets) => {
    const asked = new Map<string, { date: string; n: number }>();
    const moved = new Map<string, number>();
    return {
      committed({ pk, entry, chart }, before) {
        if (chart.client?.zone !== before?.client?.zone) moved.set(pk, seen.world.now());
        for (const event of entry.events) {
          if (event.type !== 'request.opened' || !event.request.checkIn) continue;
          const { id, n } = event.request.checkIn;
          const [date = '', time = ''] = wallClock(entry.at, chart.client!.zone).split('T');
          const key = `${pk}/${chart.plan!.version}/${chart.episode!.id}/${id}`;
          const { at, days, phases } = chart.plan!.checkIns.find((one) => one.id === id)!.cadence;
          const last = asked.get(key);
          asked.set(key, { date, n });
          if (last && (n <= last.n || date <= last.date)) fails(`the check-in ${id} came twice by ${date}`);
          if (last && daysFrom(last.date, date) > daysAtMost(phases, last.n, n))
            fails(`from check-in ${last.n} to ${n} went ${daysFrom(last.date, date)} days`);
          const late = seen.world.lateness();
          if (late === undefined) continue;
          meets();
          const early = seen.world.faults().skew / MINUTE;
          const weekday = new Date(`${date}T00:00:00.000Z`).toLocaleDateString('en', {
            weekday: 'short',
            timeZone: 'UTC',
          });
          if (days && !days.includes(weekday.toLowerCase() as never))
            fails(`check-in ${n} came on a ${weekday}`);
          const minutes = minutesBetween(at, time);
          // Whoever moves to where the hour is past by then is asked at once.
          const justMoved = seen.world.now() - moved.get(pk)! <= late;
          if (minutes < -early || (minutes > late / MINUTE && !justMoved))
            fails(`check-in ${n} came at ${time.slice(0, 5)}`);
        }
      },
    };
  }),

  invariant(
    28,
    'after a discharge or in a pause nothing is asked and nothing is sent',
    (seen, fails, meets) => {
      const since = new Map<string, number>();
      return {
        committed({ pk, entry, chart }, before) {
          const resting = (one: typeof before) =>
            one?.episode?.stage === 'ended' || one?.pause !== undefined || one?.deceased !== undefined;
          if (resting(chart) && !resting(before)) {
            since.set(pk, seen.world.now());
            meets();
          }
          const ends = entry.events.findIndex(
            ({ type }) => type === 'episode.ended' || type === 'client.paused',
          );
          const opened = entry.events.findLastIndex(({ type }) => type === 'request.opened');
          const checkIn = entry.events.some(
            (event) => event.type === 'request.opened' && event.request.ask === 'check-in',
          );
          const measured = entry.events.some(
            (event) => event.type === 'cycle.started' && event.from === 'reassessment',
          );
          if (before?.pause && chart.pause && measured && entry.by === 'attune-timer')
            fails('a reassessment began by itself in a pause');
          if (
            opened >= 0 &&
            resting(chart) &&
            (ends < 0 || opened > ends) &&
            (chart.episode?.stage === 'ended' || checkIn)
          )
            fails('something was asked of a client whose care is over or paused');
        },
        accepted(accepted) {
          const { pk, messageId } = keyParts(accepted.key);
          const chart = seen.charts.get(pk)!;
          const message = seen.meant.get(`${pk}/${messageId}`);
          const over = chart.episode?.stage === 'ended' || chart.deceased !== undefined;
          if (message?.to !== 'client' || !(over || chart.pause)) return;
          // Where to turn, and that nothing more will come, is told to whoever writes when care is over.
          const talk = ['reply.crisis', 'reply.stopped', 'reply.wrong-number', 'reply.help', 'code'];
          if (message.answers && !chart.deceased && (!over || talk.includes(message.template))) return;
          if (chart.ended[message.requestId ?? '']?.ask === 'booster') return;
          if (chart.requests[message.requestId ?? '']?.ask === 'booster' && !chart.deceased) return;
          if (accepted.at - (since.get(pk) ?? 0) > IN_FLIGHT)
            fails(`${message.template} went to a client whose care is over or paused`);
        },
      };
    },
  ),

  invariant(29, 'an episode stays on the version that it began with', (_, fails, meets) => ({
    committed({ entry, chart }, before) {
      const moved = entry.events.find((event) => event.type === 'episode.moved');
      const first = entry.events.find((event) => event.type === 'plan.drafted' && event.plan.version === 1);
      const days = first?.type === 'plan.drafted' ? first.plan.checkIns[0]?.cadence.days : undefined;
      // A move that has waited for the draft lands after it, in the same commit.
      const drafted = moved ? moved.from : chart.episode?.pathway.version;
      if (days && days[0] !== DAY_OF_VERSION[drafted! - 1])
        fails(`a plan on version ${drafted} asks on ${days}, as another version does`);
      const began = entry.events.some(({ type }) => type === 'episode.started');
      if (!before?.episode || began || before.episode.id !== chart.episode?.id) return;
      const version = moved ? moved.to : before.episode.pathway.version;
      if (moved) meets();
      if (chart.episode.pathway.version !== version)
        fails(moved ? 'an episode was moved to another version' : 'an episode changed its version by itself');
    },
    clinicCommitted({ entry }) {
      if (entry.events.some((event) => event.type === 'pathway.published' && event.version > 1)) meets();
    },
  })),
];

/** The check-ins of a plan in force that no timer will ever bring up again. */
function lostIn({ clientId, episode, plan, timers, pause, checkIns }: Chart): string[] {
  if (!episode || episode.stage === 'ended' || pause || !plan?.activatedAt) return [];
  return plan.checkIns
    .filter(({ cadence }) => cadence.phases.some(({ times }) => times === undefined))
    .filter(({ id }) => !Object.values(timers).some(({ kind, of }) => kind === 'check-in' && of === id))
    .map(({ id }) => `${clientId} will never be asked the check-in ${id} again, after ${checkIns[id]?.n}`);
}

const skippedUpTo = (events: Event[], checkInId: string, n: number): boolean =>
  events.some(
    (event) =>
      event.type === 'check-in.counted' && event.checkInId === checkInId && event.skipped && event.n === n,
  );

const minutesBetween = (from: string, to: string): number => {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return minutes(to) - minutes(from);
};

const daysFrom = (from: string, to: string): number =>
  (milliseconds(`${to}T00:00:00.000Z`) - milliseconds(`${from}T00:00:00.000Z`)) / DAY;

/** Between two check-ins of a plan, which may be asked a day late. */
function daysAtMost(phases: { every: string; times?: number }[], from: number, to: number): number {
  const weeks = phases.flatMap(({ every, times = to }) =>
    Array.from({ length: times }, () => Number(/^P(\d+)W$/.exec(every)![1])),
  );
  return weeks.slice(from, to).reduce((sum, each) => sum + 7 * each, 1);
}
