import type { History, Mark, Received, ResponseRecord } from '../records.ts';
import { ofEpisode, requestOf } from './parts.ts';

export function recordResponse(history: History, event: Received, mark: Mark): void {
  const request = requestOf(history, event.requestId);
  const record: ResponseRecord = {
    event,
    episodeId: request?.episodeId,
    request,
    mark,
    corrects: false,
    replaced: false,
    ratings: [],
  };
  const before = history.responses.findLast(
    (one) =>
      one.event.requestId === event.requestId &&
      one.event.instrument === event.instrument &&
      !one.event.late &&
      !one.replaced,
  );
  if (before && !event.late) {
    // What comes half from another tab does not take back what was submitted.
    const stray = before.event.complete && !event.complete;
    (stray ? record : before).replaced = true;
    if (!stray) {
      record.replaces = before.event.responseId;
      record.corrects = before.event.complete;
    }
  }
  history.responses.push(record);
  if (event.late) return;
  const set = ofEpisode(history, history.goalSets).at(-1);
  for (const goal of set?.goals ?? []) {
    const value = event.answers[`goal-${goal.id}`];
    const asked = request?.request.goals?.some(({ id, words }) => id === goal.id && words === goal.words);
    if (!asked || typeof value !== 'number') continue;
    record.ratings.push({ goal: goal.key, value });
    set!.ratings = set!.ratings.filter((one) => one.goal !== goal.key || one.responseId !== record.replaces);
    set!.ratings.push({ goal: goal.key, value, responseId: event.responseId, mark });
  }
}
