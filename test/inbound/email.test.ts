import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type InboundEmail, readEmail } from '../../functions/inbound/email.ts';
import { messageIdFor } from '../../functions/mail-ids.ts';

const KEY = 'elm#client-1#message-3.1';
const fixture = (name: string): Promise<InboundEmail> =>
  readEmail(readFileSync(join(import.meta.dirname, '../support/mail', `${name}.eml`)));
const mail = (headers: string[], body = '', charset: BufferEncoding = 'utf8'): Promise<InboundEmail> =>
  readEmail(Buffer.from([...headers, '', body].join('\r\n'), charset));
const from = 'From: ana@home.example';

describe('a reply', () => {
  test.each([
    ['gmail', 'About a 6 this week — slept better.', 'ana.home@gmail.example'],
    ['gmail-bottom', 'Not so good.\n\nI will try tonight.', 'ana@gmail.example'],
    ['outlook', 'I moved my appointment to Tuesday, is that all right?\n\nBen', 'ben@outlook.example'],
    [
      'outlook-html-es',
      'Esta semana ha sido difícil, pero mañana descanso.\n\nBegoña',
      'bego@outlook.example',
    ],
    ['apple-mail', '2', 'cleo@icloud.example'],
    ['yahoo', 'Could somebody call me on Monday?', 'dan@yahoo.example'],
    ['html-only', "I'm ok & sleeping more.\n\nSee you\nTuesday\n\nPS: thank you", 'eva@web.example'],
  ])('from %s: only the new words, from whom, and what they answer', async (name, words, sender) => {
    const read = await fixture(name);
    expect(read).toMatchObject({ kind: 'reply', words, from: sender, key: KEY, to: ['care@elm.example'] });
    expect(read.whole).toMatch(/how have the last days been|cómo han sido los últimos días/i);
    expect(read).not.toHaveProperty('cut');
  });

  test('leads back to our message through a server that gave it another Message-ID', async () => {
    const { inReplyTo, references, key } = await fixture('outlook');
    expect(inReplyTo).toBe('0100018f-ses-id-000000@email.amazonses.com');
    expect(references).toEqual([messageIdFor(KEY, 'thread.elm.example').slice(1, -1)]);
    expect(key).toBe(KEY);
  });

  test('knows its own id, its subject in letters, and no key where it answers nothing of ours', async () => {
    const { messageId, subject } = await fixture('outlook-html-es');
    expect(messageId).toBe('VI1PR01MB0001@VI1PR01MB0001.eurprd01.prod.outlook.example');
    expect(subject).toBe('RE: ¿Cómo va todo?');
    const stranger = await mail([from, 'In-Reply-To: <attune.%%@x>', 'References: <a@b> <c@d>'], 'hi');
    expect(stranger).toMatchObject({ kind: 'reply', references: ['a@b', 'c@d'] });
    expect(stranger).not.toHaveProperty('key');
  });

  test('in Arabic, as windows-1256', async () => {
    const read = await mail(
      [from, 'Content-Type: text/plain; charset=windows-1256', 'Content-Transfer-Encoding: 8bit'],
      '\xc3\xd1\xed\xcf \xc3\xe4 \xc3\xe3\xe6\xca',
      'latin1',
    );
    expect(read.words).toBe('أريد أن أموت');
  });

  test('in Japanese, as ISO-2022-JP', async () => {
    const read = await mail(
      [from, 'Subject: =?ISO-2022-JP?B?GyRCODU1JBsoQg==?=', 'Content-Type: text/plain; charset=ISO-2022-JP'],
      '\x1b$B855$$G$9\x1b(B',
      'latin1',
    );
    expect(read).toMatchObject({ words: '元気です', subject: '元気' });
  });

  test('in a charset that nobody knows', async () => {
    const read = await mail([from, 'Content-Type: text/plain; charset=klingon-8'], 'caf\xe9', 'latin1');
    expect(read).toMatchObject({ kind: 'reply', words: 'café' });
  });

  test('what came with it is named, and is not its words', async () => {
    const part = (head: string, body: string) => `--b\r\n${head}\r\n\r\n${body}\r\n`;
    const read = await mail(
      [from, 'Content-Type: multipart/mixed; boundary=b'],
      [
        part('Content-Type: text/plain', 'see photo'),
        part(
          'Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a\u202egpj.exe"',
          'AAECAwQ=',
        ),
        part('Content-Type: message/rfc822', 'From: x@y.example\r\n\r\nI want to die'),
        '--b--\r\n',
      ].join(''),
    );
    expect(read).toMatchObject({ kind: 'reply', words: 'see photo', whole: 'see photo' });
    expect(read.attachments).toEqual([
      { name: 'a gpj.exe', type: 'image/jpeg', bytes: 5 },
      { name: '', type: 'message/rfc822', bytes: expect.any(Number) },
    ]);
  });
});

describe('what no client wrote', () => {
  test.each([
    ['out-of-office', 'auto-reply'],
    ['dsn-postfix', 'bounce'],
    ['dsn-exchange', 'bounce'],
    ['complaint', 'complaint'],
  ])('%s is %s, about the message that it answers', async (name, kind) => {
    expect(await fixture(name)).toMatchObject({ kind, key: KEY });
  });

  test('127 a bounce says whose address it is and whether it will ever work', async () => {
    expect((await fixture('dsn-postfix')).bounce).toEqual({
      status: '5.1.1',
      recipient: 'ana@gone.example',
      permanent: true,
    });
    expect((await fixture('dsn-exchange')).bounce).toEqual({
      status: '5.2.2',
      recipient: 'fay@work.example',
      permanent: true,
    });
  });

  test.each([
    ['delayed', '4.4.1', { status: '4.4.1', recipient: 'ana@home.example', permanent: false }],
    ['failed', '4.4.7', { status: '4.4.7', recipient: 'ana@home.example', permanent: false }],
    ['failed', 'gone', { status: '5.0.0', recipient: 'ana@home.example', permanent: true }],
  ])('a delivery that was %s with %s', async (action, status, bounce) => {
    const report = `\r\nFinal-Recipient: rfc822; ana@home.example\r\nAction: ${action}\r\nStatus: ${status}\r\n`;
    const read = await mail(
      [
        'From: MAILER-DAEMON@x.example',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      ],
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n${report}\r\n--b--\r\n`,
    );
    expect(read).toMatchObject({ kind: 'bounce', bounce });
  });

  test('a report that all went well is no bounce', async () => {
    const read = await mail(
      ['From: MAILER-DAEMON@x.example', 'Content-Type: multipart/report; boundary=b'],
      '--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n--b--\r\n',
    );
    expect(read.kind).toBe('auto-reply');
    expect(read).not.toHaveProperty('bounce');
  });

  test('a bounce in words only is understood too', async () => {
    const read = await mail(
      ['Return-Path: <>', 'From: Mailer-Daemon@old.example', 'X-Failed-Recipients: Ana@Gone.example'],
      'A message that you sent could not be delivered:\r\n  550 5.1.1 no such user',
    );
    expect(read).toMatchObject({
      kind: 'bounce',
      bounce: { status: '5.1.1', recipient: 'ana@gone.example', permanent: true },
    });
  });

  test('128 the spam button is a complaint by the client; its opposite is not', async () => {
    expect((await fixture('complaint')).complaint).toEqual({ recipient: 'ana@isp.example' });
    const feedback = (type: string) =>
      mail(
        [from, 'Content-Type: multipart/report; report-type=feedback-report; boundary=b'],
        `--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: ${type}\r\n\r\n--b--\r\n`,
      );
    expect((await feedback('not-spam')).kind).toBe('auto-reply');
    expect((await feedback('opt-out')).kind).toBe('unsubscribe');
  });

  test.each([
    ['Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-generated; type=vacation'],
    ['X-Autoreply: yes'],
    ['X-Autorespond: away'],
    ['Precedence: auto_reply'],
    ['Precedence: bulk'],
    ['List-Id: <news.example>'],
    ['Return-Path: <>'],
    ['Subject: Automatic reply: How are things?'],
    ['Subject: Out of Office: back Monday'],
    ['Subject: Respuesta automática: ¿Cómo va todo?'],
    ['Subject: =?utf-8?B?2LHYryDYqtmE2YLYp9im2Yo6IE9LCg==?='],
    ['Content-Type: multipart/report; report-type=disposition-notification; boundary=b'],
  ])('%s is an automatic answer', async (header) => {
    expect((await mail([from, header], 'I am away')).kind).toBe('auto-reply');
  });

  test.each([
    ['Auto-Submitted: no'],
    ['Precedence: normal'],
    ['Subject: Re: an automatic reply'],
    ['X-Mailer: x'],
  ])('%s is not', async (header) => {
    expect((await mail([from, header], '2')).kind).toBe('reply');
  });

  test.each([
    [['X-Attune: 1']],
    [[`Message-ID: ${messageIdFor(KEY, 'elm.example')}`]],
    [Array.from({ length: 51 }, () => 'Received: from a by b; Sat, 21 Nov 2026 14:00:00 +0000')],
  ])('our own mail that comes back is a loop', async (headers) => {
    expect((await mail([from, ...headers], 'Hello')).kind).toBe('loop');
  });

  test.each([
    ['To: unsubscribe@elm.example'],
    ['To: unsubscribe+token@elm.example'],
    ['Subject: unsubscribe'],
  ])('%s asks for no more mail', async (header) => {
    expect((await mail([from, header])).kind).toBe('unsubscribe');
  });
});

describe('who writes', () => {
  test.each([
    ['From: Ana <Ana@Home.Example>', 'ana@home.example'],
    ['From: "care@elm.example" <ana@home.example>', 'ana@home.example'],
    ['From: =?utf-8?Q?ben=40home.example?= <ana@home.example>', 'ana@home.example'],
    ['From: ana@home.example, ben@home.example', undefined],
    ['From: ana@home.example\r\nFrom: ben@home.example', undefined],
    ['From: =?utf-8?Q?ana=40home.example?=', undefined],
    ['From: undisclosed-recipients:;', undefined],
    ['From: Ana', undefined],
    ['X-From: ana@home.example', undefined],
  ])('%s', async (header, sender) => {
    expect((await mail([header], '2')).from).toBe(sender);
  });
});
