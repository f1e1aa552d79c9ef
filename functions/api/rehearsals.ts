import * as z from 'zod';
import { refuse } from '../care/refusal.ts';
import type { Say } from '../care/sentences.ts';
import { rehearsalReportSchema, rehearsedMonthSchema } from '../rehearsal-report.ts';
import {
  askRehearsal,
  cancelRehearsal,
  REHEARSAL_STATES,
  readRehearsal,
  readRehearsedMonth,
  rehearsalIdAt,
} from '../rehearsals.ts';
import { checked, draftOf, NO_DRAFT, pathwayParams } from './pathways.ts';
import { Problem } from './problem.ts';
import { type ApiDeps, route } from './route.ts';
import { slugSchema } from './schemas.ts';

const params = pathwayParams.extend({ rehearsalId: z.string().regex(/^[\w-]{8,40}$/) });
const standingSchema = z.object({
  rehearsalId: z.string(),
  state: z.enum(REHEARSAL_STATES),
  progress: z.number().min(0).max(1),
  clients: z.int(),
  weeks: z.int(),
  seed: z.string().describe('The same seed, draft and numbers live the same lives'),
  report: rehearsalReportSchema.optional(),
});

const NONE = refuse('not-found', 'There is no such rehearsal. They are kept for a week; begin another.');

type Called = { actor: { clinicId: string }; params: { pathwayId: string; rehearsalId: string } };

async function found({ table, clock }: ApiDeps, { actor, params: { pathwayId, rehearsalId } }: Called) {
  const standing = await readRehearsal(table, { clinicId: actor.clinicId, rehearsalId }, clock());
  return standing?.asked.pathway.id === pathwayId ? standing : undefined;
}

async function standingOf(deps: ApiDeps, call: Called & { say: Say }) {
  const standing = await found(deps, call);
  if (!standing) return NONE;
  const { asked, state, progress, report: lived } = standing;
  const { clients, weeks, seed } = asked;
  const report = lived && {
    ...lived,
    neverFired: lived.neverFired.map((one) => (one.title ? { ...one, title: call.say(one.title) } : one)),
  };
  return { rehearsalId: call.params.rehearsalId, state, progress, clients, weeks, seed, report };
}

async function publishedOf({ clinics }: ApiDeps, clinicId: string, pathwayId: string) {
  const { pathways } = await clinics.get(clinicId);
  const version = Object.hasOwn(pathways, pathwayId) ? pathways[pathwayId]!.published : 0;
  return version > 0 ? clinics.pathway(clinicId, pathwayId, version) : undefined;
}

export const REHEARSALS = [
  route({
    operationId: 'rehearsePathway',
    method: 'POST',
    path: '/pathways/{pathwayId}/rehearsals',
    who: ['admin'],
    summary:
      'Lives the draft, or where there is none what is published, in fast-forward with people who do not exist; nothing is sent, and no chart is touched',
    status: 201,
    params: pathwayParams,
    body: z.strictObject({
      clients: z.int().min(1).max(100),
      weeks: z.int().min(1).max(104),
      seed: slugSchema.optional(),
    }),
    reply: z.object({ rehearsalId: z.string() }),
    async handle(deps, { actor, params: { pathwayId }, body, language }) {
      const { clinicId, staffId: by } = actor;
      if (!deps.rehearsals)
        return refuse('wrong-state', 'Nothing here lives rehearsals. Rehearse on a machine of the clinic’s.');
      const lived =
        (await draftOf(deps, clinicId, pathwayId))?.draft ?? (await publishedOf(deps, clinicId, pathwayId));
      if (!lived) return NO_DRAFT;
      const { pathway, faults } = await checked(deps, { clinicId, id: pathwayId, language }, lived);
      if (!pathway) throw new Problem('invalid', 'The draft has faults; mend them first.', { faults });
      const rehearsalId = rehearsalIdAt(deps.clock(), deps.chance);
      const { clients, weeks, seed = 'rehearsal' } = body;
      const asked = { pathway, clients, weeks, seed, from: deps.clock(), by, language };
      await askRehearsal(deps.table, { clinicId, rehearsalId }, asked);
      await deps.rehearsals.start({ clinicId, rehearsalId });
      return { rehearsalId };
    },
  }),
  route({
    operationId: 'getRehearsal',
    method: 'GET',
    path: '/pathways/{pathwayId}/rehearsals/{rehearsalId}',
    who: ['admin'],
    summary: 'How far a rehearsal is, and what it found',
    params,
    reply: standingSchema,
    handle: standingOf,
  }),
  route({
    operationId: 'getRehearsedMonth',
    method: 'GET',
    path: '/pathways/{pathwayId}/rehearsals/{rehearsalId}/months/{month}',
    who: ['admin'],
    summary: 'Every message and every task of one month of a rehearsal',
    params: params.extend({
      month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'use a month such as 2026-03'),
    }),
    reply: rehearsedMonthSchema,
    async handle(deps, call) {
      if (!(await found(deps, call))) return NONE;
      const { clinicId } = call.actor;
      const { rehearsalId, month } = call.params;
      const place = { clinicId, rehearsalId };
      const { whats, lines } = await readRehearsedMonth(deps.table, place, month, deps.clock());
      const said = whats.map((one) => (one.kind === 'task' ? { ...one, title: call.say(one.title) } : one));
      return { whats: said, lines };
    },
  }),
  route({
    operationId: 'cancelRehearsal',
    method: 'POST',
    path: '/pathways/{pathwayId}/rehearsals/{rehearsalId}/cancel',
    who: ['admin'],
    summary: 'Ends a rehearsal that is under way',
    params,
    reply: standingSchema,
    async handle(deps, call) {
      const standing = await found(deps, call);
      if (!standing) return NONE;
      const { rehearsalId } = call.params;
      if (standing.state === 'running')
        await cancelRehearsal(deps.table, { clinicId: call.actor.clinicId, rehearsalId }, deps.clock());
      return standingOf(deps, call);
    },
  }),
];
