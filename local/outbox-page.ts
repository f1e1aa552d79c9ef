import { content } from '../functions/adapters/content.ts';
import { htmlOf } from '../functions/adapters/email.ts';
import type { Client } from '../functions/care/client.ts';
import { escaped } from '../functions/care/document/html.ts';
import { wallClock, type Zone } from '../functions/care/schedule.ts';
import { receiveEmail } from '../functions/inbound/mail.ts';
import { receiveSms } from '../functions/inbound/sms.ts';
import { messageIdFor } from '../functions/mail-ids.ts';
import type { App } from './app.ts';
import { count } from './commands/command.ts';
import type { Sent } from './outbox.ts';
import type { Handler } from './server.ts';

/** The clients written to last; each costs a read of their chart and log. */
const CLIENTS_SHOWN = 12;
const STAFF_SHOWN = 30;

/** The number and the mailbox that clients answer to on this machine. */
const OUR_NUMBER = '+18005550100';
const OUR_MAILBOX = 'care@clinic.example';

type Said = {
  at: string;
  channel: 'sms' | 'email';
  subject?: string;
  text: string;
  by: 'clinic' | 'client';
  /** Of a mail of ours, to see it as a mailbox shows it. */
  mail?: string;
};
type Thread = { clinicId: string; clientId: string; client: Client; said: Said[]; lastMail?: string };

/**
 * On this machine alone. `GET /outbox`: each client's phone and mailbox side by side, with links that work and a box
 * to answer in. `POST /outbox/reply` brings what was written there to the doors that a provider would bring it to.
 */
export const outboxRoutes = (app: App): Record<string, Handler> => ({
  'GET /outbox': async () => {
    const { threads, staff, all } = await sentBy(app);
    return html(200, page(threads, staff, all));
  },
  'GET /outbox/mail': async ({ rawQueryString }) => {
    const id = new URLSearchParams(rawQueryString).get('id');
    const { sent } = await sentBy(app);
    const message = sent.find(({ providerId, mail }) => providerId === id && mail);
    return message ? html(200, asMailbox(message)) : html(404, 'There is no such mail.');
  },
  'POST /outbox/reply': async ({ headers, body = '', isBase64Encoded }) => {
    // Another page that this browser has open must not speak for a client.
    if (headers.origin !== `http://${headers.host}`) return html(403, 'Write from the page of the outbox.');
    const form = new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
    await reply(app, Object.fromEntries(form));
    return { statusCode: 303, headers: { location: '/outbox' } };
  },
});

async function sentBy({ clinics, charts, outbox }: App) {
  const sent: Sent[] = [];
  for (const id of await clinics.ids()) sent.push(...(await outbox.read(id)));
  sent.sort((a, b) => (a.at < b.at ? 1 : -1));
  const threads = new Map<string, Thread>();
  const staff: Sent[] = [];
  for (const message of sent) {
    const [clinicId = '', clientId = ''] = message.key.split('#');
    const id = `${clinicId}#${clientId}`;
    if (!threads.has(id) && threads.size >= CLIENTS_SHOWN) continue;
    const client = threads.get(id)?.client ?? (await charts.get(clinicId, clientId)).client;
    if (!client) continue;
    if (![client.phone, client.email].includes(message.to)) {
      staff.push(message);
      continue;
    }
    const thread = threads.get(id) ?? { clinicId, clientId, client, said: [] };
    threads.set(id, thread);
    const { at, channel, subject, text, mail, providerId } = message;
    thread.said.push({ at, channel, subject, text, by: 'clinic', ...(mail && { mail: providerId }) });
    if (channel === 'email') thread.lastMail ??= message.key;
  }
  for (const thread of threads.values()) {
    for await (const { entry } of charts.log(thread.clinicId, thread.clientId))
      for (const event of entry.events)
        if (event.type === 'words.received' && event.words)
          thread.said.push({ at: entry.at, channel: event.channel, text: event.words, by: 'client' });
    thread.said.sort((a, b) => (a.at > b.at ? 1 : a.at < b.at ? -1 : 0));
  }
  return { threads: [...threads.values()], staff: staff.slice(0, STAFF_SHOWN), all: sent.length, sent };
}

/** As a provider would bring it. */
async function reply(
  app: App,
  { clinicId = '', clientId = '', channel, words = '' }: Record<string, string>,
) {
  const { client } = await app.charts.get(clinicId, clientId);
  if (!client) return;
  const deps = { ...app, content, clinicOf: () => clinicId };
  const at = app.clock();
  const id = app.chance(12);
  if (channel === 'sms' && client.phone) {
    await receiveSms(deps, { providerId: id, from: client.phone, to: OUR_NUMBER, text: words, at });
  } else if (channel === 'email' && client.email) {
    const { threads } = await sentBy(app);
    const about = threads.find((one) => one.clinicId === clinicId && one.clientId === clientId)?.lastMail;
    const headers = [
      `From: ${client.email}`,
      `To: ${OUR_MAILBOX}`,
      `Message-ID: <${id}@outbox.example>`,
      ...(about ? [`In-Reply-To: ${messageIdFor(about, 'clinic.example')}`] : []),
      'Subject: Re:',
      'Content-Type: text/plain; charset=utf-8',
    ];
    await receiveEmail(deps, Buffer.from(`${headers.join('\r\n')}\r\n\r\n${words}\r\n`), at);
  }
}

const html = (statusCode: number, body: string) => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    // Not `no-referrer`: the reply's own origin would be hidden with it.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  },
  body,
});

const page = (threads: Thread[], staff: Sent[], all: number): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Outbox</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
  .client { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem }
  .client > section, article { border: 1px solid #8886; border-radius: .75rem; padding: .75rem 1rem }
  /* Turned over, so that it stands scrolled to what came last. */
  .said { max-height: 24rem; overflow: auto; display: flex; flex-direction: column-reverse; gap: .5rem }
  .said > div { border-radius: .75rem; padding: .5rem .75rem; background: #8882; max-width: 85%; align-self: start }
  .said > .client-said { background: #2a72; align-self: end }
  article { margin: 1rem 0 }
  header, time { font-size: .875rem; opacity: .75 }
  p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
  form { display: flex; gap: .5rem; margin-top: .75rem }
  textarea { flex: 1; font: inherit; min-height: 2.75rem }
  button { font: inherit; min-height: 2.75rem; padding: 0 1rem }
</style>
<h1>Outbox</h1>
<p>${
  all === 0
    ? 'No message has been handed over yet. Add a client <a href="/console/clients/new">on the console</a> and enrol them: what they are sent stands here, to read and to answer as they would.'
    : `${count(all, 'message was', 'messages were')} handed over on this machine. The phones and mailboxes of the ${CLIENTS_SHOWN} clients written to last are here, to read and to answer as they would.`
}</p>
${threads.map(clientPart).join('\n')}
${staff.length ? `<h2>To staff</h2>\n${staff.map(toStaff).join('\n')}` : ''}
</html>
`;

const clientPart = (thread: Thread): string => `<h2>${escaped(thread.client.name)}</h2>
<div class="client">
${inboxOf(thread, 'sms', thread.client.phone)}
${inboxOf(thread, 'email', thread.client.email)}
</div>`;

function inboxOf(
  { clinicId, clientId, client, said }: Thread,
  channel: 'sms' | 'email',
  address?: string,
): string {
  const name = channel === 'sms' ? 'Phone' : 'Mailbox';
  if (!address) return `<section><header>${name}: none</header></section>`;
  const label = `Reply as ${client.name} by ${channel === 'sms' ? 'text message' : 'email'}`;
  const hidden = Object.entries({ clinicId, clientId, channel })
    .map(([field, value]) => `<input type="hidden" name="${field}" value="${escaped(value)}">`)
    .join('');
  return `<section aria-label="${name} of ${escaped(client.name)}">
<header>${name} ${escaped(address)}</header>
<div class="said">${said
    .filter((one) => one.channel === channel)
    .map((one) => bubble(one, client.zone))
    .reverse()
    .join('')}</div>
<form method="post" action="/outbox/reply">${hidden}<textarea name="words" rows="1" aria-label="${escaped(label)}"></textarea><button>Send</button></form>
</section>`;
}

/** With what a mail program puts above a mail that can be stopped: its own button, which sends one POST (RFC 8058). */
const asMailbox = (message: Sent): string => {
  const { mail } = message;
  const stop = mail?.stopUrl && new URL(mail.stopUrl);
  const button = stop
    ? `<form method="post" action="${escaped(stop.pathname + stop.search)}"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>`
    : '';
  return htmlOf(message).replace(/(<body[^>]*>)/, `$1${button}`);
};

const bubble = ({ at, by, subject, text, mail }: Said, zone: Zone): string =>
  `<div${by === 'client' ? ' class="client-said"' : ''}><time datetime="${at}">${wallClock(at, zone).replace('T', ' ')}</time>${
    subject ? `<br><strong>${escaped(subject)}</strong>` : ''
  }${
    mail ? `<br><a href="/outbox/mail?id=${encodeURIComponent(mail)}">As a mailbox shows it</a>` : ''
  }<p>${linked(text)}</p></div>`;

const toStaff = ({ at, to, subject, text }: Sent): string => `<article>
<header>${escaped(at)} · email to ${escaped(to)}</header>
${subject ? `<strong>${escaped(subject)}</strong>` : ''}
<p>${linked(text)}</p>
</article>`;

const linked = (text: string): string =>
  escaped(text).replace(/https?:\/\/[^\s<]+/g, (link) => `<a href="${onThisMachine(link)}">${link}</a>`);

/** What was sent from another port of this machine leads to the one that it runs on now. */
const onThisMachine = (link: string): string => link.replace(/^http:\/\/localhost:\d+(?=\/)/, '');
