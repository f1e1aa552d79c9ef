import * as z from 'zod';
import type { ClinicCommand, InstrumentShelf } from '../care/clinic.ts';
import { exportQuestionnaire, importQuestionnaire } from '../care/fhir/questionnaire.ts';
import { meaningSchema } from '../care/measures/instrument/scoring.ts';
import { withWording } from '../care/measures/instrument/wording.ts';
import { askable, type Instrument, languagesOf } from '../care/measures/instrument.ts';
import { isRefusal, refuse } from '../care/refusal.ts';
import { type Say, sayFault } from '../care/sentences.ts';
import { clinicPk, contentOf } from '../clinics.ts';
import { isRepeat, keyOf } from './commands.ts';
import { Problem } from './problem.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { slugSchema, textSchema } from './schemas.ts';

const READERS = ['admin', 'clinician'] as const;

const shelfSchema = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  source: z.enum(['shipped', 'licensed', 'imported']),
  askable: z.boolean().describe('Whether a pathway can ask it: its wording is here, lawfully'),
  languages: z.array(z.string()),
  licence: z.object({
    status: z.string(),
    holder: z.string(),
    terms: z.string(),
    ask: z.string().optional().describe('How a clinic gets the right to use it'),
    permission: z.string().optional().describe('The clinic’s own reference'),
  }),
  own: z
    .object({ published: z.int(), by: z.string(), at: z.string() })
    .optional()
    .describe('Which of the clinic’s own versions it is, who published it and when'),
});
const faultsSchema = z.array(z.object({ path: z.string(), fault: z.string(), mend: z.string() }));

const texts = z.record(z.string().max(255), z.string().trim().min(1).max(2000));
const wordingSchema = z.strictObject({
  language: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'use a language such as en or es-MX'),
  items: texts.describe('By linkId'),
  options: z.record(z.string().max(255), texts).describe('By linkId and code').default({}),
});
const riskItemsSchema = z
  .array(z.strictObject({ linkId: z.string().min(1).max(255), atLeast: z.number() }))
  .max(20);

const params = z.strictObject({ instrumentId: slugSchema });
const NO_INSTRUMENT = refuse('not-found', 'There is no such instrument. Check the id.');

export const INSTRUMENTS = [
  route({
    operationId: 'listInstruments',
    method: 'GET',
    path: '/instruments',
    who: READERS,
    summary: 'Every instrument that the clinic can score, and which of them it can ask',
    reply: z.object({ instruments: z.array(shelfSchema) }),
    async handle(deps, { actor, say }) {
      const [{ instruments }, { instruments: own }] = await Promise.all([
        contentOf(deps, actor.clinicId),
        deps.clinics.get(actor.clinicId),
      ]);
      return { instruments: Object.entries(instruments).map(([id, one]) => shelved(id, one, { own, say })) };
    },
  }),
  route({
    operationId: 'getQuestionnaire',
    method: 'GET',
    path: '/instruments/{instrumentId}',
    who: READERS,
    summary: 'An instrument as a FHIR R4 Questionnaire; an imported one as it came in',
    params,
    query: z.strictObject({ version: z.coerce.number().int().min(1).max(9999).optional() }),
    reply: z.looseObject({ resourceType: z.literal('Questionnaire') }),
    media: { type: 'application/fhir+json' },
    async handle(deps, { actor: { clinicId }, params: { instrumentId: id }, query: { version } }) {
      const shelf = ownOf((await deps.clinics.get(clinicId)).instruments, id);
      if (version !== undefined && !(shelf && version <= shelf.published)) return NO_INSTRUMENT;
      const instrument = shelf
        ? await deps.clinics.instrument(clinicId, id, version ?? shelf.published)
        : ownOf(deps.content.instruments, id);
      return instrument
        ? (exportQuestionnaire(instrument) as { resourceType: 'Questionnaire' })
        : NO_INSTRUMENT;
    },
  }),
  route({
    operationId: 'putWording',
    method: 'PUT',
    path: '/instruments/{instrumentId}/wording',
    who: ['admin'],
    summary:
      'The wording of an instrument that ships without it, under the clinic’s own licence: its next version, which never changes',
    params,
    body: z.strictObject({
      reference: textSchema(300).describe('Contract, letter or registration that gives the clinic the right'),
      wordings: z.tuple([wordingSchema], wordingSchema).refine((all) => all.length <= 10),
    }),
    reply: shelfSchema,
    async handle(deps, call) {
      const { clinicId } = call.actor;
      const { instrumentId: id } = call.params;
      const shipped = ownOf(deps.content.instruments, id);
      if (!shipped) return NO_INSTRUMENT;
      if (shipped.scoring.licence.status !== 'restricted')
        return refuse('wrong-state', 'This instrument ships with its wording, which may not be changed.');
      const { instruments } = await deps.clinics.get(clinicId);
      const version = (ownOf(instruments, id)?.published ?? 0) + 1;
      const worded = withWording(shipped, { ...call.body, version });
      if ('faults' in worded)
        throw new Problem('invalid', 'The wording is not whole; see the faults.', { faults: worded.faults });
      return publish(deps, call, { source: 'licensed', version, instrument: worded.instrument });
    },
  }),
  route({
    operationId: 'importInstrument',
    method: 'POST',
    path: '/instruments/import',
    who: ['admin'],
    summary: 'Takes in a FHIR R4 Questionnaire, or says what in it cannot be run, by name and path',
    status: 201,
    body: z.strictObject({
      questionnaire: z.looseObject({ resourceType: z.literal('Questionnaire') }),
      as: slugSchema.optional().describe('What to call it; its own id, if left out'),
      riskItems: riskItemsSchema
        .optional()
        .describe('Whose answers from `atLeast` on make an urgent task; FHIR cannot say'),
      meaning: meaningSchema
        .optional()
        .describe(
          'What the total means, each with its source: direction, bands, cut-off, reliable change in points or by SD and reliability',
        ),
    }),
    reply: shelfSchema.extend({ ignored: faultsSchema.describe('What only decorates or pre-fills it') }),
    async handle(deps, call) {
      const { questionnaire, ...naming } = call.body;
      const read = importQuestionnaire(questionnaire, naming);
      if ('faults' in read)
        throw new Problem('invalid', 'The questionnaire cannot be run as it is; see the faults.', {
          faults: read.faults,
        });
      const { id } = read.instrument.questionnaire;
      if (ownOf(deps.content.instruments, id))
        return refuse('duplicate', `There is an instrument ${id} already. Choose another id.`);
      const shelf = await publish(deps, call, {
        source: 'imported',
        version: 1,
        instrument: read.instrument,
      });
      return isRefusal(shelf)
        ? shelf
        : { ...shelf, ignored: read.ignored.map((one) => sayFault(call.say, one)) };
    },
  }),
];

const ownOf = <T>(all: Record<string, T> = {}, id: string): T | undefined =>
  Object.hasOwn(all, id) ? all[id] : undefined;

function shelved(
  id: string,
  instrument: Instrument,
  { own, say }: { own: Record<string, InstrumentShelf> | undefined; say: Say },
): z.input<typeof shelfSchema> {
  const { questionnaire, scoring } = instrument;
  const { status, holder, terms, ask, permission } = scoring.licence;
  const shelf = ownOf(own, id);
  return {
    id,
    title: questionnaire.title,
    version: questionnaire.version,
    source: shelf?.source ?? 'shipped',
    askable: askable(instrument),
    languages: languagesOf(instrument),
    licence: { status, holder, terms: say(terms), ask: ask && say(ask), permission },
    own: shelf && { published: shelf.published, by: shelf.by, at: shelf.at },
  };
}

async function publish(
  deps: ApiDeps,
  call: StaffCall,
  published: Omit<Extract<ClinicCommand, { do: 'publish-instrument' }>, 'do'>,
) {
  const { clinicId, staffId: by } = call.actor;
  const keyed = keyOf(call);
  const outcome = await deps.clinics.run(
    { clinicId, by, ...keyed },
    { do: 'publish-instrument', ...published },
  );
  const { id } = published.instrument.questionnaire;
  if (!isRefusal(outcome))
    return shelved(id, published.instrument, { own: outcome.state.instruments, say: call.say });
  if (!(await isRepeat(deps, clinicPk(clinicId), keyed))) return outcome;
  const { instruments = {} } = await deps.clinics.get(clinicId);
  // A key that was used for another instrument is not this one's repeat.
  if (!Object.hasOwn(instruments, id)) return outcome;
  const standing = await deps.clinics.instrument(clinicId, id, instruments![id]!.published);
  return shelved(id, standing, { own: instruments, say: call.say });
}
