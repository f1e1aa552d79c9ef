import type { Channel, Chart, Message } from '../care/chart.ts';
import type { ClinicSettings } from '../care/clinic.ts';
import type { Content } from '../care/content.ts';
import type { ReplyTemplate } from '../care/decide/words.ts';
import { crisisReply } from '../care/messages/crisis.ts';
import type { TemplateId, Wording } from '../care/messages/messages.ts';
import { inTexts, render } from '../care/messages/render.ts';
import { type ConversationId, sayQuestion, sayReply } from '../care/messages/reply.ts';
import { questionsOf } from '../care/messages/thread.ts';

export type Said = { subject?: string; text: string };

type Values = {
  clinic: ClinicSettings;
  link: string;
  minutes: number;
  language: string;
  code?: string;
  /** The pathway's own words. */
  wording?: Wording;
};

/** The words of one message: a template's, or what is said in a talk that the client began. */
export function say(
  content: Content,
  chart: Chart,
  message: Message,
  channel: Channel,
  { clinic, link, minutes, language, code, wording }: Values,
): Said {
  const { template } = message;
  // A mail has a subject, and one that says nothing says least.
  const titled = (text: string): Said => (channel === 'email' ? { subject: clinic.name, text } : { text });
  if (message.question) return { text: sayAsked(content, chart, message, clinic, link) };
  if (template.startsWith('reply.'))
    return titled(sayTemplate(content, chart, message, channel, clinic, language));
  const values = { clinic: clinic.name, link, minutes, code };
  return render(content.messages, template as TemplateId, language, channel, values, wording);
}

const TALK: Partial<Record<ReplyTemplate, ConversationId>> = {
  'reply.stopped': 'stopped',
  'reply.started': 'started',
  'reply.kept': 'kept',
  'reply.later': 'later',
  'reply.thanks': 'thanks',
  'reply.wrong-number': 'wrong-number',
  'reply.no-text': 'no-text',
};

function sayTemplate(
  { crisisLines, messages, conversations }: Content,
  { client }: Chart,
  { template, guardianIsTold }: Message,
  channel: Channel,
  clinic: ClinicSettings,
  language: string,
): string {
  const { name, phone } = clinic;
  const country = client?.country ?? clinic.country;
  const about = { guardianIsTold, clinic };
  const { text, emergency, first } = crisisReply(crisisLines, messages, country, language, about);
  // An accent would put the number to call into a later part, which may come late or never.
  const short = channel === 'sms' ? inTexts : String;
  const values = { clinic: short(name), phone, emergency: short(emergency), line: short(first) };
  const said = (id: ConversationId) => sayReply(conversations, id, language, values).text;
  if (template === 'reply.crisis') {
    if (channel === 'email') return text;
    return guardianIsTold ? `${said('crisis')} ${said('minor')}` : said('crisis');
  }
  if (template === 'reply.help') return said(phone ? 'help' : 'help-by-text');
  return said(TALK[template as ReplyTemplate]!);
}

function sayAsked(
  content: Content,
  chart: Chart,
  message: Message,
  clinic: ClinicSettings,
  link: string,
): string {
  const { conversations, instruments } = content;
  const { language } = chart.client!;
  const { instrument, linkId, tries } = message.question!;
  if (tries === 3) return sayReply(conversations, 'again.link', language, { link }).text;
  const all = questionsOf(instruments, chart.requests[message.requestId!]!, language);
  const at = all.findIndex((one) => one.instrument === instrument && one.linkId === linkId);
  const again = message.template.startsWith('reminder.') ? ('reminder' as const) : tries || undefined;
  const from = message.answers ? undefined : inTexts(clinic.name);
  const place = { n: at + 1, of: all.length, language, lead: all[at]!.lead, again, from };
  return sayQuestion(all[at]!, place, conversations).text;
}
