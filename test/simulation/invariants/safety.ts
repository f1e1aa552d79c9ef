import type { Chart, Task } from '../../../functions/care/chart.ts';
import { milliseconds } from '../../../functions/care/time.ts';
import { BESIDE } from '../faults.ts';
import { type Invariant, invariant } from '../invariant.ts';

const RISK_ITEM = { instrument: 'phq-9', linkId: '9', none: 'LA6568-5' };
const URGENT_RUNGS = [15, 45];
/** Each half hour for a day, then each hour. */
const repeatAt = (age: number): number => (age < 24 * 60 ? 30 : 60);
const MINUTE = 60_000;
/** A tick may come a minute late. */
const SLACK = 2 * MINUTE;

const urgentIn = (chart: Chart | undefined): Task[] =>
  Object.values(chart?.tasks ?? {}).filter(({ kind }) => kind === 'urgent');

const namesRisk = ({ findings }: Task): boolean =>
  findings.some(({ rule }) => rule.startsWith('risk-item/phq-9'));

const isPositive = (instrument: string, answers: Record<string, unknown>): boolean => {
  const answer = answers[RISK_ITEM.linkId];
  return instrument === RISK_ITEM.instrument && answer !== undefined && answer !== RISK_ITEM.none;
};

type Response = { requestId: string; instrument: string; answers: Record<string, unknown> };

/** A positive answer that was saved before has been seen to, and comes again with the rest of its form. */
function newsOfRisk() {
  const saved = new Map<string, unknown>();
  return (pk: string, { requestId, instrument, answers }: Response): boolean => {
    const key = `${pk}/${requestId}/${instrument}`;
    const before = saved.get(key);
    saved.set(key, answers[RISK_ITEM.linkId]);
    return isPositive(instrument, answers) && before !== answers[RISK_ITEM.linkId];
  };
}

export const SAFETY: Invariant[] = [
  invariant(13, 'a risk answer counts in a form that was never handed in', (_, fails, meets) => {
    const isNews = newsOfRisk();
    return {
      committed({ pk, entry, chart }) {
        for (const event of entry.events) {
          if (event.type !== 'response.received' || !isNews(pk, event) || event.complete) continue;
          meets();
          if (urgentIn(chart).length === 0)
            fails('half a form held a positive risk answer, and nobody was called');
        }
      },
    };
  }),

  invariant(
    14,
    'a risk answer has exactly one open urgent task, from the commit that stored it',
    (_, fails, meets) => {
      const isNews = newsOfRisk();
      return {
        committed({ pk, entry, chart }) {
          const urgent = urgentIn(chart);
          if (urgent.length > 1) fails(`${urgent.length} urgent tasks are open for one client`);
          for (const event of entry.events) {
            if (event.type !== 'response.received' || !isNews(pk, event)) continue;
            meets();
            if (!urgent.some(namesRisk))
              fails('a positive risk answer was stored without an urgent task that names it');
          }
        },
      };
    },
  ),

  invariant(15, 'an urgent task ends by a person, with an outcome and a reason', (_, fails, meets) => ({
    committed({ entry, chart }, before) {
      for (const task of urgentIn(before)) {
        if (chart.tasks[task.id]) continue;
        const ended = entry.events.find(
          (event) => event.type === 'task.completed' && event.taskId === task.id,
        );
        if (ended?.type !== 'task.completed') fails('an urgent task is gone, and nobody has ended it');
        else if (!ended.reason || !ended.outcome || !ended.by || ended.by.startsWith('attune-'))
          fails('an urgent task was ended without a person or a reason');
        else meets();
      }
    },
  })),

  invariant(16, 'an urgent task that nobody takes climbs, and goes on climbing', (seen, fails, meets) => ({
    cleanScan() {
      const now = seen.world.now();
      for (const chart of seen.charts.values()) {
        for (const task of urgentIn(chart)) {
          if (task.acknowledged) continue;
          const age = (now - SLACK - milliseconds(task.openedAt)) / MINUTE;
          const due = URGENT_RUNGS.filter((after) => after <= age).length;
          if (due === 0) continue;
          meets();
          if (task.rung < due)
            fails(`an urgent task is ${Math.round(age)} minutes old and on rung ${task.rung}`);
          const repeats = Object.values(chart.timers).some(
            ({ of, at }) => of === task.id && milliseconds(at) <= now + (repeatAt(age) + 20) * MINUTE,
          );
          if (!repeats) fails('nothing will remind anybody of an open urgent task');
        }
      }
    },
  })),

  invariant(
    17,
    'a risk answer is taken while mail, texts and the machines are down',
    (seen, fails, meets) => ({
      answered(client, { atRisk }, reply) {
        if (!atRisk || reply.status === 410) return;
        const { world } = seen;
        if (!BESIDE.some((part) => world.isDown(part)) || world.isDown('table')) return;
        // What the table itself does to it is told with a 5xx, and the page hands it in again.
        if (reply.status >= 500 && world.faulty()) return;
        if (reply.status !== 200)
          return fails(`a risk answer was turned away with ${reply.status} while something else was down`);
        meets();
        const chart = seen.charts.get(`${client.clinicId}#${client.clientId}`);
        if (!urgentIn(chart).some(namesRisk))
          fails('a risk answer was taken without an urgent task while something else was down');
      },
    }),
  ),

  invariant(18, 'whoever is at risk is told whom to call in the same breath', (_, fails, meets) => ({
    answered(__, { atRisk }, reply) {
      if (!atRisk) return;
      meets();
      const { crisis } = (reply.body ?? {}) as { crisis?: { text?: string } };
      if (!crisis?.text) fails(`the reply to a risk answer (${reply.status}) says nothing of whom to call`);
    },
    committed({ entry }) {
      for (const event of entry.events) {
        if (event.type !== 'words.received' || !event.words.startsWith('I want to die')) continue;
        meets();
        const told = entry.events.some(
          (one) => one.type === 'message.intended' && one.message.template === 'reply.crisis',
        );
        const lately = entry.events.some((one) => one.type === 'task.opened' || one.type === 'task.joined');
        if (!told && !lately) fails('words of despair were taken without a reply or a task');
      }
    },
  })),
];
