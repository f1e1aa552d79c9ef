import { type Fault, faultsOf } from '../faults.ts';
import { checkInFaults, under } from '../pathway/check-times.ts';
import type { CheckIn } from '../pathway/pathway.ts';
import { planDraftSchema, proposedGoalsSchema } from '../plans/plan.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { longer } from '../schedule.ts';
import { outcomesOf } from '../task-kinds.ts';
import type { Turn } from '../turn.ts';
import { endEpisode } from './episode.ts';
import { activatePlan, planReviewed, scheduleReassessment, startReassessment } from './plan.ts';
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
      return () => activatePlan(turn, `activated without the client's acknowledgement: ${reason}`);
    case 'reassess-now': {
      const { stage } = turn.chart.episode ?? {};
      if (stage !== 'treatment') {
        return refuse('wrong-state', `A cycle is under way (${stage}). Finish it before the next begins.`);
      }
      return () => startReassessment(turn, reason || 'a clinician asked for it');
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
      return () => planReviewed(turn, reason || 'reviewed');
    case 'step-up':
      return changeLevel(turn, 1, reason);
    case 'step-down':
      return changeLevel(turn, -1, reason);
    default:
      return () => {};
  }
}

function withGoals(
  turn: Turn,
  detail: unknown,
  follow: (goals: { id: string; words: string; statement?: string }[]) => void,
): Refusal | Follow {
  const read = proposedGoalsSchema.safeParse(detail);
  if (!read.success) return badDetail('goals', faultsOf(read.error, detail));
  const { atMost } = turn.pathway.goals;
  if (read.data.goals.length > atMost) {
    return refuse('invalid', `This pathway has at most ${atMost} goals at a time. Take some out.`);
  }
  const goals = read.data.goals.map((goal, at) => ({ id: String(at + 1), ...goal }));
  return () => follow(goals);
}

function draftPlan(turn: Turn, detail: unknown): Refusal | Follow {
  const read = planDraftSchema.safeParse(detail);
  if (!read.success) return badDetail('plan', faultsOf(read.error, detail));
  const { checkIns, reassessment } = turn.pathway;
  const faults = [...planFaults(turn, read.data)];
  if (faults.length > 0) return badDetail('plan', faults);
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

/** What a pathway must keep to, one client's plan must as well: once it is in force, nobody checks it any more. */
function* planFaults(
  turn: Turn,
  { checkIns = [], reassessEvery }: { checkIns?: CheckIn[]; reassessEvery?: string },
): Generator<Fault> {
  const { quietHours, reassessment } = turn.pathway;
  for (const [n, checkIn] of checkIns.entries()) {
    const path = `checkIns[${n}]`;
    yield* under(path, checkInFaults(checkIn, quietHours));
    if (checkIns.findIndex(({ id }) => id === checkIn.id) < n)
      yield {
        path: `${path}.id`,
        fault: `“${checkIn.id}” is there twice`,
        mend: 'give each its own id',
      };
    if (turn.world.instruments[checkIn.form]?.scoring.kind !== 'form')
      yield {
        path: `${path}.form`,
        fault: `there is no form “${checkIn.form}”`,
        mend: 'use a form of the pathway',
      };
  }
  if (reassessEvery && longer(reassessEvery, reassessment.expiresAfter) <= 0)
    yield {
      path: 'reassessEvery',
      fault: `the next reassessment would fall due while the last one is still open for ${reassessment.expiresAfter}`,
      mend: `use more than ${reassessment.expiresAfter}`,
    };
}

const badDetail = (what: string, [first]: Fault[]): Refusal => {
  return refuse('invalid', `The ${what} can't be read: ${first?.path}: ${first?.fault}. ${first?.mend}`);
};
