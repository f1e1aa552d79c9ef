/** What a request asks for, as the client can tell from the form in front of them. */
export type Asked = 'intake' | 'battery' | 'goals' | 'agreement' | 'plan' | 'check-in';

/** `late`: through the old link, when the request has ended already. */
export type Habit = 'on-time' | 'after-reminder' | 'late' | 'never';

/** As the check-in asks: how much it bothers, and what it is. */
export type SideEffects = { burden: 'none' | 'mild' | 'moderate' | 'severe'; kinds: string[] };

/** Weeks count from the enrolment. */
export type Persona = {
  /** Least and most hours from a message to looking at it. */
  hours: [number, number];
  /** The PHQ-9 total that week feels like, 0 to 27. */
  severity(week: number): number;
  /** How they take the `n`-th request of a kind (from 1); `on-time` where it is left out. */
  habit?(asked: Asked, n: number, week: number): Habit;
  /** The answer to PHQ-9 item 9, 0 to 3, in that week; 0 where it is left out. */
  risk?(week: number): number;
  /** What a medicine does to them in that week, and which of it; without it none is prescribed. */
  sideEffects?(week: number): SideEffects | undefined;
  /** How often they want proposed goals changed before they agree. */
  changesWanted?: number;
  life?: LifeEvent[];
};

/** What happens in their life and reaches the clinic by phone. */
export type LifeEvent =
  | { week: number; event: 'moves'; zone: string }
  | { week: number; event: 'holiday'; days: number }
  | { week: number; event: 'leaves'; why: string };

/** From `from` towards `to`, half of the way in `half` weeks. */
const towards = (from: number, to: number, half: number) => (week: number) =>
  to + (from - to) * 0.5 ** (week / half);

const steady: Persona = { hours: [0.5, 6], severity: towards(14, 9, 10) };

export const PERSONAS = {
  steady,
  late: {
    hours: [3, 20],
    severity: towards(15, 8, 9),
    habit: (_, n) => (n % 3 ? 'after-reminder' : 'on-time'),
  },
  silent: { hours: [1, 8], severity: () => 16, habit: (_, __, week) => (week < 3 ? 'on-time' : 'never') },
  worsening: { hours: [1, 10], severity: (week) => Math.min(23, 11 + week * 0.9) },
  recovering: { hours: [0.5, 5], severity: towards(17, 0.5, 3) },
  inCrisis: {
    hours: [0.5, 4],
    severity: (week) => (week > 5 && week < 11 ? 20 : 15),
    risk: (week) => (week > 5 && week < 11 ? 2 : 0),
  },
  /** Comes with a risk, and answers within the hour. */
  atRisk: { hours: [0.1, 0.3], severity: () => 18, risk: () => 1 },
  mover: { ...steady, life: [{ week: 6, event: 'moves', zone: 'America/Los_Angeles' }] },
  pauser: { ...steady, life: [{ week: 5, event: 'holiday', days: 14 }] },
  nonAgreeing: { hours: [1, 12], severity: towards(13, 7, 8), changesWanted: 1 },
  leaving: {
    ...steady,
    life: [{ week: 14, event: 'leaves', why: 'moves to another state; care goes on with a colleague there' }],
  },
  /** Now and then a check-in is missed, or remembered when it is over. */
  uneven: {
    hours: [2, 24],
    severity: towards(16, 10, 12),
    habit: (asked, n) =>
      asked !== 'check-in' ? 'on-time' : n % 5 === 3 ? 'never' : n % 5 === 0 ? 'late' : 'on-time',
  },
} as const satisfies Record<string, Persona>;
