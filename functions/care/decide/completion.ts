import type { Task } from '../chart.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { outcomesOf } from '../task-kinds.ts';
import { inQuotes } from '../timeline/line.ts';
import { inCare, type Turn } from '../turn.ts';
import { wantsReason } from '../wants-reason.ts';
import { endSession } from './course.ts';
import { endEpisode } from './episode.ts';
import { withGoals } from './goals.ts';
import { consult } from './off-track.ts';
import { activatePlan, planReviewed, reviewPlan, scheduleReassessment, startReassessment } from './plan.ts';
import { addModule, askToAcknowledge, changeCadence, draftPlan } from './revision.ts';
import { missingTask } from './tasks.ts';
import { assessmentIn } from './urgent.ts';

export type CompleteTask = {
  do: 'complete-task';
  taskId: string;
  outcome: string;
  reason: string;
  /** For `propose` and `record-disagreement` the goals, for `draft` the plan, of an urgent task the assessment. */
  detail?: unknown;
};

/** A clinician's decision, with what follows from it. Everything is checked before anything is changed. */
export function completeTask(turn: Turn, command: CompleteTask): Refusal | undefined {
  const task = turn.chart.tasks[command.taskId];
  if (!task) return missingTask(turn, command.taskId);
  const { outcome, reason } = command;
  const known = endingsOf(task);
  if (!known.includes(outcome)) {
    return refuse('invalid', `This task can end with ${known.join(', ')}, not with ${outcome}.`);
  }
  if (task.kind === 'access') {
    const admin = turn.world.clinic.staff[turn.by]?.roles.includes('admin');
    if (!admin || task.key === `access/${turn.by}`)
      return refuse('not-allowed', 'This is for an admin, and for another than who opened the chart.');
  }
  if (wantsReason(task, outcome) && reason.trim() === '') {
    return refuse('invalid', 'Say why: this outcome is kept with its reason.');
  }
  const assessment = task.kind === 'urgent' ? assessmentIn(turn, command.detail) : undefined;
  if (assessment && isRefusal(assessment)) return assessment;
  const follow = consequence(turn, task, command);
  if (typeof follow !== 'function') return follow;
  turn.emit({
    type: 'task.completed',
    taskId: task.id,
    outcome,
    reason,
    by: turn.by,
    ...(assessment && { assessment }),
  });
  if (task.waiter) turn.emit({ type: 'waiter.released', token: task.waiter, outcome });
  follow();
}

type Follow = () => void;

/** How it can end: where care is not on track, by what the pathway's playbook offers. */
export const endingsOf = ({ kind, brief }: Task): readonly string[] =>
  brief.playbook?.map(({ choice }) => choice) ?? outcomesOf(kind);

function consequence(turn: Turn, task: Task, { outcome, reason, detail }: CompleteTask): Refusal | Follow {
  switch (outcome) {
    case 'discharge':
      if (!inCare(turn.chart))
        return refuse('wrong-state', 'Care has ended already. Choose another outcome.');
      return () => endEpisode(turn, `discharged: ${reason}`);
    case 'propose':
      return withGoals(turn, detail, (goals) => turn.emit({ type: 'goals.proposed', goals, by: turn.by }));
    case 'record-disagreement':
      return withGoals(turn, detail, (goals) =>
        turn.emit({ type: 'goals.settled', state: 'disagreement-recorded', goals, why: reason }),
      );
    case 'draft':
      return draftPlan(turn, detail);
    case 'activate':
      if (!turn.chart.draft)
        return refuse('wrong-state', 'There is no plan to put into force. Write one first.');
      return () =>
        activatePlan(turn, `activated without the client's acknowledgement: ${reason}`, !task.waiter);
    case 'reassess-now': {
      const { stage } = turn.chart.episode ?? {};
      if (stage !== 'treatment') {
        return refuse('wrong-state', `A cycle is under way (${stage}). Finish it before the next begins.`);
      }
      return () => startReassessment(turn, inQuotes(reason) ?? 'a clinician asked for it');
    }
    case 'continue':
      if (!turn.chart.plan)
        return refuse('wrong-state', 'There is no plan to continue under. Choose adjust.');
      return () => {
        planReviewed(turn, 'continue');
        scheduleReassessment(turn);
        turn.emit({ type: 'cycle.settled', why: 'care continues under the plan' });
      };
    case 'reviewed':
      return () => planReviewed(turn, inQuotes(reason) ?? 'reviewed');
    case 'ask-again':
      // An execution that waits asks by itself.
      if (task.waiter || task.kind !== 'plan-unacknowledged') return () => {};
      if (!turn.chart.draft) return refuse('wrong-state', 'There is no plan to show. Write one first.');
      return () => askToAcknowledge(turn, 'the clinician asks again');
    case 'session-given':
    case 'session-not-given':
    case 'stop-course':
      return endSession(turn, outcome, task);
    case 'add-module':
      return addModule(turn, detail, `“${reason}”`);
    case 'change-cadence':
      return changeCadence(turn, detail, `“${reason}”`);
    case 'consult':
      return consult(turn, detail, reason);
    case 'review-plan':
      if (!turn.chart.plan) return refuse('wrong-state', 'There is no plan to review.');
      return () => reviewPlan(turn, `“${reason}”`);
    case 'step-up':
      return changeLevel(turn, 1, reason);
    case 'step-down':
      return changeLevel(turn, -1, reason);
    default:
      return () => {};
  }
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
