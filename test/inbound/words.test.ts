import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../functions/inbound/email/html.ts';
import { newWords } from '../../functions/inbound/email/words.ts';
import { readEmail } from '../../functions/inbound/email.ts';

const QUOTED = '> Hello,\n> How have the last days been?';
const BARE = 'Hello,\nHow have the last days been?';

describe('the message that is answered is left out', () => {
  test.each([
    ['Gmail', `On Sat, Nov 21, 2026 at 9:00 AM Elm House <care@elm.example> wrote:\n\n${QUOTED}`],
    [
      'Gmail, broken over two lines',
      `On Sat, Nov 21, 2026 at 9:00 AM Elm House\n<care@elm.example> wrote:\n\n${QUOTED}`,
    ],
    [
      'Gmail in Spanish',
      `El sáb, 21 nov 2026 a las 9:00, Elm House (<care@elm.example>) escribió:\n\n${QUOTED}`,
    ],
    [
      'Gmail in Arabic',
      `في السبت، ٢١ نوفمبر ٢٠٢٦ في ٩:٠٠ ص كتب \u202aElm House\u202c\u200f <\u202acare@elm.example\u202c\u200f>:\u200f\n\n${QUOTED}`,
    ],
    ['Gmail in French', `Le sam. 21 nov. 2026 à 09:00, Elm House <care@elm.example> a écrit :\n\n${QUOTED}`],
    [
      'Gmail in German',
      `Am Sa., 21. Nov. 2026 um 09:00 Uhr schrieb Elm House <care@elm.example>:\n\n${QUOTED}`,
    ],
    ['Gmail in Japanese', `2026年11月21日(土) 9:00 Elm House <care@elm.example>:\n\n${QUOTED}`],
    ['Thunderbird', `On 21/11/2026 09:00, Elm House wrote:\n${QUOTED}`],
    ['Apple Mail', `> On Nov 21, 2026, at 9:00 AM, Elm House <care@elm.example> wrote:\n> \n${QUOTED}`],
    ['Yahoo', `On Saturday, November 21, 2026, 9:00 AM, Elm House <care@elm.example> wrote:\n\n${BARE}`],
    [
      'Outlook',
      `-----Original Message-----\nFrom: Elm House <care@elm.example>\nSent: Saturday\nTo: ana\nSubject: How are things?\n\n${BARE}`,
    ],
    [
      'Outlook, ruled',
      `________________________________\nFrom: Elm House <care@elm.example>\nSent: Saturday\nSubject: How are things?\n\n${BARE}`,
    ],
    [
      'Outlook in Spanish',
      `De: Elm House <care@elm.example>\nEnviado: sábado\nPara: ana\nAsunto: ¿Cómo va todo?\n\n${BARE}`,
    ],
    [
      'Outlook in Arabic',
      `من: Elm House <care@elm.example>\nتم الإرسال: السبت\nإلى: ana\nالموضوع: كيف حالك\n\n${BARE}`,
    ],
    [
      'Outlook in bold',
      `*From:* Elm House <care@elm.example>\n*Sent:* Saturday\n*To:* ana\n*Subject:* How are things?\n\n${BARE}`,
    ],
    [
      'Samsung',
      `-------- Original message --------\nFrom: Elm House <care@elm.example>\nDate: 11/21/26\nSubject: How are things?\n\n${BARE}`,
    ],
    [
      'a forwarded message',
      `---------- Forwarded message ---------\nFrom: Elm House <care@elm.example>\nDate: Sat\nSubject: x\n\n${BARE}`,
    ],
    ['quotes alone', QUOTED],
    ['a signature', '-- \nAna Home\n+1 555 010 0123'],
    ['an iPhone', 'Sent from my iPhone'],
    ['an iPhone in Spanish', 'Enviado desde mi iPhone'],
    ['an iPhone in Arabic', 'أُرسلت من الـ iPhone'],
    ['Outlook for Android', 'Get Outlook for Android<https://aka.ms/AAb9ysg>'],
  ])('%s', (_client, rest) => {
    expect(newWords(`Better, thanks.\n\n${rest}`)).toBe('Better, thanks.');
    expect(newWords(`Better, thanks.\r\n${rest.replaceAll('\n', '\r\n')}`)).toBe('Better, thanks.');
  });

  test('what stands below or between marked quotes is new', () => {
    expect(newWords(`On Sat, Nov 21, 2026 Elm <c@e.example> wrote:\n${QUOTED}\n\n2`)).toBe('2');
    expect(newWords(`> How have the days been?\nbad\n> and the nights?\nworse`)).toBe('bad\nworse');
  });
});

describe('what a client wrote is left in', () => {
  test('right above the line that says who wrote what is quoted', () => {
    const wrote = `On Sat, Nov 21, 2026 at 9:00 AM Elm House\n<care@elm.example> wrote:\n${QUOTED}`;
    expect(newWords(`2\n${wrote}`)).toBe('2');
    expect(newWords(`See you at 9:00 in 2026\n${wrote}`)).toBe('See you at 9:00 in 2026');
  });

  test.each([
    'My mother wrote: you are useless',
    'From: me, with love',
    'On Monday at 9:00 he said:\nget out',
    'Two things:\n1. sleep\n2. work',
    'I slept - badly -- again',
    'Sent from my iPhone is what it says but I typed all of this myself, on the bus, and it took me an hour',
    '---\nnext\n---',
    'a > b',
  ])('%j', (text) => {
    expect(newWords(text)).toBe(text);
  });
});

describe('HTML', () => {
  test('is read as lines, without what nobody sees, and its letters are letters', () => {
    const html =
      '<p>Ma&ntilde;ana&nbsp;&hellip;</p><ul><li>a</li><li>b</li></ul><style>x{}</style><b>c</b>&#128512;&unknown;';
    expect(textOf(html, true)).toBe('Mañana …\n\na\n\nb\n\nc😀&unknown;');
  });

  test('ends where Outlook begins the message it answers, whatever its language', () => {
    const html =
      '<div>uusi</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Lähettäjä:</b> Elm</div><div>vanha</div>';
    expect(textOf(html, true)).toBe('uusi');
    expect(textOf(html, false)).toContain('vanha');
  });

  test('keeps the quoted part only where all of it is asked for', () => {
    const html =
      '<div>new</div><blockquote>old <blockquote>older</blockquote> still old</blockquote><div>after</div>';
    expect(textOf(html, true)).toBe('new\n\nafter');
    expect(textOf(html, false)).toContain('still old');
  });
});

test('whatever bytes come, they are read without a throw, and in well-formed words', async () => {
  const pieces = fc.constantFrom(
    'From: a@b.example',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: base64',
    '--b',
    '--b--',
    '',
    '> x',
    '<blockquote>',
    '-- ',
    'On 1 a@b wrote:',
    '=?utf-8?Q?=0D?=',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 500 }),
        fc
          .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 })
          .map((lines) => Buffer.from(lines.join('\r\n'))),
      ),
      async (raw) => {
        const read = await readEmail(raw);
        expect([read.words, read.whole, read.subject].every((text) => text.isWellFormed())).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
