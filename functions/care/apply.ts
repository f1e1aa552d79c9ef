import { applyAccess } from './apply/access.ts';
import { countAcknowledged, countRequest, putCourseAway } from './apply/course.ts';
import { applyMove, endUndo } from './apply/moves.ts';
import { applyPage, forgetStepUp, stepUpOf } from './apply/page.ts';
import { clearTimers, must } from './apply/parts.ts';
import { applyPlan } from './apply/plans.ts';
import type { Asking, Chart, Finding, Sent, Task, Timer, TimerKind } from './chart.ts';
import { CLIENT, digestKey, emptyChart } from './chart.ts';
import type { Client } from './client.ts';
import type { Event, LogEntry } from './events.ts';
import type { TaskKind } from './task-kinds.ts';
import { type Instant, instant, milliseconds } from './time.ts';

const DAY = 86_400_000;
/** The burden budget looks back a week. */
const BUDGET_WINDOW = 7 * DAY;
/** How long after its end a link still takes a late answer, and a repeat is still recognised. */
const MEMORY = 60 * DAY;
/** How long a provider's late report, and a reply by email, finds the message that it is about. */
const SENT_MEMORY = 30 * DAY;
const MOST_FINDINGS = 40;
/** Each is an item to delete, and a transaction takes 100 writes: the others are forgotten with later entries. */
const MOST_LINKS_FORGOTTEN = 40;

const ASKED_OF_CLIENT: readonly TimerKind[] = ['reminder', 'expiry', 'check-in', 'reassessment', 'session'];

/** What is asked of the client is set aside while care is paused; what staff owe, and are told, goes on. */
const parksOnPause = (chart: Chart, { kind, of = '' }: Timer): boolean =>
  ASKED_OF_CLIENT.includes(kind) ||
  (kind === 'message' && chart.messages[of]?.to === 'client' && !chart.messages[of].answers);

/** A clinician looks at how care goes: it is not brought up again at once. */
const LOOKS_AT_TRACK: readonly TaskKind[] = ['review', 'off-track'];

/** The rest belongs to a task or a message, and goes with that: an urgent task outlives the episode. */
const ENDS_WITH_CARE: readonly TimerKind[] = ['check-in', 'reassessment', 'plan-review', 'session', 'resume'];

/** Folds one log entry into the chart, in place. Needs nothing but the entry, so a log can be replayed anywhere. */
export function applyEntry(chart: Chart, entry: LogEntry, hash: string): void {
  for (const event of entry.events) apply(chart, event, entry.at, entry.by);
  forget(chart, entry.at);
  chart.version = entry.seq;
  chart.head = hash;
}

export function fold(clinicId: string, clientId: string, log: { entry: LogEntry; hash: string }[]): Chart {
  const chart = emptyChart(clinicId, clientId);
  for (const { entry, hash } of log) applyEntry(chart, entry, hash);
  return chart;
}

/** One event, in place. Tolerates no surprise: an event about what is not there is a bug, and throws. */
export function apply(chart: Chart, event: Event, at: Instant, by: string): void {
  endUndo(chart, event);
  switch (event.type) {
    case 'client.created':
      chart.client = event.client;
      return;
    case 'client.changed':
      recordStop(chart, event);
      chart.client = { ...must(chart.client, 'client'), ...event.changes };
      for (const field of event.removed ?? []) delete (chart.client as Partial<Client>)[field];
      return;
    case 'client.died':
      chart.deceased = { ...(event.on && { on: event.on }), at, by };
      // Of a hand-over that is under way somebody still has to say what became of it.
      clearTimers(chart, ({ kind }) => kind !== 'lease');
      return;
    case 'client.death-corrected':
      chart.deceased = undefined;
      return;
    case 'client.paused':
      chart.pause = { at, until: event.until, why: event.why, ...(by === CLIENT && { own: true as const }) };
      for (const timer of Object.values(chart.timers)) {
        if (parksOnPause(chart, timer)) timer.parked = true;
      }
      return;
    case 'client.resumed':
      chart.pause = undefined;
      clearTimers(chart, (timer) => timer.kind === 'resume');
      return;
    case 'episode.started':
      putCourseAway(chart);
      chart.episode = {
        id: event.episodeId,
        pathway: event.pathway,
        startedAt: at,
        clinician: event.clinician,
        level: event.level,
        cycle: 0,
        stage: 'intake',
      };
      chart.measures = {};
      chart.track = undefined;
      chart.facts = {};
      chart.goals = undefined;
      chart.own = undefined;
      chart.plan = undefined;
      chart.draft = undefined;
      chart.checkIns = {};
      chart.wellnessPlan = undefined;
      chart.boosterScores = undefined;
      clearTimers(chart, (timer) => timer.kind === 'booster');
      return;
    case 'episode.ended': {
      const episode = must(chart.episode, 'episode');
      episode.stage = 'ended';
      episode.endedAt = at;
      episode.moving = undefined;
      chart.pause = undefined;
      clearTimers(chart, (timer) => ENDS_WITH_CARE.includes(timer.kind));
      return;
    }
    case 'episode.level':
      must(chart.episode, 'episode').level = event.level;
      return;
    case 'cycle.started': {
      const episode = must(chart.episode, 'episode');
      episode.cycle = event.cycle;
      episode.stage = event.from;
      clearTimers(chart, (timer) => timer.kind === 'reassessment');
      return;
    }
    case 'cycle.settled':
      must(chart.episode, 'episode').stage = 'treatment';
      return;
    case 'request.opened': {
      chart.requests[event.request.id] = structuredClone(event.request);
      const episode = must(chart.episode, 'episode');
      const stage = STAGE_OF_ASK[event.request.ask];
      // What no execution waits for, such as a plan revised in the midst of treatment, moves no cycle on.
      if (stage && event.request.waiter) episode.stage = stage;
      return;
    }
    case 'request.extended':
      must(chart.requests[event.requestId], event.requestId).forms.push({ ...event.form });
      return;
    case 'request.swapped': {
      const { requestId, from, to } = event;
      const { forms } = must(chart.requests[requestId], requestId);
      const form = must(
        forms.find(({ instrument }) => instrument === from),
        from,
      );
      Object.assign(form, { instrument: to, insteadOf: from, partial: undefined });
      if (chart.threads[requestId]?.instrument === from) delete chart.threads[requestId];
      return;
    }
    case 'request.ended': {
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
      return;
    }
    case 'reminder.skipped':
      return;
    case 'check-in.counted': {
      const none = { anchor: '', n: 0, asked: 0, answered: 0, missedInARow: 0 };
      const count = chart.checkIns[event.checkInId] ?? none;
      chart.checkIns[event.checkInId] = count;
      if (event.anchor !== undefined) count.anchor = event.anchor;
      count.n = event.n;
      if (event.n > 0 && event.skipped === undefined) count.asked += 1;
      return;
    }
    case 'response.received': {
      chart.digests[digestKey(event)] = event.digest;
      if (event.late) {
        const ended = chart.ended[event.requestId];
        if (ended) chart.ended[event.requestId] = { ...ended, late: (ended.late ?? 0) + 1 };
        delete chart.threads[event.requestId];
        return;
      }
      chart.own = ownWords(chart, event) ?? chart.own;
      const isAfterCare = chart.episode?.endedAt !== undefined;
      if (!isAfterCare) Object.assign(chart.facts, event.facts);
      const request = chart.requests[event.requestId];
      const form = request?.forms.find((candidate) => candidate.instrument === event.instrument);
      const corrects = form?.done === true;
      // What comes late from another tab does not take back what was submitted.
      if (form && !corrects) {
        form.done = event.complete;
        form.partial = event.complete ? undefined : event.answers;
      }
      if (event.complete && event.score && event.score.total !== null && isAfterCare) {
        if (event.score.measure === chart.wellnessPlan?.redLine?.measure)
          chart.boosterScores = [...(chart.boosterScores ?? []), event.score.total];
      } else if (event.complete && event.score && event.score.total !== null) {
        const value = event.score.total;
        const { answers } = event;
        const prorated = event.score.prorated ? { prorated: true as const } : {};
        const measured = chart.measures[event.score.measure];
        chart.measures[event.score.measure] = {
          baseline:
            measured && !(corrects && measured.count === 1)
              ? measured.baseline
              : { at, value, answers, ...prorated },
          last: { at, value, band: event.score.band, answers, ...prorated },
          count: (measured?.count ?? 0) + (corrects ? 0 : 1),
        };
        const { baseline } = chart.measures[event.score.measure]!;
        chart.facts[`${event.score.measure}.change`] = value - baseline.value;
      }
      for (const goal of chart.goals?.goals ?? []) {
        const rating = event.answers[`goal-${goal.id}`];
        // The goals may have changed since the check-in was sent, and their ids begin at 1 again.
        const asked = request?.goals?.some(({ id, words }) => id === goal.id && words === goal.words);
        if (asked && typeof rating === 'number') {
          goal.rating = rating;
          goal.ratedAt = at;
        }
      }
      return;
    }
    case 'task.opened':
      chart.tasks[event.task.id] = structuredClone(event.task);
      if (LOOKS_AT_TRACK.includes(event.task.kind) && chart.track) chart.track.lookedAt = at;
      if (event.task.kind === 'urgent') {
        chart.urgentFindings += event.task.findings.length;
        chart.alertAt = at;
      }
      return;
    case 'task.joined': {
      const task = taskOf(chart, event.taskId);
      task.findings = joined(task.findings, event.finding);
      if (task.kind === 'urgent') {
        chart.urgentFindings += 1;
        chart.alertAt = at;
        // Whoever acknowledged it did not see this one.
        task.acknowledged = undefined;
      }
      return;
    }
    case 'task.owned': {
      const task = taskOf(chart, event.taskId);
      task.owner = event.owner;
      // Whoever has it now has not seen it yet.
      if (!('staff' in event.owner && event.owner.staff === task.acknowledged?.by)) {
        task.acknowledged = undefined;
      }
      return;
    }
    case 'task.acknowledged':
      countAcknowledged(chart, taskOf(chart, event.taskId), at);
      Object.assign(taskOf(chart, event.taskId), { acknowledged: { at, by: event.by }, seenAt: at });
      clearTimers(chart, (timer) => timer.kind === 'escalation' && timer.of === event.taskId);
      return;
    case 'task.escalated': {
      const task = taskOf(chart, event.taskId);
      task.rung = event.rung;
      task.owner = event.owner;
      if ('team' in event.owner) task.team = event.owner.team;
      return;
    }
    case 'task.completed':
    case 'task.cancelled': {
      const task = taskOf(chart, event.taskId);
      if (event.type === 'task.completed') countAcknowledged(chart, task, at);
      delete chart.tasks[task.id];
      clearTimers(chart, (timer) => timer.of === task.id);
      chart.endedTasks[task.id] = {
        key: task.key,
        outcome: event.type === 'task.completed' ? event.outcome : 'cancelled',
        cycle: task.cycle,
        at,
      };
      return;
    }
    case 'waiter.set': {
      const waiting = chart.requests[event.of] ?? chart.tasks[event.of];
      must(waiting, event.of).waiter = event.token;
      return;
    }
    case 'waiter.released':
      return;
    case 'timer.set': {
      const parked = event.timer.parked || (chart.pause && parksOnPause(chart, event.timer)) || undefined;
      chart.timers[event.timer.id] = { ...event.timer, parked };
      const request = event.timer.kind === 'expiry' ? chart.requests[event.timer.of ?? ''] : undefined;
      if (request && event.timer.local) request.expiresLocal = event.timer.local;
      return;
    }
    case 'timer.fired':
    case 'timer.cleared':
      delete chart.timers[event.timerId];
      return;
    case 'words.received':
      return;
    case 'message.intended': {
      const { message } = event;
      chart.messages[message.id] = { ...message };
      if (message.template === 'reply.crisis') chart.crisisReplyAt = at;
      if (message.template === 'code') stepUpOf(chart).asked.push(at);
      if (message.question && message.requestId) asks(chart, message.requestId, message.question);
      return;
    }
    case 'message.held':
    case 'message.released':
      return;
    case 'message.delivered': {
      const sent = chart.sent[event.messageId];
      if (sent) chart.sent[event.messageId] = { ...sent, state: 'delivered' };
      return;
    }
    case 'message.claimed': {
      const message = must(chart.messages[event.messageId], event.messageId);
      message.state = 'CLAIMED';
      message.attempts += 1;
      message.channel = event.channel;
      if (event.exempt) message.exempt = true;
      if (event.question && message.requestId) {
        message.question = event.question;
        asks(chart, message.requestId, event.question, at);
      }
      if (event.link)
        chart.links[event.link.hash] = {
          requests: event.link.requests,
          madeAt: at,
          channel: event.channel,
        };
      if (event.code) stepUpOf(chart).code = event.code;
      return;
    }
    case 'message.failed':
      if (event.again) {
        must(chart.messages[event.messageId], event.messageId).state = 'PENDING';
        clearTimers(chart, (timer) => timer.of === event.messageId);
      } else endMessage(chart, event.messageId, at, 'failed');
      return;
    case 'message.handed-off':
    case 'message.unknown':
    case 'message.suppressed': {
      const message = chart.messages[event.messageId];
      // A send whose fate is unknown may have reached the client: it counts against the budget.
      if (message?.to === 'client' && !message.exempt && event.type !== 'message.suppressed')
        chart.handedOver.push(at);
      const state = { 'message.handed-off': 'handed-off', 'message.unknown': 'unknown' } as const;
      endMessage(
        chart,
        event.messageId,
        at,
        event.type === 'message.suppressed' ? undefined : state[event.type],
      );
      return;
    }
    case 'episode.move-planned':
    case 'episode.move-dropped':
    case 'episode.moved':
      applyMove(chart, event, at);
      return;
    case 'code.accepted':
    case 'code.refused':
    case 'request.snoozed':
      applyPage(chart, event, at);
      return;
    case 'glass.broken':
    case 'hold.set':
    case 'hold.lifted':
      applyAccess(chart, event, at);
      return;
    default:
      applyPlan(chart, event, at, by);
  }
}

type Received = Extract<Event, { type: 'response.received' }>;

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

/** Words take a consent, or give back what they took; what staff say of a channel since then stands. */
function recordStop(chart: Chart, { byWords, changes }: Extract<Event, { type: 'client.changed' }>): void {
  if (byWords && 'stopped' in byWords) chart.stopped[byWords.stopped] = byWords.onPage ? 'page' : true;
  else if (byWords && 'started' in byWords) delete chart.stopped[byWords.started];
  else if (changes.consents) chart.stopped = {};
  if (byWords && 'wrongNumber' in byWords) chart.wrongNumber = byWords.wrongNumber;
  else if (changes.phone) chart.wrongNumber = undefined;
}

const OWN_WORDS = ['strengths', 'hopes', 'helped', 'matters-most'] as const;

/** The chart keeps these few of the client's words, because goals are written beside them. */
function ownWords(chart: Chart, { requestId, answers, complete }: Received): Chart['own'] {
  const { ask } = chart.requests[requestId] ?? {};
  if (!complete || (ask !== 'intake' && ask !== 'goals')) return undefined;
  const said = OWN_WORDS.flatMap((linkId) =>
    typeof answers[linkId] === 'string' ? [[linkId, answers[linkId]] as const] : [],
  );
  return said.length > 0 ? { ...chart.own, ...Object.fromEntries(said) } : undefined;
}

/** The thread's question; asked again, it stays the one that was asked. */
function asks(chart: Chart, requestId: string, question: Asking, at?: Instant): void {
  const { instrument, linkId, askedAt } = chart.threads[requestId] ?? {};
  const same = instrument === question.instrument && linkId === question.linkId;
  const asked = at ?? (same ? askedAt : undefined);
  chart.threads[requestId] = { requestId, ...question, ...(asked && { askedAt: asked }) };
}

function endMessage(chart: Chart, messageId: string, at: Instant, state?: Sent['state']): void {
  const message = chart.messages[messageId];
  const sent = chart.sent[messageId];
  if (sent && state === 'failed') chart.sent[messageId] = { ...sent, state: 'failed' };
  if (message?.channel && state) {
    const { to, template, channel, requestId, taskId } = message;
    chart.sent[messageId] = { at, state, toClient: to === 'client', template, channel, requestId, taskId };
  }
  delete chart.messages[messageId];
  clearTimers(chart, (timer) => timer.of === messageId);
}

/** A task keeps what opened it and the latest; whoever sends a thousand texts must not fill the one item that a chart is. */
function joined([first, ...rest]: Finding[], finding: Finding): Finding[] {
  const all = [...rest, finding];
  if (all.length < MOST_FINDINGS) return [first!, ...all];
  const more = all[0]!.more === undefined ? 2 : all[0]!.more + 1;
  const what = `${more} more came in between: the timeline has them all`;
  return [first!, { at: finding.at, rule: 'more', what, more }, ...all.slice(2)];
}

const taskOf = (chart: Chart, taskId: string): Task => must(chart.tasks[taskId], taskId);

/** What no rule looks at any more leaves the chart, so that it stays small; the log keeps it. */
function forget(chart: Chart, at: Instant): void {
  const horizon = instant(milliseconds(at) - MEMORY);
  const { episode } = chart;
  // An execution of the cycle under way may ask for it again, and must find that it has ended.
  const underWay = episode && !episode.endedAt ? `${episode.id}/${episode.cycle}/` : undefined;
  const isOld = (ended: { at: Instant; key: string }) =>
    ended.at < horizon && !(underWay && ended.key.startsWith(underWay));
  for (const [id, ended] of Object.entries(chart.ended)) if (isOld(ended)) delete chart.ended[id];
  for (const [id, ended] of Object.entries(chart.endedTasks)) if (isOld(ended)) delete chart.endedTasks[id];
  for (const digest of Object.keys(chart.digests)) {
    const requestId = digest.slice(0, digest.indexOf('/'));
    if (!chart.requests[requestId] && !chart.ended[requestId]) delete chart.digests[digest];
  }
  // The newest leads to the client's own page, with their safety plan, for as long as there is one.
  const leading = Object.values(chart.links).filter(({ requests }) => requests.length > 0);
  const newest = leading.reduce((last, { madeAt }) => (madeAt > last ? madeAt : last), '');
  const dead = Object.entries(chart.links).filter(
    ([, { requests, madeAt }]) =>
      !(requests.length > 0 && madeAt === newest) &&
      madeAt < horizon &&
      requests.every((id) => !chart.requests[id] && !chart.ended[id]),
  );
  for (const [hash] of dead.slice(0, MOST_LINKS_FORGOTTEN)) delete chart.links[hash];
  for (const [id, thread] of Object.entries(chart.threads)) {
    if (!chart.requests[id] && !chart.ended[id]) delete chart.threads[thread.requestId];
  }
  forgetStepUp(chart, at);
  const sentHorizon = instant(milliseconds(at) - SENT_MEMORY);
  for (const [id, sent] of Object.entries(chart.sent)) if (sent.at < sentHorizon) delete chart.sent[id];
  const budgetStart = instant(milliseconds(at) - BUDGET_WINDOW);
  if (chart.handedOver.some((sent) => sent < budgetStart)) {
    chart.handedOver = chart.handedOver.filter((sent) => sent >= budgetStart);
  }
}
