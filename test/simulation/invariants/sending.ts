import { announcementIn } from '../../../functions/announce/announce.ts';
import type { Message } from '../../../functions/care/chart.ts';
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
/** What answers a client so soon is part of the talk that they began. */
const IN_TALK = 5 * MINUTE;
/** The pathway's, within which the law's lie: nobody is written to before eight or after nine, 47 CFR 64.1200(c)(1). */
const NIGHT = { from: '20:00', to: '08:00' };
/** One segment, of letters that every phone has; where to turn in a crisis may take a second one. */
const GSM_SEGMENT = 160;
const SIGNS = /[‘’“”–—…]/;
const PLAIN = /^[\n\x20-\x5f\x61-\x7e]*$/;
const LINK = /https?:\/\/\S+/g;
/** What says of what somebody suffers, or how much. */
const TELLS = /\b(phq|gad|pcl|scor|depress|anxi|self-harm|diagnos|medicat|trauma)/i;

/** What is being said, of the message that a provider has taken. */
function messageOf(seen: Seen, { key }: Accepted) {
  const { pk, messageId } = keyParts(key);
  const chart = seen.charts.get(pk)!;
  return { pk, chart, messageId, message: seen.meant.get(`${pk}/${messageId}`) };
}

const isLastWord = (template: string) => template === 'reply.stopped' || template === 'reply.wrong-number';

/** Where to turn is told at any hour, and so is what answers the client at once. */
function isTalk(at: number, { template, answers }: Pick<Message, 'template' | 'answers'>): boolean {
  if (!answers) return false;
  return template === 'reply.crisis' || at - milliseconds(answers.at) <= IN_TALK + SKEW + IN_FLIGHT;
}

/** As plain a STOP as there is: nobody may take it for anything else. */
const isStop = (words: string) => /^(stop\.?|stop please|unsubscribe)$/i.test(words);

export const SENDING: Invariant[] = [
  invariant(1, 'no message reaches a client in their night', (seen, fails, meets) => ({
    committed({ entry }) {
      if (entry.events.some((event) => event.type === 'message.held' && event.why === 'quiet hours')) meets();
    },
    accepted(accepted) {
      const { chart, message } = messageOf(seen, accepted);
      if (message?.to !== 'client' || isTalk(accepted.at, message)) return;
      const { zone, hours = { from: NIGHT.to, to: NIGHT.from } } = chart.client!;
      const local = (at: number) => wallClock(instant(at), zone);
      const night = (at: number) => {
        const time = local(at).slice(11, 16);
        return time >= NIGHT.from || time < NIGHT.to || time >= hours.to || time < hours.from;
      };
      if (night(accepted.at - SKEW) && night(accepted.at) && night(accepted.at + SKEW))
        fails(`${message.template} went out at ${local(accepted.at).slice(11, 16)} where the client is`);
      if (!accepted.expires) return fails(`${message.template} may be handed on at any hour`);
      const last = milliseconds(accepted.expires) - 1;
      if (night(last) || local(last).slice(0, 10) !== local(accepted.at).slice(0, 10))
        fails(`${message.template} may still be handed on at ${local(last)}`);
    },
  })),

  invariant(2, 'after STOP nothing goes to that address but one confirmation', (seen, fails, meets) => {
    const stops = new Map<string, number>();
    const confirmations = new Map<string, number>();
    const addressOf = (pk: string, channel: 'sms' | 'email') => {
      const { phone, email } = seen.clientOf(pk);
      return channel === 'sms' ? phone : email;
    };
    return {
      committed({ pk, entry, chart }) {
        for (const event of entry.events) {
          if (event.type !== 'client.changed') continue;
          for (const channel of ['sms', 'email'] as const) {
            const key = `${pk}/${channel}`;
            const stopped = event.byWords && 'stopped' in event.byWords && event.byWords.stopped === channel;
            if (chart.client!.consents[channel]) {
              if (stops.delete(key)) confirmations.delete(addressOf(pk, channel));
            } else if (!stops.has(key) && stopped) {
              stops.set(key, seen.world.now());
              meets();
            }
          }
        }
      },
      texted({ phone }, { words, channel }, outcome) {
        if (channel === 'email' || !isStop(words) || 'repeat' in outcome) return;
        for (const one of seen.clients.filter((client) => client.phone === phone))
          if (seen.charts.get(`${one.clinicId}#${one.clientId}`)!.client!.consents.sms)
            fails(`“${words}” was taken, and ${one.clientId} may be texted all the same`);
      },
      accepted(accepted) {
        const { pk, message } = messageOf(seen, accepted);
        const at = stops.get(`${pk}/${accepted.channel}`);
        if (at === undefined || message?.to !== 'client' || message.template === 'reply.crisis') return;
        if (isLastWord(message.template)) {
          const times = (confirmations.get(accepted.to) ?? 0) + 1;
          confirmations.set(accepted.to, times);
          if (times > 1) fails('STOP was confirmed twice');
        } else if (accepted.at - at > IN_FLIGHT && message.template !== 'reply.help')
          fails(`${message.template} went out ${Math.round((accepted.at - at) / MINUTE)} minutes after STOP`);
      },
    };
  }),

  invariant(3, 'whoever is written to has agreed to that channel', (seen, fails, meets) => {
    const withdrawn = new Map<string, number>();
    /** These may go without: to say so, where to turn, or the code that the client has just asked for. */
    const free = ['reply.crisis', 'reply.stopped', 'reply.wrong-number', 'reply.help', 'code'];
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
        if (message?.to !== 'client' || (message.answers && free.includes(message.template))) return;
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
        const { pk, chart, messageId, message } = messageOf(seen, accepted);
        if (!message) return fails('a message was handed over that nobody had meant');
        const { to, requestId, template, why, wished } = message;
        if (chart.messages[messageId]?.state !== 'CLAIMED') fails(`${template} was handed over unclaimed`);
        // The same question again, where the provider has said that the first did not arrive, or the client asked for it.
        const another = wished || why.includes('did not arrive');
        const occasion = to === 'client' && requestId && !message.answers && !another;
        for (const key of [accepted.key, ...(occasion ? [`${pk}/${requestId}/${template}/${why}`] : [])]) {
          const count = (taken.get(key) ?? 0) + 1;
          taken.set(key, count);
          if (count > 1) fails(`${template} was taken ${count} times`);
        }
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
        if (message?.to !== 'client' || message.wished || isTalk(accepted.at, message)) return;
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
      committed({ pk, body }) {
        const said = announcementIn({ after: { pk, sk: 'LOG#', body } });
        const { secret, phone, email } = seen.clientOf(pk);
        if (said && [secret, phone, email].some((one) => JSON.stringify(said).includes(one)))
          fails('what the bus was told holds words or an address');
      },
      accepted(accepted) {
        const { text, subject = '', to, channel } = accepted;
        if (text.includes('#')) meets();
        const said = `${subject} ${text}`;
        for (const { secret, clientId } of seen.clients) {
          if (said.includes(secret)) fails(`a message to ${to.slice(0, 3)}… holds the words of ${clientId}`);
        }
        const { chart, messageId, message: { template = '' } = {} } = messageOf(seen, accepted);
        const question = chart.messages[messageId]?.question;
        const [tells] = question ? [] : (TELLS.exec(said.replaceAll(LINK, '')) ?? []);
        if (tells) fails(`${template} says “${tells}”`);
        // A question is put in the instrument's own words, accents and all.
        if (channel === 'sms' && !(question ? !SIGNS.test(text) : PLAIN.test(text)))
          fails(`${template} has a letter that not every phone has`);
        const segments = Math.ceil(text.length / GSM_SEGMENT);
        // The longest of the PHQ-9, asked again with an apology, is three.
        const most = question?.tries ? 3 : question || template === 'reply.crisis' ? 2 : 1;
        if (channel === 'sms' && segments > most) fails(`${template} takes ${segments} segments`);
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
