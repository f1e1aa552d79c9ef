/** Who is on call: shifts by team, by the wall clock of the rota's zone, and who stands in for whom. */
import * as z from 'zod';
import { atWallClock, isOnCalendar, knownZone, wallClock } from './schedule.ts';
import type { Instant } from './time.ts';

const localDateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'use a local time such as 2026-05-18T17:00')
  .refine(isOnCalendar, 'use a time that a calendar has');

const MINUTE_MS = 60_000;
const DAY = 1440;
const WEEK = 7 * DAY;

/** Minutes of a calendar without a zone: what shifts are compared by, so that no change of the clock opens a gap. */
const minutes = (local: string): number => Date.parse(`${local}:00Z`) / MINUTE_MS;
const local = (at: number): string => new Date(at * MINUTE_MS).toISOString().slice(0, 16);

/** `everyWeeks`: it comes again; without, it is once, and goes before what comes again. */
const shiftSchema = z
  .strictObject({
    team: z.string().max(40),
    staff: z.string().max(40),
    from: localDateTime,
    to: localDateTime,
    everyWeeks: z.int().min(1).max(26).optional(),
  })
  .refine(({ from, to }) => to > from, { path: ['to'], error: 'a shift ends after it begins' })
  .refine(({ from, to, everyWeeks }) => !everyWeeks || minutes(to) - minutes(from) <= everyWeeks * WEEK, {
    path: ['to'],
    error: 'a shift ends before it comes again',
  });
export type Shift = z.infer<typeof shiftSchema>;

export const rotaSchema = z.strictObject({
  zone: z.string().max(64).refine(knownZone, 'use an IANA zone such as America/New_York'),
  shifts: z.array(shiftSchema).max(400),
});
export type Rota = z.infer<typeof rotaSchema>;

/** From the first day to the last, both included, what would go to `staff` goes to `standIn`. */
export const coverSchema = z
  .strictObject({
    staff: z.string().max(40),
    standIn: z.string().max(40),
    from: z.iso.date(),
    to: z.iso.date(),
  })
  .refine(({ from, to }) => to >= from, { path: ['to'], error: 'cover ends on the day it begins, or later' })
  .refine(({ staff, standIn }) => staff !== standIn, {
    path: ['standIn'],
    error: 'nobody stands in for themselves',
  });

type People = { staff: Record<string, { active: boolean }>; cover?: z.infer<typeof coverSchema>[] };
type OnCall = People & { rota?: Rota };
export type Gap = { from: Instant; to: Instant };

/** Who takes what is meant for `staff` on this day: themselves, whoever stands in for them, or nobody who is at work. */
export function atWork({ staff, cover = [] }: People, staffId: string, day: string): string | undefined {
  const away = (who: string) => cover.find((one) => one.staff === who && one.from <= day && day <= one.to);
  const covered = away(staffId);
  const found = covered ? covered.standIn : staffId;
  return staff[found]?.active && !(covered && away(found)) ? found : undefined;
}

/** Who of the team is on call; nobody where its rota has a gap, or it has none. */
export function onCallAt(clinic: OnCall, team: string, at: Instant): string | undefined {
  return clinic.rota && onCallBy(clinic, team, minutes(wallClock(at, clinic.rota.zone)));
}

function onCallBy(clinic: OnCall, team: string, at: number): string | undefined {
  const covering = shiftsOf(clinic.rota, team)
    .flatMap((shift) => {
      const from = beginsLast(shift, at);
      return from !== undefined && at - from < length(shift) ? [{ shift, from }] : [];
    })
    .sort((a, b) => Number(!!a.shift.everyWeeks) - Number(!!b.shift.everyWeeks) || b.from - a.from);
  for (const { shift } of covering) {
    const found = atWork(clinic, shift.staff, local(at).slice(0, 10));
    if (found) return found;
  }
  return undefined;
}

/** When nobody of the team is on call, in order. A team that no shift names has no rota, and so no gaps. */
export function gaps(clinic: OnCall, team: string, from: Instant, to: Instant): Gap[] {
  const { rota, cover = [] } = clinic;
  const shifts = shiftsOf(rota, team);
  if (!rota || shifts.length === 0) return [];
  const [first, last] = [minutes(wallClock(from, rota.zone)), minutes(wallClock(to, rota.zone))];
  const days = cover.flatMap((one) => [minutes(`${one.from}T00:00`), minutes(`${one.to}T00:00`) + DAY]);
  const edges = [...shifts.flatMap((shift) => [...edgesOf(shift, first, last)]), ...days];
  const at = [...new Set([first, ...edges.filter((edge) => edge > first && edge < last), last])].sort(
    (a, b) => a - b,
  );
  const found: { from: number; to: number }[] = [];
  for (const [n, begin] of at.slice(0, -1).entries()) {
    if (onCallBy(clinic, team, begin)) continue;
    const before = found.at(-1);
    if (before?.to === begin) before.to = at[n + 1]!;
    else found.push({ from: begin, to: at[n + 1]! });
  }
  const instants = found.map((gap) => ({
    from: gap.from === first ? from : atWallClock(local(gap.from), rota.zone),
    to: gap.to === last ? to : atWallClock(local(gap.to), rota.zone),
  }));
  // One that lies in an hour which the clock skips is none.
  return instants.filter((gap) => gap.from < gap.to);
}

/** The teams that have a rota. */
export const onRota = ({ rota }: Pick<OnCall, 'rota'>): string[] => [
  ...new Set(rota?.shifts.map(({ team }) => team)),
];

const shiftsOf = (rota: Rota | undefined, team: string): Shift[] =>
  rota?.shifts.filter((shift) => shift.team === team) ?? [];

const length = ({ from, to }: Shift): number => minutes(to) - minutes(from);

function beginsLast({ from, everyWeeks }: Shift, at: number): number | undefined {
  const first = minutes(from);
  if (at < first) return undefined;
  return everyWeeks ? at - ((at - first) % (everyWeeks * WEEK)) : first;
}

function* edgesOf(shift: Shift, first: number, last: number): Generator<number> {
  const step = shift.everyWeeks ? shift.everyWeeks * WEEK : Number.POSITIVE_INFINITY;
  for (let at = beginsLast(shift, first) ?? minutes(shift.from); at <= last; at += step) {
    yield at;
    yield at + length(shift);
  }
}
