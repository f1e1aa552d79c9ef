import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { composeEmail, type Letterhead } from '../../functions/adapters/email.ts';
import { render } from '../../functions/care/messages/render.ts';
import { readEmail } from '../../functions/inbound/email.ts';
import { keyIn, messageIdFor } from '../../functions/mail-ids.ts';
import { type MailParts, type OutboundMessage, Unsendable } from '../../functions/ports.ts';

const KEY = 'elm#client-1#message-3.1';
const LINK = 'https://care.elm.example/a/#k7Jb2';
const mail: MailParts = {
  name: 'Elm House',
  language: 'es',
  at: '2026-03-02T15:00:00.000Z',
  stopUrl: `https://care.elm.example/link/stop-mail?t=${'t'.repeat(43)}`,
  button: 'Abrir la página',
};
const email: OutboundMessage = {
  key: KEY,
  clinicId: 'elm',
  channel: 'email',
  to: 'ana@home.example',
  subject: '¿Cómo va todo?',
  text: `Hola:\n\nLe tomará unos 2 min:\n\n${LINK}\n\nClínica <Elm> & Co`,
};
const mailbox: Letterhead = { address: 'care@elm.example', stops: 'unsubscribe@elm.example' };
type Change = { mail?: Partial<MailParts>; mailbox?: Partial<Letterhead> } & Omit<
  Partial<OutboundMessage>,
  'mail'
>;
const bytes = ({ mail: parts, mailbox: box, ...message }: Change = {}) =>
  composeEmail({ ...email, ...message, mail: { ...mail, ...parts } }, { ...mailbox, ...box });
const compose = async (change: Change = {}) => {
  const raw = Buffer.from(await bytes(change)).toString('latin1');
  const parsed = await PostalMime.parse(raw);
  const header = (name: string) => parsed.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return { raw, head: raw.split('\r\n\r\n', 1)[0]!, ...parsed, header };
};

describe('a mail that goes out', () => {
  test('says the same in text and in HTML, in the client’s language', async () => {
    const { text, html, subject, from, to, date } = await compose();
    expect({ subject, from, to, date }).toEqual({
      subject: '¿Cómo va todo?',
      from: { name: 'Elm House', address: 'care@elm.example' },
      to: [{ name: '', address: 'ana@home.example' }],
      date: '2026-03-02T15:00:00.000Z',
    });
    expect(text?.trim()).toBe(email.text);
    expect(html).toContain('<html lang="es" dir="ltr">');
    expect(html).toContain('Clínica &lt;Elm&gt; &amp; Co');
    expect(html).toContain(`href="${LINK}"`);
    expect(html).toContain('>Abrir la página</a>');
  });

  test('carries the key of its intent where a reply, a bounce and a complaint bring it back', async () => {
    const { messageId, references } = await compose();
    expect(keyIn(messageId!)).toBe(KEY);
    expect(keyIn(references!)).toBe(KEY);
    expect(references).not.toBe(messageId);
  });

  test('lets the client stop it in one click', async () => {
    const { head, header } = await compose();
    expect(`\r\n${head}`).toContain(`\r\nList-Unsubscribe: <${mail.stopUrl}>, <mailto:`);
    expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect((await compose({ mail: { stopUrl: undefined } })).head).not.toMatch(/unsubscribe/i);
  });

  test('asks no automatic answer, and is known as ours when it comes back', async () => {
    const { raw, header } = await compose();
    expect(header('auto-submitted')).toEqual(['auto-generated']);
    expect(header('x-auto-response-suppress')).toEqual(['All']);
    expect((await readEmail(Buffer.from(raw, 'latin1'))).kind).toBe('loop');
  });

  test('fetches nothing and counts nothing', async () => {
    const { html } = await compose();
    expect(html).not.toMatch(/<img|<link|<script|<iframe|url\(|@import|background=|src=/i);
    expect([...html!.matchAll(/https?:[^"<\s]+/g)].map(([link]) => link)).toEqual([LINK]);
  });

  test('is readable where styles are dropped, in the dark, and from right to left', async () => {
    const { html } = await compose({ mail: { language: 'ar-EG', button: undefined } });
    expect(html).toContain('<html lang="ar-EG" dir="rtl">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
    for (const [, tag] of html!.matchAll(/<(p|a|div)\b(?![^>]*\bstyle=)/g)) expect(tag).toBeUndefined();
    expect(html).toContain(`>${LINK}</a>`);
  });

  test('one-tap answers are links, in the text too', async () => {
    const answers = [0, 1].map((n) => ({
      text: `${n} – día`,
      link: `https://care.elm.example/c#k~mood~${n}`,
    }));
    const { text, html } = await compose({ mail: { asks: { question: '¿Cómo va?', answers } } });
    expect(text).toContain('0 – día: https://care.elm.example/c#k~mood~0\n\n1 – día: ');
    expect(html).toContain('href="https://care.elm.example/c#k~mood~1"');
  });

  test('is the same bytes for every try, in lines that every server takes', async () => {
    const { raw } = await compose();
    expect((await compose()).raw).toBe(raw);
    expect(Math.max(...raw.split('\r\n').map(({ length }) => length))).toBeLessThan(998);
    expect(raw).not.toMatch(/[^\r]\n|\r[^\n]|[^\0-\x7f]/);
  });

  test.each(Object.entries(content.messages.en!.templates))('%s stands whole in both parts', async (id) => {
    const values = { clinic: 'Elm House', link: LINK, minutes: 2, code: '123456' };
    const { subject, text } = render(content.messages, id as 'request.intake', 'en', 'email', values);
    const read = await compose({ subject, text, mail: { language: 'en' } });
    expect(read.text?.trim()).toBe(text);
    expect(read.subject).toBe(subject);
    for (const paragraph of text.split('\n\n').filter((one) => !one.startsWith('http')))
      expect(read.html).toContain(paragraph.replaceAll("'", '&#39;'));
  });
});

describe('96 what is put in cannot start another header', () => {
  const names = async (change: Change) =>
    (await compose(change)).head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);

  test.each([
    ['a subject', { subject: 'Hi\r\nBcc: evil@x.example' }],
    ['a subject with a Unicode line break', { subject: 'Hi\u2028Bcc: evil@x.example\u202e' }],
    ['a clinic’s name', { mail: { name: 'Elm\r\nBcc: evil@x.example\r\n\r\nbody' } }],
    ['a name that is an address', { mail: { name: 'Elm <evil@x.example>,' } }],
    ['a key', { key: 'a>\r\nBcc: evil@x.example' }],
  ])('%s', async (_what, change) => {
    expect((await names(change)).sort()).toEqual((await names({})).sort());
    const { from, subject } = await compose(change);
    expect(from).toMatchObject({ address: 'care@elm.example' });
    expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test.each([
    ['to', { to: 'ana@home.example\r\nBcc: evil@x.example' }],
    ['to two', { to: 'ana@home.example, evil@x.example' }],
    ['from', { mailbox: { address: 'care@elm.example>\r\nX: y' } }],
    ['reply to', { mailbox: { replyTo: 'a b@x.example' } }],
    ['a link', { mail: { stopUrl: 'javascript:alert(1)' } }],
    ['a link without TLS', { mail: { stopUrl: 'http://care.elm.example/u' } }],
    [
      'an answer’s link',
      { mail: { asks: { question: 'x', answers: [{ text: 'x', link: 'data:text/html,x' }] } } },
    ],
  ])('%s is refused rather than mended', async (_what, change) => {
    await expect(bytes(change)).rejects.toThrow(Unsendable);
  });

  test('a link that tries to break out stays one link', async () => {
    const { head, html } = await compose({
      mail: {
        stopUrl: 'https://x.example/a>\r\nBcc: evil@x.example',
        asks: {
          question: '<script>',
          answers: [{ text: '"><script>', link: 'https://x.example/"><script>' }],
        },
      },
    });
    expect(head).not.toMatch(/^Bcc/m);
    expect(html).not.toContain('<script>');
  });
});

describe('the id of a message', () => {
  test('comes back as it went', () => {
    for (const key of [KEY, 'a', 'clinic-1#1f0c6b9e-5a0e-4a57-9f0e-0123456789ab#message-12.3#1'])
      expect(keyIn(messageIdFor(key, 'elm.example'))).toBe(key);
  });

  test.each([
    '<a@b>',
    '',
    '<attune.@x>',
    '<attune.%@x>',
    '<attune.AAAA@x>',
    `<attune.${'a'.repeat(900)}@x>`,
    'attune.YQ',
  ])('%j is none of ours', (id) => {
    expect(keyIn(id)).toBeUndefined();
  });
});
