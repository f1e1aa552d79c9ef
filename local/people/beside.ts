/** What Kim's clinician does beside the inbox: what is known of Kim, suggestions, sessions, ratings and Kim's own plans. */
import type { Instant } from '../../functions/care/time.ts';
import { later } from './agenda.ts';
import type { StaffDoor } from './doors.ts';

type Act = { at: Instant; act: (door: StaffDoor, clientId: string) => Promise<unknown> };

const on = (door: StaffDoor, clientId: string, method: 'POST' | 'PUT', path: string, json: unknown) =>
  door.call({ method, path: `/clients/${clientId}/${path}`, json });

/** For goal attainment scaling: written before anything is rated. */
export const SCALE = {
  '-2': 'further away than at the start',
  '-1': 'as at the start',
  '0': 'on most days of the week',
  '1': 'on all days but one',
  '2': 'every day, and it feels easy',
};

const BACKGROUND = {
  preferences: { 'group-or-one': 'one-to-one', style: 'skills', reading: true },
  history: { 'medicines-tried': 0 },
  problems: { loneliness: true },
  phenotypes: { CYP2C19: 'NM' },
  medicines: ['sertraline'],
};

const SAFETY_PLAN = {
  signs: ['I lie awake past three', 'I stop answering my friends'],
  alone: ['Walk round the lake', 'The playlist from the summer'],
  places: ['The library on Third Street'],
  people: [{ name: 'My sister', phone: '+14155550177' }],
  professionals: [{ name: 'Maya Example, at the clinic', phone: '+14155550100', when: 'weekdays, 9 to 5' }],
  surroundings: ['My sister keeps the tablets for me'],
};

const WELLNESS_PLAN = {
  helped: ['Going outside every day', 'One thing at a time'],
  signs: ['I cancel twice in a row'],
  steps: ['Walk with Jo on Saturdays'],
  contacts: [{ name: 'Riverside Counseling', phone: '+14155550100' }],
  redLine: { measure: 'phq-9', is: 'at least', value: 10, times: 1 },
  boosters: true,
};

const WEDNESDAY = '2026-01-14T16:00:00.000Z';
const SESSIONS = 16;
const MISSED = 3;
const WEEK_HOURS = 7 * 24;

const sessions: Act[] = Array.from({ length: SESSIONS }, (_, n) => {
  const at = later(WEDNESDAY, n * WEEK_HOURS);
  return {
    at: later(at, 1),
    act: (door, id) => on(door, id, 'POST', 'sessions', { at, attended: n !== MISSED, what: 'Talk' }),
  };
});

const rated = (at: Instant, ...levels: number[]): Act => ({
  at,
  act: (door, id) =>
    on(door, id, 'POST', 'goals/ratings', {
      ratings: levels.map((level, n) => ({ goal: String(n + 1), level })),
    }),
});

export const BESIDE_THE_INBOX: Act[] = [
  {
    at: '2026-01-08T16:00:00.000Z',
    async act(door, id) {
      await on(door, id, 'PUT', 'background', { background: BACKGROUND, why: 'first talk' });
      const decides = (option: string, decision: string, reason: string) =>
        on(door, id, 'POST', `suggestions/${option}/decision`, { decision, reason });
      await decides('behavioural-activation', 'accept', 'Fits what Kim would like to try.');
      await decides('group-therapy', 'reject', 'Kim would rather meet one to one for now.');
    },
  },
  ...sessions,
  rated('2026-02-18T20:00:00.000Z', -1, 0, -1),
  {
    at: '2026-02-23T20:00:00.000Z',
    async act(door, id) {
      await on(door, id, 'PUT', 'safety-plan', { plan: SAFETY_PLAN, why: 'made together on the phone' });
      await on(door, id, 'POST', 'safety-plan/1/review', {});
    },
  },
  rated('2026-04-29T20:00:00.000Z', 1, 2),
  {
    at: '2026-05-11T20:00:00.000Z',
    act: (door, id) =>
      on(door, id, 'PUT', 'wellness-plan', { plan: WELLNESS_PLAN, why: 'for the time after care' }),
  },
];
