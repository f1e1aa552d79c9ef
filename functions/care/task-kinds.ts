import { PLAYBOOK } from './pathway/pathway.ts';

/**
 * What staff can be asked to do, and how each can end. An urgent task ends only by one of its dispositions,
 * recorded by a person with a reason.
 */
export const TASK_KINDS = {
  'reach-client': {
    title: 'The client has not answered: reach them another way',
    outcomes: ['ask-again', 'go-on', 'discharge'],
  },
  'shape-goals': {
    title: 'Shape the goals with the client',
    outcomes: ['propose', 'record-disagreement', 'discharge'],
  },
  'draft-plan': { title: 'Write the plan', outcomes: ['draft', 'discharge'] },
  'plan-unacknowledged': {
    title: 'The client has not acknowledged the plan',
    outcomes: ['ask-again', 'activate', 'discharge'],
  },
  review: {
    title: 'Review the progress and decide how care goes on',
    outcomes: ['continue', 'adjust', 'step-up', 'step-down', 'discharge'],
  },
  'plan-review': { title: 'The plan is due for review', outcomes: ['reviewed', 'reassess-now', 'discharge'] },
  /** Care goes on whatever is chosen: to discharge is never among it. */
  'off-track': { title: 'Care is not on track: decide what follows', outcomes: PLAYBOOK },
  consult: { title: 'A colleague asks for advice', outcomes: ['advice-given'] },
  finding: { title: 'A finding to look at', outcomes: ['done', 'reassess-now', 'discharge'] },
  'no-channel': { title: 'No way to reach the client', outcomes: ['done', 'discharge'] },
  access: {
    title: 'The chart was opened by somebody who is none of the care team: look into it',
    outcomes: ['justified', 'not-justified'],
  },
  words: { title: 'The client has written', outcomes: ['done', 'discharge'] },
  session: {
    title: 'A session of the course',
    outcomes: ['session-given', 'session-not-given', 'stop-course'],
  },
  'after-death': { title: 'A client has died: take the time that it needs', outcomes: ['done'] },
  urgent: {
    title: 'Urgent: a risk answer needs a person now',
    outcomes: ['assessed-safe-for-now', 'safety-plan-in-place', 'handed-to-crisis-service', 'admitted'],
  },
} as const satisfies Record<string, { title: string; outcomes: readonly string[] }>;

export type TaskKind = keyof typeof TASK_KINDS;

/** In the order of the inbox. */
export const PRIORITIES = ['urgent', 'routine'] as const;
export type TaskPriority = (typeof PRIORITIES)[number];

export const outcomesOf = (kind: TaskKind): readonly string[] => TASK_KINDS[kind].outcomes;
