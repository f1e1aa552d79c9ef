import type { Channel, Message, Owner } from '../chart.ts';
import type { Event } from '../events.ts';
import type { Instant } from '../time.ts';
import { capital, type Told } from './line.ts';

type MessageEvent = Extract<Event, { type: `message.${string}` }>;

export const BY_SMS_OR_EMAIL = { sms: 'by text message', email: 'by email' };

/** Remembers each message from when it was intended, and by which channel and with which question it went. */
export function messageTeller(called: {
  request: (id?: string) => string;
  task: (id: string) => string;
  owner: (to: Owner) => string;
  local: (at: Instant) => string;
}): (event: MessageEvent) => Told | undefined {
  const messages = new Map<string, Message & { channel?: Channel }>();

  function sending(messageId: string): { what: string; why?: string; by: string } {
    const message = messages.get(messageId);
    if (!message) return { what: 'a message', by: '' };
    const { to, template, requestId, taskId, why, channel } = message;
    const by = channel ? ` ${BY_SMS_OR_EMAIL[channel]}` : '';
    if (to !== 'client')
      return { what: `the notice of ${called.task(taskId ?? '')} to ${called.owner(to)}`, why, by };
    if (template === 'code') return { what: 'the code for their own page', why, by };
    if (template.startsWith('reply.')) return { what: REPLIES[template] ?? 'a reply', why, by };
    if (!requestId) return { what: `the message “${template}”`, why, by };
    return { what: `${leadOf(message)} ${called.request(requestId)}`, why, by };
  }

  return (event) => {
    if (event.type === 'message.intended') {
      messages.set(event.message.id, { ...event.message });
      return undefined;
    }
    if (event.type === 'message.claimed') {
      const known = messages.get(event.messageId);
      if (known) Object.assign(known, { channel: event.channel, question: event.question ?? known.question });
      return undefined;
    }
    if (event.type === 'message.released') return undefined;
    const { what, why, by } = sending(event.messageId);
    const told = (sentence: string, because?: string): Told => ({
      kind: 'message',
      what: capital(sentence),
      why: because,
    });
    switch (event.type) {
      case 'message.held':
        return told(`${what} waits, until ${called.local(event.until)} at least`, event.why);
      case 'message.handed-off':
        return told(`${what} was sent${by}`, why);
      case 'message.failed':
        return told(
          `${what} could not be sent${by}, and will ${event.again ? '' : 'not '}be tried again`,
          event.why,
        );
      case 'message.unknown':
        return told(`nobody knows whether ${what} was sent`, event.why);
      case 'message.suppressed':
        return told(`${what} was not sent`, event.why);
      case 'message.delivered':
        return told(`${what} has arrived`, event.why);
    }
  };
}

/** Who answers by text is asked there and then; everybody else gets a link. */
function leadOf({ template, question }: Message): string {
  if (template.startsWith('reminder.')) return 'a reminder of';
  return question && question.tries < 3 ? 'the first question of' : 'the link to';
}

const REPLIES: Record<string, string> = {
  'reply.crisis': 'the crisis lines',
  'reply.stopped': 'the word that messages have stopped',
  'reply.started': 'the word that messages start again',
  'reply.help': 'the reply to HELP',
  'reply.kept': 'the word that a person will read it',
  'reply.later': 'the word that the question is closed',
  'reply.thanks': 'the thanks for the answers',
  'reply.wrong-number': 'the apology to a stranger',
  'reply.no-text': 'the word that files can’t be read',
  'reply.question': 'a question by text',
};
