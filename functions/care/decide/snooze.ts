import type { Chart, Request } from '../chart.ts';
import type { Pathway } from '../pathway/pathway.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after, atWallClock, isQuiet, type TimeOfDay, wallClock, type Zone } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';

/** The client asks to be asked later today, of all that is open to them: one message, at that hour. */
export type Snooze = { do: 'snooze'; requests: string[]; at: TimeOfDay };

/** Sooner than that is now. */
const SOONEST = 'PT30M';
/** Of one request: who puts it off again and again is better called than written to. */
const MOST_SNOOZES = 3;
const MOST_CHOICES = 4;

/** The whole hours that are left of the client's day, every second one where there are many. */
export function laterToday(
  chart: Chart,
  requests: Request[],
  { now, zone, quietHours }: { now: Instant; zone: Zone; quietHours: Pathway['quietHours'] },
): TimeOfDay[] {
  const can = requests.filter((request) => !(snoozeFault(chart, request) || isOver(request, now, zone)));
  if (can.length === 0) return [];
  const when = whenAsked(now, zone, quietHours);
  const past = wallClock(now, zone).slice(11);
  const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`).filter(
    (hour) => hour > past,
  );
  const good = hours.filter((hour) => can.some((request) => !hourFault(request, hour, when)));
  return (good.length > MOST_CHOICES ? good.filter((_, n) => n % 2 === 0) : good).slice(0, MOST_CHOICES);
}

export function snooze(turn: Turn, { requests: ids, at }: Snooze): Refusal | undefined {
  const { chart, now, zone } = turn;
  const open = ids.flatMap((id) => chart.requests[id] ?? []);
  const [first] = open;
  if (!first) return refuse('wrong-state', 'Nothing is open that could be put off.');
  const when = whenAsked(now, zone, turn.pathway.quietHours);
  const can = open.filter((request) => !snoozeFault(chart, request) && !hourFault(request, at, when));
  if (can.length === 0)
    return refuse(
      'invalid',
      snoozeFault(chart, first) ?? hourFault(first, at, when) ?? 'It cannot be put off.',
    );
  const local = `${when.today}T${at}`;
  for (const [n, { id }] of can.entries()) {
    turn.emit({
      type: 'request.snoozed',
      requestId: id,
      until: local,
      why: 'the client asked for it on their page',
    });
    const [next] = Object.values(chart.timers)
      .filter((timer) => timer.kind === 'reminder' && timer.of === id)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    const moved = { at: atWallClock(local, zone), local, wished: true as const };
    if (next) turn.emit({ type: 'timer.set', timer: { ...next, ...moved } });
    else if (n === 0)
      turn.emit({
        type: 'timer.set',
        timer: { id: turn.id('timer'), kind: 'reminder', of: id, n: 1, ...moved },
      });
  }
}

function snoozeFault({ pause }: Chart, { snoozed = 0 }: Request): string | undefined {
  if (pause) return 'Messages are paused already.';
  return snoozed >= MOST_SNOOZES
    ? 'This has been put off often enough. Answer it when it suits you.'
    : undefined;
}

type When = { today: string; soonest: Instant; zone: Zone; quietHours: Pathway['quietHours'] };

const whenAsked = (now: Instant, zone: Zone, quietHours: Pathway['quietHours']): When => ({
  today: wallClock(now, zone).slice(0, 10),
  soonest: after(now, SOONEST, zone),
  zone,
  quietHours,
});

function hourFault(
  { expiresLocal }: Request,
  at: TimeOfDay,
  { today, soonest, zone, quietHours }: When,
): string | undefined {
  const local = `${today}T${at}`;
  const then = atWallClock(local, zone);
  if (then < soonest) return 'Choose an hour that is later today.';
  if (isQuiet(then, zone, quietHours)) return 'No messages go at that hour. Choose an earlier one.';
  return local >= expiresLocal ? 'It will be closed by then. Choose an earlier hour.' : undefined;
}

const isOver = ({ expiresLocal }: Request, now: Instant, zone: Zone): boolean =>
  expiresLocal <= wallClock(now, zone);
