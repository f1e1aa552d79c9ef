/** Lives what an admin asked for by the API; `GET …/rehearsals/{id}` tells how far it is, and what it found. */
import * as z from 'zod';
import { type CarryOut, carryOut, type Standing } from '../rehearsals.ts';

const askedSchema = z.object({
  detail: z.object({ clinicId: z.string().min(1), rehearsalId: z.string().min(1) }),
});

type Lived = z.infer<typeof askedSchema>['detail'] & { state: Standing['state'] };

/** `event`: as the bus brings it, at least once. @throws Error where it could not be lived; the admin is told so */
export async function rehearse(deps: CarryOut, event: unknown): Promise<Lived> {
  const { detail } = askedSchema.parse(event);
  return { ...detail, state: await carryOut(deps, detail) };
}
