import { createTransport } from 'nodemailer';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type App, createApp } from '../../local/app.ts';
import { mailSettings, takeMail, withSmtp } from '../../local/mail.ts';
import { steppedClock } from '../../local/outbox.ts';
import { outboxRoutes } from '../../local/outbox-page.ts';
import { seededChance } from '../../local/people/chance.ts';
import { startSmtpIn } from '../../local/smtp.ts';
import { eventOf } from '../support/clinic.ts';
import { kim, MONDAY, PATHWAY, pathway, riverside, staff } from '../support/people.ts';

const LEA = { clinicId: 'riverside', by: 'lea' };
const HOST = 'localhost:8080';

async function open(mail?: ReturnType<typeof mailSettings>): Promise<App> {
  const table = createMemoryTable();
  const app = createApp({
    table,
    changes: table.changes,
    clock: steppedClock(MONDAY),
    chance: seededChance('outbox'),
    identity: {
      verify: async () => {
        throw new Error('nobody signs in here');
      },
    },
    url: `http://${HOST}`,
    ...(mail && { sends: (outbox) => withSmtp(outbox, mail) }),
  });
  await app.clinics.run(LEA, { do: 'create-clinic', clinic: riverside });
  for (const person of staff) await app.clinics.run(LEA, { do: 'add-staff', staff: person });
  const { id, title } = pathway();
  await app.clinics.run(LEA, { do: 'draft-pathway', id, title, draft: pathway() });
  const draftedAt = (await app.clinics.get('riverside')).pathways[id]!.draftedAt!;
  await app.clinics.run(LEA, { do: 'publish-pathway', id, draftedAt, pathway: pathway() });
  const at = { clinicId: 'riverside', clientId: 'kim', by: 'ada' };
  await app.charts.run(at, { do: 'create-client', client: kim });
  await app.charts.run(at, { do: 'enrol', pathway: PATHWAY, clinician: 'ada' });
  await app.settle();
  return app;
}

let app: App;
beforeEach(async () => {
  app = await open();
});

const shown = async () => (await outboxRoutes(app)['GET /outbox']!(eventOf('GET', '/outbox'))).body!;
const send = (fields: object, origin = `http://${HOST}`) =>
  outboxRoutes(app)['POST /outbox/reply']!(
    eventOf('POST', '/outbox/reply', {
      headers: { host: HOST, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams({ ...fields }).toString()).toString('base64'),
      isBase64Encoded: true,
    }),
  );
const asKim = { clinicId: 'riverside', clientId: 'kim' };
const findings = async () =>
  Object.values((await app.charts.get('riverside', 'kim')).tasks).flatMap(({ findings }) =>
    findings.map(({ what }) => what),
  );

describe('the outbox page', () => {
  it('shows each client’s phone and mailbox, with links that work', async () => {
    const page = await shown();
    expect(page).toContain('Phone of Kim Rivera');
    expect(page).toContain('Mailbox of Kim Rivera');
    expect(page).toMatch(/<a href="\/c#[\w-]+">http:\/\/localhost:8080\/c#/);
  });

  it.each([
    ['sms', 'By text message: “Can I come later?”'],
    ['email', 'By email: “Can I come later?”'],
  ])('brings what is answered by %s to the chart, and the answer back to the page', async (channel, what) => {
    expect((await send({ ...asKim, channel, words: 'Can I come later?' })).statusCode).toBe(303);
    await app.settle();
    expect(await findings()).toEqual([what]);
    expect(await shown()).toContain('A person at Riverside will read this');
    expect(await shown()).toContain('class="client-said"');
  });

  it('shows a mail as a mailbox does, with the button that stops the mails', async () => {
    await send({ ...asKim, channel: 'email', words: 'Can I come later?' });
    await app.settle();
    const [, id] = /href="\/outbox\/mail\?id=([^"]+)"/.exec(await shown())!;
    const get = (query: string) => {
      const event = { ...eventOf('GET', '/outbox/mail'), rawQueryString: query };
      return outboxRoutes(app)['GET /outbox/mail']!(event);
    };
    const { body } = await get(`id=${id}`);
    expect(body).toContain('<html lang="en" dir="ltr">');
    expect(body).toMatch(
      /<form method="post" action="\/link\/stop-mail\?t=[\w-]{43}"><button[^>]*>Unsubscribe/,
    );
    expect((await get('id=nothing')).statusCode).toBe(404);
  });

  it('lets no other page speak for a client', async () => {
    const answer = await send({ ...asKim, channel: 'sms', words: 'STOP' }, 'https://elsewhere.example');
    expect(answer.statusCode).toBe(403);
    expect(await findings()).toEqual([]);
  });

  it('shows what a client wrote as text, whatever it holds', async () => {
    await send({ ...asKim, channel: 'sms', words: '<script>alert(1)</script>' });
    expect(await shown()).toContain('&lt;script&gt;');
    expect(await shown()).not.toContain('<script>');
  });
});

describe('mail by setting', () => {
  it('goes out by SMTP and stays readable in the outbox, and a reply that comes in reaches the chart', async () => {
    const mails: string[] = [];
    const server = await startSmtpIn({
      port: 0,
      accepts: () => true,
      onMail: async (raw) => {
        mails.push(Buffer.from(raw).toString());
      },
    });
    const from = 'care@riverside.example';
    const url = `smtp://127.0.0.1:${server.port}`;
    app = await open(mailSettings({ ATTUNE_SMTP_URL: url, ATTUNE_MAIL_FROM: from }));
    await send({ ...asKim, channel: 'email', words: 'Can I come later?' });
    await app.settle();
    const [reply] = mails.filter((one) => one.includes(`To: ${kim.email}`));
    expect(reply).toContain('A person at Riverside will read this');
    expect(await shown()).toContain('A person at Riverside will read this');
    const inbox = (await takeMail(app, { from, port: 0 }, () => {}))!;
    const transport = createTransport({ host: '127.0.0.1', port: inbox.port });
    const inReplyTo = /^Message-ID: (<.+>)/im.exec(reply!)![1]!;
    const mail = { from: kim.email, to: from, subject: 'Re:', text: 'And on Friday?', inReplyTo };
    await transport.sendMail(mail);
    await expect(transport.sendMail({ ...mail, to: 'somebody@elsewhere.example' })).rejects.toThrow('550');
    expect(await findings()).toEqual(['By email: “Can I come later?”', 'By email: “And on Friday?”']);
    await inbox.close();
    await server.close();
  });

  it.each([
    ['nobody has checked', '', undefined, false],
    [
      'the relay has found to be theirs',
      'Authentication-Results: mx.example 1; dmarc=pass',
      'mx.example',
      true,
    ],
    ['a stranger says to be checked', 'Authentication-Results: mx.evil; dmarc=pass', 'mx.example', false],
  ])(
    'in which STOP comes, and which %s, ends the mails only where it is the client’s',
    async (_, header, verifier, stops) => {
      const from = 'care@riverside.example';
      app = await open();
      const inbox = (await takeMail(app, { from, port: 0, verifier }, () => {}))!;
      const transport = createTransport({ host: '127.0.0.1', port: inbox.port });
      const [name = '', value = ''] = header.split(': ');
      const mail = { from: kim.email, to: from, subject: 'hello', text: 'STOP' };
      await transport.sendMail({ ...mail, ...(name && { headers: { [name]: value } }) });
      await inbox.close();
      const { client } = await app.charts.get(asKim.clinicId, asKim.clientId);
      expect(client!.consents.email === undefined).toBe(stops);
      expect(await findings()).toEqual(
        stops
          ? []
          : [
              'By email: “STOP” — nobody has checked that this mail is from the client: ask them whether the messages are to stop',
            ],
      );
    },
  );

  it.each([
    { ATTUNE_SMTP_URL: 'mail.example' },
    { ATTUNE_SMTP_URL: 'http://mail.example' },
    { ATTUNE_SMTP_PORT: 'smtp' },
  ])('is refused where %j can’t be read', (env) => {
    expect(() => mailSettings(env)).toThrow('ATTUNE_SMTP');
  });

  it('reads the login and the usual ports', () => {
    expect(mailSettings({})).toBeUndefined();
    expect(
      mailSettings({ ATTUNE_SMTP_URL: 'smtps://a%40b:c@mail.example', ATTUNE_SMTP_PORT: '2525' }),
    ).toEqual({
      from: 'care@localhost',
      port: 2525,
      out: { host: 'mail.example', port: 465, secure: true, login: { user: 'a@b', pass: 'c' } },
    });
  });
});
