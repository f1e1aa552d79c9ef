import { countRequest } from './course.ts';
import { clearTimers, type Folds, must, nothing } from './parts.ts';

const STAGE_OF_ASK = {
  intake: 'intake',
  packet: 'assessment',
  goals: 'goals',
  agreement: 'goals',
  plan: 'plan',
  reassessment: 'reassessment',
  'check-in': undefined,
  'after-session': undefined,
  booster: undefined,
} as const;

/** What is asked of the client, until it ends. */
export const REQUEST_FOLDS = {
  'request.opened'(chart, event) {
    chart.requests[event.request.id] = structuredClone(event.request);
    const episode = must(chart.episode, 'episode');
    const stage = STAGE_OF_ASK[event.request.ask];
    // What no execution waits for, such as a plan revised in the midst of treatment, moves no cycle on.
    if (stage && event.request.waiter) episode.stage = stage;
  },
  'request.extended'(chart, event) {
    must(chart.requests[event.requestId], event.requestId).forms.push({ ...event.form });
  },
  'request.swapped'(chart, event) {
    const { requestId, from, to } = event;
    const { forms } = must(chart.requests[requestId], requestId);
    const form = must(
      forms.find(({ instrument }) => instrument === from),
      from,
    );
    Object.assign(form, { instrument: to, insteadOf: from, partial: undefined });
    if (chart.threads[requestId]?.instrument === from) delete chart.threads[requestId];
  },
  'request.ended'(chart, event, at) {
    const request = must(chart.requests[event.requestId], event.requestId);
    delete chart.requests[event.requestId];
    countRequest(chart, request, event.outcome);
    chart.ended[request.id] = {
      key: request.key,
      ask: request.ask,
      outcome: event.outcome,
      says: event.says,
      at,
      cycle: request.cycle,
      instruments: request.forms.flatMap(({ instrument, insteadOf }) =>
        insteadOf ? [instrument, insteadOf] : [instrument],
      ),
      goals: request.goals,
    };
    clearTimers(chart, (timer) => timer.of === request.id);
    if (event.outcome === 'answered') delete chart.threads[request.id];
    else if (chart.threads[request.id]) chart.threads[request.id]!.closedAt = at;
    if (request.checkIn) {
      const count = chart.checkIns[request.checkIn.id];
      if (count && event.outcome === 'answered') {
        count.answered += 1;
        count.missedInARow = 0;
      } else if (count && event.outcome === 'expired') count.missedInARow += 1;
      if (count) chart.facts['check-ins.missed-in-a-row'] = count.missedInARow;
    }
  },
  'check-in.counted'(chart, event) {
    const none = { anchor: '', n: 0, asked: 0, answered: 0, missedInARow: 0 };
    const count = chart.checkIns[event.checkInId] ?? none;
    chart.checkIns[event.checkInId] = count;
    if (event.anchor !== undefined) count.anchor = event.anchor;
    count.n = event.n;
    if (event.n > 0 && event.skipped === undefined) count.asked += 1;
  },
  'reminder.skipped': nothing,
} satisfies Partial<Folds>;
