import { faultsOf } from '../faults.ts';
import { planDraftSchema, proposedGoalsSchema } from '../plan.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { outcomesOf } from '../task-kinds.ts';
import type { Turn } from '../turn.ts';
import { endEpisode } from './episode.ts';
import { activatePlan, schedulePlanReview, scheduleReassessment, startReassessment } from './plan.ts';
import { missingTask } from './tasks.ts';

export type CompleteTask = {
  do: 'complete-task';
  taskId: string;
  outcome: string;
  reason: string;
  /** For `propose` and `record-disagreement` the goals, for `draft` the plan. */
  detail?: unknown;
};

/** A clinician's decision, with what follows from it. Everything is checked before anything is changed. */
export function completeTask(turn: Turn, command: CompleteTask): Refusal | undefined {
  const task = turn.chart.tasks[command.taskId];
  if (!task) return missingTask(turn, command.taskId);
  const { outcome, reason } = command;
  const known = outcomesOf(task.kind);
  if (!known.includes(outcome)) {
    return refuse('invalid', `This task can end with ${known.join(', ')}, not with ${outcome}.`);
  }
  const wantsReason = task.priority === 'urgent' || outcome === 'discharge' || outcome.startsWith('record-');
  if (wantsReason && reason.trim() === '') {
    return refuse('invalid', 'Say why: this outcome is kept with its reason.');
  }
  const follow = consequence(turn, command);
  if (typeof follow !== 'function') return follow;
  turn.emit({ type: 'task.completed', taskId: task.id, outcome, reason, by: turn.by });
  if (task.waiter) turn.emit({ type: 'waiter.released', token: task.waiter, outcome });
  follow();
}

type Follow = () => void;

function consequence(turn: Turn, { outcome, reason, detail }: CompleteTask): Refusal | Follow {
  switch (outcome) {
    case 'discharge':
      return () => endEpisode(turn, `discharged: ${reason}`);
    case 'propose':
      return withGoals(detail, (goals) => turn.emit({ type: 'goals.proposed', goals, by: turn.by }));
    case 'record-disagreement':
      return withGoals(detail, (goals) =>
        turn.emit({ type: 'goals.settled', state: 'disagreement-recorded', goals, why: reason }),
      );
    case 'draft':
      return draftPlan(turn, detail);
    case 'activate':
      return () => activatePlan(turn, `activated without the client's acknowledgement: ${reason}`);
    case 'reassess-now': {
      const { stage } = turn.chart.episode ?? {};
      if (stage !== 'treatment') {
        return refuse('wrong-state', `A cycle is under way (${stage}). Finish it before the next begins.`);
      }
      return () => startReassessment(turn, reason || 'a clinician asked for it');
    }
    case 'continue':
      return () => {
        turn.emit({ type: 'plan.reviewed', why: 'continue' });
        schedulePlanReview(turn);
        scheduleReassessment(turn);
        turn.emit({ type: 'cycle.settled', why: 'care continues under the plan' });
      };
    case 'reviewed':
      return () => {
        turn.emit({ type: 'plan.reviewed', why: reason || 'reviewed' });
        schedulePlanReview(turn);
      };
    case 'step-up':
      return changeLevel(turn, 1, reason);
    case 'step-down':
      return changeLevel(turn, -1, reason);
    default:
      return () => {};
  }
}

function withGoals(
  detail: unknown,
  follow: (goals: { id: string; words: string; statement?: string }[]) => void,
): Refusal | Follow {
  const read = proposedGoalsSchema.safeParse(detail);
  if (!read.success) return badDetail('goals', read.error, detail);
  const goals = read.data.goals.map((goal, at) => ({ id: String(at + 1), ...goal }));
  return () => follow(goals);
}

function draftPlan(turn: Turn, detail: unknown): Refusal | Follow {
  const read = planDraftSchema.safeParse(detail);
  if (!read.success) return badDetail('plan', read.error, detail);
  const { checkIns, reassessment } = turn.pathway;
  const version = Math.max(turn.chart.plan?.version ?? 0, turn.chart.draft?.version ?? 0) + 1;
  const plan = {
    version,
    draftedBy: turn.by,
    summary: read.data.summary,
    interventions: read.data.interventions,
    checkIns: read.data.checkIns ?? checkIns,
    reassessEvery: read.data.reassessEvery ?? reassessment.every,
  };
  return () => turn.emit({ type: 'plan.drafted', plan });
}

function changeLevel(turn: Turn, by: 1 | -1, why: string): Refusal | Follow {
  const { levels } = turn.pathway;
  const at = levels.findIndex((level) => level.id === turn.chart.episode?.level);
  const next = levels[at + by];
  if (!next) {
    const edge = by > 0 ? 'highest' : 'lowest';
    return refuse(
      'invalid',
      `The client is on the ${edge} level of this pathway. Choose adjust or discharge.`,
    );
  }
  return () => turn.emit({ type: 'episode.level', level: next.id, why });
}

const badDetail = (what: string, error: import('zod').ZodError, detail: unknown): Refusal => {
  const [first] = faultsOf(error, detail);
  return refuse('invalid', `The ${what} can't be read: ${first?.path}: ${first?.fault}. ${first?.mend}`);
};
