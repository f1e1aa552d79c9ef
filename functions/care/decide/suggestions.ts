import type { Signature } from '../chart.ts';
import { type Background, backgroundSchema } from '../plans/background.ts';
import type { SuggestionDecision } from '../plans/decision.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { needsCare, type Turn } from '../turn.ts';
import { schedulePlanReview } from './plan.ts';

export type SuggestionCommand =
  | { do: 'record-background'; background: Background; why: string }
  /** `decision.intervention` is what goes into a plan, and none for a rejection. */
  | { do: 'decide-suggestion'; decision: Omit<SuggestionDecision, 'at' | 'by'> }
  | ({ do: 'sign-plan'; version: number } & Pick<Signature, 'as' | 'how'>);

export function handleSuggestion(turn: Turn, command: SuggestionCommand): Refusal | undefined {
  const { chart } = turn;
  switch (command.do) {
    case 'record-background': {
      if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
      const background = backgroundSchema.parse(command.background);
      const { payer } = chart.background ?? {};
      turn.emit({ type: 'background.recorded', background, why: command.why });
      if (payer === background.payer || !chart.plan || chart.episode?.endedAt) return;
      schedulePlanReview(turn);
      return;
    }
    case 'decide-suggestion': {
      const refusal = needsCare(chart);
      if (refusal) return refusal;
      const { decision } = command;
      const standing = chart.decided?.[decision.option];
      if (standing?.decision === decision.decision && standing.reason === decision.reason)
        return refuse('duplicate', 'This has been decided so already.');
      turn.emit({ type: 'suggestion.decided', decision: { ...decision, by: turn.by } });
      return;
    }
    case 'sign-plan': {
      const { version, as, how } = command;
      const plan = [chart.draft, chart.plan].find((one) => one?.version === version);
      if (!plan)
        return refuse(
          'not-found',
          `Version ${version} is neither in force nor written to be. Sign the current one.`,
        );
      const signed = plan.signatures?.some((one) => one.as === as && (as === 'client' || one.by === turn.by));
      if (signed) return refuse('duplicate', 'This version has been signed already.');
      turn.emit({ type: 'plan.signed', version, signature: { as, by: turn.by, how } });
    }
  }
}
