import type { Say } from '../texts.ts';
import type { InboxTask } from './actions.tsx';
import { texts } from './texts.ts';

type Titled = Pick<InboxTask, 'kind' | 'title'>;

/** Whether it is the kind’s own title, and not one that a rule or a course of the pathway gave it. */
export const isUsual = ({ kind, title }: Titled): boolean => texts.en[`title.${kind}`] === title;

export const saidTitle = (task: Titled, say: Say<keyof typeof texts.en>): string =>
  isUsual(task) ? say(`title.${task.kind}`) : task.title;
