import type { Client } from '../../client.ts';
import type { Event } from '../../events.ts';
import type { Instant } from '../../time.ts';
import { recordBackground, recordDecision } from './choices.ts';
import { recordGoals, wordsOf } from './history/goals.ts';
import { recordMessage } from './history/messages.ts';
import { recordOwnPlan } from './history/own-plans.ts';
import { episode, ofEpisode, requestOf, touch } from './history/parts.ts';
import { recordResponse } from './history/responses.ts';
import { recordTask } from './history/tasks.ts';
import type { EpisodeRecord, History, Log, Mark } from './records.ts';

export function readHistory(log: Log): History {
  const history: History = {
    episodes: [],
    requests: [],
    responses: [],
    tasks: [],
    goalSets: [],
    plans: [],
    ownPlans: [],
    messages: [],
    words: [],
    consents: [],
    background: [],
    decisions: [],
  };
  for (const { entry } of log) {
    const mark = { seq: entry.seq, at: entry.at, by: entry.by };
    for (const event of entry.events) record(history, event, mark);
  }
  return history;
}

function record(history: History, event: Event, mark: Mark): void {
  const episodeId = episode(history)?.id;
  switch (event.type) {
    case 'client.created':
      recordConsents(history, event.client.consents, mark);
      return;
    case 'client.changed':
      if (event.changes.consents) recordConsents(history, event.changes.consents, mark);
      return;
    case 'client.paused':
      episode(history)?.pauses.push({ from: mark.at });
      return;
    case 'client.resumed':
      endPause(episode(history), mark.at);
      return;
    case 'episode.started':
      history.episodes.push({
        id: event.episodeId,
        pathway: event.pathway,
        clinician: event.clinician,
        level: event.level,
        began: mark,
        pauses: [],
      });
      return;
    case 'episode.level':
      Object.assign(episode(history) ?? {}, { level: event.level });
      return;
    case 'episode.moved': {
      const moved = episode(history);
      if (moved) moved.pathway = { ...moved.pathway, version: event.to };
      return;
    }
    case 'episode.ended':
      endPause(episode(history), mark.at);
      Object.assign(episode(history) ?? {}, { ended: { ...mark, why: event.why } });
      return;
    case 'request.opened': {
      const plan = event.request.ask === 'check-in' ? inForce(history)?.key : undefined;
      const request = structuredClone(event.request);
      history.requests.push({ request, episodeId, plan, began: mark, changed: mark });
      return;
    }
    case 'request.extended': {
      const found = requestOf(history, event.requestId);
      found?.request.forms.push(event.form);
      touch(found, mark);
      return;
    }
    case 'request.swapped': {
      const found = requestOf(history, event.requestId);
      const form = found?.request.forms.find(({ instrument }) => instrument === event.from);
      if (form) form.instrument = event.to;
      touch(found, mark);
      return;
    }
    case 'request.ended': {
      const found = requestOf(history, event.requestId);
      if (found) found.ended = { ...mark, outcome: event.outcome, why: event.why };
      touch(found, mark);
      return;
    }
    case 'timer.set': {
      const { kind, of, at } = event.timer;
      const found = kind === 'expiry' ? requestOf(history, of) : undefined;
      if (found) found.dueAt = at;
      return;
    }
    case 'response.received':
      recordResponse(history, event, mark);
      return;
    case 'task.opened':
      history.tasks.push({ task: structuredClone(event.task), episodeId, began: mark, changed: mark });
      return;
    case 'task.joined':
    case 'task.owned':
    case 'task.acknowledged':
    case 'task.escalated':
    case 'task.completed':
    case 'task.cancelled':
      recordTask(history, event, mark);
      return;
    case 'goals.wished':
      recordGoals(history, 'wished', event.goals, mark, event.mattersMost);
      return;
    case 'goals.proposed':
      recordGoals(history, 'proposed', event.goals, mark);
      return;
    case 'goals.settled': {
      const last = ofEpisode(history, history.goalSets).at(-1);
      const same = last && wordsOf(last.goals) === wordsOf(event.goals) && last.state !== 'wished';
      const settled = same ? last : recordGoals(history, event.state, event.goals, mark);
      settled.state = event.state;
      settled.settled = { ...mark, why: event.why };
      return;
    }
    case 'goals.questioned': {
      const { words } = event;
      ofEpisode(history, history.goalSets).at(-1)?.questions.push({ mark, words });
      return;
    }
    case 'plan.drafted': {
      const before = ofEpisode(history, history.plans).at(-1);
      if (before && !before.activated) before.replaced = mark;
      const key = `plan-${mark.seq}`;
      const goals = ofEpisode(history, history.goalSets).at(-1);
      const plan = structuredClone(event.plan);
      history.plans.push({ key, episodeId, plan, drafted: mark, goals, questions: [], signatures: [] });
      return;
    }
    case 'plan.activated': {
      const before = inForce(history);
      if (before) before.replaced = mark;
      const draft = draftIn(history);
      if (draft) draft.activated = { ...mark, why: event.why };
      return;
    }
    case 'plan.signed': {
      const signed = ofEpisode(history, history.plans).findLast(({ plan }) => plan.version === event.version);
      signed?.signatures.push({ ...event.signature, mark });
      return;
    }
    case 'goals.rated': {
      const set = ofEpisode(history, history.goalSets).at(-1);
      for (const { goal: id, level } of event.ratings) {
        const goal = set?.goals.find((one) => one.id === id);
        if (goal) set!.levels.push({ goal: goal.key, level, mark });
      }
      return;
    }
    case 'safety-plan.written':
    case 'wellness-plan.written':
    case 'safety-plan.reviewed':
      recordOwnPlan(history, event, mark);
      return;
    case 'background.recorded':
      recordBackground(history, event.background, mark);
      return;
    case 'suggestion.decided':
      recordDecision(history, event.decision, mark, episodeId);
      return;
    case 'plan.questioned':
      draftIn(history)?.questions.push({ mark, words: event.words });
      return;
    case 'message.intended':
      history.messages.push({
        message: event.message,
        episodeId,
        began: mark,
        state: 'intended',
        changed: mark,
      });
      return;
    case 'words.received': {
      const { channel, sentAt, requestId } = event;
      history.words.push({ key: `words-${mark.seq}`, episodeId, channel, sentAt, requestId, mark });
      return;
    }
    default:
      recordMessage(history, event, mark);
  }
}

const inForce = (history: History) =>
  ofEpisode(history, history.plans).findLast(({ activated, replaced }) => activated && !replaced);

const draftIn = (history: History) =>
  ofEpisode(history, history.plans).findLast(({ activated, replaced }) => !activated && !replaced);

function endPause(record: EpisodeRecord | undefined, at: Instant): void {
  const pause = record?.pauses.at(-1);
  if (pause && !pause.until) pause.until = at;
}

function recordConsents({ consents }: History, now: Client['consents'], mark: Mark): void {
  for (const channel of ['sms', 'email'] as const) {
    const standing = consents.findLast((one) => one.channel === channel && !one.withdrawn);
    const given = now[channel]?.at;
    if (standing?.at === given) continue;
    if (standing) standing.withdrawn = mark;
    if (given) consents.push({ channel, at: given, given: mark });
  }
}
