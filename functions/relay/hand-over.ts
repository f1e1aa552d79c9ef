import type { Chart, Message } from '../care/chart.ts';
import { membersOf } from '../care/clinic.ts';
import type { Content } from '../care/content.ts';
import type { Event } from '../care/events.ts';
import { closestLanguage } from '../care/messages/render.ts';
import { choicesOf } from '../care/messages/reply.ts';
import { isTexted, questionsOf } from '../care/messages/thread.ts';
import { isRefusal } from '../care/refusal.ts';
import { type Instant, milliseconds } from '../care/time.ts';
import type { Charts } from '../charts.ts';
import { type Clinics, contentOf } from '../clinics.ts';
import { type CodeCost, codeHash, linkHash, linkUrl, sixDigits, stopToken } from '../links.ts';
import {
  type Chance,
  type Clock,
  type MailParts,
  type OutboundMessage,
  type Sender,
  type SendOutcome,
  Unsendable,
} from '../ports.ts';
import { say } from './say.ts';

/** Who the log names for what the relay did. */
const RELAY = 'attune-relay';

export type HandOverDeps = {
  charts: Charts;
  clinics: Clinics;
  sender: Sender;
  clock: Clock;
  chance: Chance;
  content: Content;
  /** Where the client's page is; the token follows in the fragment, which no server is ever sent. */
  linkBase: string;
  /** Where staff work: a host of their own, where it is not one machine. */
  consoleUrl: string;
  /** Less, where nobody's code is at stake; the same for whoever checks it. */
  codeCost?: CodeCost;
};

/** 128 bits: OWASP ASVS 5.0, 11.5.1. */
const LINK_BYTES = 16;
const STAFF_LANGUAGE = 'en';
/** What the claim found is taken for the truth this long: a process that slept meanwhile may have slept through a STOP. */
const CLAIM_HOLDS_MS = 60_000;

/**
 * Claim, send, settle. The claim re-checks the truth of the moment; a crash between it and the last leaves a lease
 * that ends in UNKNOWN. Each claim makes its own link, of which only the hash is ever stored.
 */
export async function handOver(
  deps: HandOverDeps,
  { clinicId, clientId }: { clinicId: string; clientId: string },
  messageId: string,
): Promise<void> {
  const at = { clinicId, clientId, by: RELAY };
  const token = deps.chance(LINK_BYTES);
  const begun = deps.clock();
  const seen = await deps.charts.get(clinicId, clientId);
  const opens = seen.messages[messageId]?.link;
  const code = opens === undefined ? undefined : sixDigits(deps.chance);
  const claimed = await deps.charts.run(
    { ...at, seen },
    {
      do: 'claim-message',
      messageId,
      linkHash: linkHash(token),
      codeHash: code && (await codeHash(opens!, code, deps.codeCost)),
    },
  );
  if (isRefusal(claimed)) return;
  const claim = claimed.events.find((event) => event.type === 'message.claimed');
  const message = claimed.state.messages[messageId];
  if (!claim || !message) return;
  const outcome = await send(deps, claimed.state, message, claim, { token, code, begun });
  await deps.charts.run({ ...at, seen: claimed.state }, { do: 'settle-message', messageId, outcome });
}

type Claim = Extract<Event, { type: 'message.claimed' }>;

async function send(
  deps: HandOverDeps,
  chart: Chart,
  message: Message,
  { channel, expires, link: opened }: Claim,
  { token, code, begun }: { token: string; code?: string; begun: Instant },
): Promise<SendOutcome | { sent: 'unknown'; reason: string }> {
  const { clinics, clock, linkBase } = deps;
  const clinic = await clinics.settings(chart.clinicId);
  const content = await contentOf(deps, chart.clinicId);
  const { to } = message;
  // Between the claim and here a slow process may have slept: into quiet hours, or past what the client has said since.
  if (expires && clock() >= expires)
    return { sent: 'refused', reason: 'its time was over before it could go', again: true };
  const slept = milliseconds(clock()) - milliseconds(begun) > CLAIM_HOLDS_MS;
  if (slept && to === 'client' && message.template !== 'reply.crisis')
    return { sent: 'refused', reason: 'it was held up on its way', again: true };
  const toClient = to === 'client';
  const language = toClient ? (chart.client?.language ?? STAFF_LANGUAGE) : STAFF_LANGUAGE;
  const link = toClient ? linkUrl(linkBase, token) : deps.consoleUrl;
  const minutes = minutesOf(content, chart, opened?.requests ?? []);
  const { subject, text } = say(content, chart, message, channel, {
    clinic,
    link,
    minutes,
    language,
    code,
    wording: toClient ? await wordingOf(deps, chart) : undefined,
  });
  const mail: MailParts | undefined =
    channel === 'email'
      ? {
          name: clinic.name,
          language,
          at: clock(),
          button: content.messages[closestLanguage(Object.keys(content.messages), language)]!.button,
          ...(opened && {
            asks: askedIn(content, linkBase, chart, message, token),
            stopUrl: new URL(`/link/stop-mail?t=${stopToken(token)}`, linkBase).href,
          }),
        }
      : undefined;
  const addresses = toClient ? [clientAddress(chart, channel)] : staffAddresses(clinic, to);
  let last: SendOutcome | { sent: 'unknown'; reason: string } = {
    sent: 'refused',
    reason: 'nobody to send it to has an address',
    again: false,
  };
  for (const [n, to] of addresses.entries()) {
    if (!to) continue;
    const key = [chart.clinicId, chart.clientId, message.id, ...(n ? [n] : [])].join('#');
    const { clinicId } = chart;
    const one = await sendOne(deps, { key, clinicId, channel, to, subject, text, expires, mail });
    if (last.sent !== 'accepted') last = one;
  }
  return last;
}

/** What the version that the episode is on says in its own words. */
async function wordingOf({ clinics }: HandOverDeps, { clinicId, episode }: Chart) {
  if (!episode) return undefined;
  const { id, version } = episode.pathway;
  return (await clinics.pathway(clinicId, id, version)).wording;
}

/** More than this are no row of buttons; a rating from 0 to 10 is. */
const MOST_ANSWERS = 11;

/** For a client who answers in the message itself: what a request of one question can be answered with. */
function askedIn(
  content: Content,
  linkBase: string,
  { client, requests }: Chart,
  { requestId = '' }: Message,
  token: string,
): MailParts['asks'] {
  const request = requests[requestId];
  if (!client || !request || !isTexted(content.instruments, request, client)) return undefined;
  const [question, ...others] = questionsOf(content.instruments, request, client.language);
  if (!question || others.length > 0 || question.repeats) return undefined;
  const { conversations } = content;
  const { asking } = conversations[closestLanguage(Object.keys(conversations), client.language)]!;
  const { min, max } = question;
  const rating = question.type === 'integer' && min !== undefined && max !== undefined;
  const choices = rating
    ? Array.from({ length: max - min + 1 }, (_, n) => ({ answer: min + n, text: String(min + n) }))
    : choicesOf(question, asking);
  if (choices.length === 0 || choices.length > MOST_ANSWERS) return undefined;
  const answers = choices.map(({ answer, text }) => ({
    text,
    link: linkUrl(linkBase, token, { linkId: question.linkId, code: String(answer) }),
  }));
  return { question: [question.lead, question.text].filter(Boolean).join(' '), answers };
}

/** A throw tells nothing of whether the message went. */
async function sendOne(
  { sender }: HandOverDeps,
  message: OutboundMessage,
): Promise<SendOutcome | { sent: 'unknown'; reason: string }> {
  try {
    return await sender.send(message);
  } catch (error) {
    if (error instanceof Unsendable) return { sent: 'refused', reason: error.message, again: false };
    const kind = error instanceof Error ? error.name : 'unknown error';
    return { sent: 'unknown', reason: `the provider did not say whether it took the message (${kind})` };
  }
}

const clientAddress = ({ client }: Chart, channel: 'sms' | 'email'): string | undefined =>
  channel === 'sms' ? client?.phone : client?.email;

function staffAddresses(
  clinic: Parameters<typeof membersOf>[0],
  to: Exclude<Message['to'], 'client'>,
): string[] {
  if ('team' in to) return membersOf(clinic, to.team).map(({ email }) => email);
  const person = clinic.staff[to.staff];
  return person?.active ? [person.email] : [];
}

/** Of all that is behind the link. */
function minutesOf({ instruments }: Content, chart: Chart, requests: string[]): number {
  const forms = requests.flatMap((id) => chart.requests[id]?.forms ?? []).filter(({ done }) => !done);
  const minutes = forms.map(({ instrument }) => instruments[instrument]?.scoring.minutes ?? 0);
  return Math.max(
    1,
    minutes.reduce((sum, each) => sum + each, 0),
  );
}
