import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import { formOf } from '../care/decide/answers.ts';
import { DOCUMENT_POLICY, readableDocument } from '../care/document.ts';
import { readResponse } from '../care/fhir/answers-file.ts';
import { type Exported, fhirBundle } from '../care/fhir/export.ts';
import { type Answers, type Instrument, missingIn } from '../care/measures/instrument.ts';
import { scoreOf } from '../care/measures/score.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { chartPk } from '../charts.ts';
import { contentOf } from '../clinics.ts';
import { chartOf, isRepeat, keyOf, onChart } from './commands.ts';
import { Problem } from './problem.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientParams } from './schemas.ts';

const who = ['clinician'] as const;

export const EXPORTS = [
  route({
    operationId: 'exportClient',
    method: 'GET',
    path: '/clients/{clientId}/export',
    who,
    summary: 'All that is known of one client, as a FHIR R4 bundle',
    params: clientParams,
    reply: z.looseObject({ resourceType: z.literal('Bundle'), type: z.literal('collection') }),
    media: { type: 'application/fhir+json' },
    async handle(deps, call) {
      const exported = await exportedFrom(deps, call);
      return isRefusal(exported) ? exported : { ...fhirBundle(exported) };
    },
  }),
  route({
    operationId: 'getDocument',
    method: 'GET',
    path: '/clients/{clientId}/document',
    who,
    summary: 'One client’s care as a page to read and to print',
    params: clientParams,
    reply: z.string(),
    media: {
      type: 'text/html',
      headers: { 'content-security-policy': `${DOCUMENT_POLICY}; frame-ancestors 'none'` },
    },
    async handle(deps, call) {
      const exported = await exportedFrom(deps, call);
      return isRefusal(exported) ? exported : readableDocument(exported);
    },
  }),
  route({
    operationId: 'recordResponse',
    method: 'POST',
    path: '/clients/{clientId}/questionnaire-responses',
    who,
    summary:
      'Answers that came another way, such as on paper, to what the client is being asked: a FHIR R4 QuestionnaireResponse',
    params: clientParams,
    body: z.looseObject({
      resourceType: z.literal('QuestionnaireResponse'),
      questionnaire: z.string().max(500).describe('The url, with or without |version, or our id of it'),
      status: z.enum(['completed', 'amended', 'in-progress']),
    }),
    status: 201,
    reply: z.object({
      instrument: z.string(),
      requestId: z.string(),
      done: z.boolean().describe('Whether nothing is left to answer of this form'),
      missing: z.array(z.string()),
      total: z.number().nullable(),
      band: z.string().nullable(),
      flags: z.array(z.string()),
    }),
    handle: recordResponse,
  }),
];

type ClientCall<Body = undefined> = StaffCall<{ clientId: string }, unknown, Body>;

async function exportedFrom(deps: ApiDeps, call: ClientCall): Promise<Exported | Refusal> {
  const chart = await chartOf(deps, call);
  if (isRefusal(chart)) return chart;
  const { clinicId } = call.actor;
  const log = [];
  for await (const { entry, hash } of deps.charts.log(clinicId, chart.clientId)) {
    // What was written since the chart was read belongs to the next export.
    if (entry.seq <= chart.version) log.push({ entry, hash });
  }
  const clinic = await deps.clinics.settings(clinicId);
  const { instruments } = await contentOf(deps, clinicId);
  return { chart, log, clinic, instruments, at: deps.clock() };
}

type Body = { questionnaire: string; status: string };

type Asked = { requestId: string; id: string; instrument: Instrument; partial?: Answers };

/** The open request that asks for it, with the instrument as it is asked there; for a repeat, the one that it answered. */
function askedIn(
  { requests, ended }: Chart,
  instruments: Record<string, Instrument>,
  questionnaire: string,
  repeated: boolean,
): Asked | Refusal {
  const [url] = questionnaire.split('|');
  const known = Object.entries(instruments).find(
    ([id, { questionnaire: own }]) => own.url === url || id === url,
  );
  if (!known) return refuse('invalid', `There is no instrument ${url}. Give the url of one that there is.`);
  const [id, instrument] = known;
  const asking = Object.values(requests).flatMap(({ id: requestId, goals, forms }) => {
    const form = forms.find((one) => one.instrument === id);
    return form
      ? [{ form, asked: { requestId, id, instrument: formOf(instrument, goals), partial: form.partial } }]
      : [];
  });
  const open = asking.find(({ form }) => !form.done) ?? (repeated ? asking[0] : undefined);
  if (open) return open.asked;
  const last = Object.entries(ended)
    .filter(([, { instruments }]) => instruments.includes(id))
    .sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))[0];
  if (repeated && last) return { requestId: last[0], id, instrument: formOf(instrument, last[1].goals) };
  const { title } = instrument.questionnaire;
  return refuse(
    'wrong-state',
    asking.length > 0
      ? `${title} has been answered already.`
      : `Nothing asks this client for ${title} now, and answers are taken to an open request only.`,
  );
}

async function recordResponse(deps: ApiDeps, call: ClientCall<Body>) {
  const asClient = call as ClientCall<never>;
  const chart = await chartOf(deps, asClient);
  if (isRefusal(chart)) return chart;
  const { instruments } = await contentOf(deps, chart.clinicId);
  const repeated = await isRepeat(deps, chartPk(chart.clinicId, chart.clientId), keyOf(asClient));
  const asked = askedIn(chart, instruments, call.body.questionnaire, repeated);
  if (isRefusal(asked)) return asked;
  const { requestId, id, instrument, partial } = asked;
  const read = readResponse(instrument, call.body);
  if ('faults' in read)
    throw new Problem('invalid', 'The response cannot be taken; see the faults.', { faults: read.faults });
  const complete = call.body.status !== 'in-progress';
  const after = await onChart(deps, asClient, {
    do: 'answer',
    requestId,
    responses: [{ instrument: id, answers: read.answers, complete }],
  });
  if (isRefusal(after)) return after;
  const answers = { ...partial, ...read.answers };
  const { total, band = null, flags } = scoreOf(instrument, answers);
  const form = after.requests[requestId]?.forms.find((one) => one.instrument === id);
  const missing = missingIn(instrument, answers);
  return { instrument: id, requestId, done: form?.done ?? true, missing, total, band, flags };
}
