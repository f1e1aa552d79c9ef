import { wallClock } from '../../../functions/care/schedule.ts';
import { instant, milliseconds } from '../../../functions/care/time.ts';
import { type Invariant, invariant, keyParts, type Seen } from '../invariant.ts';
import type { Accepted } from '../provider.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Between the claim, which looks at the truth, and the provider's door: whoever writes in that moment is too late. */
const IN_FLIGHT = MINUTE;
/** A process's clock may be off by as much, and its claim with it. */
const SKEW = 5 * MINUTE;
/** Whatever the clinic says, nobody is written to before eight in the morning or after nine at night: 47 CFR 64.1200(c)(1). */
const LAW = { from: '21:00', to: '08:00' };

/** What is being said, of the message that a provider has taken. */
function messageOf(seen: Seen, { key }: Accepted) {
  const { pk, messageId } = keyParts(key);
  const chart = seen.charts.get(pk)!;
  const message = chart.messages[messageId];
  return { pk, chart, messageId, message };
}

const isLastWord = (template: string) => template === 'reply.stopped' || template === 'reply.wrong-number';

export const SENDING: Invariant[] = [
  invariant(1, 'no message reaches a client in their night', (seen, fails, meets) => ({
    committed({ entry }) {
      if (entry.events.some((event) => event.type === 'message.held' && event.why === 'quiet hours')) meets();
    },
    accepted(accepted) {
      const { chart, message } = messageOf(seen, accepted);
      if (message?.to !== 'client' || message.answers) return;
      const local = (at: number) => wallClock(instant(at), chart.client!.zone).slice(11, 16);
      const night = (at: number) => local(at) >= LAW.from || local(at) < LAW.to;
      if (night(accepted.at - SKEW) && night(accepted.at) && night(accepted.at + SKEW))
        fails(`${message.template} went out at ${local(accepted.at)} where the client is`);
      if (accepted.expires && local(milliseconds(accepted.expires) - 1) >= LAW.from)
        fails(`${message.template} may still be handed on at ${local(milliseconds(accepted.expires))}`);
    },
  })),

  invariant(2, 'after STOP nothing goes to that address but one confirmation', (seen, fails, meets) => {
    const stops = new Map<string, { at: number; confirmations: number }>();
    return {
      committed({ pk, entry, chart }) {
        for (const event of entry.events) {
          if (event.type !== 'client.changed') continue;
          for (const channel of ['sms', 'email'] as const) {
            const key = `${pk}/${channel}`;
            if (chart.client!.consents[channel]) stops.delete(key);
            else if (
              !stops.has(key) &&
              event.byWords &&
              'stopped' in event.byWords &&
              event.byWords.stopped === channel
            ) {
              stops.set(key, { at: seen.world.now(), confirmations: 0 });
              meets();
            }
          }
        }
      },
      accepted(accepted) {
        const { pk, message } = messageOf(seen, accepted);
        const stop = stops.get(`${pk}/${accepted.channel}`);
        if (!stop || !message || message.to !== 'client' || message.template === 'reply.crisis') return;
        if (isLastWord(message.template)) stop.confirmations += 1;
        else if (accepted.at - stop.at > IN_FLIGHT && message.template !== 'reply.help')
          fails(
            `${message.template} went out ${Math.round((accepted.at - stop.at) / MINUTE)} minutes after STOP`,
          );
        if (stop.confirmations > 1) fails('STOP was confirmed twice');
      },
    };
  }),

  invariant(3, 'whoever is written to has agreed to that channel', (seen, fails, meets) => {
    const withdrawn = new Map<string, number>();
    return {
      committed({ pk, chart }, before) {
        for (const channel of ['sms', 'email'] as const)
          if (before?.client?.consents[channel] && !chart.client!.consents[channel]) {
            withdrawn.set(`${pk}/${channel}`, seen.world.now());
            meets();
          }
      },
      accepted(accepted) {
        const { pk, chart, message } = messageOf(seen, accepted);
        if (message?.to !== 'client' || message.answers) return;
        if (chart.client!.consents[accepted.channel]) return;
        if (accepted.at - (withdrawn.get(`${pk}/${accepted.channel}`) ?? 0) <= IN_FLIGHT) return;
        fails(`${message.template} went out by ${accepted.channel} without a consent`);
      },
    };
  }),

  invariant(4, 'a message is handed to a provider at most once', (seen, fails, meets) => {
    const taken = new Map<string, number>();
    return {
      committed({ entry }) {
        if (entry.events.some((event) => event.type === 'message.unknown')) meets();
      },
      accepted(accepted) {
        const count = (taken.get(accepted.key) ?? 0) + 1;
        taken.set(accepted.key, count);
        const { message } = messageOf(seen, accepted);
        if (count > 1) fails(`${message?.template ?? 'a message'} was taken ${count} times`);
      },
    };
  }),

  invariant(6, 'no client is sent more than the budget of a day and a week', (seen, fails, meets) => {
    const sent = new Map<string, number[]>();
    return {
      committed({ entry }) {
        const over = (event: { why?: string }) => event.why?.startsWith('the most messages') ?? false;
        if (entry.events.some((event) => 'why' in event && over(event))) meets();
      },
      accepted(accepted) {
        const { pk, chart, message } = messageOf(seen, accepted);
        if (message?.to !== 'client' || message.answers || message.exempt) return;
        const times = [...(sent.get(pk) ?? []), accepted.at];
        sent.set(pk, times);
        const { zone } = chart.client!;
        const dayOf = (at: number) =>
          Math.floor(milliseconds(`${wallClock(instant(at), zone).slice(0, 10)}T00:00:00.000Z`) / DAY);
        const within = (days: number) => times.filter((at) => dayOf(at) > dayOf(accepted.at) - days).length;
        if (within(1) > 2) fails(`${within(1)} messages in a day`);
        if (within(7) > 5) fails(`${within(7)} messages in a week`);
      },
    };
  }),

  invariant(
    7,
    'what leaves the house names no client, says none of their words, and links nowhere else',
    (seen, fails, meets) => ({
      accepted({ text, subject = '', to }) {
        if (text.includes('#')) meets();
        for (const { secret, clientId } of seen.clients) {
          if (`${subject} ${text}`.includes(secret))
            fails(`a message to ${to.slice(0, 3)}… holds the words of ${clientId}`);
        }
        for (const [, host] of text.matchAll(/https?:\/\/([^/\s]+)/g))
          if (!host!.endsWith('attune.example') && !/988|samaritans|findahelpline|crisistextline/.test(host!))
            fails(`a link to ${host} was sent`);
      },
      logged(line) {
        const said = JSON.stringify(line);
        for (const { secret, phone, email, clientId } of seen.clients)
          if ([secret, phone, email].some((one) => said.includes(one))) fails(`a log line names ${clientId}`);
      },
      async ended() {
        for (const { secret, clientId } of seen.clients)
          for (const body of await seen.world.executionBodies())
            if (body.includes(secret)) fails(`an execution holds the words of ${clientId}`);
      },
    }),
  ),
];
