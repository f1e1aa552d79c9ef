import type { Task } from '../care/chart.ts';
import type { Event, LogEntry } from '../care/events.ts';

/** What the alarms count, of what was committed. `infra/stacks/watch.ts` names them. */
const COUNTS = ['UrgentTaskOverdue', 'MessageUnknown', 'MessageFailed', 'MessageRefused'] as const;
export type Count = (typeof COUNTS)[number];

/** Of one log entry. `tasks`: those that are open in its chart, asked for only where a task has climbed a rung. */
export async function countsOf(
  { events }: Pick<LogEntry, 'events'>,
  tasks: () => Promise<Record<string, Task>>,
): Promise<Count[]> {
  const counted: Count[] = [];
  for (const event of events) {
    const count = await countOf(event, tasks);
    if (count) counted.push(count);
  }
  return counted;
}

async function countOf(event: Event, tasks: () => Promise<Record<string, Task>>): Promise<Count | undefined> {
  if (event.type === 'message.unknown') return 'MessageUnknown';
  if (event.type === 'message.failed') return event.again ? 'MessageRefused' : 'MessageFailed';
  if (event.type !== 'task.escalated') return undefined;
  return (await tasks())[event.taskId]?.priority === 'urgent' ? 'UrgentTaskOverdue' : undefined;
}
