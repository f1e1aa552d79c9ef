import { content } from '../functions/adapters/content.ts';
import { receiveEmail } from '../functions/inbound/mail.ts';
import type { Sender } from '../functions/ports.ts';
import type { App } from './app.ts';
import { createSmtpSender, type SmtpIn, type SmtpSettings, startSmtpIn } from './smtp.ts';

export type MailSettings = {
  out?: SmtpSettings;
  /** The port that mail is taken on. */
  port?: number;
  /** The name under which the relay before it says what it found of a sender (RFC 8601). */
  verifier?: string;
  from: string;
};

/**
 * `ATTUNE_SMTP_URL` (`smtp://` or `smtps://`, with a login where there is one), `ATTUNE_SMTP_PORT`,
 * `ATTUNE_MAIL_VERIFIER` and `ATTUNE_MAIL_FROM`. Undefined where neither of the first two is set: then nothing leaves this machine.
 * @throws Error where one cannot be read
 */
export function mailSettings(env: Record<string, string | undefined>): MailSettings | undefined {
  const { ATTUNE_SMTP_URL: url, ATTUNE_SMTP_PORT: port, ATTUNE_MAIL_VERIFIER: verifier } = env;
  const { ATTUNE_MAIL_FROM: from = 'care@localhost' } = env;
  if (!url && !port) return undefined;
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new Error('ATTUNE_SMTP_PORT is not a port.');
  return {
    from,
    ...(url && { out: smtpSettings(url) }),
    ...(port && { port: Number(port) }),
    ...(verifier && { verifier }),
  };
}

function smtpSettings(written: string): SmtpSettings {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname)
    throw new Error('ATTUNE_SMTP_URL is not like smtp://user:password@host:587.');
  const secure = url.protocol === 'smtps:';
  const [user, pass] = [url.username, url.password].map(decodeURIComponent);
  return {
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    ...(user && { login: { user, pass: pass ?? '' } }),
  };
}

/** Mail goes out by SMTP, and into the outbox too, where it went; texts stay in the outbox. */
export function withSmtp(outbox: Sender, { out, from }: MailSettings): Sender {
  if (!out) return outbox;
  const smtp = createSmtpSender(out, { address: from, stops: from });
  return {
    async send(message) {
      if (message.channel !== 'email') return outbox.send(message);
      const outcome = await smtp.send(message);
      if (outcome.sent === 'accepted') await outbox.send(message);
      return outcome;
    },
  };
}

/** Takes mail for the domain that ours is sent from. */
export function takeMail(
  app: App,
  { port, from, verifier }: MailSettings,
  onMail: () => void,
): Promise<SmtpIn> | undefined {
  if (port === undefined) return undefined;
  const domain = from.slice(from.indexOf('@')).toLowerCase();
  return startSmtpIn({
    port,
    accepts: (address) => address.endsWith(domain),
    async onMail(raw) {
      await receiveEmail({ ...app, content, verifier: verifier ?? null }, raw, app.clock());
      onMail();
    },
  });
}
