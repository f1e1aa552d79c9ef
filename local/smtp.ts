import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { composeEmail, type OutgoingEmail } from '../functions/adapters/email.ts';
import { LARGEST } from '../functions/inbound/email.ts';
import type { OutboundMessage, Sender, SendOutcome } from '../functions/ports.ts';

/** What an outbound message lacks to be a mail; `dress` finds it. */
export type Dress = Pick<
  OutgoingEmail,
  'from' | 'replyTo' | 'language' | 'at' | 'unsubscribe' | 'answers' | 'button'
>;

export type SmtpSettings = {
  host: string;
  port: number;
  /** TLS from the first byte (port 465); otherwise STARTTLS where the server offers it, and always before a login. */
  secure?: boolean;
  login?: { user: string; pass: string };
};

/** A person waits for none of this; a server that says nothing for so long says nothing at all. Milliseconds. */
const PATIENCE = 30_000;

/** Mail by SMTP. What was answered with a refusal did not go; a connection lost after the text was sent may have. */
export function createSmtpSender(
  { host, port, secure = false, login }: SmtpSettings,
  dress: (message: OutboundMessage) => Dress,
): Sender & { close(): void } {
  const transport = createTransport({
    host,
    port,
    secure,
    ...(login && { auth: login, requireTLS: !secure }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      if (message.channel !== 'email') return { sent: 'refused', reason: 'not a mail', again: false };
      const dressed = dress(message);
      const { key, to, text, subject = '' } = message;
      const raw = await composeEmail({ ...dressed, key, to, text, subject });
      try {
        const { messageId, response } = await transport.sendMail({
          envelope: { from: dressed.from.address, to: [to] },
          raw: Buffer.from(raw),
        });
        return { sent: 'accepted', providerId: messageId || response };
      } catch (error) {
        return definite(error as SmtpError);
      }
    },
    close: () => transport.close(),
  };
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** Everything up to `DATA` happens before the server has any text to send on. */
const BEFORE_TEXT = ['CONN', 'EHLO', 'HELO', 'STARTTLS', 'AUTH', 'API', 'MAIL FROM', 'RCPT TO'];

function definite(error: SmtpError): SendOutcome {
  const { responseCode = 0, command = '', code = 'error' } = error;
  if (responseCode >= 400)
    return { sent: 'refused', reason: `the mail server answered ${responseCode}`, again: responseCode < 500 };
  if (BEFORE_TEXT.some((one) => command.startsWith(one)))
    return { sent: 'refused', reason: `the mail server could not be reached (${code})`, again: true };
  throw error;
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
