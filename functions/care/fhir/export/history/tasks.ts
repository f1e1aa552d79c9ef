import type { Event } from '../../../events.ts';
import type { History, Mark } from '../records.ts';
import { touch } from './parts.ts';

type TaskEvent = Extract<
  Event,
  {
    type:
      | 'task.joined'
      | 'task.owned'
      | 'task.acknowledged'
      | 'task.escalated'
      | 'task.completed'
      | 'task.cancelled';
  }
>;

export function recordTask(history: History, event: TaskEvent, mark: Mark): void {
  const found = history.tasks.findLast(({ task }) => task.id === event.taskId);
  if (!found) return;
  touch(found, mark);
  const { task } = found;
  if (event.type === 'task.joined') task.findings.push(event.finding);
  else if (event.type === 'task.acknowledged') task.acknowledged = { at: mark.at, by: event.by };
  else if (event.type === 'task.completed')
    found.ended = {
      ...mark,
      by: event.by,
      outcome: event.outcome,
      why: event.reason,
      assessment: event.assessment,
    };
  else if (event.type === 'task.cancelled') found.ended = { ...mark, why: event.why };
  else task.owner = event.owner;
}
