import type { Channel, Chart } from '../chart.ts';
import { CHANNELS, type Client } from '../client.ts';
import type { Pathway } from '../pathway/pathway.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { isQuietTime, type TimeOfDay } from '../schedule.ts';
import type { Turn } from '../turn.ts';
import { changeClient } from './episode.ts';
import { revoke } from './words.ts';

export type Hours = { from: TimeOfDay; to: TimeOfDay };

/** How a client would like to be written to: `none` ends all messages, `null` is any hour. */
export type Prefer = {
  do: 'prefer';
  channel?: Channel | 'none';
  hours?: Hours | null;
  language?: string;
};

const WHY = 'the client chose it on their page';

/** The parts of a day that a client can choose among; what is quiet is taken off. */
const DAYPARTS: Hours[] = [
  { from: '06:00', to: '12:00' },
  { from: '12:00', to: '17:00' },
  { from: '17:00', to: '22:00' },
];

/** Less would leave a message no time to go. */
const LEAST_MINUTES = 60;

/** Counted once a pathway: each page that is opened asks. */
const offers = new WeakMap<Pathway['quietHours'], Hours[]>();

/** What the client can be offered; each with an hour at least in which something may be sent. */
export function hoursOffered(quiet: Pathway['quietHours']): Hours[] {
  const known = offers.get(quiet);
  if (known) return known;
  const offered = DAYPARTS.flatMap(({ from, to }) => {
    const free = freeMinutes({ from, to }, quiet);
    return free.length >= LEAST_MINUTES ? [{ from: timeAt(free[0]!), to: timeAt(free.at(-1)! + 1) }] : [];
  });
  offers.set(quiet, offered);
  return offered;
}

/** The channels on which the client can be written to, if they wish it. What STOP ended at the carrier, START begins. */
export const channelsOffered = ({ client, stopped, wrongNumber }: Chart): Channel[] =>
  CHANNELS.filter((channel) =>
    channel === 'email'
      ? client?.email !== undefined
      : client?.phone !== undefined && client.phone !== wrongNumber && stopped.sms !== true,
  );

export function prefer(turn: Turn, { channel, hours, language }: Prefer): Refusal | undefined {
  const { chart } = turn;
  if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  if (hours && freeMinutes(hours, turn.pathway.quietHours).length < LEAST_MINUTES)
    return refuse('invalid', 'No messages go at those hours. Choose hours of the day.');
  if (channel && channel !== 'none' && !channelsOffered(chart).includes(channel))
    return refuse(
      'invalid',
      channel === 'sms' && chart.stopped.sms
        ? 'Text messages were ended by STOP. Text START to the number that they came from.'
        : 'The clinic has no address of this kind. Give it to the clinic first.',
    );
  const changes = changesTo(chart.client, { hours, language });
  if (Object.keys(changes).length > 0) changeClient(turn, changes, WHY);
  if (channel === 'none') {
    for (const one of CHANNELS) revoke(turn, one, WHY, { stopped: one, onPage: true });
  } else if (channel) choose(turn, channel);
  if (turn.events.length === 0) return refuse('duplicate', 'It is so already.');
}

/** Choosing a channel is the consent to it, which its time and its reason are kept for. */
function choose(turn: Turn, channel: Channel): void {
  const { consents, channel: before } = turn.client;
  const consented = consents[channel] !== undefined;
  if (consented && before === channel) return;
  turn.emit({
    type: 'client.changed',
    changes: {
      ...(before !== channel && { channel }),
      ...(!consented && { consents: { ...consents, [channel]: { at: turn.now, how: 'on their page' } } }),
    },
    why: WHY,
    ...(!consented && { byWords: { started: channel } }),
  });
}

function changesTo(client: Client, wished: { hours?: Hours | null; language?: string }): Partial<Client> {
  const changes: Partial<Client> = {};
  const { hours, language } = wished;
  if (hours === null && client.hours) changes.hours = undefined;
  if (hours && JSON.stringify(hours) !== JSON.stringify(client.hours)) changes.hours = hours;
  if (language && language !== client.language) changes.language = language;
  return changes;
}

const MINUTES = 24 * 60;
const timeAt = (minute: number): TimeOfDay =>
  minute >= MINUTES
    ? '23:59'
    : [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

const minuteOf = (time: TimeOfDay): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const minutesOf = ({ from, to }: Hours) => ({ from: minuteOf(from), to: minuteOf(to) });

/** The minutes of the day within `hours` that are not quiet. */
const freeMinutes = (hours: Hours, quietHours: Pathway['quietHours']): number[] => {
  const [{ from, to }, quiet] = [minutesOf(hours), minutesOf(quietHours)];
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n).filter(
    (minute) => !isQuietTime(minute, quiet),
  );
};
