import { describe, expect, test } from 'vitest';
import { type InboundEmail, readEmail } from '../../functions/inbound/email.ts';

const mail = (headers: string[], body = ''): Promise<InboundEmail> =>
  readEmail(Buffer.from([...headers, '', body].join('\r\n')));
const from = 'From: ana@home.example';

describe('hostile mail', () => {
  test('96 a line break hidden in a subject, a name or a file name starts nothing', async () => {
    const read = await mail(
      [
        'From: =?utf-8?Q?Ana=0D=0ABcc:_x=40y.example?= <ana@home.example>',
        'Subject: =?utf-8?Q?Hi=0D=0ABcc:_evil=40x.example=E2=80=AE?=',
        'Content-Type: multipart/mixed; boundary=b',
      ],
      "--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename*=utf-8''a%0D%0Ab.png\r\n\r\nx\r\n--b--",
    );
    expect(read).toMatchObject({ from: 'ana@home.example', subject: 'Hi Bcc: evil@x.example' });
    expect(read.attachments[0]?.name).toBe('a b.png');
  });

  test('92 half a letter and control characters never reach the chart', async () => {
    const read = await mail([from, 'Content-Type: text/html'], 'a&#xD83D;b\u0007c&#0;d&#1114112;');
    expect(read.words.isWellFormed()).toBe(true);
    expect(read.words).toBe('a\ufffdbcd');
  });

  test('88 parts nested 200 deep: who wrote is known, the rest is for a person', async () => {
    const nested = Array.from(
      { length: 200 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    const read = await readEmail(Buffer.from(`${from}\r\nSubject: deep\r\n${nested}\r\n2`));
    expect(read).toMatchObject({ unreadable: true, from: 'ana@home.example', subject: 'deep', words: '' });
  });

  test('headers of a megabyte', async () => {
    const read = await mail([from, `X-Long: ${'a'.repeat(1_000_000)}`], '2');
    expect(read).toMatchObject({ unreadable: true, from: 'ana@home.example' });
  });

  test.each([
    [
      '700,000 parts',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\na\r\n'.repeat(700_000)}`,
    ],
    ['11 MB', () => `\r\n2\r\n${'a'.repeat(11 * 1024 * 1024)}`],
    ['a million lines', () => `\r\n2\r\n${'\r\n'.repeat(1_000_000)}`],
    ['60,000 letters', () => `\r\n2\r\n${'a '.repeat(30_000)}`],
  ])('%s are read as far as is sane, and say that they were cut', async (_what, rest) => {
    const read = await readEmail(Buffer.from(`${from}\r\n${rest()}`));
    expect(read).toMatchObject({ from: 'ana@home.example', cut: true });
    expect(read.words.length).toBeLessThanOrEqual(20_000);
    expect(read.whole.length).toBeLessThanOrEqual(50_000);
  });

  test.each([
    ['unclosed quotes', '<blockquote>'.repeat(50_000)],
    ['unclosed tags', '<a '.repeat(200_000)],
    ['unclosed comments', '<!--'.repeat(100_000)],
    ['unclosed styles', '<style>'.repeat(50_000)],
    ['closed quotes', '<blockquote></blockquote>'.repeat(40_000)],
    ['ampersands', '&#'.repeat(200_000)],
  ])('98 HTML of %s costs no more than its length', async (_what, html) => {
    const begun = performance.now();
    await mail([from, 'Content-Type: text/html'], `2${html}`);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test.each([
    ['nothing', ''],
    ['only a line break', '\r\n'],
    ['no header', 'hello there'],
    ['a cut header', 'From: ana@home.ex'],
    ['a multipart without a boundary', `${from}\r\nContent-Type: multipart/mixed\r\n\r\n2`],
    [
      'a part that is cut off',
      `${from}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/pl`,
    ],
    ['broken base64', `${from}\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=`],
    ['a NUL', `${from}\r\n\r\na\0b`],
  ])('%s never throws', async (_what, raw) => {
    expect(await readEmail(Buffer.from(raw))).toMatchObject({ kind: 'reply' });
  });
});
