import type { Chart } from '../../../functions/care/chart.ts';
import type { Event } from '../../../functions/care/events.ts';
import { wallClock } from '../../../functions/care/schedule.ts';
import { milliseconds } from '../../../functions/care/time.ts';
import { type Invariant, invariant, keyParts } from '../invariant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_ATTEMPTS = 28;
/** Once nothing goes wrong any more, whatever is due is done within this. */
const CATCH_UP = HOUR;
/** What the versions of the pathway differ in. */
export const DAY_OF_VERSION = ['tue', 'thu'] as const;
const IN_FLIGHT = MINUTE;

/** Which states a message may come from; declared here once more, apart from the code that keeps to it. */
const FROM: Partial<Record<Event['type'], string[]>> = {
  'message.held': ['pending'],
  'message.released': ['pending'],
  'message.claimed': ['pending'],
  'message.handed-off': ['claimed'],
  'message.failed': ['claimed', 'unknown', 'handed-off', 'delivered'],
  'message.unknown': ['claimed'],
  'message.delivered': ['claimed', 'unknown', 'handed-off', 'failed', 'delivered'],
  'message.suppressed': ['pending'],
};
const TO: Partial<Record<Event['type'], string>> = {
  'message.intended': 'pending',
  'message.claimed': 'claimed',
  'message.handed-off': 'handed-off',
  'message.unknown': 'unknown',
  'message.delivered': 'delivered',
  'message.suppressed': 'suppressed',
};

export const RECORDS: Invariant[] = [
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

  invariant(
    22,
    'every log is whole, chained, and adds up to what is stored; every look at a client is on record, once',
    (seen, fails, meets) => {
      const looks = new Map<string, number>();
      return {
        looked(pk, body) {
          const { requestId, by } = JSON.parse(body) as { requestId: string; by: string };
          const key = `${requestId}/${by}/${pk.includes('#ACCESS#') ? 'clinic' : pk}`;
          looks.set(key, (looks.get(key) ?? 0) + 1);
        },
        staffAsked({ clinicId, staffId }, path, { status, requestId }, method) {
          const clientId = /^\/clients\/([^/]+)/.exec(path)?.[1];
          if (status !== 200 || method !== 'GET' || !clientId) return;
          meets();
          for (const place of ['clinic', `${clinicId}#${clientId}`]) {
            const times = looks.get(`${requestId}/${staffId}/${place}`) ?? 0;
            if (times !== 1) fails(`${path} was shown to ${staffId}, and is on record ${times} times`);
          }
        },
        async ended() {
          for (const fault of await seen.world.verify()) fails(fault);
          meets();
        },
      };
    },
  ),

  invariant(23, 'nothing changes from a state that it can’t come from', (_, fails, meets) => {
    const states = new Map<string, string>();
    const open = new Set<string>();
    return {
      committed({ pk, entry, chart }) {
        for (const event of entry.events) {
          if ('message' in event && event.type === 'message.intended')
            states.set(`${pk}/${event.message.id}`, 'pending');
          if ('messageId' in event && FROM[event.type]) {
            const key = `${pk}/${event.messageId}`;
            const from = states.get(key) ?? 'nothing';
            if (!FROM[event.type]!.includes(from)) fails(`a message went from ${from} by ${event.type}`);
            const again = event.type === 'message.failed' && event.again;
            if (event.type === 'message.failed') states.set(key, again ? 'pending' : 'failed');
            else if (TO[event.type]) states.set(key, TO[event.type]!);
            meets();
          }
          if (event.type === 'request.opened') open.add(`${pk}/${event.request.id}`);
          if (event.type === 'request.ended' && !open.delete(`${pk}/${event.requestId}`))
            fails('a request ended twice');
        }
        if (entry.seq !== chart.version) fails(`entry ${entry.seq} made version ${chart.version}`);
      },
    };
  }),

  invariant(24, 'what comes twice counts once', (_, fails, meets) => {
    const keys = new Set<string>();
    return {
      committed({ pk, entry }) {
        for (const event of entry.events) {
          if (event.type !== 'words.received') continue;
          const key = `${pk}/${event.channel}/${event.providerId}`;
          if (keys.has(key)) fails('a text was taken twice');
          keys.add(key);
        }
      },
      texted: (_client, _sent, outcome) => void ('repeat' in outcome && meets()),
    };
  }),

  invariant(26, 'a check-in comes on its day, at its hour, where the client is', (seen, fails, meets) => {
    const asked = new Map<string, string>();
    const moved = new Map<string, number>();
    return {
      committed({ pk, entry, chart }, before) {
        if (chart.client?.zone !== before?.client?.zone) moved.set(pk, seen.world.now());
        for (const event of entry.events) {
          if (event.type !== 'request.opened' || !event.request.checkIn) continue;
          const { id, n } = event.request.checkIn;
          const [date = '', time = ''] = wallClock(entry.at, chart.client!.zone).split('T');
          const key = `${pk}/${chart.plan!.version}/${chart.episode!.id}/${id}`;
          if (asked.get(key) === date) fails(`the check-in ${id} came twice on ${date}`);
          asked.set(key, date);
          const { at, days } = chart.plan!.checkIns.find((one) => one.id === id)!.cadence;
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

  invariant(27, 'every message that was meant is somewhere', (seen, fails, meets) => ({
    async ended() {
      const last = new Map<string, string>();
      for (const { pk, entry } of seen.commits)
        for (const event of entry.events) {
          if (event.type === 'message.intended') last.set(`${pk}\n${event.message.id}`, event.type);
          else if ('messageId' in event) last.set(`${pk}\n${event.messageId}`, event.type);
        }
      const over = [
        'message.handed-off',
        'message.unknown',
        'message.delivered',
        'message.suppressed',
        'message.failed',
      ];
      for (const [key, type] of last) {
        const [pk = '', id = ''] = key.split('\n');
        const chart = seen.charts.get(pk)!;
        const standing = chart.messages[id];
        meets();
        if (!standing && !over.includes(type)) fails(`a message is gone after ${type}`);
        const watched = Object.values(chart.timers).some(({ of }) => of === id);
        if (standing && !watched) fails(`a message is ${standing.state} and nothing will look at it again`);
      }
    },
  })),

  invariant(
    28,
    'after a discharge or in a pause nothing is asked and nothing is sent',
    (seen, fails, meets) => {
      const since = new Map<string, number>();
      return {
        committed({ pk, entry, chart }, before) {
          const resting = (one: typeof before) => one?.episode?.stage === 'ended' || one?.pause !== undefined;
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
          const message = chart.messages[messageId];
          const resting = chart.episode?.stage === 'ended' || chart.pause !== undefined;
          if (!resting || !message || message.to !== 'client' || message.answers) return;
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

  invariant(30, 'no effort goes on for ever, and what is due is done', (seen, fails, meets) => {
    const tries = new Map<string, number>();
    return {
      committed({ pk, entry, chart }) {
        const calls = new Set<string>();
        for (const { state, template, taskId, to } of Object.values(chart.messages)) {
          if (state !== 'PENDING' || (template !== 'staff.urgent-escalation' && template !== 'staff.alarm'))
            continue;
          const call = JSON.stringify([template, taskId, to]);
          if (calls.has(call)) fails('two notices of one task wait to go to one person');
          calls.add(call);
        }
        for (const event of entry.events) {
          if (event.type !== 'message.claimed') continue;
          const key = `${pk}/${event.messageId}`;
          const count = (tries.get(key) ?? 0) + 1;
          tries.set(key, count);
          if (count > 1) meets();
          if (count > MOST_ATTEMPTS) fails(`a message was tried ${count} times`);
        }
      },
      async ended() {
        const overdue = seen.world.now() - CATCH_UP;
        for (const { pk, timers } of chartsOf(seen))
          for (const { kind, at, parked } of Object.values(timers))
            if (!parked && milliseconds(at) < overdue)
              fails(`the ${kind} of ${pk} was due at ${at} and nothing came of it`);
        const execution = seen.world.observed.nextDue('executions');
        if (execution && milliseconds(execution) < overdue)
          fails(`an execution was due at ${execution} and nothing came of it`);
      },
    };
  }),
];

/** The check-ins of a plan in force that no timer will ever bring up again. */
function lostIn({ clientId, episode, plan, timers, pause, checkIns }: Chart): string[] {
  if (!episode || episode.stage === 'ended' || pause || !plan?.activatedAt) return [];
  return plan.checkIns
    .filter(({ cadence }) => cadence.phases.some(({ times }) => times === undefined))
    .filter(({ id }) => !Object.values(timers).some(({ kind, of }) => kind === 'check-in' && of === id))
    .map(({ id }) => `${clientId} will never be asked the check-in ${id} again, after ${checkIns[id]?.n}`);
}

const chartsOf = ({ charts }: Parameters<Invariant['watch']>[0]) =>
  [...charts].map(([pk, chart]) => ({ pk, ...chart }));

const skippedUpTo = (events: Event[], checkInId: string, n: number): boolean =>
  events.some(
    (event) =>
      event.type === 'check-in.counted' && event.checkInId === checkInId && event.skipped && event.n === n,
  );

const minutesBetween = (from: string, to: string): number => {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return minutes(to) - minutes(from);
};
