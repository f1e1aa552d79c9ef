/** A client at the doors that providers bring texts, mails and reports to, and all that reached their phone and mailbox. */
import { content } from '../../functions/adapters/content.ts';
import { composeEmail } from '../../functions/adapters/email.ts';
import type { Channel } from '../../functions/care/chart.ts';
import type { Event } from '../../functions/care/events.ts';
import { listHeld } from '../../functions/held.ts';
import { type DeliveryEvent, resolveDelivery } from '../../functions/inbound/delivery.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { type InboundSms, receiveSms } from '../../functions/inbound/sms.ts';
import { kim as KIM } from './people.ts';
import { scene } from './scene.ts';

/** The clinic's own number and mailbox. */
const OURS = { phone: '+18885550100', mailbox: 'care@riverside.example' };

export type AtTheDoors = Awaited<ReturnType<typeof atTheDoors>>;

/** Kim at Riverside, as in `scene`, whose texts and mails come in as a provider brings them. */
export async function atTheDoors(given: Parameters<typeof scene>[0] = {}) {
  const kim = await scene(given);
  let brought = 0;
  const id = (what: string) => {
    brought += 1;
    return `${what}-${brought}`;
  };
  const deps = (): InboundDeps => ({ ...kim.host, table: kim.table, content, clinicOf: () => 'riverside' });

  async function events(clientId = 'kim'): Promise<Event[]> {
    const all: Event[] = [];
    for await (const { entry } of kim.host.charts.log('riverside', clientId)) all.push(...entry.events);
    return all;
  }
  async function templatesOf(clientId: string): Promise<Map<string, string>> {
    const intended = (await events(clientId)).flatMap((event) =>
      event.type === 'message.intended' ? [event.message] : [],
    );
    return new Map(intended.map((message) => [message.id, message.template]));
  }

  return Object.assign(kim, {
    deps,
    events,
    /** What was handed over for an address, oldest first: by its template, and in words. */
    async arrived(to = KIM.phone!) {
      const arrived: { at: string; clientId: string; template: string; text: string; key: string }[] = [];
      for (const { at, key, text, to: whom } of await kim.sent()) {
        if (whom !== to) continue;
        const [, clientId = '', messageId = ''] = key.split('#');
        arrived.push({ at, clientId, text, key, template: (await templatesOf(clientId)).get(messageId)! });
      }
      return arrived;
    },
    async texts(words: string, rest: Partial<InboundSms> = {}) {
      const came = { providerId: id('sm'), from: KIM.phone!, to: OURS.phone, at: kim.clock(), ...rest };
      const outcome = await receiveSms(deps(), { ...came, text: words });
      await kim.host.settle();
      return outcome;
    },
    /** `headers` as they are written, a line each. */
    async mails(words: string, { headers = '', from = KIM.email! } = {}) {
      const raw = `From: ${from}\nTo: ${OURS.mailbox}\nMessage-ID: <${id('m')}@example.org>\n${headers}Subject: Re: Hello\n\n${words}\n`;
      const outcome = await receiveEmail(deps(), Buffer.from(raw.replaceAll('\n', '\r\n')), kim.clock());
      await kim.host.settle();
      return outcome;
    },
    /** What the provider tells of the message with this key. */
    async reports(key: string, outcome: DeliveryEvent['outcome'], rest: Partial<DeliveryEvent> = {}) {
      const event = { eventId: id('e'), key, outcome, at: kim.clock(), ...rest };
      const resolved = await resolveDelivery(deps(), event);
      await kim.host.settle();
      return resolved;
    },
    held: async () => (await listHeld(kim.table, 'riverside', { limit: 100 })).held,
    /** The channels that the client may be written to on. */
    async mayBeWrittenTo(clientId = 'kim'): Promise<Channel[]> {
      const { consents } = (await kim.chart(clientId)).client!;
      return (['sms', 'email'] as const).filter((channel) => consents[channel]);
    },
    async openTasks(clientId = 'kim') {
      return Object.values((await kim.chart(clientId)).tasks).map(({ kind }) => kind);
    },
    /** Another client of the clinic, with Kim's phone and mailbox unless it says otherwise; in care, not yet asked. */
    async joinedBy(clientId: string, client: object = {}) {
      const { name } = KIM;
      await kim.host.charts.run(
        { clinicId: 'riverside', clientId, by: 'ada' },
        {
          do: 'create-client',
          client: { ...KIM, name: `${clientId} of ${name}`, recordNumber: clientId, ...client },
        },
      );
      await kim.enrols(clientId);
    },
    /** The Message-ID line of a mail of ours, as it went out. */
    async messageId(key: string): Promise<string> {
      const from = { address: OURS.mailbox };
      const mail = { name: 'Elm', language: 'en', at: kim.clock() };
      const message = {
        key,
        clinicId: 'elm',
        channel: 'email',
        subject: 'Hello',
        text: 'Hello',
        mail,
      } as const;
      const raw = await composeEmail({ ...message, to: KIM.email! }, from);
      return /^Message-ID: (.+)$/im.exec(Buffer.from(raw).toString())![1]!.trim();
    },
  });
}
