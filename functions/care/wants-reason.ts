import type { Task } from './chart.ts';

/** Whether what ends a task so is kept with a reason, without which it is refused. */
export const wantsReason = ({ kind, priority }: Pick<Task, 'kind' | 'priority'>, outcome: string): boolean =>
  priority === 'urgent' ||
  kind === 'off-track' ||
  kind === 'consult' ||
  kind === 'access' ||
  kind === 'session' ||
  outcome === 'discharge' ||
  outcome.startsWith('record-');

/** With an episode that ends. What is urgent takes a person, and who opened a chart is looked into all the same. */
export const endsWithCare = ({ kind, priority }: Pick<Task, 'kind' | 'priority'>): boolean =>
  priority !== 'urgent' && kind !== 'access';
