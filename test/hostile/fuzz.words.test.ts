/** Texts and mails of any kind: in a chart, kept for a person or told to be none of ours, in bounded time and room. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { lexicon } from '../../functions/adapters/keywords.ts';
import { flagsOf } from '../../functions/care/messages/keywords.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { atTheDoors } from '../support/doors.ts';
import { onlyOf } from '../support/scene.ts';
import { filesIn, runs, spoiled } from '../support/spoiled.ts';

describe('texts', () => {
  const phrases = Object.values(lexicon.crisisWords).flatMap((words) =>
    words.phrases.flatMap(({ says }) => says.map((one) => one.replaceAll('*', '').replace(' ~ ', ' '))),
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('S', 'T', 'O', 'P', ' ', '2', '\u200b', '\u202e', '\ud800', '\n') }),
    fc.tuple(fc.constantFrom(...phrases), fc.string({ maxLength: 20 })).map((parts) => parts.join(' ')),
    fc.constantFrom('STOP', 'START', 'HELP', '', 'x'.repeat(20_000), '\u0000', 'wrong number'),
  );
  const numbers = fc.oneof(
    { weight: 6, arbitrary: fc.constant('+14155550134') },
    fc.constantFrom('', '+', 'tel:', 'OPTEDOUT', '+14155550134;ext=', '12345'),
    fc.string({ maxLength: 30 }),
  );

  it('of any kind are in the chart of whoever wrote, or wait for a person, to the letter, and danger is heard', async () => {
    const kim = await atTheDoors({ client: { answersBy: 'text' } });
    await kim.enrols();
    await kim.answers('intake');
    await fc.assert(
      fc.asyncProperty(anyText, numbers, async (text, from) => {
        const outcome = await kim.texts(text, { from });
        const words = text.toWellFormed().slice(0, 10_000);
        const { distress, crisis } = flagsOf(words, content.lexicon);
        if ('received' in outcome) {
          expect(onlyOf(await kim.events(), 'words.received').at(-1)!.words).toBe(words);
          if (distress || crisis.length > 0) expect(await kim.tasks('urgent')).toHaveLength(1);
        } else if ('held' in outcome) {
          const { items } = await kim.table.query('riverside', { prefix: 'HELD#' });
          const held = items.map(({ body }) => JSON.parse(String(body))).find((one) => one.words === words);
          expect(held).toMatchObject({ alarming: distress || crisis.length > 0 });
        }
      }),
      runs(60),
    );
    expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it('by the thousand fill no chart: the task keeps the first and the latest, and danger is still heard', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    const sizes: number[] = [];
    for (let n = 0; n < 120; n += 1) {
      await kim.run({
        do: 'receive',
        channel: 'sms',
        providerId: `flood-${n}`,
        words: `${n} `.repeat(300),
        sentAt: kim.clock(),
      });
      sizes.push(JSON.stringify((await kim.chart()).tasks).length);
    }
    expect(sizes.at(-1)! / sizes[59]!).toBeLessThan(1.05);
    const [task] = await kim.tasks('words');
    expect(task!.findings).toHaveLength(40);
    expect(task!.findings[0]!.what).toContain('0 0 0');
    expect(task!.findings[1]).toMatchObject({ more: 81, what: expect.stringContaining('81 more') });
    expect(task!.findings.at(-1)!.what).toContain('119 119');
    await kim.texts('I want to kill myself');
    expect(await kim.tasks('urgent')).toHaveLength(1);
    expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });
});

describe('mails', () => {
  const words = [
    'Content-Type: text/plain; charset=klingon\r\n',
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Transfer-Encoding: x-none\r\n',
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n',
    'Content-Type: message/rfc822\r\n\r\n',
    'From: <>\r\n',
    'From: =?utf-8?B?//8=?= <kim@example.org>\r\n',
    'Message-ID: <a@b>\r\n',
    'Auto-Submitted: auto-replied\r\n',
    '\r\n\r\n',
    '=?utf-16?Q?=FF?=',
    '=\r\n',
    '--',
    '<!--<html><blockquote>',
  ];

  it.each(filesIn('mail'))(
    'as %s, spoiled, are taken or wait for a person, and none is dropped',
    async (file, raw) => {
      const kim = await atTheDoors();
      await kim.enrols();
      const ours = Buffer.from(
        raw.toString('latin1').replace(/^From: .*$/im, 'From: Kim <kim@example.org>'),
        'latin1',
      );
      const isReport = /complaint|dsn/.test(file);
      await fc.assert(
        fc.asyncProperty(spoiled(ours, words), fc.nat(30), async (mail, depth) => {
          const wrapped = Array.from(
            { length: depth > 25 ? depth : 0 },
            () => 'Content-Type: message/rfc822\r\n\r\n',
          );
          const came = Buffer.concat([Buffer.from(wrapped.join('')), mail]);
          const outcome = await receiveEmail(kim.deps(), came, kim.clock());
          if ('ignored' in outcome && !isReport) expect(outcome.ignored).toBe('our own mail');
          if ('held' in outcome) expect((await kim.held()).length).toBeGreaterThan(0);
          if ('held' in outcome && outcome.held === 'unreadable')
            expect((await kim.held()).some((one) => one.because === 'unreadable' && one.raw)).toBe(true);
        }),
        runs(20),
      );
      await kim.host.settle();
      expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();
    },
  );

  const REPORT = filesIn('mail')
    .find(([file]) => file === 'complaint.eml')![1]
    .toString();
  const ours = 'attune.ZWxtI2NsaWVudC0xI21lc3NhZ2UtMy4x@elm.example';
  const takes = async (mail: string) => {
    const kim = await atTheDoors();
    await kim.enrols();
    const to = mail.replaceAll(/ana@isp\.example/gi, 'kim@example.org');
    return { kim, outcome: await receiveEmail(kim.deps(), Buffer.from(to), kim.clock()) };
  };

  it('that look like a report with a key that somebody has made up are no report, and stop no queue', async () => {
    expect(REPORT).toContain(ours);
    const { kim, outcome } = await takes(REPORT);
    expect(outcome).toEqual({ ignored: 'no key of ours' });
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
  });

  it('that say that a client complained, and that anybody may have written, take no channel: a person sees them', async () => {
    const failed = 'Authentication-Results: amazonses.com; spf=fail; dkim=none; dmarc=fail\r\n';
    const { kim, outcome } = await takes(failed + REPORT.replaceAll(ours, 'x@elm.example'));
    expect(outcome).toEqual({ held: 'forged-sender' });
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
    expect(await kim.held()).toHaveLength(1);
  });

  it('from nobody that is known, with the key of a clinic that is none, wait where somebody looks', async () => {
    const mail = `From: x@y.example\r\nTo: care@riverside.example\r\nIn-Reply-To: <${ours}>\r\n\r\nit is me`;
    const { kim, outcome } = await takes(mail);
    expect(outcome).toEqual({ held: 'unknown-sender' });
    expect(await kim.held()).toMatchObject([{ words: 'it is me' }]);
  });
});
