import type { Chart, World } from './chart.ts';
import { type AccessCommand, breakGlass, liftHold, setHold } from './decide/access.ts';
import { handleOwnPlan, type OwnPlanCommand } from './decide/aftercare.ts';
import { type Answer, answer, tellOfLate } from './decide/answers.ts';
import { type CompleteTask, completeTask } from './decide/completion.ts';
import { correctDeath, type DeathCommand, recordDeath } from './decide/death.ts';
import { type ResolveMessage, resolveMessage } from './decide/delivery.ts';
import {
  changeClient,
  createClient,
  discharge,
  type EpisodeCommand,
  enrol,
  pause,
  resume,
} from './decide/episode.ts';
import { type RateGoals, rateGoals } from './decide/goals.ts';
import { type ClaimMessage, claimMessage, type SettleMessage, settleMessage } from './decide/hand-over.ts';
import { type Receive, receive } from './decide/inbound.ts';
import { landIfDue, type MoveCommand, moveEpisode, undoMove } from './decide/move.ts';
import { type Prefer, prefer } from './decide/preferences.ts';
import { type RevisePlan, revise } from './decide/revision.ts';
import { type RecordSession, recordSession } from './decide/sessions.ts';
import { type Snooze, snooze } from './decide/snooze.ts';
import { askCode, giveCode, type StepUpCommand } from './decide/step-up.ts';
import { handleSuggestion, type SuggestionCommand } from './decide/suggestions.ts';
import { handleTask, type TaskCommand } from './decide/tasks.ts';
import { fire } from './decide/timers.ts';
import { type AskClient, type AskClinician, askClient, askClinician } from './decide/waiting.ts';
import type { Event } from './events.ts';
import type { Refusal } from './refusal.ts';
import { Turn } from './turn.ts';

/** All that can be asked of a chart. Nothing changes a client's care but one of these. */
export type Command =
  | EpisodeCommand
  | AskClient
  | AskClinician
  | Answer
  | TaskCommand
  | CompleteTask
  | ClaimMessage
  | SettleMessage
  | ResolveMessage
  | Receive
  | RevisePlan
  | Prefer
  | Snooze
  | StepUpCommand
  | AccessCommand
  | SuggestionCommand
  | OwnPlanCommand
  | RecordSession
  | DeathCommand
  | RateGoals
  | MoveCommand
  | { do: 'fire' };

/** Pure: the same chart, command and world give the same events, or the reason why there are none. */
export function decide(chart: Chart, command: Command, world: World, by: string): Event[] | Refusal {
  const turn = new Turn(chart, world, by);
  const refusal = handle(turn, command);
  if (refusal) return refusal;
  landIfDue(turn);
  return turn.events;
}

function handle(turn: Turn, command: Command): Refusal | undefined {
  switch (command.do) {
    case 'create-client':
      return createClient(turn, command.client);
    case 'change-client':
      return changeClient(turn, command.changes, command.why);
    case 'enrol':
      return enrol(turn, command);
    case 'pause':
      return pause(turn, command.until, command.why);
    case 'resume':
      return resume(turn, command.why);
    case 'record-death':
      return recordDeath(turn, command.on, command.why);
    case 'correct-death':
      return correctDeath(turn, command.why);
    case 'discharge':
      return discharge(turn, command.why);
    case 'ask-client':
      return askClient(turn, command);
    case 'ask-clinician':
      return askClinician(turn, command);
    case 'answer':
      return answer(turn, command) ?? tellOfLate(turn, command);
    case 'claim-task':
    case 'hand-over-task':
    case 'acknowledge-task':
      return handleTask(turn, command);
    case 'complete-task':
      return completeTask(turn, command);
    case 'revise-plan':
      return revise(turn, command);
    case 'record-background':
    case 'decide-suggestion':
    case 'sign-plan':
      return handleSuggestion(turn, command);
    case 'rate-goals':
      return rateGoals(turn, command);
    case 'record-session':
      return recordSession(turn, command);
    case 'write-safety-plan':
    case 'review-safety-plan':
    case 'write-wellness-plan':
    case 'stop-boosters':
      return handleOwnPlan(turn, command);
    case 'claim-message':
      return claimMessage(turn, command);
    case 'settle-message':
      return settleMessage(turn, command);
    case 'resolve-message':
      return resolveMessage(turn, command);
    case 'receive':
      return receive(turn, command);
    case 'prefer':
      return prefer(turn, command);
    case 'snooze':
      return snooze(turn, command);
    case 'ask-code':
      return askCode(turn, command.link);
    case 'give-code':
      return giveCode(turn, command);
    case 'break-glass':
      return breakGlass(turn, command);
    case 'set-hold':
      return setHold(turn, command.why);
    case 'lift-hold':
      return liftHold(turn, command.why);
    case 'move-episode':
      return moveEpisode(turn, command);
    case 'undo-move':
      return undoMove(turn, command.why);
    case 'fire':
      return fire(turn);
  }
}
