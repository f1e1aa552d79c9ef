import * as z from 'zod';
import type { ClinicCommand } from '../care/clinic.ts';
import { ownCrisisLineSchema } from '../care/messages/own-crisis-lines.ts';
import { isRefusal, type Refusal } from '../care/refusal.ts';
import { clinicPk } from '../clinics.ts';
import { isRepeat, keyOf } from './commands.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';

const who = ['admin'] as const;
const reply = z.object({ crisisLines: z.array(ownCrisisLineSchema) });

/** As they are kept: for each change has a place in the clinic's log, with who made it. */
export const CRISIS_LINES = [
  route({
    operationId: 'saveCrisisLine',
    method: 'PUT',
    path: '/clinic/crisis-lines',
    who,
    summary:
      'Adds, changes or confirms a crisis line of the clinic’s own, with the day and place it was seen to be right. `unconfirmed` is shown to no client; without a name it is the emergency number',
    body: ownCrisisLineSchema,
    reply,
    handle: (deps, call) => run(deps, call, { do: 'save-crisis-line', line: call.body }),
  }),
  route({
    operationId: 'removeCrisisLine',
    method: 'POST',
    path: '/clinic/crisis-lines/{lineId}/remove',
    who,
    summary: 'Takes a crisis line of the clinic’s own away; those that ship stay',
    params: z.strictObject({ lineId: ownCrisisLineSchema.shape.id }),
    reply,
    handle: (deps, call) => run(deps, call, { do: 'remove-crisis-line', id: call.params.lineId }),
  }),
];

async function run(
  deps: ApiDeps,
  call: StaffCall,
  command: ClinicCommand,
): Promise<z.input<typeof reply> | Refusal> {
  const { clinicId, staffId: by } = call.actor;
  const keyed = keyOf(call);
  const outcome = await deps.clinics.run({ clinicId, by, ...keyed }, command);
  if (isRefusal(outcome) && !(await isRepeat(deps, clinicPk(clinicId), keyed))) return outcome;
  const { clinic } = isRefusal(outcome) ? await deps.clinics.get(clinicId) : outcome.state;
  return { crisisLines: clinic!.crisisLines ?? [] };
}
