import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { SMTPServer } from 'smtp-server';
import { composeEmail, type Letterhead } from '../functions/adapters/email.ts';
import { LARGEST } from '../functions/inbound/email.ts';
import type { Sender, SendOutcome } from '../functions/ports.ts';

export type SmtpSettings = {
  host: string;
  port: number;
  /** TLS from the first byte (port 465); otherwise STARTTLS where the server offers it, and always before a login. */
  secure?: boolean;
  login?: { user: string; pass: string };
};

/** A person waits for none of this; a server that says nothing for so long says nothing at all. Milliseconds. */
const PATIENCE = 30_000;

/** Mail by SMTP. What was refused did not go; a connection that is lost once the text was begun may have taken it. */
export const createSmtpSender = (settings: SmtpSettings, mailbox: Letterhead): Sender => ({
  async send(message) {
    if (message.channel !== 'email') return { sent: 'refused', reason: 'not a mail', again: false };
    const raw = await composeEmail(message, mailbox);
    return deliver(settings, { from: mailbox.address, to: [message.to] }, raw);
  },
});

type SmtpError = Error & { code?: string; responseCode?: number };

/** nodemailer's own transport reads a mail before it has connected, which would hide whether any of it went. */
async function deliver(
  { host, port, secure = false, login }: SmtpSettings,
  envelope: { from: string; to: string[] },
  raw: Uint8Array,
): Promise<SendOutcome> {
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    requireTLS: login !== undefined && !secure,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
  let begun = false;
  async function* text() {
    begun = true;
    yield raw;
  }
  try {
    const { response } = await new Promise<SMTPConnectionSendInfo>((resolve, reject) => {
      const send = (error?: Error | null) =>
        error
          ? reject(error)
          : connection.send(envelope, Readable.from(text()), (failed, info) =>
              failed ? reject(failed) : resolve(info!),
            );
      connection.on('error', reject);
      connection.connect(() => (login ? connection.login(login, send) : send()));
    });
    connection.quit();
    return { sent: 'accepted', providerId: response };
  } catch (error) {
    connection.close();
    const { responseCode = 0, code = 'error' } = error as SmtpError;
    if (responseCode >= 400)
      return {
        sent: 'refused',
        reason: `the mail server answered ${responseCode}`,
        again: responseCode < 500,
      };
    if (begun) throw error;
    return { sent: 'refused', reason: `the mail server could not be reached (${code})`, again: true };
  }
}

export type SmtpIn = { port: number; close(): Promise<void> };

/**
 * Takes mail on one port of this machine and hands over each as it came. It is accepted once `onMail` has kept it;
 * where that fails the sender is told to try again, so that no reply is lost. `accepts`: for whom mail is taken.
 */
export async function startSmtpIn(settings: {
  host?: string;
  port: number;
  accepts: (address: string) => boolean;
  onMail: (raw: Uint8Array, envelope: { from: string; to: string[] }) => Promise<void>;
}): Promise<SmtpIn> {
  const { host = '127.0.0.1', port, accepts, onMail } = settings;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST,
    rejectOversized: true,
    logger: false,
    onRcptTo: ({ address }, _session, done) =>
      done(accepts(address.toLowerCase()) ? null : refusal(550, 'no such mailbox here')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('error', done);
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, 'too large'));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        onMail(new Uint8Array(Buffer.concat(chunks)), {
          from,
          to: rcptTo.map(({ address }) => address),
        }).then(
          () => done(),
          () => done(refusal(451, 'not kept, try again')),
        );
      });
    },
  });
  // A peer that hangs up in the middle must not end the process.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });
