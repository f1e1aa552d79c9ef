import { type Chart, CLIENT, type Task } from '../../../functions/care/chart.ts';
import { milliseconds } from '../../../functions/care/time.ts';
import { BESIDE } from '../faults.ts';
import { type Invariant, invariant } from '../invariant.ts';

/** `points`: the answers by what they are worth, from not at all to nearly every day. */
const RISK_ITEM = {
  instrument: 'phq-9',
  linkId: '9',
  points: ['LA6568-5', 'LA6569-3', 'LA6570-1', 'LA6571-9'],
};
/** By a decision on the task itself; or the client has died. */
const ENDS_URGENT = ['complete-task', 'record-death'];
const CRISIS_WORDS = 'I want to die';
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
  return instrument === RISK_ITEM.instrument && answer !== undefined && answer !== RISK_ITEM.points[0];
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
            const points = RISK_ITEM.points.indexOf(String(event.answers[RISK_ITEM.linkId]));
            const [task] = urgent;
            const named = task?.findings.some(
              ({ rule, what, responseId }) =>
                rule === 'risk-item/phq-9/9' &&
                responseId === `${event.requestId}/phq-9` &&
                what.endsWith(` (${points})`),
            );
            if (!named) fails('a positive risk answer was stored without an urgent task that names it');
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
        else if (!ENDS_URGENT.includes(entry.command))
          fails(`an urgent task was ended by ${entry.command}, and not for itself`);
        else meets();
      }
    },
  })),

  invariant(16, 'an urgent task that nobody takes climbs, and goes on climbing', (seen, fails, meets) => {
    /** Since when nobody has it acknowledged, and how high it was by then. */
    const waits = new Map<string, { since: number; rung: number }>();
    return {
      committed({ pk, entry, chart }, before) {
        for (const { id, acknowledged } of urgentIn(chart)) {
          const was = before?.tasks[id];
          if (!acknowledged && (!was || was.acknowledged))
            waits.set(`${pk}/${id}`, { since: seen.world.now(), rung: was?.rung ?? 0 });
        }
        for (const event of entry.events) {
          if (!('taskId' in event || event.type === 'task.opened')) continue;
          const id = event.type === 'task.opened' ? event.task.id : event.taskId;
          const task = chart.tasks[id];
          const acknowledged = before?.tasks[id]?.acknowledged;
          const news = ['task.opened', 'task.escalated'].includes(event.type);
          if (task?.kind !== 'urgent' || !(news || (event.type === 'task.joined' && acknowledged))) continue;
          const called = entry.events.some(
            (one) =>
              one.type === 'message.intended' && one.message.taskId === id && one.message.to !== 'client',
          );
          if (!called) fails(`nobody is called by the ${event.type} of an urgent task`);
        }
      },
      cleanScan(late) {
        const now = seen.world.now();
        for (const [pk, chart] of seen.charts) {
          for (const task of urgentIn(chart)) {
            if (task.acknowledged) continue;
            const { since, rung } = waits.get(`${pk}/${task.id}`)!;
            const age = (now - SLACK - late - since) / MINUTE;
            const climbed = URGENT_RUNGS.filter((after) => after <= age).length;
            if (climbed === 0) continue;
            const due = Math.min(rung + climbed, URGENT_RUNGS.length);
            meets();
            if (task.rung < due)
              fails(`an urgent task is ${Math.round(age)} minutes old and on rung ${task.rung}`);
            const open = (now - milliseconds(task.openedAt)) / MINUTE;
            const again = now + late + (repeatAt(open) + 20) * MINUTE;
            const repeats = Object.values(chart.timers).some(
              ({ of, at }) => of === task.id && milliseconds(at) <= again,
            );
            if (!repeats) fails('nothing will remind anybody of an open urgent task');
          }
        }
      },
    };
  }),

  invariant(
    17,
    'a risk answer is taken while mail, texts and the machines are down',
    (seen, fails, meets) => {
      /** Answers that a person has called about. */
      const seenTo = new Set<string>();
      return {
        committed({ pk, entry }, before) {
          for (const event of entry.events)
            if (event.type === 'task.completed')
              for (const { responseId } of before?.tasks[event.taskId]?.findings ?? [])
                seenTo.add(`${pk}/${responseId}`);
        },
        answered(client, { atRisk, requestId, instrument }, reply) {
          if (!atRisk || reply.status === 410) return;
          const { world } = seen;
          if (!BESIDE.some((part) => world.isDown(part)) || world.isDown('table')) return;
          // What the table itself does to it is told with a 5xx, and the page hands it in again.
          if (reply.status >= 500 && world.faulty()) return;
          if (reply.status !== 200)
            return fails(`a risk answer was turned away with ${reply.status} while something else was down`);
          meets();
          const pk = `${client.clinicId}#${client.clientId}`;
          // The same answers may come from another page that was left open, days after somebody has called about them.
          if (
            !urgentIn(seen.charts.get(pk)).some(namesRisk) &&
            !seenTo.has(`${pk}/${requestId}/${instrument}`)
          )
            fails('a risk answer was taken without an urgent task while something else was down');
        },
      };
    },
  ),

  invariant(18, 'whoever is at risk is told whom to call in the same breath', (seen, fails, meets) => ({
    answered(_, { atRisk }, reply) {
      if (!atRisk) return;
      meets();
      const { crisis } = (reply.body ?? {}) as { crisis?: { text?: string } };
      if (!crisis?.text) fails(`the reply to a risk answer (${reply.status}) says nothing of whom to call`);
    },
    committed({ pk, entry, chart }) {
      for (const event of entry.events) {
        if (event.type === 'message.suppressed') {
          const { template, answers } = seen.meant.get(`${pk}/${event.messageId}`)!;
          const { phone, email } = chart.client!;
          if (template === 'reply.crisis' && !chart.deceased && (answers?.channel === 'sms' ? phone : email))
            fails(`where to turn was not told: ${event.why}`);
        }
        if (event.type !== 'words.received' || !event.words.startsWith(CRISIS_WORDS)) continue;
        meets();
        const told = entry.events.some(
          (one) =>
            one.type === 'message.intended' &&
            one.message.template === 'reply.crisis' &&
            one.message.answers?.channel === event.channel,
        );
        // A person has read what was held, and calls.
        if (!told && !chart.deceased && entry.by === CLIENT)
          fails('words of despair were taken without a reply');
        if (
          !urgentIn(chart).some(({ findings }) =>
            findings.some(({ responseId }) => responseId === `words/${event.providerId}`),
          )
        )
          fails('words of despair were taken, and nobody was called');
      }
    },
    texted({ phone }, { words, channel }, outcome) {
      if (channel === 'email' || !('held' in outcome) || !words.startsWith(CRISIS_WORDS)) return;
      for (const { clinicId, clientId, ...one } of seen.clients)
        if (one.phone === phone && urgentIn(seen.charts.get(`${clinicId}#${clientId}`)).length === 0)
          fails(`words of despair came from the number of ${clientId}, and nobody was called`);
    },
  })),
];
