import { ASKS, type Ask } from '../chart.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { TASK_KINDS, type TaskKind } from '../task-kinds.ts';
import { needsCare, type Turn } from '../turn.ts';
import { gatherBrief } from './brief.ts';
import { openRequest, unconditional } from './requests.ts';
import { openTask } from './tasks.ts';

/** What a state machine asks, of which cycle and which round of asking; `token` is its task token. */
type Waiting = { episodeId: string; cycle: number; round: number; token: string };
export type AskClient = Waiting & { do: 'ask-client'; ask: Exclude<Ask, (typeof BY_ITSELF)[number]> };
export type AskClinician = Waiting & { do: 'ask-clinician'; kind: (typeof CLINICIAN_ASKS)[number] };

const BY_ITSELF = ['check-in', 'after-session', 'booster'] as const;
export const CLIENT_ASKS = ASKS.filter(
  (ask): ask is AskClient['ask'] => !(BY_ITSELF as readonly Ask[]).includes(ask),
);
/** What an execution waits for; the other tasks are made by the chart alone, and never end with a cycle. */
export const CLINICIAN_ASKS = [
  'reach-client',
  'shape-goals',
  'draft-plan',
  'plan-unacknowledged',
  'review',
] as const satisfies TaskKind[];

/** Asking twice (a retry, a late delivery) opens one request; what has ended is handed back at once. */
export function askClient(turn: Turn, { ask, ...waiting }: AskClient): Refusal | undefined {
  const { chart } = turn;
  const refusal = needsCycle(turn, waiting);
  if (refusal) return refusal;
  const key = `${waiting.episodeId}/${waiting.cycle}/${ask}/${waiting.round}`;
  const open = Object.values(chart.requests).find((request) => request.key === key);
  if (open) return rebind(turn, open, waiting.token);
  const ended = Object.values(chart.ended).find((request) => request.key === key);
  if (ended) {
    turn.emit({ type: 'waiter.released', token: waiting.token, outcome: ended.says });
    return;
  }
  const { intake, assessment, goals, plan, reassessment } = turn.pathway;
  const [forms, asking] = {
    intake: [[intake.form], intake] as const,
    packet: [unconditional(assessment.battery), assessment] as const,
    goals: [[goals.form], goals] as const,
    agreement: [[goals.agreement], goals] as const,
    plan: [[plan.acknowledgement], plan] as const,
    reassessment: [unconditional(reassessment.battery), reassessment] as const,
  }[ask];
  openRequest(turn, { key, ask, forms: [...forms], asking, waiter: waiting.token, why: WHY_ASKED[ask] });
}

const WHY_ASKED: Record<AskClient['ask'], string> = {
  intake: 'care begins with the intake form',
  packet: 'the assessment follows the intake',
  goals: 'the client says first what they wish for',
  agreement: 'the clinician has proposed goals',
  plan: 'the clinician has written a plan',
  reassessment: 'the reassessment is due',
};

export function askClinician(turn: Turn, { kind, ...waiting }: AskClinician): Refusal | undefined {
  const { chart } = turn;
  const refusal = needsCycle(turn, waiting);
  if (refusal) return refusal;
  const key = `${waiting.episodeId}/${waiting.cycle}/${kind}/${waiting.round}`;
  const open = Object.values(chart.tasks).find((task) => task.key === key);
  if (open) return rebind(turn, open, waiting.token);
  const ended = Object.values(chart.endedTasks).find((task) => task.key === key);
  if (ended) {
    turn.emit({ type: 'waiter.released', token: waiting.token, outcome: ended.outcome });
    return;
  }
  openTask(turn, {
    key,
    kind,
    priority: 'routine',
    brief: gatherBrief(turn, waiting.round > 1 ? `This is round ${waiting.round} of asking.` : undefined),
    waiter: waiting.token,
    why: TASK_KINDS[kind].title,
  });
}

function needsCycle({ chart }: Turn, { episodeId, cycle }: Waiting): Refusal | undefined {
  const refusal = needsCare(chart);
  if (refusal) return refusal;
  if (chart.episode!.id !== episodeId || chart.episode!.cycle !== cycle) {
    return refuse('wrong-state', 'This cycle of care is over.');
  }
}

function rebind(turn: Turn, open: { id: string; waiter?: string }, token: string): Refusal | undefined {
  if (open.waiter === token) return refuse('duplicate', 'This has been asked already.');
  turn.emit({ type: 'waiter.set', of: open.id, token });
}
