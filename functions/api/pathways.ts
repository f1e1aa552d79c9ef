import * as z from 'zod';
import { type ClinicState, membersOf } from '../care/clinic.ts';
import { type Checked, checkPathway } from '../care/pathway/check.ts';
import { conditionWords } from '../care/pathway/condition-words.ts';
import { pathwaySchema } from '../care/pathway/pathway.ts';
import { pathwayDifference } from '../care/pathway/pathway-difference.ts';
import { isRefusal, refuse } from '../care/refusal.ts';
import { sayFault } from '../care/sentences.ts';
import { clinicPk, contentOf } from '../clinics.ts';
import { isRepeat, keyOf } from './commands.ts';
import { Problem } from './problem.ts';
import { type ApiDeps, route } from './route.ts';
import { slugSchema } from './schemas.ts';
import { titlesSaid } from './views.ts';

const READERS = ['admin', 'clinician'] as const;

const shelfSchema = z.object({
  id: z.string(),
  title: z.string(),
  published: z.int().describe('The latest published version; 0 before the first'),
  draftedAt: z.int().optional().describe('Names the draft as it stands; to be given back to publish it'),
});
const faultsSchema = z.array(z.object({ path: z.string(), fault: z.string(), mend: z.string() }));
const draftSchema = z.object({ id: z.string(), draftedAt: z.int(), draft: z.unknown() });

export const pathwayParams = z.strictObject({ pathwayId: slugSchema });
const params = pathwayParams;
export const NO_PATHWAY = refuse(
  'not-found',
  'There is no such pathway, or no such version of it. Check the id.',
);
export const NO_DRAFT = refuse('not-found', 'There is no draft of this pathway. Save one first.');

export const PATHWAYS = [
  route({
    operationId: 'listPathways',
    method: 'GET',
    path: '/pathways',
    who: READERS,
    summary: 'The clinic’s pathways',
    reply: z.object({ pathways: z.array(shelfSchema) }),
    async handle({ clinics }, { actor, say }) {
      const { pathways } = await clinics.get(actor.clinicId);
      return {
        pathways: Object.entries(pathways).map(([id, shelf]) => ({ id, ...shelf, title: say(shelf.title) })),
      };
    },
  }),
  route({
    operationId: 'getPathway',
    method: 'GET',
    path: '/pathways/{pathwayId}/versions/{version}',
    who: READERS,
    summary: 'A published version, which never changes',
    params: params.extend({ version: z.coerce.number().int().min(1).max(9999) }),
    query: z.strictObject({
      titles: z
        .enum(['stored', 'said'])
        .default('stored')
        .describe(
          '`said`: its title and those of its levels in the reader’s language, to show and not to keep',
        ),
    }),
    reply: pathwaySchema,
    async handle({ clinics }, { actor, params: { pathwayId, version }, query, say }) {
      const shelf = shelfOf(await clinics.get(actor.clinicId), pathwayId);
      if (!shelf || version > shelf.published) return NO_PATHWAY;
      const pathway = await clinics.pathway(actor.clinicId, pathwayId, version);
      return query.titles === 'said' ? titlesSaid(say, pathway) : pathway;
    },
  }),
  route({
    operationId: 'getDraft',
    method: 'GET',
    path: '/pathways/{pathwayId}/draft',
    who: ['admin'],
    summary: 'The draft as it was last saved',
    params,
    reply: draftSchema,
    handle: async (deps, { actor, params: { pathwayId } }) =>
      (await draftOf(deps, actor.clinicId, pathwayId)) ?? NO_DRAFT,
  }),
  route({
    operationId: 'saveDraft',
    method: 'PUT',
    path: '/pathways/{pathwayId}/draft',
    who: ['admin'],
    summary: 'Saves a draft, finished or not',
    params,
    body: z.record(z.string(), z.unknown()),
    reply: shelfSchema,
    async handle({ clinics }, { actor, params: { pathwayId: id }, body: draft }) {
      const title = z.string().trim().min(1).max(200).catch(id).parse(draft.title);
      const at = { clinicId: actor.clinicId, by: actor.staffId };
      const outcome = await clinics.run(at, { do: 'draft-pathway', id, title, draft });
      return isRefusal(outcome) ? outcome : { id, ...outcome.state.pathways[id]! };
    },
  }),
  route({
    operationId: 'checkDraft',
    method: 'POST',
    path: '/pathways/{pathwayId}/check',
    who: ['admin'],
    summary: 'All that is wrong with the draft, and how to mend it; nothing changes',
    params,
    reply: z.object({
      faults: faultsSchema,
      warnings: faultsSchema,
      difference: z
        .array(z.string())
        .optional()
        .describe(
          'Of a draft without faults: what is other than in the latest published version, in sentences',
        ),
    }),
    async handle(deps, call) {
      const { actor, params, language, say } = call;
      const { pathwayId } = params;
      const found = await draftOf(deps, actor.clinicId, pathwayId);
      if (!found) return NO_DRAFT;
      const of = { clinicId: actor.clinicId, id: pathwayId, language };
      const { pathway, ...wrong } = await checked(deps, of, found.draft);
      const faults = wrong.faults.map((one) => sayFault(say, one));
      const warnings = wrong.warnings.map((one) => sayFault(say, one));
      const published = shelfOf(await deps.clinics.get(actor.clinicId), pathwayId)?.published ?? 0;
      if (!pathway || published === 0) return { faults, warnings };
      const live = await deps.clinics.pathway(actor.clinicId, pathwayId, published);
      const { instruments } = await contentOf(deps, actor.clinicId);
      const titles = Object.fromEntries(
        Object.entries(instruments).map(([id, { questionnaire }]) => [id, questionnaire.title]),
      );
      const difference = pathwayDifference(live, pathway, titles, {
        words: conditionWords(language),
        inTheirs: say,
      });
      return { faults, warnings, difference };
    },
  }),
  route({
    operationId: 'publishPathway',
    method: 'POST',
    path: '/pathways/{pathwayId}/publish',
    who: ['admin'],
    summary: 'Makes the draft the next version, for episodes that begin from now on',
    params,
    body: z.strictObject({ draftedAt: z.int().min(1) }),
    reply: shelfSchema.extend({ warnings: faultsSchema }),
    async handle(deps, call) {
      const { clinicId, staffId: by } = call.actor;
      const { pathwayId: id } = call.params;
      const keyed = keyOf(call);
      const at = { clinicId, by, ...keyed };
      const shelf = async () => shelfOf(await deps.clinics.get(clinicId), id)!;
      if (await isRepeat(deps, clinicPk(clinicId), keyed)) return { id, ...(await shelf()), warnings: [] };
      const found = await draftOf(deps, clinicId, id);
      if (!found) return NO_DRAFT;
      const { pathway, faults, ...also } = await checked(
        deps,
        { clinicId, id, language: call.language },
        found.draft,
      );
      if (!pathway) throw new Problem('invalid', 'The draft has faults; mend them first.', { faults });
      const { draftedAt } = call.body;
      const outcome = await deps.clinics.run(at, { do: 'publish-pathway', id, draftedAt, pathway });
      const warnings = also.warnings.map((one) => sayFault(call.say, one));
      return isRefusal(outcome) ? outcome : { id, ...(await shelf()), warnings };
    },
  }),
];

export const shelfOf = ({ pathways }: ClinicState, id: string) =>
  Object.hasOwn(pathways, id) ? pathways[id] : undefined;

export async function draftOf({ clinics }: ApiDeps, clinicId: string, id: string) {
  // In this order: a draft saved in between is then newer than its name, and cannot be published unseen.
  const draftedAt = shelfOf(await clinics.get(clinicId), id)?.draftedAt;
  return draftedAt === undefined ? undefined : { id, draftedAt, draft: await clinics.draft(clinicId, id) };
}

/** `language`: of the conditions in what is found; all else of it is English still. */
export async function checked(
  deps: ApiDeps,
  { clinicId, id, language }: { clinicId: string; id: string; language: string },
  draft: unknown,
): Promise<Checked> {
  const { clinic, staff } = await deps.clinics.get(clinicId);
  const content = await contentOf(deps, clinicId);
  const settings = { ...clinic!, staff };
  const result = checkPathway(draft, {
    instruments: content.instruments,
    messageLanguages: Object.keys(content.messages),
    messages: content.messages,
    clinic: settings.name,
    words: conditionWords(language),
    teams: Object.fromEntries(
      settings.teams.map((team) => [team.id, { members: membersOf(settings, team.id).length }]),
    ),
  });
  if (!result.pathway || result.pathway.id === id) return result;
  const fault = {
    path: 'id',
    fault: `“${result.pathway.id}” is not the id of this draft`,
    mend: `write “${id}”`,
  };
  return { faults: [fault], warnings: [] };
}
