import * as z from 'zod';
import { ASKS, type Request } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { formOf } from '../care/decide/answers.ts';
import { guardianIsTold } from '../care/decide/urgent.ts';
import { readWhatCan } from '../care/measures/instrument.ts';
import { scoreOf } from '../care/measures/score.ts';
import { crisisReply } from '../care/messages/crisis.ts';
import { type SayPlanned, sayPlannedFor } from '../care/plans/option-said.ts';
import { isRefusal } from '../care/refusal.ts';
import { contentOf } from '../clinics.ts';
import { byClient, closed, type Followed, follow, openRequests, replyIn } from './follow.ts';
import { formSchema, openForms } from './forms.ts';
import { crisisSchema, preferencesSchema, sessionSchema, tokenSchema } from './link-schemas.ts';
import { OWN } from './own.ts';
import { laterOf, PREFERENCES, preferencesOf } from './preferences.ts';
import { Problem } from './problem.ts';
import { type Call, type LinkDeps, route } from './route.ts';
import { STOP_MAIL } from './stop-mail.ts';

const answersSchema = z.strictObject({
  token: tokenSchema,
  session: sessionSchema.optional(),
  requestId: z.string().max(60),
  responses: z
    .array(z.strictObject({ instrument: z.string().max(60), answers: z.unknown(), complete: z.boolean() }))
    .min(1)
    .max(12),
});

export const LINKS = [
  route({
    operationId: 'openLink',
    method: 'POST',
    path: '/link/open',
    who: 'link',
    summary: 'What a client’s link asks, and nothing of what was ever answered',
    body: z.strictObject({ token: tokenSchema, session: sessionSchema.optional() }),
    reply: z.object({
      language: z.string(),
      /** One tap away on every screen, whatever is answered. */
      crisis: crisisSchema,
      requests: z.array(
        z.object({
          requestId: z.string(),
          ask: z.enum(ASKS),
          minutes: z.int(),
          forms: z.array(formSchema),
          locked: z.literal(true).optional().describe('What it asks about is shown after a code alone'),
          goals: z.array(z.object({ words: z.string(), statement: z.string().optional() })).optional(),
          plan: z
            .object({
              summary: z.string(),
              interventions: z.array(
                z.object({
                  title: z.string(),
                  detail: z.string().optional(),
                  frequency: z.string().optional(),
                }),
              ),
            })
            .optional(),
        }),
      ),
      preferences: preferencesSchema,
      later: z.array(z.string()).describe('Hours of today at which the client can be asked again'),
    }),
    async handle(deps, { body, language }) {
      const found = await follow(deps, body.token, body.session);
      const open = found ? openRequests(found) : [];
      if (!found || open.length === 0) throw closed(deps, language);
      const { chart } = found;
      const { country, language: theirs } = chart.client!;
      const content = await contentOf(deps, found.clinicId);
      const clinic = await deps.clinics.settings(found.clinicId);
      const { crisisLines, messages } = deps.content;
      return {
        language: theirs,
        crisis: crisisReply(crisisLines, messages, country, theirs, { clinic }),
        requests: open.map((request) => ({
          requestId: request.id,
          ask: request.ask,
          ...shownWith(found, request, sayPlannedFor(deps.suggesting.catalogue, deps.content, theirs)),
          ...openForms(content, chart.client!.language, request, found.own),
        })),
        preferences: await preferencesOf(deps, chart),
        later: await laterOf(deps, found),
      };
    },
  }),
  route({
    operationId: 'answerLink',
    method: 'POST',
    path: '/link/answers',
    who: 'link',
    summary:
      'A client’s answers to one request. `complete` false keeps what there is and leaves the form open',
    body: answersSchema,
    reply: z.object({
      done: z.boolean(),
      missing: z.array(z.object({ instrument: z.string(), linkIds: z.array(z.string()) })),
      more: z.array(formSchema).describe('What is left of this request'),
      reply: z.string(),
      crisis: crisisSchema.optional(),
    }),
    handle: answerLink,
  }),
  ...OWN,
  ...PREFERENCES,
  ...STOP_MAIL,
];

/** What is asked about here is the client's own: nobody sees it, or decides on it, by a link alone. */
const ABOUT_THEIR_OWN: readonly Request['ask'][] = ['agreement', 'plan'];

/** What the client is asked to agree to or to acknowledge. */
function shownWith({ chart: { goals, draft }, own }: Followed, { ask }: Request, sayPlanned: SayPlanned) {
  if (!ABOUT_THEIR_OWN.includes(ask)) return {};
  if (!own) return { locked: true as const };
  return ask === 'plan'
    ? { plan: draft && { ...draft, interventions: draft.interventions.map(sayPlanned) } }
    : { goals: goals?.goals };
}

type AnswerCall = Call<'link', unknown, unknown, z.output<typeof answersSchema>>;

/**
 * Whoever answers a risk item positively is shown whom to call in the same interaction, whatever becomes of the rest:
 * it is put beside every problem before anything that can fail is begun.
 */
async function answerLink(deps: LinkDeps, call: AnswerCall) {
  const { token, session, requestId, responses } = call.body;
  let atRisk = responses.some((response) => isAtRisk(deps.content, response));
  const { crisisLines, messages } = deps.content;
  const crisis = (country: string, language: string, about?: Parameters<typeof crisisReply>[4]) =>
    atRisk ? { crisis: crisisReply(crisisLines, messages, country, language, about) } : {};
  Object.assign(call.also, crisis('', call.language));
  try {
    const found = await follow(deps, token, session);
    if (!found?.requests.includes(requestId)) throw closed(deps, call.language);
    const { country, language } = found.chart.client!;
    const content = await contentOf(deps, found.clinicId);
    // Whose instruments they are is known now: the clinic may have its own.
    atRisk ||= responses.some((response) => isAtRisk(content, response));
    const clinic = await deps.clinics.settings(found.clinicId);
    const about = { clinic, guardianIsTold: guardianIsTold(clinic, found.chart.client!, deps.clock()) };
    Object.assign(call.also, crisis(country, language, about));

    const { clinicId, clientId } = found;
    const { [requestId]: open } = found.chart.requests;
    if (open && ABOUT_THEIR_OWN.includes(open.ask) && !found.own)
      throw new Problem('not-allowed', 'Ask for a code first, to see what this is about.');
    const outcome = await deps.charts.run(byClient(found), { do: 'answer', requestId, responses });
    const chart = isRefusal(outcome) ? await deps.charts.get(clinicId, clientId) : outcome.state;
    if (isRefusal(outcome)) {
      const { outcome: end = 'answered' } = chart.ended[requestId] ?? {};
      const repeat = outcome.refused === 'duplicate' && end === 'answered';
      if (!repeat) throw open ? new Problem('invalid', outcome.because) : closed(deps, call.language);
    } else if (outcome.events.some((event) => event.type === 'response.received' && event.late)) {
      throw closed(deps, call.language);
    }
    const request = chart.requests[requestId];
    return {
      done: !request,
      missing: request ? missingIn(content, request, responses) : [],
      more: request ? openForms(content, language, request, found.own).forms : [],
      reply: replyIn(deps.content, 'reply.thanks', language),
      ...crisis(country, language, about),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('busy', 'Your answers could not be kept. Please send them again in a minute.', {
      cause: error,
    });
  }
}

type Response = AnswerCall['body']['responses'][number];

function isAtRisk({ instruments }: Content, { instrument: id, answers }: Response): boolean {
  const instrument = Object.hasOwn(instruments, id) ? instruments[id] : undefined;
  if (!instrument) return false;
  try {
    return scoreOf(instrument, readWhatCan(instrument, answers).answers).positiveRiskItems.length > 0;
  } catch {
    // Answers that nothing here can judge may hold one: whom to call is shown. The same failure then ends the request.
    return true;
  }
}

/** What each form that was sent and is still open lacks. */
function missingIn({ instruments }: Content, { forms, goals }: Request, responses: Response[]) {
  return responses.flatMap(({ instrument: id, answers }) => {
    const instrument = instruments[id];
    const open = forms.find((form) => form.instrument === id && !form.done);
    if (!instrument || !open) return [];
    const read = readWhatCan(formOf(instrument, goals), answers);
    const missing = read.missing.filter((linkId) => !Object.hasOwn(open.partial ?? {}, linkId));
    return missing.length > 0 ? [{ instrument: id, linkIds: missing }] : [];
  });
}
