import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type InboundEmail, readEmail } from '../../functions/inbound/email.ts';
import { keyIn } from '../../functions/mail-ids.ts';
import { createSmtpSender, startSmtpIn } from '../../local/smtp.ts';

const message = {
  key: 'elm#client-1#message-3.1',
  clinicId: 'elm',
  channel: 'email' as const,
  to: 'ana@home.example',
  subject: '¿Cómo va todo?',
  text: 'Hola:\n\nhttps://care.elm.example/a/#k\n.\n..final',
  mail: {
    name: 'Elm House',
    language: 'es',
    at: '2026-03-02T15:00:00.000Z',
    stopUrl: 'https://care.elm.example/link/stop-mail?t=t',
  },
};
const ours = { address: 'care@elm.example' };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const sender = (port: number) => createSmtpSender({ host: '127.0.0.1', port }, ours);

async function mailbox(onMail: Parameters<typeof startSmtpIn>[0]['onMail']) {
  const box = await startSmtpIn({ port: 0, accepts: (to) => to.endsWith('@home.example'), onMail });
  ends.push(box.close);
  return box;
}

/** A server that speaks the given lines, one after each that it hears, and then hangs up. */
async function script(...lines: string[]): Promise<number> {
  const server: Server = createServer((socket) => {
    const left = [...lines];
    const next = () => {
      const line = left.shift();
      if (line === undefined) socket.destroy();
      else socket.write(`${line}\r\n`);
    };
    socket.on('error', () => {});
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString();
      const body = heard.startsWith('Content-') || heard.includes('\r\n\r\n') || heard.includes('Message-ID');
      if (body ? heard.endsWith('\r\n.\r\n') : heard.endsWith('\r\n')) {
        heard = '';
        next();
      }
    });
    next();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => new Promise((done) => server.close(done)));
  return (server.address() as { port: number }).port;
}

const GREETING = ['220 mx', '250 mx', '250 sender ok', '250 recipient ok', '354 go on'];

describe('mail over SMTP on one machine', () => {
  test('what goes out comes in, byte for byte understood', async () => {
    const came: { read: InboundEmail; raw: string; to: string[] }[] = [];
    const box = await mailbox(async (raw, { to }) => {
      came.push({ read: await readEmail(raw), raw: Buffer.from(raw).toString(), to });
    });
    const outcome = await sender(box.port).send(message);
    expect(outcome).toMatchObject({ sent: 'accepted' });
    expect(came).toHaveLength(1);
    const [{ read, raw, to }] = came as [(typeof came)[0]];
    expect(to).toEqual(['ana@home.example']);
    expect(read).toMatchObject({ kind: 'loop', from: 'care@elm.example', subject: '¿Cómo va todo?' });
    expect(read.whole).toBe(message.text);
    expect(keyIn(read.messageId!)).toBe(message.key);
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  test('a mailbox that is not here is refused for good', async () => {
    const box = await mailbox(async () => {});
    const outcome = await sender(box.port).send({ ...message, to: 'ana@gone.example' });
    expect(outcome).toEqual({ sent: 'refused', reason: 'the mail server answered 550', again: false });
  });

  test('a reply that could not be kept is not accepted: the sender tries again', async () => {
    let tries = 0;
    const box = await mailbox(async () => {
      tries += 1;
      if (tries === 1) throw new Error('the disk is full');
    });
    const out = sender(box.port);
    expect(await out.send(message)).toEqual({
      sent: 'refused',
      reason: 'the mail server answered 451',
      again: true,
    });
    expect(await out.send(message)).toMatchObject({ sent: 'accepted' });
  });

  test('what is too large is refused, and the next one is taken', async () => {
    const sizes: number[] = [];
    const box = await mailbox(async (raw) => {
      sizes.push(raw.length);
    });
    const out = sender(box.port);
    const large = await out.send({ ...message, text: 'a'.repeat(11 * 1024 * 1024) });
    expect(large).toMatchObject({ sent: 'refused', again: false });
    expect(await out.send(message)).toMatchObject({ sent: 'accepted' });
    expect(sizes).toHaveLength(1);
  });

  test('a server that is not there took nothing', async () => {
    const box = await startSmtpIn({ port: 0, accepts: () => true, onMail: async () => {} });
    await box.close();
    expect(await sender(box.port).send(message)).toMatchObject({ sent: 'refused', again: true });
  });

  test('130 a server that hangs up after the text may have it: nobody knows', async () => {
    const port = await script(...GREETING);
    await expect(sender(port).send(message)).rejects.toThrow();
  });

  test('a server that hangs up before the text has nothing', async () => {
    const port = await script('220 mx', '250 mx');
    expect(await sender(port).send(message)).toMatchObject({ sent: 'refused', again: true });
  });

  test.each([
    ['129 451 try later', true],
    ['554 no', false],
  ])('a server that answers the text with %s', async (answer, again) => {
    const port = await script(...GREETING, answer.replace(/^129 /, ''));
    expect(await sender(port).send(message)).toMatchObject({ sent: 'refused', again });
  });

  test('a text message is none of its business', async () => {
    expect(await sender(1).send({ ...message, channel: 'sms' })).toMatchObject({
      sent: 'refused',
      again: false,
    });
  });
});
