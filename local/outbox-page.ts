import type { App } from './app.ts';
import type { Sent } from './outbox.ts';
import type { Handler } from './server.ts';

const SHOWN = 100;

/** `GET /outbox`, on this machine alone: what would have been sent, the newest first, with links that work. */
export const outboxRoutes = ({ clinics, outbox }: App): Record<string, Handler> => ({
  'GET /outbox': async () => {
    const sent: Sent[] = [];
    for (const id of await clinics.ids()) sent.push(...(await outbox.read(id)));
    const newest = sent.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, SHOWN);
    return {
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
      body: page(newest, sent.length),
    };
  },
});

const page = (shown: Sent[], all: number): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Outbox</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
  article { border: 1px solid #8886; border-radius: .75rem; padding: .75rem 1rem; margin: 1rem 0 }
  header { font-size: .875rem; opacity: .75 }
  p { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 0 }
</style>
<h1>Outbox</h1>
<p>Nothing leaves this machine. ${all} messages would have been sent; here are the newest ${shown.length}.</p>
${shown.map(message).join('\n')}
</html>
`;

const message = ({ at, channel, to, subject, text }: Sent): string => `<article>
<header>${escaped(at)} · ${channel === 'sms' ? 'text message' : 'email'} to ${escaped(to)}</header>
${subject ? `<strong>${escaped(subject)}</strong>` : ''}
<p>${escaped(text).replace(/https?:\/\/[^\s<]+/g, (link) => `<a href="${link}">${link}</a>`)}</p>
</article>`;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
