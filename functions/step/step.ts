import * as z from 'zod';
import { CLIENT_ASKS, CLINICIAN_ASKS } from '../care/decide/waiting.ts';
import type { Command } from '../care/decide.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Charts } from '../charts.ts';
import { CareEnded } from './errors.ts';

const waiting = {
  clinicId: z.string(),
  clientId: z.string(),
  episodeId: z.string(),
  cycle: z.int().min(1),
  round: z.int().min(1),
  token: z.string().min(1),
};

/** What a state machine hands over when it comes to a state that needs a person. */
export const stepSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('client'), what: z.enum(CLIENT_ASKS), ...waiting }),
  z.object({ ask: z.literal('clinician'), what: z.enum(CLINICIAN_ASKS), ...waiting }),
]);

const STEP = 'attune-step';

/** Asks the person and returns at once; the answer comes back by the task token. @throws CareEnded */
export async function step({ charts }: { charts: Charts }, event: unknown): Promise<{ asked: boolean }> {
  const { clinicId, clientId, ...input } = stepSchema.parse(event);
  const { ask, what, ...rest } = input;
  const command: Command =
    ask === 'client'
      ? { do: 'ask-client', ask: what, ...rest }
      : { do: 'ask-clinician', kind: what, ...rest };
  const outcome = await charts.run({ clinicId, clientId, by: STEP }, command).catch((error) => {
    throw byName(error);
  });
  if (!isRefusal(outcome)) return { asked: true };
  if (outcome.refused === 'duplicate') return { asked: false };
  throw new CareEnded(outcome.because);
}

/** What an execution keeps of an error: a message may quote what somebody wrote. */
function byName(cause: unknown): Error {
  const { name } = cause instanceof Error ? cause : new Error();
  return Object.assign(new Error('The chart could not be changed; the function’s log has the request.'), {
    name,
  });
}
