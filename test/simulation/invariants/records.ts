import { CLIENT } from '../../../functions/care/chart.ts';
import type { Event } from '../../../functions/care/events.ts';
import { milliseconds } from '../../../functions/care/time.ts';
import { type Invariant, invariant } from '../invariant.ts';

const MINUTE = 60_000;
const MOST_ATTEMPTS = 30;
/** Once nothing goes wrong any more, whatever is due is done within this. */
const CATCH_UP = 60 * MINUTE;

/** Which states a message may come from; declared here once more, apart from the code that keeps to it. */
const FROM: Partial<Record<Event['type'], string[]>> = {
  'message.held': ['pending'],
  'message.released': ['pending'],
  'message.claimed': ['pending'],
  'message.handed-off': ['claimed'],
  'message.failed': ['claimed', 'unknown', 'handed-off', 'delivered'],
  'message.unknown': ['claimed'],
  // Failed outweighs delivered, in whatever order they are told.
  'message.delivered': ['unknown', 'handed-off'],
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

/** Of a client's care: what is `to` from then on, and what it is before the first. */
const TURNS: Partial<Record<Event['type'], [of: string, to: string, atFirst: string]>> = {
  'episode.started': ['care', 'under way', 'over'],
  'episode.ended': ['care', 'over', 'over'],
  'client.paused': ['pause', 'paused', 'going on'],
  'client.resumed': ['pause', 'going on', 'going on'],
  'client.died': ['life', 'dead', 'alive'],
  'client.death-corrected': ['life', 'alive', 'alive'],
};

export const RECORDS: Invariant[] = [
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
      committed({ pk, entry, chart }, before) {
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
          if (event.type === 'task.opened') open.add(`${pk}/${event.task.id}`);
          else if ('taskId' in event && event.type.startsWith('task.') && !open.has(`${pk}/${event.taskId}`))
            fails(`${event.type} of a task that is not open`);
          if (event.type === 'task.acknowledged' && before?.tasks[event.taskId]?.acknowledged)
            fails('a task was acknowledged twice');
          if (event.type === 'task.completed' || event.type === 'task.cancelled')
            open.delete(`${pk}/${event.taskId}`);
          const turn = TURNS[event.type];
          if (!turn) continue;
          const [of, to] = turn;
          const from = states.get(`${pk}/${of}`) ?? turn[2];
          if (from === to) fails(`${event.type}, which it was already`);
          states.set(`${pk}/${of}`, to);
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
          // What was held is put into a chart by a person.
          const by = entry.by === CLIENT ? CLIENT : 'staff';
          const key = `${pk}/${event.channel}/${event.providerId}/${by}`;
          if (keys.has(key)) fails('a text was taken twice');
          keys.add(key);
        }
      },
      texted: (_client, _sent, outcome) => void ('repeat' in outcome && meets()),
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
        // Its lease has long run out.
        if (standing?.state === 'CLAIMED') fails('a hand-over is still under way');
        if (standing && !watched) fails(`a message is ${standing.state} and nothing will look at it again`);
      }
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
        for (const { requests, timers } of chartsOf(seen))
          for (const { id, ask } of Object.values(requests))
            if (!Object.values(timers).some(({ kind, of }) => kind === 'expiry' && of === id))
              fails(`the request ${ask} is open and will never end`);
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

const chartsOf = ({ charts }: Parameters<Invariant['watch']>[0]) =>
  [...charts].map(([pk, chart]) => ({ pk, ...chart }));
