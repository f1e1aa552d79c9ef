import * as z from 'zod';
import { ASKS, type Chart, CLIENT, type Request } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { formOf } from '../care/decide/answers.ts';
import { dueTimers } from '../care/decide/timers.ts';
import { readWhatCan } from '../care/measures/instrument.ts';
import { scoreOf } from '../care/measures/score.ts';
import { crisisReply } from '../care/messages/crisis.ts';
import { closestLanguage, type ReplyId } from '../care/messages/messages.ts';
import { isRefusal } from '../care/refusal.ts';
import { contentOf } from '../clinics.ts';
import { linkHash, linkKey } from '../links.ts';
import { formSchema, openForms } from './forms.ts';
import { Problem } from './problem.ts';
import { type Call, type LinkDeps, route } from './route.ts';
import { STOP_MAIL } from './stop-mail.ts';

const TIMER = 'attune-timer';

/** Any text: one that is no token is one that opens nothing. */
const tokenSchema = z.string();

const answersSchema = z.strictObject({
  token: tokenSchema,
  requestId: z.string().max(60),
  responses: z
    .array(z.strictObject({ instrument: z.string().max(60), answers: z.unknown(), complete: z.boolean() }))
    .min(1)
    .max(12),
});

const crisisSchema = z.object({
  text: z.string(),
  emergency: z.string(),
  lines: z.array(
    z.object({
      name: z.string(),
      call: z.string().optional(),
      text: z.string().optional(),
      chat: z.string().optional(),
      hours: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});

export const LINKS = [
  route({
    operationId: 'openLink',
    method: 'POST',
    path: '/link/open',
    who: 'link',
    summary: 'What a client’s link asks, and nothing of what was ever answered',
    body: z.strictObject({ token: tokenSchema }),
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
    }),
    async handle(deps, { body, language }) {
      const found = await follow(deps, body.token);
      const open = found ? openRequests(found) : [];
      if (!found || open.length === 0) throw closed(deps, language);
      const { chart } = found;
      const { country, language: theirs } = chart.client!;
      const content = await contentOf(deps, found.clinicId);
      return {
        language: theirs,
        crisis: crisisReply(deps.content.crisisLines, deps.content.messages, country, theirs),
        requests: open.map((request) => ({
          requestId: request.id,
          ask: request.ask,
          ...shownWith(chart, request),
          ...openForms(content, chart.client!.language, request),
        })),
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
  ...STOP_MAIL,
];

type Followed = { chart: Chart; requests: string[]; clinicId: string; clientId: string };

/** Undefined where the link was never made, or has been forgotten. */
async function follow(deps: LinkDeps, token: string): Promise<Followed | undefined> {
  // What a text message or a mail program puts behind a link is no part of it.
  const hash = linkHash(/^[\w-]*/.exec(token)![0]);
  const item = await deps.table.get(linkKey(hash));
  if (!item) return undefined;
  const whose = { clinicId: String(item.clinicId), clientId: String(item.clientId) };
  let chart = await deps.charts.get(whose.clinicId, whose.clientId);
  // A link is over at its time, whether or not the minute's scan has come to it.
  const now = deps.clock();
  const over = (of = '') => chart.links[hash]?.requests.includes(of);
  if (dueTimers(chart.timers, now).some(({ kind, of }) => kind === 'expiry' && over(of))) {
    await deps.charts.run({ ...whose, by: TIMER }, { do: 'fire' });
    chart = await deps.charts.get(whose.clinicId, whose.clientId);
  }
  const requests = chart.links[hash]?.requests;
  return requests && chart.client ? { ...whose, chart, requests } : undefined;
}

const openRequests = ({ chart, requests }: Followed): Request[] =>
  requests.flatMap((id) => chart.requests[id] ?? []);

/** What the client is asked to agree to or to acknowledge. */
function shownWith({ goals, draft }: Chart, { ask }: Request) {
  if (ask === 'agreement') return { goals: goals?.goals };
  if (ask === 'plan') return { plan: draft };
  return {};
}

/** One answer for every link that opens nothing, in the language of the browser: it tells nobody why. */
function closed({ content }: LinkDeps, language: string): Problem {
  return new Problem('closed', replyIn(content, 'reply.closed', language));
}

const replyIn = ({ messages }: LinkDeps['content'], id: ReplyId, language: string): string =>
  messages[closestLanguage(Object.keys(messages), language)]!.replies[id];

type AnswerCall = Call<'link', unknown, unknown, z.output<typeof answersSchema>>;

/**
 * Whoever answers a risk item positively is shown whom to call in the same interaction, whatever becomes of the rest:
 * it is put beside every problem before anything that can fail is begun.
 */
async function answerLink(deps: LinkDeps, call: AnswerCall) {
  const { token, requestId, responses } = call.body;
  let atRisk = responses.some((response) => isAtRisk(deps.content, response));
  const crisis = (country: string, language: string) =>
    atRisk ? { crisis: crisisReply(deps.content.crisisLines, deps.content.messages, country, language) } : {};
  Object.assign(call.also, crisis('', call.language));
  try {
    const found = await follow(deps, token);
    if (!found?.requests.includes(requestId)) throw closed(deps, call.language);
    const { country, language } = found.chart.client!;
    const content = await contentOf(deps, found.clinicId);
    // Whose instruments they are is known now: the clinic may have its own.
    atRisk ||= responses.some((response) => isAtRisk(content, response));
    Object.assign(call.also, crisis(country, language));

    const { clinicId, clientId } = found;
    const wasOpen = requestId in found.chart.requests;
    const outcome = await deps.charts.run(
      { clinicId, clientId, by: CLIENT, seen: found.chart },
      { do: 'answer', requestId, responses },
    );
    const chart = isRefusal(outcome) ? await deps.charts.get(clinicId, clientId) : outcome.state;
    if (isRefusal(outcome)) {
      const { outcome: end = 'answered' } = chart.ended[requestId] ?? {};
      const repeat = outcome.refused === 'duplicate' && end === 'answered';
      if (!repeat) throw wasOpen ? new Problem('invalid', outcome.because) : closed(deps, call.language);
    } else if (outcome.events.some((event) => event.type === 'response.received' && event.late)) {
      throw closed(deps, call.language);
    }
    const request = chart.requests[requestId];
    return {
      done: !request,
      missing: request ? missingIn(content, request, responses) : [],
      more: request ? openForms(content, language, request).forms : [],
      reply: replyIn(deps.content, 'reply.thanks', language),
      ...crisis(country, language),
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
  return (
    !!instrument && scoreOf(instrument, readWhatCan(instrument, answers).answers).positiveRiskItems.length > 0
  );
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
