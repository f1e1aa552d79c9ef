import type { Channel } from '../chart.ts';
import { CHANNELS } from '../client.ts';
import type { Event } from '../events.ts';
import { milliseconds } from '../time.ts';
import type { Turn } from '../turn.ts';
import { intend } from './messages.ts';
import { joinTask, openTask } from './tasks.ts';
import { guardianIsTold } from './urgent.ts';

export type Received = Extract<Event, { type: 'words.received' }> & {
  silently?: true;
  /** From an address of more than one client: who wrote is not known. */
  shared?: true;
};

const REPLY_TEMPLATES = [
  'reply.crisis',
  'reply.stopped',
  'reply.started',
  'reply.help',
  'reply.kept',
  'reply.later',
  'reply.thanks',
  'reply.wrong-number',
  'reply.no-text',
  'reply.question',
] as const;
export type ReplyTemplate = (typeof REPLY_TEMPLATES)[number];

/** A machine that answers by itself is told where to turn once an hour: two of them would talk all night. */
const MACHINE_TOLD_EVERY = 3_600_000;
/** Of the client's words as a task shows them; the log has all of them. */
const LONGEST_SHOWN = 500;

const SAID = { sms: 'By text message', email: 'By email' };

export const quoted = ({ channel, words, media }: Pick<Received, 'channel' | 'words' | 'media'>): string => {
  const [shown, cut] = [[...words].slice(0, LONGEST_SHOWN).join(''), words.length > LONGEST_SHOWN];
  return `${SAID[channel]}: “${shown}${cut ? '…' : ''}”${media ? ' (with a file, which is not kept)' : ''}`;
};

/** Answers what the client has just written, on the channel that they wrote on. */
export function replyTo(
  turn: Turn,
  { channel, sentAt, silently }: Pick<Received, 'channel' | 'sentAt' | 'silently'>,
  template: ReplyTemplate,
  rest: Partial<Parameters<typeof intend>[1]> = {},
): void {
  if (silently) return;
  intend(turn, {
    template,
    to: 'client',
    answers: { at: sentAt, channel },
    why: 'the client has written',
    ...rest,
  });
}

export function sendCrisisReply(turn: Turn, received: Received): void {
  const { crisisReplyAt } = turn.chart;
  const machine = received.kind === 'auto-reply' || received.kind === 'tapback';
  const since = crisisReplyAt ? milliseconds(turn.now) - milliseconds(crisisReplyAt) : Infinity;
  if (!machine || since > MACHINE_TOLD_EVERY)
    replyTo(turn, received, 'reply.crisis', {
      why: 'the client’s words or answers may mean danger',
      guardianIsTold:
        (!received.shared && guardianIsTold(turn.world.clinic, turn.client, turn.now)) || undefined,
    });
}

/** One task holds all that the client writes until somebody has seen to it. Whether it was opened by this. */
export function tellPerson(turn: Turn, received: Received, note = ''): boolean {
  const finding = {
    at: turn.now,
    rule: `words/${received.channel}`,
    what: `${quoted(received)}${note && ` — ${note}`}`,
    responseId: `words/${received.providerId}`,
  };
  const open = Object.values(turn.chart.tasks).find(({ kind }) => kind === 'words');
  if (open) joinTask(turn, open, finding);
  else
    openTask(turn, {
      key: 'words',
      kind: 'words',
      priority: 'routine',
      findings: [finding],
      why: note || 'the client has written',
    });
  return !open;
}

export function askForChannel(turn: Turn, why: string, title?: string): void {
  if (Object.values(turn.chart.tasks).some((task) => task.kind === 'no-channel')) return;
  openTask(turn, { key: 'no-channel', kind: 'no-channel', priority: 'routine', title, why });
}

/** The channels that have both an address and a consent. */
export function openChannels(turn: Turn): Channel[] {
  const { phone, email, consents } = turn.client;
  const address = { sms: phone, email };
  return CHANNELS.filter((channel) => address[channel] && consents[channel]);
}

type ByWords = Extract<Event, { type: 'client.changed' }>['byWords'];

/** Nothing goes by this channel any more. `false` where there was no consent to take. */
export function revoke(turn: Turn, channel: Channel, why: string, byWords?: ByWords): boolean {
  const { [channel]: taken, ...consents } = turn.client.consents;
  if (!taken) return false;
  turn.emit({ type: 'client.changed', changes: { consents }, why, byWords });
  return true;
}
